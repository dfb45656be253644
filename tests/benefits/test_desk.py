"""A partner's desk: what a voucher shows without a sign-in, and its use with the partner's PIN, once."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal.actions.accounts import waiting
from portal.actions.benefits import desk, vouchers
from portal.derived import benefits as proof
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, Refused, WrongState
from portal.models import BenefitVersion, Lot, Notice, Partner, RecordAccess, Resolution, Voucher
from portal.reads.shared import kept
from tests.ground import people, trail
from tests.ground.together import together

LANE = "airport_lounge"
DAY = date(2026, 12, 10)
WRONG = "000000"


@pytest.fixture(autouse=True)
def proved(app):
    yield
    assert list(proof.faults()) == []


def partner(name: str) -> tuple[Partner, str]:
    row = Partner.create(branch=people.branch("FAW"), name_zh=name, name_en=name, created_at=clock.now())
    pin = WRONG
    while pin == WRONG:
        pin = desk.new_pin(None, row)
    return row, pin


@pytest.fixture
def pin(app) -> str:
    """The airport's PIN, who gives the lane."""
    row, found = partner("龙嘉机场贵宾公司")
    BenefitVersion.update(partner=row.id).where(BenefitVersion.benefit == LANE).execute()
    kept.forget()
    return found


@pytest.fixture
def voucher(served, pin, at) -> Voucher:
    wish = {"quantity": 2, "wanted_on": DAY, "person": "self", "guest_name": "", "note": ""}
    made = vouchers.redeem(people.actor(served), served, LANE, wish, str(uuid.uuid4()))
    at("2026-12-10 07:30")
    return made


def left(row: Voucher) -> tuple[int, int, int]:
    lot = Lot.get(Lot.client == row.client_id, Lot.benefit == LANE, ~Lot.guests)
    return lot.available, lot.held, lot.used


def used(row: Voucher, pin: str, quantity: int | None = None, ip: str = "203.0.113.7") -> Voucher:
    return desk.use(row.token, pin, quantity, ip)


def test_it_works(visit, served, voucher, pin):
    stranger = visit()
    before = trail.counts()
    page = stranger.get(f"/partner/{voucher.token}")
    assert "陈*" in page.text and "陈刚" not in page.text and voucher.number in page.text
    assert "Diamond" in page.text and "Confirmed" in page.text
    assert trail.counts() == before and RecordAccess.select().count() == 0
    assert (
        page.response.headers["Referrer-Policy"] == "same-origin"
        and "no-store" in page.response.headers["Cache-Control"]
    )
    page = stranger.post(f"/partner/{voucher.token}", pin=pin)
    assert page.notice.startswith("The voucher is used.") and "陈刚" not in page.text
    row = Voucher.get_by_id(voucher.id)
    assert (row.state, row.accepted_by) == ("used", "龙嘉机场贵宾公司") and left(row) == (10, 0, 2)
    assert Resolution.get().cause == "partner"
    assert Notice.select().where(Notice.kind == "voucher.used").count() == 1
    page = stranger.post(f"/partner/{voucher.token}", status=409, pin=pin)
    assert "used already" in page.text and left(row) == (10, 0, 2)


def test_in_part(visit, voucher, pin):
    assert visit().post(f"/partner/{voucher.token}", status=422, pin=pin, quantity="3").errors["quantity"]
    assert Voucher.get_by_id(voucher.id).wrong_pins == 0
    visit().post(f"/partner/{voucher.token}", pin=pin, quantity="1")
    assert left(voucher) == (11, 0, 1)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_pin_is_not_counted(visit, voucher, typed):
    assert visit().post(f"/partner/{voucher.token}", status=422, pin=typed).errors["pin"]
    assert Voucher.get_by_id(voucher.id).wrong_pins == 0


def test_a_forged_one(visit, voucher, pin):
    for token in ("x", "a" * 43, "..%2Fx", voucher.number):
        visit().get(f"/partner/{token}", status=404)
    visit().post(f"/partner/{'a' * 43}", status=404, pin=pin)
    with pytest.raises(OutOfScope):
        desk.use("a" * 43, pin, None, "203.0.113.7")


@pytest.mark.parametrize(
    ("moment", "words"), [("2026-12-09 23:59:59", "is for"), ("2026-12-11 00:00:00", "no longer valid")]
)
def test_on_another_day(visit, voucher, pin, at, moment, words):
    at(moment)
    assert words in visit().get(f"/partner/{voucher.token}").text
    visit().post(f"/partner/{voucher.token}", status=409, pin=pin)
    assert left(voucher) == (10, 2, 0)


def test_one_that_is_cancelled_or_not_confirmed(visit, voucher, pin):
    Voucher.update(state="asked").where(Voucher.id == voucher.id).execute()
    with pytest.raises(WrongState):
        used(voucher, pin)
    Voucher.update(state="confirmed").where(Voucher.id == voucher.id).execute()
    vouchers.decline(None, voucher, "航班取消", "partner")
    with pytest.raises(WrongState):
        used(voucher, pin)
    assert left(voucher) == (12, 0, 0)


def test_the_pin_of_another_partner_is_a_wrong_one(voucher):
    _row, other = partner("净月潭高尔夫")
    with pytest.raises(Invalid):
        used(voucher, other)
    assert left(voucher) == (10, 2, 0)


def test_five_wrong_pins_lock_that_voucher_and_no_other(visit, served, manager, branch_admin, voucher, pin, at):
    other = vouchers.redeem(
        people.actor(branch_admin), served, LANE,
        {"quantity": 1, "wanted_on": date(2026, 12, 11), "person": "self", "guest_name": "", "note": ""},
    )  # fmt: skip
    for count in range(4):
        with pytest.raises(Invalid):
            used(voucher, WRONG, ip=f"203.0.113.{count}")
    with pytest.raises(desk.DeskLocked):
        used(voucher, WRONG, ip="203.0.113.9")
    with pytest.raises(WrongState):
        used(voucher, pin, ip="203.0.113.10")
    assert "locked at the desk" in visit().get(f"/partner/{voucher.token}").text
    kinds = [row.kind for row in Notice.select().where(Notice.kind.startswith("voucher.locked"))]
    assert sorted(kinds) == ["voucher.locked", "voucher.locked_there"]
    assert left(voucher) == (9, 3, 0)
    vouchers.use(people.actor(manager), voucher)
    assert Voucher.get_by_id(voucher.id).state == "used"
    at("2026-12-11 09:00")
    assert used(other, pin, ip="203.0.113.11").state == "used"


def test_a_right_pin_begins_anew(voucher, pin):
    for count in range(4):
        with pytest.raises(Invalid):
            used(voucher, WRONG, ip=f"203.0.113.{count}")
    assert used(voucher, pin).state == "used"


def test_the_address_waits_longer_each_time(served, voucher, pin, at):
    others = [
        vouchers.redeem(
            people.actor(served), served, LANE,
            {"quantity": 1, "wanted_on": date(2026, 12, 11), "person": "self", "guest_name": "", "note": ""},
        ) for _ in range(2)
    ]  # fmt: skip
    at("2026-12-11 08:00")
    tried = [*[others[0]] * 4, others[1]]
    for one in tried:
        with pytest.raises(Invalid):
            used(one, WRONG)
    with pytest.raises(waiting.TooSoon) as first:
        used(others[1], pin)
    assert used(others[0], pin, ip="198.51.100.3").state == "used"  # another address does not wait
    at("2026-12-11 08:00:03")
    with pytest.raises(Invalid):
        used(others[1], WRONG)
    with pytest.raises(waiting.TooSoon) as second:
        used(others[1], pin)
    assert second.value.seconds > first.value.seconds > 0


def test_the_page_says_how_long_to_wait(visit, app, voucher, pin, monkeypatch):
    def wait(*_args, **_named):
        raise waiting.TooSoon(8)

    monkeypatch.setattr(desk, "use", wait)
    page = visit().post(f"/partner/{voucher.token}", status=429, pin=pin)
    assert "8 seconds" in page.refusal and page.response.headers["Retry-After"] == "8"


def test_many_guesses_at_once_are_no_more_than_five(app, voucher, pin):
    rows = together(app, *(lambda n=n: used(voucher, WRONG, ip=f"203.0.113.{n}") for n in range(8)))
    assert all(isinstance(row, Refused) for row in rows)
    assert sum(isinstance(row, Invalid) for row in rows) <= 4
    row = Voucher.get_by_id(voucher.id)
    assert row.wrong_pins == 5 and row.locked_at and left(row) == (10, 2, 0)


def test_shown_twice_at_once_it_is_used_once(app, voucher, pin):
    rows = together(app, *(lambda n=n: used(voucher, pin, ip=f"203.0.113.{n}") for n in range(4)))
    assert sum(isinstance(row, Voucher) for row in rows) == 1
    assert all(isinstance(row, (Voucher, WrongState)) for row in rows), rows
    assert left(voucher) == (10, 0, 2) and Resolution.select().count() == 1


def test_a_benefit_without_a_partner_is_marked_by_the_bank(visit, served, at):
    wish = {"quantity": 1, "wanted_on": DAY, "person": "self", "guest_name": "", "note": ""}
    made = vouchers.redeem(people.actor(served), served, LANE, wish)
    at("2026-12-10 07:30")
    page = visit().get(f"/partner/{made.token}")
    assert "the bank marks it" in page.text and not page.html.find(attrs={"name": "pin"})
    visit().post(f"/partner/{made.token}", status=409, pin="123456")


def test_the_pin_is_kept_as_a_hash(pin):
    assert pin not in Partner.get().pin_hash and Partner.get().pin_hash.startswith("$argon2")
