"""Paging through the list: every order meets every client exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ground import clock
from portal.models import Client
from portal.reads.finding import listed
from portal.reads.finding.listed import ORDERS
from portal.rules.finding.terms import name_key
from tests.ground import people

OUTLETS = ("FAW", "FAW-1", "FAW-2")


def crowd(count, **same):
    """Many clients over three places, with many ties in every order's value."""
    day = clock.today()
    names = ["王伟", "李娜", "张敏", "刘洋", "陈静"]
    rows = [
        {
            "number": f"C-{n:07d}", "kind": "individual", "name": names[n % 5], "name_key": name_key(names[n % 5]), "branch": people.branch(OUTLETS[n % 3]),
            "aum": (n % 4) * 1_000_000, "next_contact_due": day + timedelta(days=n % 6) if n % 7 else Client.next_contact_due.default, "created_at": clock.now(), **same,
        }
        for n in range(5000, 5000 + count)
    ]  # fmt: skip
    for start in range(0, count, 250):
        Client.insert_many(rows[start : start + 250]).execute()


def walk(browser, address):
    """The numbers of all pages, following a[rel=next]."""
    numbers = []
    for _ in range(20):
        page = browser.get(address)
        numbers += [row[0] for row in page.table("clients")]
        link = page.html.select_one("a[rel=next]")
        if link is None:
            return numbers
        address = link["href"]
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("order", [*ORDERS])
def test_it_works(visit, branch_admin, order):
    crowd(123)
    numbers = walk(visit(branch_admin), f"/clients?order={order}")
    assert len(numbers) == 123 and len(set(numbers)) == 123
    rows = {row.number: row for row in Client.select()}
    column, down = ORDERS[order]
    values = [(getattr(rows[number], column.name), rows[number].id) for number in numbers]
    assert values == sorted(values, reverse=down)


@pytest.mark.parametrize("order", [*ORDERS])
def test_the_whole_bank_and_a_managers_clients_are_walked_alike(visit, head_office, manager, order):
    crowd(70, manager=manager)
    people.Seat.insert_many(
        [
            {
                "client": c,
                "kind": "manager",
                "staff": manager,
                "since": clock.today(),
                "reason": "x",
                "created_at": clock.now(),
            }
            for c in Client.select()
        ]
    ).execute()
    for person in (head_office, manager):
        numbers = walk(visit(person), f"/clients?order={order}")
        assert len(numbers) == 70 and len(set(numbers)) == 70


def test_filters_stay_on_while_paging(visit, branch_admin):
    crowd(123)
    browser = visit(branch_admin)
    page = browser.get("/clients?order=name&branch=FAW-1&kind=individual")
    assert page.html.select_one("a[rel=next]") is None and "41 clients" in page.text
    page = browser.get("/clients?order=name&kind=individual&tier=standard")
    href = page.html.select_one("a[rel=next]")["href"]
    assert all(word in href for word in ("order=name", "kind=individual", "tier=standard", "after="))
    second = browser.get(href)
    assert second.html.select_one("a[rel=first]")["href"] == "/clients?tier=standard&kind=individual&order=name"


def test_a_client_who_arrives_meanwhile_moves_nobody(visit, branch_admin):
    crowd(60)
    browser = visit(branch_admin)
    first = browser.get("/clients?order=newest")
    href = first.html.select_one("a[rel=next]")["href"]
    Client.create(
        number="C-0009999",
        kind="individual",
        name="新来",
        name_key="xin",
        branch=people.branch("FAW"),
        created_at=clock.now(),
    )
    second = browser.get(href)
    numbers = [row[0] for row in first.table("clients") + second.table("clients")]
    assert len(numbers) == len(set(numbers)) == 60


def test_counts_are_capped(visit, branch_admin, monkeypatch):
    monkeypatch.setattr(listed, "COUNT_UP_TO", 40)
    crowd(41)
    page = visit(branch_admin).get("/clients")
    assert "More than 1,000 clients" in page.text and len(page.table("clients")) == 41
    Client.delete().where(Client.number == "C-0005000").execute()
    assert "40 clients" in visit(branch_admin).get("/clients").text
