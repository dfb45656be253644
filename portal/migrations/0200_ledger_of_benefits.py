"""Benefits have versions, partners and a ledger: lots, holds, how each ended, and entries that nobody changes.

What the catalogue said becomes its first version; each use of before becomes a lot's entries: granted, held, used.
"""

from datetime import date

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
)

from portal.database import JsonField, UtcField

SQLITE = [
    *(
        f"CREATE TRIGGER entry_no_{deed} BEFORE {deed.upper()} ON entry "
        "BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END"
        for deed in ("update", "delete")
    ),
    "CREATE TRIGGER entry_no_replace BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END",
]
POSTGRESQL = [
    "CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
]
MOVED = ("name_zh", "name_en", "words_zh", "words_en", "unit", "days_ahead", "guest_allowed", "for_companies")
BEGINNING = date(2000, 1, 1)


def up(migrator, db):
    tables = _tables(db)
    db.create_tables(list(tables.values()))
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
    now = db.execute_sql("SELECT CURRENT_TIMESTAMP").fetchone()[0]
    _catalogue(db, tables, now)
    _uses(db, tables)
    db.execute_sql("DROP TABLE benefit_use")
    db.execute_sql("DROP TABLE allowance")
    for name in MOVED:
        db.execute_sql(f"ALTER TABLE benefit DROP COLUMN {name}")


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Base):
        pass

    class Staff(Base):
        pass

    class Account(Base):
        pass

    class Client(Base):
        pass

    class Benefit(Base):
        code = CharField(primary_key=True, max_length=24)

    class Partner(Base):
        branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
        name_zh = CharField(max_length=80)
        name_en = CharField(max_length=120)
        contract_since = DateField(null=True)
        contract_until = DateField(null=True)
        contact = CharField(max_length=120, default="")
        phone = CharField(max_length=20, default="")
        price = BigIntegerField(default=0)
        created_at = UtcField()
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

    class BenefitVersion(Base):
        benefit = ForeignKeyField(Benefit, on_delete="RESTRICT", index=False)
        name_zh = CharField(max_length=48)
        name_en = CharField(max_length=80)
        words_zh = CharField(max_length=240, default="")
        words_en = CharField(max_length=360, default="")
        terms_zh = TextField(default="")
        terms_en = TextField(default="")
        place_zh = CharField(max_length=120, default="")
        place_en = CharField(max_length=160, default="")
        proof_zh = CharField(max_length=120, default="")
        proof_en = CharField(max_length=160, default="")
        picture = CharField(max_length=64, default="")
        partner = ForeignKeyField(Partner, null=True, on_delete="RESTRICT")
        kind = CharField(max_length=10, default="count")
        goods = BooleanField(default=False)
        unit = CharField(max_length=12, default="time")
        points_price = IntegerField(default=0)
        guest_rule = CharField(max_length=8, default="none")
        days_ahead = SmallIntegerField(default=0)
        blackout = JsonField(default=list)
        confirmed_by = CharField(max_length=8, default="staff")
        after_day = CharField(max_length=8, default="returns")
        cost = BigIntegerField(default=0)
        period = CharField(max_length=16, default="calendar_year")
        pro_rata = BooleanField(default=False)
        carry_over = BooleanField(default=False)
        for_companies = BooleanField(default=True)
        since = DateField()
        until = DateField(null=True)
        reason = CharField(max_length=200, default="")
        author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("benefit", "since"), False),)

    class TierAmount(Base):
        version = ForeignKeyField(BenefitVersion, on_delete="CASCADE", index=False)
        tier = CharField(max_length=16)
        amount = IntegerField()
        guests = IntegerField(default=0)

        class Meta:
            indexes = ((("version", "tier"), True),)

    class Lot(Base):
        client = ForeignKeyField(Client, on_delete="RESTRICT", index=False)
        benefit = ForeignKeyField(Benefit, backref="+", on_delete="RESTRICT", index=False)
        version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
        guests = BooleanField(default=False)
        unlimited = BooleanField(default=False)
        period = CharField(max_length=16)
        cause = CharField(max_length=32)
        upto = BigIntegerField(default=0)
        since = DateField()
        until = DateField(null=True)
        quantity = BigIntegerField()
        available = BigIntegerField()
        held = BigIntegerField(default=0)
        used = BigIntegerField(default=0)
        ended = BigIntegerField(default=0)
        created_at = UtcField()

        class Meta:
            indexes = ((("client", "benefit", "period", "cause"), True),)
            constraints = (
                Check("available >= 0 AND held >= 0 AND used >= 0 AND ended >= 0", name="lot_never_below"),
                Check("unlimited OR available + held + used + ended = quantity", name="lot_adds_up"),
                Check("NOT unlimited OR (quantity = 0 AND available = 0 AND ended = 0)", name="lot_unlimited"),
            )

    Lot.add_index(Lot.index(Lot.until, Lot.id, name="lot_ends", where=Lot.available > 0))

    class Hold(Base):
        client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
        version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
        quantity = BigIntegerField()
        day = DateField()
        guest_name = CharField(max_length=64, default="")
        person = CharField(max_length=8, default="self")
        note = CharField(max_length=500, default="")
        author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("client", "day"), False),)

    class Resolution(Base):
        hold = ForeignKeyField(Hold, unique=True, on_delete="RESTRICT")
        outcome = CharField(max_length=8)
        used = BigIntegerField(default=0)
        returned = BigIntegerField(default=0)
        cause = CharField(max_length=8, default="")
        reason = CharField(max_length=200, default="")
        accepted_by = CharField(max_length=80, default="")
        author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            indexes = ((("at",), False),)

    class Entry(Base):
        lot = ForeignKeyField(Lot, on_delete="RESTRICT")
        kind = CharField(max_length=8)
        quantity = BigIntegerField()
        hold = ForeignKeyField(Hold, null=True, on_delete="RESTRICT")
        entry = ForeignKeyField("self", null=True, backref="+", on_delete="RESTRICT", index=False)
        reason = CharField(max_length=200, default="")
        author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

    Entry.add_index(
        Entry.index(Entry.entry, Entry.kind, unique=True, name="entry_resolves_once", where=Entry.entry.is_null(False))
    )

    class LedgerRun(Base):
        kind = CharField(max_length=8)
        day = DateField()
        after = BigIntegerField(default=0)
        done = BigIntegerField(default=0)
        part = SmallIntegerField(default=0)
        finished_at = UtcField(null=True)

        class Meta:
            indexes = ((("kind", "day"), True),)

    for model in (Partner, BenefitVersion, Hold):
        model.add_index(model.index(model.submission, unique=True, where=model.submission.is_null(False)))
    made = (Partner, BenefitVersion, TierAmount, Lot, Hold, Resolution, Entry, LedgerRun)
    return {model.__name__: model for model in made}


def _catalogue(db, tables, now):
    """Each benefit's first version says what the catalogue said, and each tier's amount what its allowance was."""
    version, amount = tables["BenefitVersion"], tables["TierAmount"]
    for row in db.execute_sql(f"SELECT code, {', '.join(MOVED)} FROM benefit").fetchall():
        code, said = row[0], dict(zip(MOVED, row[1:], strict=True))
        guests = "shared" if said.pop("guest_allowed") else "none"
        said["for_companies"] = bool(said["for_companies"])
        made = version.create(benefit=code, guest_rule=guests, since=BEGINNING, created_at=now, **said)
        given = f"SELECT tier_id, yearly FROM allowance WHERE benefit_id = '{code}'"  # noqa: S608 - a code of ours
        for tier, yearly in db.execute_sql(given).fetchall():
            amount.create(version=made.id, tier=tier, amount=yearly)


def _uses(db, tables):
    """A lot for each client, benefit and year, as large as his tier's allowance or what he used of it."""
    used = db.execute_sql(
        "SELECT u.client_id, u.benefit_id, u.used_on, u.quantity, u.guest_name, a.id, u.created_at, v.id, "
        "COALESCE(t.amount, 0) FROM benefit_use u JOIN benefit_version v ON v.benefit_id = u.benefit_id "
        "JOIN client c ON c.id = u.client_id LEFT JOIN account a ON a.staff_id = u.recorded_by_id "
        "LEFT JOIN tier_amount t ON t.version_id = v.id AND t.tier = c.tier_id ORDER BY u.id"
    ).fetchall()
    groups = {}
    for client, benefit, day, *rest in used:
        day = day if isinstance(day, date) else date.fromisoformat(day)
        groups.setdefault((client, benefit, day.year), []).append((day, *rest))
    for (client, benefit, year), rows in groups.items():
        _lot(tables, client, benefit, year, rows)


def _lot(tables, client, benefit, year, rows):
    version, amount = rows[0][5:]
    total, first = sum(row[1] for row in rows), min(row[4] for row in rows)
    unlimited, whole = amount < 0, max(amount, total)
    lot = tables["Lot"].create(
        client=client,
        benefit=benefit,
        version=version,
        unlimited=unlimited,
        period=str(year),
        cause="tier",
        upto=amount if amount > 0 else -1 if unlimited else 0,
        since=date(year, 1, 1),
        until=date(year, 12, 31),
        quantity=0 if unlimited else whole,
        available=0 if unlimited else whole - total,
        used=total,
        created_at=first,
    )
    entry = tables["Entry"]
    entry.create(lot=lot, kind="grant", quantity=lot.quantity, at=first)
    for day, quantity, guest, author, at, *_ in rows:
        hold = tables["Hold"].create(
            client=client,
            version=version,
            quantity=quantity,
            day=day,
            guest_name=guest,
            person="guest" if guest else "self",
            author=author,
            created_at=at,
        )
        tables["Resolution"].create(hold=hold, outcome="used", used=quantity, cause="staff", author=author, at=at)
        held = entry.create(lot=lot, kind="hold", quantity=quantity, hold=hold, author=author, at=at)
        entry.create(lot=lot, kind="use", quantity=quantity, hold=hold, entry=held, author=author, at=at)
