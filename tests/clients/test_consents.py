"""Staff see what a client agreed to or refused, and write down what he said by phone, in the branch or on paper."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import AuditEntry, Consent, Notice
from portal.reads.clients.consents import allowed_for
from portal.rules.consents import VERSION, in_order
from tests.ground import people

SAID = {"kind": "marketing", "given": "1", "channel": "phone", "said_on": "2026-11-20", "evidence": "录音 A-17"}


def record(visit, who, client, status: int = 200, **more):
    return visit(who).post(f"/clients/{client.number}/consents/record", status=status, **{**SAID, **more})


def test_it_works(visit, served, manager):
    assert "Not answered" in visit(manager).get(f"/clients/{served.number}/consents").section("consents")
    page = record(visit, manager, served)
    assert page.notice == "It is recorded, and 陈刚 is told." and page.path == f"/clients/{served.number}/consents"
    words = page.section("consents")
    assert "Agrees" in words and f"version {VERSION}" in words and "recorded by 王磊" in words and "录音 A-17" in words
    row = Consent.get()
    assert (row.said_on, row.channel, row.account_id) == (date(2026, 11, 20), "phone", people.account_of(manager).id)
    assert allowed_for("promotion", served.id)
    assert Notice.get(Notice.kind == "consent.noted_given").account_id == people.account_of(served).id
    assert AuditEntry.select().where(AuditEntry.action == "consent.given").count() == 1
    mine = visit(served).get("/me/profile").section("consents")
    assert "Recorded by 王磊" in mine and "By phone" in mine and "录音" not in mine, "the proof is the staff's own"
    assert "王磊" in visit(served).get("/notices").text


def test_to_withdraw_is_one_form_as_to_give(visit, served, manager):
    record(visit, manager, served)
    page = visit(manager).get(f"/clients/{served.number}/consents/record?kind=marketing&given=0")
    chosen = {one["name"]: one["value"] for one in page.html.select("input[type=radio][checked]")}
    assert chosen["kind"] == "marketing" and chosen["given"] == "0"
    page = record(visit, manager, served, given="0", channel="paper", said_on="2026-11-24")
    words = page.section("consents")
    assert "Refuses" in words and "1 earlier answer" in words and not allowed_for("invitation", served.id)
    page = visit(served).post("/me/profile/consents/marketing", given="1")
    assert "Recorded by" not in page.section("consents")
    assert "by the client himself" in visit(manager).get(f"/clients/{served.number}/consents").section("consents")


def test_a_newer_answer_is_not_overruled_by_an_older_one(visit, served, manager):
    visit(served).post("/me/profile/consents/marketing", given="0")
    page = record(visit, manager, served, status=422)
    assert "which is later" in page.errors["said_on"] and Consent.select().count() == 1
    record(visit, manager, served, said_on="2026-11-24")
    assert allowed_for("promotion", served.id)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"said_on": "2026-11-25"}, "said_on", "still to come"),
        ({"said_on": "2026-02-29"}, "said_on", "no such date"),
        ({"evidence": ""}, "evidence", "fill this in"),
        ({"evidence": "x" * 500}, "evidence", "At most 200"),
        ({"kind": "everything"}, "kind", "choose from the list"),
        ({"given": "2"}, "given", "choose from the list"),
        ({"channel": "portal"}, "channel", "choose from the list"),
        ({"channel": ""}, "channel", "fill this in"),
    ],
)
def test_what_cannot_be(visit, served, manager, fields, field, words):
    page = record(visit, manager, served, status=422, **fields)
    assert words in page.errors[field], page.errors
    assert not Consent.select().exists()


def test_the_same_answer_again_is_said_to_be_there(visit, served, manager):
    record(visit, manager, served)
    page = record(visit, manager, served, status=422, said_on="2026-11-24")
    assert "his answer already" in page.errors["given"] and Consent.select().count() == 1


def test_who_sees_and_who_records(visit, served, manager, specialist, auditor, other_manager, coordinator):
    record(visit, manager, served)
    here = f"/clients/{served.number}/consents"
    for who in (specialist, auditor):
        page = visit(who).get(here)
        assert "recorded by 王磊" in page.section("consents") and f"{here}/record" not in page.links()
        record(visit, who, served, status=403, given="0")
    record(visit, other_manager, served, status=404, given="0")
    visit(other_manager).get(here, status=404)
    visit(coordinator).get(here, status=404)
    assert Consent.select().count() == 1


def test_the_order_of_days():
    today, last = date(2026, 11, 24), date(2026, 11, 20)
    assert [in_order(day, last, today) for day in (date(2026, 11, 19), last, today, date(2026, 11, 25))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert in_order(date(2020, 1, 1), None, today)
