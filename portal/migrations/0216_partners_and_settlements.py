"""Partners in full, their dated prices, the months that were closed; what a desk saw is kept."""

import secrets
from datetime import date

from peewee import (
    SQL,
    BigIntegerField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
)

from portal.database import UtcField

BEGINNING = date(2000, 1, 1)
COLUMNS = (
    "partner ADD COLUMN kind VARCHAR(12) NOT NULL DEFAULT 'other'",
    "partner ADD COLUMN place VARCHAR(80) NOT NULL DEFAULT ''",
    "partner ADD COLUMN address VARCHAR(200) NOT NULL DEFAULT ''",
    "partner ADD COLUMN ended_reason VARCHAR(200) NOT NULL DEFAULT ''",
    "partner ADD COLUMN pin_at {moment}",
    "partner ADD COLUMN desk_token VARCHAR(43) NOT NULL DEFAULT ''",
    "benefit_version ADD COLUMN shows_document {truth}",
    "voucher ADD COLUMN consent_at {moment}",
    "voucher ADD COLUMN consent_by_id INTEGER REFERENCES account (id) ON DELETE RESTRICT",
    "voucher ADD COLUMN last_four VARCHAR(4) NOT NULL DEFAULT ''",
)
INDEXES = (
    'CREATE INDEX "hold_version_id_day" ON "hold" ("version_id", "day")',
    'CREATE INDEX "lot_outstanding" ON "lot" ("benefit_id", "until", "id") WHERE (available > 0 OR held > 0)',
    "CREATE INDEX \"entry_taken_back\" ON \"entry\" (\"hold_id\") WHERE (kind = 'correct' AND entry_id IS NOT NULL)",
)
KEPT = ("desk_showing", "settlement_line", "partner_price")
"""Tables to which rows are only ever added."""


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    types = {
        "moment": "DATETIME" if sqlite else "TIMESTAMP",
        "truth": "SMALLINT NOT NULL DEFAULT 0" if sqlite else "BOOLEAN NOT NULL DEFAULT FALSE",
    }
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE {column.format(**types)}")
    for statement in INDEXES:
        db.execute_sql(statement)
    mark = "?" if sqlite else "%s"
    for (key,) in db.execute_sql("SELECT id FROM partner").fetchall():
        db.execute_sql(
            f"UPDATE partner SET desk_token = {mark} WHERE id = {mark}",  # noqa: S608
            (secrets.token_urlsafe(32), key),
        )
    db.execute_sql('CREATE UNIQUE INDEX "partner_desk_token" ON "partner" ("desk_token")')
    tables = _tables(db)
    db.create_tables(tables)
    _prices(db, tables[0])
    db.execute_sql("ALTER TABLE partner DROP COLUMN price")
    for table in KEPT:
        _only_added(db, table, sqlite)


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Partner(Base):
        pass

    class Benefit(Base):
        code = CharField(primary_key=True, max_length=24)

    class Staff(Base):
        pass

    class Hold(Base):
        pass

    class Entry(Base):
        pass

    class Voucher(Base):
        pass

    class PartnerPrice(Base):
        partner = ForeignKeyField(Partner, backref="+", on_delete="RESTRICT", index=False)
        benefit = ForeignKeyField(Benefit, backref="+", on_delete="RESTRICT", index=False)
        since = DateField()
        price = BigIntegerField()
        author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("partner", "benefit", "since"), True),)

    class Settlement(Base):
        partner = ForeignKeyField(Partner, backref="+", on_delete="RESTRICT", index=False)
        month = DateField()
        last_day = DateField()
        count = IntegerField()
        amount = BigIntegerField()
        closed_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        closed_at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("partner", "month"), True),)

    class SettlementLine(Base):
        settlement = ForeignKeyField(Settlement, backref="+", on_delete="RESTRICT")
        hold = ForeignKeyField(Hold, backref="+", on_delete="RESTRICT", index=False)
        entry = ForeignKeyField(Entry, null=True, backref="+", on_delete="RESTRICT", index=False)
        day = DateField()
        quantity = BigIntegerField()
        price = BigIntegerField()
        amount = BigIntegerField()
        corrects = DateField(null=True)

    class DeskShowing(Base):
        voucher = ForeignKeyField(Voucher, unique=True, backref="+", on_delete="RESTRICT")
        partner = ForeignKeyField(Partner, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

    for model in (PartnerPrice, Settlement):
        model.add_index(model.index(model.submission, unique=True, where=model.submission.is_null(False)))
    line = SettlementLine
    line.add_index(line.index(line.hold, unique=True, name="settled_once", where=SQL("(entry_id IS NULL)")))
    line.add_index(line.index(line.entry, unique=True, name="corrected_once", where=SQL("(entry_id IS NOT NULL)")))
    return [PartnerPrice, Settlement, SettlementLine, DeskShowing]


def _prices(db, model):
    """A partner's one price becomes that of each benefit which it gives."""
    found = db.execute_sql(
        "SELECT DISTINCT p.id, v.benefit_id, p.contract_since, p.price, p.created_at "
        "FROM partner p JOIN benefit_version v ON v.partner_id = p.id"
    ).fetchall()
    for partner, benefit, since, price, at in found:
        model.create(partner=partner, benefit=benefit, since=since or BEGINNING, price=price, created_at=at)


def _only_added(db, table, sqlite):
    if not sqlite:
        db.execute_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("update", "delete"):
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    db.execute_sql(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
