"""`portal check`: a clean database has no faults; each derived column that was tampered with is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.actions.events import planning, signing_up
from portal.actions.requests import filing, working
from portal.actions.shared.recording import next_value
from portal.database import database
from portal.derived import faults, seals
from portal.derived.aum import follow_months
from portal.derived.classes import derive_classes
from portal.ground import clock
from portal.models import (
    AccountRight,
    Card,
    Client,
    Contact,
    Event,
    HoldingAccount,
    Loan,
    MonthlyAum,
    Request,
    Staff,
    StandingOrder,
    TierChange,
    Transaction,
)
from portal.rules.events.parties import Guest, Party
from tests.ground import people

Tamper = Callable[[str], list[str]]


def holdings(client: Client) -> None:
    """An account with two movements, a card, a loan, a standing order."""
    opened, last = date(2020, 1, 2), date(2026, 11, 3)
    account = HoldingAccount.create(
        client=client, number="6217940000000001", product="deposit", opened_on=opened, balance=900, balance_on=last
    )
    AccountRight.create(account=account, client=client, kind="owner")
    for day, direction, amount, balance in ((date(2026, 11, 2), "credit", 1000, 1000), (last, "debit", 100, 900)):
        Transaction.create(account=account, happened_on=day, direction=direction, amount=amount, balance=balance)
    Card.create(client=client, account=account, kind="gold", number="6228010000000001", issued_on=opened)
    Loan.create(client=client, account=account, started_on=opened, months=12, amount=100, monthly=9, status="running")
    StandingOrder.create(account=account, bank_to="CCB", account_to="1", amount=50)
    derive_classes([client.id])


def months(client: Client) -> None:
    for number, amount in ((7, 50), (8, 60), (9, 90), (10, 120)):
        MonthlyAum.create(client=client, month=date(2026, number, 1), amount=amount)
    follow_months([client.id])


def contact(client: Client, manager: Staff) -> None:
    due, now = clock.today() + timedelta(days=30), clock.now()
    Contact.create(
        client=client, staff=manager, channel="phone", happened_at=now, summary="a loan", next_due=due, created_at=now
    )
    followed = Client.update(last_contact=clock.today(), next_contact_due=due)
    followed.where(Client.id == client.id).execute()


def three_requests(client: Client, manager: Staff) -> None:
    """One is new, one waits for the client, one is resolved."""
    values = {"kind": "request", "category": "card", "subject": "a new card", "details": "please"}
    worker = people.actor(manager)
    _new, waiting, done = (filing.file_request(people.actor(client), client, values, []) for _ in range(3))
    working.take(worker, waiting)
    working.reply(worker, waiting, "which colour?", [], waiting=True)
    working.take(worker, done)
    working.resolve(worker, done, "it is on its way")


def tea(client: Client, branch_admin: Staff, coordinator: Staff) -> None:
    """An event with two seats taken."""
    planner, starts = people.actor(coordinator), clock.now() + timedelta(days=9)
    plan = {
        "title": "Tea", "kind": "culture_salon", "venue": "Hall", "description": "", "budget": 0, "branch": "FAW",
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "sign_up_until": starts - timedelta(days=1),
        "capacity": 12, "guests_per_client": 1, "tiers": ["gold", "diamond"],
    }  # fmt: skip
    event = planning.plan_event(planner, plan)
    planning.submit(planner, event)
    planning.approve(people.actor(branch_admin), event)
    planning.publish(planner, event)
    signing_up.sign_up(people.actor(client), Event.get_by_id(event.id), client, Party(1, (Guest("王芳"),)))


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """As `portal check` does: with the keys of the seals at hand."""
    with app.app_context():
        yield


@pytest.fixture
def clean(served: Client, manager: Staff, branch_admin: Staff, coordinator: Staff, at: Callable[[str], None]) -> Client:
    """陈刚 with team, holdings, months, contact, requests and an event; every entry is sealed."""
    client = Client.get_by_id(served.id)
    holdings(client)
    months(client)
    TierChange.create(client=client, tier=client.tier_id, since=client.tier_since, created_at=clock.now())
    contact(client, manager)
    three_requests(served, manager)
    tea(served, branch_admin, coordinator)
    at("2026-11-24 11:00")
    seals.seal()
    return client


@pytest.fixture
def tampered(clean: Client) -> Tamper:
    """Change something behind the portal's back and see what the check says."""

    def tamper(sql: str) -> list[str]:
        database.execute_sql(sql)
        return list(faults())

    return tamper


def test_it_works(clean: Client) -> None:
    assert list(faults()) == []


def test_an_empty_database_has_no_faults(app: Flask) -> None:
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE client SET manager_id = NULL", "manager is staff None, the seats say"),
        ("UPDATE client SET adviser_id = NULL", "adviser is staff None, the seats say"),
        ("UPDATE client SET specialists = 3", "3 specialists, the seats say 1"),
        ("UPDATE client SET open_requests = 7", "7 open requests, the requests say 2"),
        ("UPDATE client SET tier_id = 'gold'", "tier gold since 2025-10-20, the last change says diamond"),
        ("UPDATE client SET last_contact = NULL", "the last contact is None, the contacts say 2026-11-24"),
        ("UPDATE client SET next_contact_due = '9999-12-31'",
         "the next is due 9999-12-31, his plan says 2026-12-24"),
        ("UPDATE client SET is_liability = {no}", "the class liability does not fit what is held"),
        ("UPDATE client SET is_asset = {no}", "the class asset does not fit what is held"),
        ("UPDATE client SET is_intermediary = {no}", "the class intermediary does not fit what is held"),
        ("UPDATE client SET aum = 1", "aum is 1, the months say 120"),
        ("UPDATE client SET aum_before = 1", "aum_before is 1, the months say 50"),
        ("UPDATE client SET aum_average = 1", "aum_average is 1, the months say 90"),
        ("UPDATE client SET aum_month = NULL", "aum_month is None, the months say 2026-10-01"),
        ("UPDATE client SET name_key = 'a'", "the sort key does not fit the name"),
        ("UPDATE client_term SET terms = 'nx'", "the search terms are not those of the record"),
        ("DELETE FROM client_term", "the search terms are missing"),
        ("UPDATE event SET seats_taken = 5", "5 seats taken, the sign-ups say 2"),
        ("UPDATE holding_account SET balance = 1",
         "the balance is 1 of 2026-11-03, the last transaction says otherwise"),
        ("DELETE FROM account_right", "holds it without the right of an owner"),
        ("UPDATE request SET files = 4 WHERE id = (SELECT MAX(id) FROM request)", "4 files, its attachments say 0"),
        ("UPDATE request SET due_at = NULL WHERE status = 'new'", "due None, its clock says 2026-"),
        ("UPDATE request SET due_at = '2026-12-01 00:00:00' WHERE status = 'waiting'", "its clock says None"),
        ("UPDATE request SET resolved_late = {yes} WHERE status = 'resolved'", "late is True, its clock says False"),
        ("UPDATE request SET holder_id = NULL WHERE status = 'new'", "staff None (for None) has it, the rule says"),
        ("UPDATE request SET held_for_id = holder_id WHERE status = 'new'", "has it, the rule says"),
        ("UPDATE request SET cycle = 2 WHERE status = 'new'", "cycle 2, its clock says 1"),
        ("UPDATE sequence SET value = 2 WHERE name = 'request-2026'", "request R-2026-000003 lies beyond its sequence"),
        ("DELETE FROM sequence WHERE name = 'event-2026'", "event E-2026-0001 lies beyond its sequence"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line(tampered: Tamper, sql: str, says: str) -> None:
    found = tampered(sql.format(no="FALSE", yes="TRUE"))
    followed = [line for line in found if "the rule says" in line and says not in line]  # work follows the seats
    (line,) = [one for one in found if one not in followed]
    assert says in line


def test_a_client_number_beyond_the_sequence(clean: Client, tampered: Tamper) -> None:
    found = tampered("UPDATE sequence SET value = 0 WHERE name = 'client'")
    assert found == [f"client {clean.number} lies beyond its sequence, which ended at nothing"]
    assert next_value("client") == 1


def test_account_numbers_stand_once(clean: Client) -> None:
    account = HoldingAccount.create(
        client=clean, number="6217940000000001", product="deposit", opened_on=date(2020, 1, 2)
    )
    AccountRight.create(account=account, client=clean, kind="owner")
    assert list(faults()) == ["account number 6217940000000001 stands 2 times"]


def test_a_changed_audit_entry(clean: Client) -> None:
    name = "audit_entry_no_update" if database.obj.engine == "sqlite" else "audit_entry_append_only ON audit_entry"
    database.execute_sql(f"DROP TRIGGER {name}")
    database.execute_sql("UPDATE audit_entry SET actor_name = 'nobody' WHERE id = 1")
    gone = f"trigger {name.split()[0]} is missing or switched off"
    assert [line.split(":")[0] for line in faults()] == [gone, "audit seal 1"]


def test_sqlite_full_text_index_in_step(clean: Client) -> None:
    if database.obj.engine != "sqlite":
        return
    terms = database.execute_sql("SELECT terms FROM client_term WHERE client_id = ?", (clean.id,)).fetchone()[0]
    database.execute_sql(
        "INSERT INTO client_search(client_search, rowid, terms) VALUES ('delete', ?, ?)", (clean.id, terms)
    )
    assert list(faults()) == [f"client {clean.number}: the search index has nothing of it"]


def test_classes_follow_what_is_held(clean: Client) -> None:
    HoldingAccount.update(closed_on=date(2026, 11, 1)).execute()
    Card.delete().execute()
    StandingOrder.delete().execute()
    assert derive_classes() == 1
    row: Any = Client.get_by_id(clean.id)
    assert row.classes == ["asset"]
    assert derive_classes(Client.select(Client.id)) == derive_classes([clean.id]) == 0


def test_a_request_of_a_year_before_any_sequence(clean: Client) -> None:
    Request.update(number="R-2025-000001").where(Request.number == "R-2026-000001").execute()
    assert list(faults()) == ["request R-2025-000001 lies beyond its sequence, which ended at nothing"]
