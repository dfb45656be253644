"""A lunar birthday is kept as it is said: month, day, leap mark, and the year. It is filled from the days of birth of
those who keep theirs by the lunar calendar; the next one is reckoned anew, for three years (1933, 1954, 1978) had a
month that began a day off.
"""

from datetime import date

from peewee import SmallIntegerField

from portal.ground import clock
from portal.rules.clients.birthdays import columns


def up(migrator, db):
    migrator.migrate(
        *(
            migrator.add_column("client", name, SmallIntegerField(null=True))
            for name in ("lunar_year", "lunar_month", "lunar_day")
        )
    )
    db.execute_sql("ALTER TABLE client ADD COLUMN lunar_leap BOOLEAN NOT NULL DEFAULT FALSE")
    born = db.execute_sql("SELECT DISTINCT birthday FROM client WHERE birthday_lunar AND birthday IS NOT NULL").fetchall()
    for (day,) in born:
        fill(db, day)


def fill(db, day):
    """All who were born on one day (at most some 40,000 days, each found by the index on birthdays)."""
    mark = db.param
    solar = date.fromisoformat(day) if isinstance(day, str) else day
    found = columns(solar, True, clock.today())
    names = [name for name in found if name != "next_birthday"]
    sets = ", ".join(f"{name} = {mark}" for name in names)
    db.execute_sql(
        f"UPDATE client SET {sets}, next_birthday = CASE WHEN merged_into_id IS NULL THEN {mark} END "
        f"WHERE birthday = {mark} AND birthday_lunar",
        (*(found[name] for name in names), found["next_birthday"], day),
    )
