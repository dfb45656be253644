"""Phones, IDs and account numbers are masked on every page from the first day (R7)."""

from __future__ import annotations

import importlib

import pytest

from portal import database
from portal.actions.requests import filing
from portal.ground import clock
from portal.models import Account, AccountRight, AuditEntry, Card, Client, HoldingAccount, Loan, StandingOrder
from portal.words.said import changes_of
from tests.clients.test_edit import edit
from tests.ground import people

ACCOUNT, CARD, LOAN, TO = "6222021234567890123", "6225880011223344", "LN20240012345678", "6217001234509876543"
ID = "220103196805060012"


@pytest.fixture
def rich(visit, manager, served):
    """陈刚 with a document, an account, a card, a loan and a standing order."""
    edit(visit(manager), served, document_kind="resident_id", document=ID)
    day = clock.today()
    account = HoldingAccount.create(client=served, number=ACCOUNT, product="deposit", opened_on=day, balance=100_00)
    AccountRight.create(account=account, client=served, kind="owner")
    Card.create(client=served, account=account, number=CARD, kind="gold", issued_on=day)
    Loan.create(
        client=served,
        account=account,
        number=LOAN,
        started_on=day,
        months=12,
        amount=1_000_00,
        monthly=100_00,
        status="running",
    )
    StandingOrder.create(account=account, bank_to="YZ", account_to=TO, amount=10_00, purpose="household")
    return Client.get_by_id(served.id)


def secrets(client):
    phone = client.mobile.removeprefix("+86")
    return [
        phone,
        f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        ID,
        ID[4:14],
        ACCOUNT,
        ACCOUNT[4:15],
        CARD,
        CARD[4:12],
        TO,
        TO[4:15],
        LOAN,
    ]


def test_it_works(visit, manager, branch_admin, auditor, rich):
    made = filing.file_request(
        people.actor(rich), rich, {"kind": "request", "category": "card", "subject": "换卡", "details": "请帮我"}, []
    )
    addresses = [
        f"/clients/{rich.number}", f"/clients/{rich.number}/edit", f"/clients/{rich.number}/team", f"/clients/{rich.number}/activation",
        f"/clients/{rich.number}/requests/new", "/clients", "/clients?q=陈刚", "/search?q=陈刚", "/search?q=cg", "/requests",
        f"/requests/{made.number}", "/home", "/audit", "/teams", "/tiers",
    ]  # fmt: skip
    for person in (manager, branch_admin, auditor):
        browser = visit(person)
        for address in addresses:
            body = browser.web.get(address).get_data(as_text=True)
            assert not [secret for secret in secrets(rich) if secret in body], (person.name, address)
    page = visit(manager).get(f"/clients/{rich.number}")
    phone = rich.mobile.removeprefix("+86")
    for mask in (
        f"138****{phone[-4:]}",
        "****************12",
        "6222 **** **** 0123",
        "6225 **** **** 3344",
        "6217 **** **** 6543",
    ):
        assert mask in page.text


def test_the_client_himself_sees_masks_too(visit, rich):
    browser = visit(rich)
    for address in (
        "/me",
        "/me/accounts",
        "/me/benefits",
        "/me/team",
        "/me/requests",
        "/me/events",
        "/account",
        "/me/notices",
    ):
        body = browser.get(address).response.get_data(as_text=True)
        assert not [secret for secret in secrets(rich) if secret in body], address
    assert "6222 **** **** 0123" in browser.get("/me/accounts").text


def test_what_was_typed_before_is_not_shown_by_a_stale_save(visit, manager, branch_admin, rich):
    edit(visit(branch_admin), rich, hobbies="茶")
    page = edit(visit(manager), rich, status=409, hobbies="酒", version=str(rich.version))
    assert rich.mobile[3:] not in page.response.get_data(as_text=True)


def test_the_code_page_masks_the_number(visit, manager, rich):
    assert Account.get(Account.client == rich.id).mobile == rich.mobile
    page = visit(manager).post(f"/clients/{rich.number}/activation")
    assert f"138****{rich.mobile[-4:]}" in page.text and rich.mobile[3:] not in page.response.get_data(as_text=True)


WIDE = "2201**********0012"


def test_masks_of_before_are_narrowed(app, served):
    """The migration, and what comes back from a journal, a merge or an entry of the trail that was sealed with more."""
    Client.update(document_masked=ID).where(Client.id == served.id).execute()
    assert Client.get_by_id(served.id).document_masked == "*" * 16 + "12"
    database.database.execute_sql(f"UPDATE client SET document_masked = '{WIDE}'")
    importlib.import_module("portal.migrations.0137_narrow_masks").up(None, database.database)
    row = database.database.execute_sql("SELECT document_masked FROM client").fetchone()
    assert row == ("*" * 16 + "12",)
    with app.test_request_context():
        entry = AuditEntry(action="client.changed", changes={"document_masked": ["", WIDE]})
        assert changes_of(entry)[0][2] == "*" * 16 + "12"
