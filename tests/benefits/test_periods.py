"""What the worker does with the ledger as days go by: it grants, ends and begins anew, whatever the period."""

from __future__ import annotations

from datetime import date

import pytest

from portal import jobs
from portal.actions.benefits import holding
from portal.derived import benefits as proof
from portal.ground import clock
from portal.models import BenefitVersion, Client, Entry, LedgerRun, Lot, Notice, Setting
from portal.reads.shared import kept
from tests.benefits.booked import GOLF, LANE, left
from tests.ground import people
from tests.ground.together import together
from tests.tiers.months import months

ONE = (6, 0, 0, 0)


@pytest.fixture(autouse=True)
def proved(app):
    """After each test the ledger is right."""
    yield
    assert list(proof.faults()) == []


def golf_is(**values) -> None:
    BenefitVersion.update(**values).where(BenefitVersion.benefit == GOLF).execute()
    kept.forget()


def terms(client: Client, code: str = GOLF, *, guests: bool = False) -> list[tuple[str, date, date | None, int]]:
    """The lots of a client: period, first and last day, quantity."""
    found = Lot.select().where(Lot.client == client.id, Lot.benefit == code, Lot.guests == guests).order_by(Lot.id)
    return [(lot.period, lot.since, lot.until, lot.quantity) for lot in found]


def minutes(at, *moments: str) -> None:
    """The worker's own minute, at each of these moments."""
    for moment in moments:
        at(moment)
        jobs.minute()


def since(client: Client, day: date) -> None:
    Client.update(tier_since=day).where(Client.id == client.id).execute()


def test_it_works(chengang, at):
    """The calendar year: granted once however often the worker looks, ended at midnight, begun anew that minute."""
    minutes(at, "2026-12-30 09:00", "2026-12-30 09:01", "2026-12-31 23:59:59")
    assert terms(chengang) == [("2026", date(2026, 1, 1), date(2026, 12, 31), 6)] and left(chengang) == ONE
    minutes(at, "2027-01-01 00:00:00")
    assert terms(chengang)[1] == ("2027", date(2027, 1, 1), date(2027, 12, 31), 6)
    assert left(chengang) == (6, 0, 0, 6), "nothing goes on into the next year by default"


def test_a_year_since_the_tier_began_today(chengang, at):
    golf_is(period="tier_year")
    since(chengang, date(2026, 11, 24))
    minutes(at, "2026-11-24 09:00", "2026-12-31 23:59", "2027-01-01 00:00", "2027-11-23 23:59:59")
    assert terms(chengang) == [("T2026-11-24", date(2026, 11, 24), date(2027, 11, 23), 6)] and left(chengang) == ONE
    minutes(at, "2027-11-24 00:00:00")
    assert terms(chengang)[1] == ("T2027-11-24", date(2027, 11, 24), date(2028, 11, 23), 6)
    assert left(chengang) == (6, 0, 0, 6)


def test_a_tier_that_began_on_29_february(chengang, at):
    golf_is(period="tier_year")
    since(chengang, date(2028, 2, 29))
    minutes(at, "2028-02-29 00:00", "2029-02-28 23:59:59")
    assert terms(chengang) == [("T2028-02-29", date(2028, 2, 29), date(2029, 2, 28), 6)]
    minutes(at, "2029-03-01 00:00")
    assert terms(chengang)[1:] == [("T2029-03-01", date(2029, 3, 1), date(2030, 2, 28), 6)]
    minutes(at, "2032-02-28 12:00", "2032-02-29 00:00")
    assert [one[:3] for one in terms(chengang)[-2:]] == [
        ("T2031-03-01", date(2031, 3, 1), date(2032, 2, 28)),
        ("T2032-02-29", date(2032, 2, 29), date(2033, 2, 28)),
    ]


def test_a_tier_that_changed_within_the_year_begins_no_second_year(liufang, at):
    """The year that runs goes on, and the next one follows it: nobody has two years in one."""
    golf_is(period="tier_year")
    Client.update(tier="platinum", tier_since=date(2026, 3, 10)).where(Client.id == liufang.id).execute()
    minutes(at, "2026-11-24 09:00")
    Client.update(tier="diamond", tier_since=date(2026, 11, 25)).where(Client.id == liufang.id).execute()
    minutes(at, "2026-11-25 09:00", "2027-03-09 23:59", "2027-03-10 00:00", "2027-11-25 00:00", "2028-03-10 00:00")
    year = [(date(2026, 3, 10), 2), (date(2026, 11, 25), 4), (date(2027, 3, 10), 6), (date(2028, 3, 10), 6)]
    assert [(one[1], one[3]) for one in terms(liufang)] == year
    assert terms(liufang)[-1][2] == date(2029, 3, 9)


def test_quarters(chengang, at):
    golf_is(period="quarter")
    minutes(at, "2026-11-24 09:00", "2026-12-31 23:59:59", "2027-01-01 00:00", "2027-03-31 23:59", "2027-04-01 00:00")
    assert [one[:3] for one in terms(chengang)] == [
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2027Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("2027Q2", date(2027, 4, 1), date(2027, 6, 30)),
    ]
    assert left(chengang) == (6, 0, 0, 12)


def test_once_is_once(chengang, at):
    golf_is(period="once")
    minutes(at, "2026-11-24 09:00", "2027-01-01 00:00", "2028-02-29 09:00")
    assert [(one[0], one[2], one[3]) for one in terms(chengang)] == [("once", None, 6)] and left(chengang) == ONE


@pytest.mark.parametrize(("pro_rata", "amount"), [(False, 6), (True, 1)])
def test_who_begins_late_in_the_year(chengang, at, pro_rata, amount):
    """Of twelve months two are begun or still to come: a sixth, where the version says so."""
    golf_is(pro_rata=pro_rata)
    since(chengang, date(2026, 11, 24))
    minutes(at, "2026-11-24 09:00", "2026-11-25 09:00")
    assert [one[3] for one in terms(chengang)] == [amount]
    minutes(at, "2027-01-01 00:00")
    assert [one[3] for one in terms(chengang)] == [amount, 6], "from the next year on the whole"


def test_what_is_left_goes_on_once_where_the_version_says_so(chengang, manager, at):
    golf_is(carry_over=True)
    minutes(at, "2026-11-24 09:00")
    holding.use(people.actor(manager), holding.hold(people.actor(manager), chengang, GOLF, 4, date(2026, 12, 10)).id)
    minutes(at, "2027-01-01 00:00", "2027-01-01 00:01")
    assert [(one[0], one[3]) for one in terms(chengang)] == [("2026", 6), ("2027", 2), ("2027", 6)]
    assert left(chengang)[0] == 8
    minutes(at, "2028-01-01 00:00")
    assert [(one[0], one[3]) for one in terms(chengang)[3:]] == [("2028", 6), ("2028", 6)], "what came over ends"


def test_guests_have_a_counter_that_turns_with_the_year(liufang, manager, at):
    minutes(at, "2026-11-24 09:00")
    guest = {"person": "guest", "guest_name": "刘强"}
    holding.hold(people.actor(manager), liufang, LANE, 1, date(2026, 12, 31), **guest)
    minutes(at, "2027-01-01 00:00")
    assert [one[3] for one in terms(liufang, LANE)] == [2, 2]
    assert [one[3] for one in terms(liufang, LANE, guests=True)] == [1, 1]
    held = Lot.get(Lot.client == liufang.id, Lot.benefit == LANE, Lot.guests, Lot.period == "2026")
    assert (held.held, held.available) == (1, 0), "what is held in time is honoured"
    holding.hold(people.actor(manager), liufang, LANE, 1, date(2027, 1, 5), **guest)


@pytest.mark.parametrize(("keeps", "numbers"), [(False, (1, 1, 0, 4)), (True, (5, 1, 0, 0))])
def test_the_months_lower_the_tier_and_what_is_held_stays(liufang, manager, at, keeps, numbers):
    """As the worker does it: the month is judged, the tier falls, and that minute what exceeds the lower one ends."""
    Setting.create(name="benefits.fall_keeps_lot", value=keeps, since=date(2026, 11, 1), created_at=clock.now())
    kept.forget()
    Client.update(tier="platinum", tier_protected_until=date(2026, 11, 30)).where(Client.id == liufang.id).execute()
    months(liufang, 60, 60, 60)
    minutes(at, "2026-11-20 09:00")
    assert left(liufang, LANE) == ONE
    holding.hold(people.actor(manager), Client.get_by_id(liufang.id), LANE, 1, date(2026, 12, 10))
    months(liufang, 60, last=date(2026, 11, 1))
    minutes(at, "2026-12-02 00:01")
    assert Client.get_by_id(liufang.id).tier_id == "gold" and left(liufang, LANE) == numbers
    fell = Notice.select().where(Notice.kind == "benefit.fell", Notice.account == people.account_of(liufang))
    assert fell.count() == (0 if keeps else 1)
    minutes(at, "2027-01-01 00:00")
    assert [one[3] for one in terms(liufang, LANE)][-1] == 2, "the new year brings what the lower tier has"


def test_the_months_raise_the_tier_and_the_difference_comes(liufang, at):
    minutes(at, "2026-11-01 00:01")
    assert left(liufang, LANE)[0] == 2
    months(liufang, 180, 220, 260)
    minutes(at, "2026-11-24 09:00", "2026-11-24 09:01")
    assert Client.get_by_id(liufang.id).tier_id == "platinum"
    assert [one[3] for one in terms(liufang, LANE)] == [2, 4]


def test_two_workers_at_the_turn_of_the_year_grant_once(app, chengang, liufang, at):
    minutes(at, "2026-12-31 23:59:59")
    count = Lot.select().count()
    at("2027-01-01 00:00:00")
    found = together(app, *[jobs.minute] * 3)
    assert all(isinstance(one, int) for one in found), found
    assert Lot.select().count() == 2 * count
    assert Entry.select().where(Entry.kind == "expire").count() == Lot.select().where(Lot.ended > 0).count()


def test_three_days_without_a_worker_are_caught_up(chengang, liufang, at):
    golf_is(period="tier_year")
    since(chengang, date(2025, 12, 31))
    minutes(at, "2026-12-29 23:00")
    at("2027-01-02 08:00")
    jobs.minute()
    assert left(chengang) == (6, 0, 0, 6) and left(liufang, LANE) == (2, 0, 0, 2)
    assert [one[0] for one in terms(chengang)] == ["T2025-12-31", "T2026-12-31"]
    assert terms(chengang)[1][2] == date(2027, 12, 30), "it ends as if it had begun on its day"
    assert LedgerRun.select().where(LedgerRun.kind == "grant", LedgerRun.finished_at.is_null(False)).count() == 2
