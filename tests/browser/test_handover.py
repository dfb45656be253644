"""A handover from the announcement to the witness's signature: 崔昊 leaves, his clients pass to colleagues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal import database
from portal.actions.handovers import passing
from portal.ground import clock
from portal.models import Account, Client, Handover, HandoverSeat
from tests.browser import chromium
from tests.browser.people import PASSWORD, Person
from tests.browser.server import running

pytestmark = pytest.mark.browser

SETTINGS = {"desk-zh-light": "sqlite", "phone-en-dark": "postgresql"}
FORM = "form.form"


@contextmanager
def looking_at(url: str) -> Iterator[None]:
    """The test reads the portal's own database, and does the worker's step without waiting for its minute."""
    database.connect(url)
    database.open_connection()
    try:
        yield
    finally:
        database.release_connection()
        database.database.close()


@pytest.mark.parametrize("setting", SETTINGS)
def test_from_announcement_to_signature(setting, copies, browser_page, tmp_path):
    url, people = copies.fresh(SETTINGS[setting]), {}
    with running(url, tmp_path) as address:

        def person(username: str) -> Person:
            if username not in people:
                one = Person(browser_page(setting, address), username, chromium.SETTINGS[setting])
                one.page.goto("/login")
                one.page.fill("[name=username]", username)
                one.page.fill("[name=password]", PASSWORD)
                one.page.press("[name=password]", "Enter")
                one.page.wait_for_url(lambda where: "/login" not in where)
                people[username] = one
            return people[username]

        admin = person("zhaomin").open("/teams/handovers/new")
        admin.fill(FORM, staff="cuihao", cause="leaver", on=clock.today().isoformat(), reason="离职").send(FORM)
        number = re.search(r"H-\d{4}-\d{4}", admin.address())[0]
        here = f"/teams/handovers/{number}"
        with looking_at(url):
            lines = list(
                HandoverSeat.select(Client.number, Client.name, Account.username)
                .join_from(HandoverSeat, Handover)
                .join_from(HandoverSeat, Client)
                .join_from(HandoverSeat, Account, on=(Account.staff == HandoverSeat.receiver))
                .where(Handover.number == number)
                .tuples()
            )
        assert 1 < len(lines) < 6
        leaver = person("cuihao")
        assert number in leaver.open("/teams/handovers").text
        for client, _name, _receiver in lines:
            leaver.open(f"{here}/clients/{client}/must-know")
            leaver.fill(FORM, must_know="只在上午接电话；答应过月底前答复。").send(FORM)
        admin.open(f"{here}/check").fill(FORM, witness="zhangmin").send(FORM)
        with looking_at(url):
            passing.pass_what_is_due()  # or the portal's own worker was quicker
            assert Handover.get(Handover.number == number).state == "passed"
        for client, name, receiver in lines:
            mine = person(receiver).open("/home")
            assert "崔昊" in mine.text, receiver
            mine.open(f"{here}/clients/{client}")
            assert "答应过月底前答复" in mine.text
            mine.open(f"{here}/clients/{client}/call")
            mine.fill(FORM, channel="visit", summary=f"与崔昊一同拜访{name}，介绍今后的安排。").send(FORM)
            assert "一同拜访" in mine.open(f"/clients/{client}").text
        witness = person("zhangmin").open(f"{here}/sign")
        witness.fill(FORM, password=PASSWORD).send(FORM)
        assert number in admin.open("/teams/handovers").text
        with looking_at(url):
            assert Handover.get(Handover.number == number).state == "signed"
        leaver.page.goto("/home")
        assert "/login" in leaver.page.url
        assert [fault for one in people.values() for fault in one.faults] == []
    copies.drop(url)
