"""A client redeems a benefit, has its voucher, gives it back; staff confirm, decline, mark it used."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import days, holding, vouchers
from portal.database import write
from portal.derived import benefits as proof
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.models import (
    Account,
    AuditEntry,
    BenefitVersion,
    Entry,
    Hold,
    Lot,
    Notice,
    Resolution,
    Voucher,
)
from portal.reads import reference
from portal.reads.shared import kept
from tests.benefits.booked import GOLF, LANE, SOON, left, redeemed, state, told
from tests.ground import people


@pytest.fixture(autouse=True)
def proved(app):
    """After each test the ledger is right, and each voucher stands as its hold does."""
    yield
    assert list(proof.faults()) == []


def test_it_works(visit, served, manager):
    page = visit(served).post(f"/me/benefits/{GOLF}/redeem", wanted_on="2026-12-10", note="上午九点")
    made = Voucher.get()
    assert page.path == f"/me/vouchers/{made.number}" and page.notice.startswith("We have it")
    assert (made.state, made.day, made.client_id) == ("asked", SOON, served.id)
    assert len(made.number) == 9 and not set(made.number) & set("0O1I")
    assert told(manager, "voucher.asked") == 1
    assert f"/benefits/redemptions/{made.number}" in visit(manager).get("/home").links()
    staff = visit(manager)
    assert "陈刚" in staff.get("/benefits/redemptions").section("redemptions")
    assert (
        staff.post(f"/benefits/redemptions/{made.number}/confirm").notice == "It is confirmed, and the client is told."
    )
    assert state(made) == "confirmed" and told(served, "voucher.confirmed") == 1
    page = visit(served).get(f"/me/vouchers/{made.number}")
    assert page.html.select_one("[data-voucher] svg.qr path") and made.number in page.text
    assert made.number in visit(served).get("/me/vouchers").text


def test_what_needs_nobody_is_confirmed_at_once(visit, chengang):
    page = visit(chengang).post(f"/me/benefits/{LANE}/redeem", wanted_on="2026-11-25", quantity="2")
    assert page.notice == "Your voucher is ready." and Voucher.get().state == "confirmed"
    card = visit(chengang).get(f"/me/vouchers/{Voucher.get().number}/card")
    assert "陈*" in card.text and "陈刚" not in card.text and not card.html.find("form")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"wanted_on": "2026-11-23"}, "wanted_on", "This day is over."),
        ({"wanted_on": "2026-11-26"}, "wanted_on", "Please book ahead"),
        ({"wanted_on": "2027-02-29"}, "wanted_on", "There is no such date"),
        ({"wanted_on": "2027-01-10"}, "wanted_on", "What you have ends on"),
        ({"wanted_on": "2026-12-24"}, "wanted_on", "cannot be used on that day"),
        ({"wanted_on": ""}, "wanted_on", "Please fill this in."),
        ({"quantity": "7"}, "quantity", "not enough of this benefit left"),
        ({"quantity": "0"}, "quantity", "Please enter a whole number"),
        ({"person": "guest"}, "guest_name", "Please name the guest."),
        ({"person": "family"}, "guest_name", "Please name the family member."),
        ({"person": "guest", "guest_name": "王" * 500}, "guest_name", "At most 64 characters"),
    ],
)  # fmt: skip
def test_each_refusal_stands_beside_its_field(visit, chengang, fields, field, words):
    with write():
        BenefitVersion.update(blackout=["2026-12-24"]).where(BenefitVersion.benefit == GOLF).execute()
    kept.forget()
    status = 409 if field == "quantity" and fields["quantity"] == "7" else 422
    page = visit(chengang).post(f"/me/benefits/{GOLF}/redeem", status=status, **{"wanted_on": "2026-12-10", **fields})
    assert words in page.errors[field], page.errors
    assert Voucher.select().count() == 0 and Hold.select().count() == 0


def test_a_guest_where_none_is_allowed(visit, chengang):
    page = visit(chengang).post(
        "/me/benefits/health_check/redeem", status=422, wanted_on="2026-12-10", guest_name="王秀兰"
    )
    assert "for the client only" in page.errors["guest_name"]
    page = visit(chengang).post(
        "/me/benefits/health_check/redeem", status=422, wanted_on="2026-12-10", guest_name="王秀兰", person="family"
    )
    assert "for the client only" in str(page.html)


def test_held_by_another_booking_says_which(visit, chengang):
    first = redeemed(chengang, quantity=6)
    page = visit(chengang).post(f"/me/benefits/{GOLF}/redeem", status=409, wanted_on="2026-12-11")
    assert first.number in page.errors["quantity"] and "held for another booking" in page.errors["quantity"]


def test_the_term_of_what_is_left(chengang):
    with pytest.raises(holding.AllowanceUsed):
        redeemed(chengang, quantity=7)


def test_guests_use_their_own(chengang):
    redeemed(chengang, LANE, person="guest", guest_name="王秀兰")
    assert Lot.get(Lot.client == chengang.id, Lot.benefit == LANE, Lot.guests).held == 1
    assert left(chengang, LANE)[1] == 0


def test_staff_book_for_a_client_who_phones(visit, served, manager, other_manager):
    path = f"/clients/{served.number}/benefits/{GOLF}/redeem"
    page = visit(manager).post(path, wanted_on="2026-12-10", note="电话预约")
    made = Voucher.get()
    assert page.path == f"/benefits/redemptions/{made.number}" and told(served, "voucher.asked_for_you") == 1
    assert Hold.get().author_id == people.account_of(manager).id
    visit(other_manager).post(path, status=404, wanted_on="2026-12-10")
    visit(other_manager).get(f"/benefits/redemptions/{made.number}", status=404)
    visit(other_manager).post(f"/benefits/redemptions/{made.number}/confirm", status=404)
    assert state(made) == "asked"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("code", "label", "english", "chinese"),
    [
        ("hospital_booking", "Please bring", "The patient's identity document", "就诊人身份证件"),
        (LANE, "Place", "Changchun Longjia airport", "长春龙嘉国际机场"),
        (GOLF, "Place", "Jingyue Pond golf course", "净月潭高尔夫球场"),
    ],
)
def test_the_voucher_says_where_and_what_to_bring(visit, served, code, label, english, chinese):
    """As its version says, also when the catalogue says something else by now."""
    here = f"/me/vouchers/{redeemed(served, code).number}"
    BenefitVersion.update(place_zh="", place_en="", proof_zh="", proof_en="").where(
        BenefitVersion.benefit == code, BenefitVersion.id != Voucher.get().version_id
    ).execute()
    page = visit(served).get(here)
    facts = {
        one.find("dt").get_text(strip=True): one.find("dd").get_text(strip=True) for one in page.html.select("dl > div")
    }
    assert facts[label] == english
    assert chinese in visit(served, language="zh").get(here).section("main")


def test_a_seats_own_clients_stand_first(visit, served, manager, second_manager):
    """Whoever looks after a branch as well finds the clients whom he serves himself above the others, whatever the
    day."""
    other = people.client(None, "周洁", "platinum")
    people.seat(other, "manager", second_manager)
    people.grant(manager, "branch_admin", "FAW")
    first, own = redeemed(other, day=date(2026, 12, 1), by=second_manager), redeemed(served, day=SOON)

    def shown(person):
        links = visit(person).get("/benefits/redemptions").links()
        found = [link.removeprefix("/benefits/redemptions/").partition("#")[0] for link in links]
        return [number for number in dict.fromkeys(found) if number in (first.number, own.number)]

    assert shown(manager) == [own.number, first.number] and shown(second_manager) == [first.number]


def test_the_statement_says_all_and_can_be_printed(visit, served, wutao):
    """What he has and what is booked, by the day it ends, every movement in words; the tabs are not printed."""
    made = redeemed(served, GOLF)
    page = visit(served).get("/me/benefits/statement")
    assert "Golf" in page.section("ends") and "booked: 1 time" in page.section("ends")
    assert made.number in page.section("entries") and page.html.select_one("#entries a[href^='/me/vouchers/']")
    button = page.html.select_one("button[data-print]")
    assert button is not None and "no-print" in button["class"] and page.html.select_one(".no-print > .tabs")
    assert visit(wutao).get("/me/benefits/statement").html.select_one("[data-print]") is None


def test_who_may_not(visit, chengang, liufang, coordinator, auditor, head_office):
    made = redeemed(chengang)
    for path in (
        f"/me/vouchers/{made.number}",
        f"/me/vouchers/{made.number}/card",
        f"/me/vouchers/{made.number}/cancel",
    ):
        visit(liufang).get(path, status=404)
    visit(liufang).post(f"/me/vouchers/{made.number}/cancel", status=404)
    visit(coordinator).get("/benefits/redemptions", status=403)
    assert "陈刚" in visit(auditor).get(f"/benefits/redemptions/{made.number}").heading
    visit(auditor).post(f"/benefits/redemptions/{made.number}/confirm", status=403)
    visit(head_office).get("/benefits/redemptions", status=403)


def test_for_a_company_an_authorised_person_redeems_and_is_named(visit, manager):
    company = people.client(
        None, "长春宏达汽车零部件有限公司", "platinum", kind="company", gender="", birthday=None, mobile=""
    )
    people.seat(company, "manager", manager)
    made = {}
    for name, scope in (("孙丽", "request"), ("周斌", "read")):
        made[name] = Account.create(
            username=f"at{len(made)}", password_hash=people.password_hash(), client=company, person_name=name,
            scope=scope, created_at=clock.now(),
        )  # fmt: skip
    visit("at1").post(f"/me/benefits/{LANE}/redeem", status=403, wanted_on="2026-12-10")
    visit("at0").post(f"/me/benefits/{LANE}/redeem", wanted_on="2026-12-10")
    assert Voucher.get().authorised_id == made["孙丽"].id
    assert "孙丽" in visit("at0").get(f"/me/vouchers/{Voucher.get().number}").text
    path = f"/clients/{company.number}/benefits/{LANE}/redeem"
    page = visit(manager).post(path, status=422, wanted_on="2026-12-11", authorised=str(made["周斌"].id))
    assert "who redeems" in page.errors["authorised"]
    visit(manager).post(path, wanted_on="2026-12-11", authorised=str(made["孙丽"].id))
    assert Voucher.select().where(Voucher.authorised == made["孙丽"].id).count() == 2


def test_it_is_given_back_until_the_lead_time(visit, chengang, at):
    made, other = redeemed(chengang), redeemed(chengang)
    page = visit(chengang).post(f"/me/vouchers/{made.number}/cancel")
    assert page.notice.startswith("It is given back") and state(made) == "cancelled"
    assert left(chengang) == (5, 1, 0, 0)
    at("2026-12-07 23:59")
    assert f"/me/vouchers/{other.number}/cancel" in visit(chengang).get(f"/me/vouchers/{other.number}").links()
    at("2026-12-08 00:00")
    assert f"/me/vouchers/{other.number}/cancel" not in visit(chengang).get(f"/me/vouchers/{other.number}").links()
    page = visit(chengang).post(f"/me/vouchers/{other.number}/cancel", status=409)
    assert state(other) == "asked"


def test_staff_decline_with_a_reason(visit, served, manager):
    made = redeemed(served)
    path = f"/benefits/redemptions/{made.number}/decline"
    assert "reason" in visit(manager).post(path, status=422, reason="").errors
    visit(manager).post(path, reason="球场当日包场", cause="bank")
    assert state(made) == "declined" and left(served) == (6, 0, 0, 0) and told(served, "voucher.declined") == 1
    assert "球场当日包场" in visit(served).get(f"/me/vouchers/{made.number}").text
    assert Resolution.get().cause == "bank"
    visit(manager).post(path, status=409, reason="再次")


def test_staff_mark_it_used_in_part(visit, served, manager, at):
    made = redeemed(served, LANE, quantity=3)
    use = f"/benefits/redemptions/{made.number}/use"
    visit(manager).post(use, status=409, quantity="1")
    at("2026-12-10 09:00")
    assert visit(manager).post(use, status=422, quantity="4").errors["quantity"]
    assert visit(manager).post(use, quantity="1").notice == "It is marked as used."
    assert state(made) == "used" and left(served, LANE) == (11, 0, 1, 0)
    assert Voucher.get_by_id(made.id).accepted_by == "王磊" and told(served, "voucher.used") == 1
    visit(manager).post(use, status=409, quantity="1")
    assert "Taken by 王磊" in visit(served).get(f"/me/vouchers/{made.number}").text


def test_what_nobody_confirmed_is_late_and_returns_on_its_day(visit, served, manager, at):
    made = redeemed(served)
    at("2026-12-08 09:00")
    assert days.end_what_is_over() == 0
    assert "Not confirmed in time" in visit(manager).get("/home").text
    assert "Not confirmed in time" in visit(manager).get("/benefits/redemptions").text
    at("2026-12-09 23:59:59")
    assert days.end_what_is_over() == 0
    at("2026-12-10 00:00")
    assert days.end_what_is_over() == 1 and days.end_what_is_over() == 0
    assert state(made) == "returned" and left(served) == (6, 0, 0, 0) and told(served, "voucher.unanswered") == 1
    visit(manager).post(f"/benefits/redemptions/{made.number}/confirm", status=409)


@pytest.mark.parametrize(
    ("after", "ends", "numbers"), [("returns", "returned", (12, 0, 0, 0)), ("used", "lapsed", (11, 0, 0, 1))]
)
def test_unused_on_its_day(chengang, at, after, ends, numbers):
    BenefitVersion.update(after_day=after).where(BenefitVersion.benefit == LANE).execute()
    kept.forget()
    made = redeemed(chengang, LANE)
    at("2026-12-10 23:59:59")
    assert days.end_what_is_over() == 0 and state(made) == "confirmed"
    at("2026-12-11 00:00:00")
    assert days.end_what_is_over() == 1
    assert state(made) == ends and left(chengang, LANE) == numbers
    assert told(chengang, f"voucher.{ends}") == 1


def test_an_unanswered_one_of_a_lot_that_ended_is_given_anew(chengang, at):
    version = reference.benefits()[GOLF]
    made = redeemed(chengang, day=date(2026, 12, 31))
    at("2026-12-31 00:00")
    assert days.end_what_is_over() == 1
    assert state(made) == "returned" and version.days_ahead == 3 and left(chengang)[0] == 6


def test_the_statement_says_every_line(visit, chengang):
    made = redeemed(chengang, quantity=2)
    vouchers.cancel(people.actor(chengang), made)
    redeemed(chengang, LANE)
    page = visit(chengang).get("/me/benefits/statement")
    assert "31 December" in page.section("ends") or "31 Dec" in page.section("ends")
    words = page.section("entries")
    assert "Granted" in words and "Booked for" in words and "Returned" in words and made.number in words
    assert Entry.select().count() == len(page.html.select("#entries li"))


def test_what_ends_is_said_30_and_7_days_before(chengang, at):
    redeemed(chengang, LANE)
    at("2026-11-30 08:00")
    days.say_what_ends()
    assert Notice.select().where(Notice.kind.startswith("benefit.end")).count() == 0
    at("2026-12-01 08:00")
    assert days.say_what_ends() == 1 and days.say_what_ends() == 0
    assert told(chengang, "benefit.ends") == 1
    at("2026-12-26 08:00")  # two days were missed
    days.say_what_ends()
    assert told(chengang, "benefit.ends") == 2
    at("2026-12-27 08:00")
    days.say_what_ends()
    assert told(chengang, "benefit.ends") == 2


def test_the_trail_says_who_did_what(visit, served, manager):
    made = redeemed(served)
    vouchers.confirm(people.actor(manager), made)
    said = {row.action for row in AuditEntry.select()}
    assert {"benefit.held", "voucher.confirmed"} <= said


def test_wrong_days_are_refused_below_the_form_too(chengang):
    with pytest.raises(Invalid):
        redeemed(chengang, day=date(2026, 11, 1))


def test_few_statements(visit, served, manager, statements):
    made = redeemed(served)
    for who, path, most in (
        (served, "/me/vouchers", 6), (served, f"/me/vouchers/{made.number}", 8), (served, "/me/benefits/statement", 7),
        (served, f"/me/benefits/{GOLF}/redeem", 6), (manager, "/benefits/redemptions", 6),
        (manager, f"/benefits/redemptions/{made.number}", 10), (None, f"/partner/{made.token}", 6),
    ):  # fmt: skip
        somebody = visit(who)
        somebody.get(path)
        with statements() as seen:
            somebody.get(path)
        assert len(seen) <= most, (path, len(seen), [str(one) for one in seen])
    somebody = visit(served)
    somebody.get(f"/me/benefits/{LANE}/redeem")
    redeemed(served, LANE)
    with statements() as seen:
        somebody.post(f"/me/benefits/{LANE}/redeem", follow=False, status=303, wanted_on="2026-12-11")
    assert len(seen) <= 18, (len(seen), [str(one)[:150] for one in seen])


def test_who_phones_gives_it_back_until_the_lead_time_too(visit, served, manager, at):
    made = redeemed(served)
    path = f"/benefits/redemptions/{made.number}/decline"
    at("2026-12-08 09:00")
    visit(manager).post(path, status=409, cause="client", reason="客户来电取消")
    assert state(made) == "asked"
    visit(manager).post(path, cause="partner", reason="球场临时闭馆")
    assert state(made) == "declined" and Resolution.get().cause == "partner"


def test_he_reads_what_it_promises_before_he_books(visit, chengang, wutao):
    page = visit(chengang).get(f"/me/benefits/{GOLF}/redeem")
    promised = page.section("promise")
    assert "up to 3 days before" in promised and "We confirm it before the day" in promised
    assert page.html.find(id="wanted_on")["min"] == "2026-11-27"
    page = visit(wutao).get(f"/me/benefits/{GOLF}/redeem")
    assert "Your tier does not bring this benefit." in page.text and not page.html.select("main form")


def test_his_statement_says_what_is_available_held_and_until_when(visit, served, manager, at):
    made = redeemed(served)
    page = visit(served).get("/me/benefits/statement")
    ends = page.section("ends")
    assert "Until Thu 31 Dec" in ends and "available: 5 times" in ends and "booked: 1 time" in ends
    lines = [one.get_text(" ", strip=True) for one in page.html.select("#entries li")]
    assert "Booked for Thu 10 Dec" in lines[0] and made.number in lines[0] and lines[0].endswith("−1 time")
    assert "Granted" in lines[1] and lines[1].endswith("+6 times")
    vouchers.confirm(people.actor(manager), made)
    at("2026-12-10 09:00")
    vouchers.use(people.actor(manager), made)
    line = visit(served).get("/me/benefits/statement").html.select_one("#entries li").get_text(" ", strip=True)
    assert line.startswith("Used · Golf") and line.endswith("1 time") and "−" not in line  # it went when it was booked
