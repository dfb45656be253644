"""The next birthday of a client, in step with the days that pass, and the lunar day of whoever keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from portal.database import write
from portal.derived import contact_order
from portal.derived.proving import in_parts
from portal.ground import clock, steps
from portal.models import Client
from portal.rules.clients.birthdays import Lunar, columns, next_birthday

AT_ONCE = 500
READ = (
    Client.id,
    Client.birthday,
    Client.birthday_lunar,
    Client.lunar_year,
    Client.lunar_month,
    Client.lunar_day,
    Client.lunar_leap,
)
TWENTY_DAYS_OF_A_MILLION = 100
"""Batches in one round: some 3,000 of a million clients have their birthday on one day; the rest waits a minute."""


@steps.every_minute
def move_birthdays() -> int:
    """The next birthday of those whose last one has passed, and of those who came in without it. Answers how many
    moved."""
    moved = 0
    for _round in range(TWENTY_DAYS_OF_A_MILLION):
        count = _batch()
        moved += count
        if count < AT_ONCE:
            break
    return moved


def _batch() -> int:
    today = clock.today()
    passed = Client.next_birthday < today
    unknown = Client.next_birthday.is_null() & (Client.birthday <= today) & Client.merged_into.is_null()
    wanted: list[Any] = [*Client.select(*READ).where(passed).limit(AT_ONCE)]
    if len(wanted) < AT_ONCE:
        wanted.extend(Client.select(*READ).where(unknown).limit(AT_ONCE - len(wanted)))
    if not wanted:
        return 0
    with write():
        for client in wanted:
            coming = next_birthday(client.birthday, client.lunar, today)
            unchanged = [one == getattr(client, one.name) for one in READ if getattr(client, one.name) is not None]
            Client.update(next_birthday=coming).where(*unchanged).execute()
        contact_order.follow(client.id for client in wanted)
    return len(wanted)


def faults() -> Iterator[str]:
    today = clock.today()
    for rows in in_parts(Client, [*READ, Client.number, Client.next_birthday, Client.merged_into]):
        for row in rows:
            yield from _one(row, today)


def _one(row: dict[str, Any], today: date) -> Iterator[str]:
    said = columns(row["birthday"], bool(row["birthday_lunar"]), today)
    coming = said.pop("next_birthday")
    if row["birthday"] and any(row[name] != value for name, value in said.items()):
        yield f"client {row['number']}: the lunar birthday is not that of the day of birth"
    if not row["birthday"] and row["lunar_month"]:
        kept = Lunar(row["lunar_month"], row["lunar_day"], bool(row["lunar_leap"]), row["lunar_year"])
        coming = next_birthday(None, kept, today)
    if row["next_birthday"] != (None if row["merged_into"] else coming):
        yield f"client {row['number']}: the next birthday is not {row['next_birthday']}"
