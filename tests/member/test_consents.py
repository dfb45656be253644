"""A client agrees and refuses, one as easily as the other; whoever writes to clients asks the one rule."""

from __future__ import annotations

import peewee
import pytest

from portal.actions.clients import consents
from portal.actions.events.inviting import invite
from portal.actions.shared.asking import askable
from portal.database import write
from portal.models import AuditEntry, Client, Consent, Notice
from portal.reads.clients.consents import allowed, allowed_for, may
from portal.rules.consents import KINDS, PURPOSES, VERSION, allows
from tests.events.plans import event
from tests.ground import people


def answer(browser, kind, given, **options):
    return browser.post(f"/me/profile/consents/{kind}", given="1" if given else "0", **options)


@pytest.mark.parametrize(
    ("purpose", "asked_yes", "asked_no", "silence"),
    [
        ("promotion", True, False, False),
        ("invitation", True, False, True),
        ("survey", True, False, False),
        ("follow_up", True, False, True),
        ("advice", True, False, True),
        ("greeting", True, False, True),
    ],
)
def test_the_rule(purpose, asked_yes, asked_no, silence):
    assert [allows(purpose, one) for one in (True, False, None)] == [asked_yes, asked_no, silence]


def test_every_purpose_asks_a_kind_that_exists():
    assert {kind for kind, _ in PURPOSES.values()} <= set(KINDS)


def test_it_works(visit, served):
    browser = visit(served)
    assert "not asked yet" in browser.get("/me/profile").section("consents")
    page = answer(browser, "marketing", True)
    assert page.notice == "Noted: you agree." and f"version {VERSION}" in page.section("consents")
    assert allowed_for("promotion", served.id)
    page = answer(browser, "marketing", False)
    assert page.notice == "Noted: you do not want it." and "You refused" in page.section("consents")
    assert not allowed_for("invitation", served.id)
    assert [one.given for one in Consent.select().order_by(Consent.id)] == [True, False]
    assert AuditEntry.select().where(AuditEntry.action.startswith("consent.")).count() == 2


def test_the_same_answer_twice_is_one(visit, served):
    for _ in range(2):
        answer(visit(served), "survey", True)
    assert Consent.select().count() == 1


def test_rows_are_never_changed(visit, served):
    answer(visit(served), "survey", True)
    for query in (Consent.update(given=False), Consent.delete()):
        with pytest.raises(peewee.DatabaseError), write():
            query.execute()
    assert Consent.get().given


def test_of_many(visit, served, liufang, wutao):
    answer(visit(served), "marketing", True)
    answer(visit(liufang), "marketing", False)
    everybody = [served.id, liufang.id, wutao.id]
    for purpose, expected in (("promotion", {served.id}), ("invitation", {served.id, wutao.id})):
        assert allowed(purpose, everybody) == expected
        assert {one.id for one in Client.select().where(may(purpose), Client.id.in_(everybody))} == expected


def test_who_refused_is_neither_invited_nor_asked(visit, served, liufang, coordinator):
    answer(visit(served), "marketing", False)
    answer(visit(served), "survey", False)
    with write():
        invite(event(coordinator), None, {"diamond", "gold"})
    told = {one.account_id for one in Notice.select().where(Notice.kind == "event.invited")}
    assert people.account_of(liufang).id in told and people.account_of(served).id not in told
    assert askable([served.id, liufang.id]) == {liufang.id}


def test_what_either_record_refused_stays_refused(visit, served, liufang):
    answer(visit(liufang), "survey", False)
    answer(visit(liufang), "marketing", True)
    with write():
        consents.refusals_stay(served, liufang)
    assert not allowed_for("follow_up", served.id) and not allowed_for("promotion", served.id)


def test_no_such_kind(visit, served, manager):
    answer(visit(served), "everything", True, status=404)
    answer(visit(manager), "marketing", True, status=403)
    assert not Consent.select().exists()
