"""The import refuses what the form refuses: each form's table of wrong values goes through a file."""

from __future__ import annotations

from typing import Any

import pytest

from portal.importing.mapping.numbers import says_nothing
from portal.models import Client, Contact, ServiceContract
from tests.clients.test_create import WRONG as WRONG_CLIENTS
from tests.contacts.test_record import WORDS
from tests.contacts.test_record import WRONG as WRONG_CONTACTS
from tests.ground import people
from tests.holdings.test_services import ETC
from tests.holdings.test_services import WRONG as WRONG_SERVICES
from tests.imports.files import confirmed, faults, outcomes, upload, workbook

EMPTY_IS_NOTHING = {"kind", "product", "since"}
"""An empty cell leaves these as they are usual, or is named as an empty cell."""
MORE_CLIENTS = [
    ("birthday", "2099-01-01"), ("birthday", "1850-01-01"), ("birthday", "00001"), ("risk_rating", "C9"), ("risk_assessed_on", "2026-11-25"),
    ("industry", "炼金术"), ("notes", "长" * 2001), ("document_kind", "uscc"),
]  # fmt: skip
CLIENT = {"name": "孙志远", "kind": "individual", "mobile": "138 4300 7788", "employer": "一汽解放"}


def brought(
    browser: Any, sheet: str, usual: dict[str, str], wrong: list[tuple[str, str]], key: str = "key"
) -> list[set[str]]:
    """A row for each wrong value, all else as usual. Answers the columns named at each row."""
    names = list(dict.fromkeys([key, *usual, *(name for name, _value in wrong)]))
    rows = [{**usual, key: f"K{n:05d}", name: value} for n, (name, value) in enumerate(wrong)]
    table = [names, *[[row.get(name, "") for name in names] for row in rows]]
    upload(browser, ("b.xlsx", workbook(**{sheet: table})))
    found: list[set[str]] = [set() for _row in rows]
    for line, name, _words in faults():
        found[line - 2].add(name)
    return found


@pytest.mark.one_engine
def test_of_a_client(visit, branch_admin):
    given = [*WRONG_CLIENTS, *MORE_CLIENTS]
    table = [(name, value) for name, value in given if (value.strip() and not says_nothing(value)) or name == "name"]
    browser = visit(branch_admin)
    found = brought(browser, "clients", CLIENT, table)
    for (name, value), told in zip(table, found, strict=True):
        assert told & {name, "document", "document_kind"} or (name == "kind" and told), (name, value, told)
    ended = dict(zip([f"K{n:05d}" for n in range(len(table))], outcomes(), strict=True))
    assert {"rejected", "new"} <= {*ended.values()}
    confirmed(browser, mode="good")
    for client in Client.select().where(Client.source_key.in_([*ended])):
        name, value = table[int(client.source_key[1:])]
        assert ended[client.source_key] != "rejected" and str(getattr(client, name)) != value, "the cell was left out"


@pytest.mark.one_engine
def test_a_rating_needs_its_day_and_a_document_its_number(visit, branch_admin):
    rows = [
        ["key", "name", "risk_rating", "risk_assessed_on", "risk_valid_until"],
        ["K1", "孙志远", "C3", "", ""],
        ["K2", "孙志强", "C3", "2026-11-01", "2026-10-01"],
        ["K3", "孙志刚", "C3", "2026-11-01", ""],
    ]
    browser = visit(branch_admin)
    upload(browser, ("b.xlsx", workbook(clients=rows)))
    assert [fault[:2] for fault in faults()] == [(2, "risk_assessed_on"), (3, "risk_valid_until")]
    assert confirmed(browser, mode="good").state == "done"
    known = Client.get()
    assert str(known.risk_valid_until) == "2027-11-01"
    Client.update(document_kind="passport", document_hmac="x", document_masked="*******12").execute()
    rows = [
        ["key", "name", "document_kind", "risk_valid_until"],
        ["K3", "孙志刚", "resident_id", ""],
        ["K3", "", "", "2026-10-01"],
    ]
    for row in rows[1:]:
        upload(browser, (f"{row[2]}.xlsx", workbook(clients=[rows[0], [row[0], "孙志刚", *row[2:]]])))
        assert outcomes() == ["rejected"], row


@pytest.mark.one_engine
def test_of_a_contact(visit, branch_admin, manager):
    client = people.client(None, "陈刚")
    usual = {"client": client.number, "staff": "王磊", **WORDS}
    table = [(name, value) for fields, _field in WRONG_CONTACTS for name, value in fields.items()]
    for (name, value), told in zip(
        table, brought(visit(branch_admin), "contacts", usual, table, "contact_key"), strict=True
    ):
        assert told == {name}, (name, value)
    assert Contact.select().count() == 0


@pytest.mark.one_engine
def test_of_a_service(visit, branch_admin):
    client = people.client(None, "陈刚")
    usual = {
        "client": client.number,
        "service": ETC["product"],
        "signed_on": ETC["since"],
        "contract_number": "ETC-1000",
    }
    ours = {"product": "service", "since": "signed_on", "number": "contract_number"}
    table = [(ours[name], value) for fields, name, _words in WRONG_SERVICES for value in [fields[name]] if value]
    table += [("ended_on", "2026-11-25"), ("ended_on", "1999-01-01")]
    found = brought(visit(branch_admin), "services", usual, table, "contract_number")
    for (name, value), told in zip(table, found, strict=True):
        assert told == {name} or value == "payroll", (name, value, told)
    assert ServiceContract.select().count() == 0
