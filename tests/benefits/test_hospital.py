"""A hospital's desk sees whose voucher it takes: with the patient's consent, once, and he can read that it did."""

from __future__ import annotations

import uuid

import pytest

from portal.actions.benefits import vouchers
from portal.actions.clients.documents import document_columns
from portal.ground.errors import Invalid
from portal.models import AuditEntry, BenefitVersion, Client, DeskShowing, Voucher
from portal.reads.shared import kept
from tests.benefits.booked import SOON, redeemed
from tests.benefits.partners import LANE, partner, pin_of
from tests.ground import people

NUMBER = "220102197805160011"


@pytest.fixture
def pin(app, branch_admin, served) -> str:
    """The hospital's; its contract needs name and document. (The lane stands for the appointment: it needs nobody.)"""
    row = partner("吉林大学第一医院", gives=LANE)
    BenefitVersion.update(shows_document=True).where(BenefitVersion.benefit == LANE).execute()
    kept.forget()
    with app.app_context():
        Client.update(**document_columns("resident_id", NUMBER)).where(Client.id == served.id).execute()
    return pin_of(row)


def shown(page) -> str:
    return page.section("whose")


def test_it_works(visit, served, pin, at):
    fields = {"wanted_on": SOON.isoformat(), "quantity": "1", "consent": "1"}
    page = visit(served).post(f"/me/benefits/{LANE}/redeem", **fields)
    assert "whole name and last four" in page.text
    row = Voucher.get()
    assert row.consent_at and row.consent_by_id == people.account_of(served).id
    at("2026-12-10 07:30")
    assert "陈刚" not in visit().get(f"/partner/{row.token}").text
    page = visit().post(f"/partner/{row.token}", status=422, pin="000000")
    assert "陈刚" not in page.text and not DeskShowing.select().exists()
    page = visit().post(f"/partner/{row.token}", pin=pin)
    assert "陈刚" in shown(page) and "0011" in shown(page) and NUMBER not in page.text
    assert "no-store" in page.response.headers["Cache-Control"]
    again = visit().post(f"/partner/{row.token}", status=409, pin=pin)
    for text in (again.text, visit().get(f"/partner/{row.token}").text):
        assert "陈刚" not in text and "0011" not in text
    assert DeskShowing.select().count() == 1
    assert row.number in visit(served).get("/me/privacy").section("desks")
    assert AuditEntry.get(AuditEntry.action == "voucher.shown").words["partner"] == "吉林大学第一医院"


def test_without_consent_the_desk_sees_the_mask(visit, served, pin, at):
    row = redeemed(served, LANE)
    at("2026-12-10 07:30")
    page = visit().post(f"/partner/{row.token}", pin=pin)
    assert page.notice.startswith("The voucher is used.") and "陈刚" not in page.text
    assert not DeskShowing.select().exists() and "desks" not in str(visit(served).get("/me/privacy").html)


def test_it_is_withdrawn_as_easily_as_given(visit, served, pin, at):
    row = redeemed(served, LANE, consent=True)
    browser = visit(served)
    browser.post(f"/me/vouchers/{row.number}/desk", answer="no")
    assert Voucher.get().consent_at is None
    assert "masked name only" in browser.post(f"/me/vouchers/{row.number}/desk", answer="maybe").text
    browser.post(f"/me/vouchers/{row.number}/desk", answer="yes")
    browser.post(f"/me/vouchers/{row.number}/desk", answer="no")
    at("2026-12-10 07:30")
    assert "陈刚" not in visit().post(f"/partner/{row.token}", pin=pin).text
    visit(served).post(f"/me/vouchers/{row.number}/desk", status=409, answer="yes")


def test_for_somebody_else_his_own_last_four(visit, served, pin, at):
    BenefitVersion.update(guest_rule="shared").execute()
    kept.forget()
    guest = {"person": "guest", "guest_name": "李芳华", "consent": True}
    with pytest.raises(Invalid):
        redeemed(served, LANE, **guest)
    row = redeemed(served, LANE, **guest, last_four="204X")
    at("2026-12-10 07:30")
    page = visit().post(f"/partner/{row.token}", pin=pin)
    assert "李芳华" in shown(page) and "204X" in shown(page) and "0011" not in page.text


@pytest.mark.one_engine
def test_nobody_answers_for_another(visit, served, liufang, pin, manager):
    row = redeemed(served, LANE)
    visit(liufang).post(f"/me/vouchers/{row.number}/desk", status=404, answer="yes")
    visit(manager).post(f"/me/vouchers/{row.number}/desk", status=403, answer="yes")
    visit(served).post(
        f"/me/benefits/{LANE}/redeem", status=422, wanted_on=SOON.isoformat(), consent="1", last_four="12<b"
    )
    assert Voucher.get().consent_at is None


def test_a_benefit_that_needs_nobody_takes_no_consent(served, branch_admin):
    partner(gives=LANE)
    wish = {"quantity": 1, "wanted_on": SOON, "person": "self", "guest_name": "", "note": "", "consent": True}
    row = vouchers.redeem(people.actor(served), served, LANE, wish, str(uuid.uuid4()))
    assert row.consent_at is None
