"""What a benefit asks is answered by whoever books it, judged, kept, and read by the client and his team."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import vouchers
from portal.derived import benefits as proof
from portal.ground.errors import Invalid
from portal.models import AuditEntry, BenefitVersion, Hold, Notice, Voucher, VoucherNews
from portal.reads.shared import kept
from tests.benefits.booked import GOLF, LANE, redeemed, state, told
from tests.benefits.test_catalogue import newest, sent
from tests.ground import people

HOSPITAL, ETC = "hospital_booking", "etc_waiver"
FLIGHT = {
    "wanted_on": "2026-12-10",
    "ask_flight_number": "CZ6543",
    "ask_departure": "9:35",
    "ask_terminal": "T2 航站楼",
    "ask_persons_with_you_yourself_included": "2",
}
HALL = {
    "ask1_kind": "text", "ask1_zh": "演出剧目", "ask1_en": "Performance", "ask1_needed": "1",
    "ask2_kind": "choice", "ask2_zh": "座位", "ask2_en": "Seat", "ask2_choices": "池座 | Stalls\n楼座 | Circle",
}  # fmt: skip


@pytest.fixture(autouse=True)
def proved(app):
    """After each test the ledger is right, and each voucher stands as its hold does."""
    yield
    assert list(proof.faults()) == []


def test_it_works(visit, served, manager):
    form = visit(served).get(f"/me/benefits/{LANE}/redeem").html
    assert form.find(id="ask_departure")["type"] == "time" and "Terminal 2" in form.find(id="ask_terminal").text
    page = visit(served).post(f"/me/benefits/{LANE}/redeem", **FLIGHT)
    made = Voucher.get()
    assert Hold.get().answers == {
        "flight_number": "CZ6543", "departure": "09:35", "terminal": "T2 航站楼",
        "persons_with_you_yourself_included": "2",
    }  # fmt: skip
    assert "Flight number" in page.text and "09:35" in page.text and "Terminal 2" in page.text
    assert "CZ6543" in visit(manager).get("/benefits/redemptions?show=week").text + visit(manager).get(
        f"/benefits/redemptions/{made.number}"
    ).section("main")
    assert "CZ6543" in visit(manager).get(f"/benefits/redemptions/{made.number}").text
    for path in (f"/partner/{made.token}", f"/me/vouchers/{made.number}/card"):
        assert "CZ6543" not in visit(served).get(path).text, "neither a desk nor what a phone keeps"


SEEDED = [
    ("car_gift", {"model": "红旗 H5", "dealer": "红旗体验中心", "expected_delivery": "2026-12-20"}, ("Model", "红旗 H5", "Dealer")),
    (
        "theatre_ticket", {"performance": "牡丹亭", "where_to_sit": "楼座", "seat_wishes": "靠走道"},
        ("Performance", "牡丹亭", "Circle", "靠走道"),
    ),
    (
        "travel_season", {"destination": "长白山", "departure": "2026-12-20", "return": "2026-12-24", "travellers": "2"},
        ("Destination", "长白山", "Travellers"),
    ),
    (GOLF, {"course": "净月潭", "tee_time": "09:30", "players": "3", "handicap": "18"}, ("Tee time", "09:30", "Handicap")),
]  # fmt: skip
"""Benefit, what it asks with answers, and what his voucher says of them."""


@pytest.mark.parametrize(("code", "answers", "said"), SEEDED)
def test_each_asks_what_it_needs(visit, served, code, answers, said):
    """As the catalogue comes, without a line of code for any of them."""
    here = f"/me/benefits/{code}/redeem"
    fields = {f"ask_{name}": value for name, value in answers.items()}
    form = visit(served).get(here).html
    assert {one["name"] for one in form.select("[name^=ask_]")} == {*fields}
    page = visit(served).post(here, wanted_on="2026-12-18", **fields)
    assert Hold.get().answers == answers and page.path == f"/me/vouchers/{Voucher.get().number}"
    assert all(words in page.section("main") for words in said), page.section("main")


def test_staff_answer_for_who_phones(visit, served, manager):
    path = f"/clients/{served.number}/benefits/{ETC}/redeem"
    page = visit(manager).post(path, status=422, wanted_on="2026-12-10", ask_car_plate="")
    assert "fill this in" in page.errors["ask_car_plate"]
    tail = {"ask_car_plate": "吉a·d12345", "ask_last_four_figures_of_the_card": "0042"}
    visit(manager).post(path, wanted_on="2026-12-10", **tail)
    assert Hold.get().answers == {"car_plate": "吉AD12345", "last_four_figures_of_the_card": "0042"}


@pytest.mark.parametrize(
    ("code", "field", "typed", "words"),
    [
        (LANE, "ask_departure", "25:00", "no such time"),
        (LANE, "ask_terminal", "T9 航站楼", "choose from the list"),
        (LANE, "ask_persons_with_you_yourself_included", "-2", "whole number"),
        (LANE, "ask_flight_number", "x" * 500, "At most 80 characters"),
        (ETC, "ask_car_plate", "吉A1", "no car plate"),
        (ETC, "ask_last_four_figures_of_the_card", "6222021234567890", "last four figures only"),
        ("travel_season", "ask_departure", "2027-02-29", "from today on"),
        ("travel_season", "ask_departure", "2026-11-23", "from today on"),
    ],
)
def test_what_is_no_answer_stands_beside_its_field(visit, served, code, field, typed, words):
    fields = {"wanted_on": "2026-12-10", **({"ask_car_plate": "吉A12345"} if code == ETC else {}), field: typed}
    page = visit(served).post(f"/me/benefits/{code}/redeem", status=422, **fields)
    assert words in page.errors[field], page.errors
    assert not Hold.select().exists() and not Voucher.select().exists()


def test_below_the_form_it_is_judged_too(served):
    with pytest.raises(Invalid) as refused:
        redeemed(served, ETC, answers={"car_plate": "A1", "no_such": "x"})
    assert set(refused.value.fields) == {"ask_car_plate"}
    redeemed(served, ETC, answers={"car_plate": "吉A12345", "no_such": "x"})
    assert Hold.get().answers == {"car_plate": "吉A12345"}


def test_head_office_writes_what_is_asked_and_old_bookings_keep_theirs(visit, head_office, served, at):
    old = redeemed(served, GOLF, answers={"course": "净月潭", "handicap": "18"})
    page = visit(head_office).get("/benefits/golf/new-version")
    assert page.html.find(id="ask2_en")["value"] == "Tee time"
    page = visit(head_office).post("/benefits/golf/new-version", **sent(since="2026-11-24", **HALL))
    assert "Performance, Seat" in page.text
    assert [one["key"] for one in newest().asks] == ["performance", "seat"]
    page = visit(served).post(f"/me/benefits/{GOLF}/redeem", status=422, wanted_on="2026-12-10", ask_seat="池座")
    assert "fill this in" in page.errors["ask_performance"]
    visit(served).post(
        f"/me/benefits/{GOLF}/redeem", wanted_on="2026-12-10", ask_seat="池座", ask_performance="话剧《茶馆》"
    )
    assert "Handicap" in visit(served).get(f"/me/vouchers/{old.number}").text


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ask1_zh": ""}, "ask1_zh", "fill this in"),
        ({"ask1_kind": ""}, "ask1_kind", "what kind of answer"),
        ({"ask1_kind": "colour"}, "ask1_kind", "choose from the list"),
        ({"ask1_en": "演出"}, "ask1_en", "a letter or a figure"),
        ({"ask2_en": "Performance!"}, "ask2_en", "asked already"),
        ({"ask2_choices": "池座"}, "ask2_choices", "two choices or more"),
    ],
)
def test_what_cannot_be_asked(visit, head_office, values, field, words):
    page = visit(head_office).post("/benefits/golf/new-version", status=422, **sent(**{**HALL, **values}))
    assert words in page.errors[field], page.errors
    assert page.html.find(id="ask1_choices") is not None and BenefitVersion.get_or_none(reason="新合同") is None


def test_an_appointment_is_booked_step_by_step(visit, served, specialist, wutao):
    """The client names hospital, department and days; a specialist tells how it goes, books, and writes the result."""
    fields = {"ask_hospital": "吉大一院", "ask_department": "心内科", "ask_other_days_that_suit": "12月11日全天"}
    visit(served).post(
        f"/me/benefits/{HOSPITAL}/redeem", wanted_on="2026-12-10", person="family", guest_name="王秀兰", **fields
    )
    made, here = Voucher.get(), f"/benefits/redemptions/{Voucher.get().number}"
    staff = visit(specialist)
    assert "吉大一院" in staff.get("/benefits/redemptions").text and "王秀兰" in staff.get(here).text
    page = staff.post(f"{here}/news", words="10日已满，正在协调11日")
    assert page.notice == "The client reads it now." and told(served, "voucher.news") == 1
    assert "10日已满" in visit(served).get(f"/me/vouchers/{made.number}").section("steps")
    page = staff.post(f"{here}/confirm", status=422)
    assert "what was booked" in page.errors["result"] and state(made) == "asked"
    page = staff.post(f"{here}/confirm", result="心内科王教授 9:30", day="2026-12-11")
    assert page.notice == "It is confirmed, and the client is told."
    row = Voucher.get_by_id(made.id)
    assert (row.day, Hold.get().day, row.confirm_by) == (date(2026, 12, 11),) * 2 + (date(2026, 12, 8),)
    words = visit(served).get(f"/me/vouchers/{made.number}").section("steps")
    assert "Booking asked for" in words and "心内科王教授 9:30" in words and specialist.name in words
    assert Notice.get(Notice.kind == "voucher.confirmed_as").words["day"] == "2026-12-11"
    assert AuditEntry.get(AuditEntry.action == "voucher.confirmed").changes == {"day": ["2026-12-10", "2026-12-11"]}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-23", "This day is over"), ("2026-12-24", "cannot be used on that day"),
        ("2027-01-04", "What is held ends on"), ("2027-02-29", "no such date"),
    ],
)  # fmt: skip
def test_a_day_to_which_it_cannot_be_moved(visit, served, manager, day, words):
    BenefitVersion.update(blackout=["2026-12-24"]).where(BenefitVersion.benefit == GOLF).execute()
    kept.forget()
    made = redeemed(served)
    page = visit(manager).post(f"/benefits/redemptions/{made.number}/confirm", status=422, day=day)
    assert words in page.errors["day"], page.errors
    assert state(made) == "asked" and Hold.get().day == made.day


def test_where_an_appointment_is_written_one_touch_does_not_confirm(visit, served, manager):
    made = redeemed(served, HOSPITAL)
    for path in ("/home", "/benefits/redemptions"):
        page = visit(manager).get(path)
        assert f"/benefits/redemptions/{made.number}#confirming" in {one.get("href") for one in page.html.select("a")}
        assert not page.html.select(f'form[action="/benefits/redemptions/{made.number}/confirm"]')


def test_who_may_not_tell(visit, served, other_manager, auditor):
    made = redeemed(served)
    for who, status in ((other_manager, 404), (auditor, 403), (served, 403)):
        visit(who).post(f"/benefits/redemptions/{made.number}/news", status=status, words="x")
    vouchers.cancel(people.actor(served), made)
    visit("wanglei").post(f"/benefits/redemptions/{made.number}/news", status=409, words="晚了")
    assert not VoucherNews.select().exists()
