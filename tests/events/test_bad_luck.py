"""What comes between: an event is moved while offers run, called off with three hundred signed up, made too small."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from portal.actions.events import signing_up, waiting
from portal.derived import events as proof
from portal.ground import clock
from portal.models import Event, EventChange, Notice, SignUp, WaitingParty
from portal.rules.events.parties import Party
from tests.events.plans import event, fresh, seats
from tests.events.test_change import approve, edit
from tests.ground import people
from tests.ground.together import together


def told(client, kind):
    mine = (Notice.account == people.account_of(client)) & (Notice.kind == kind)
    return Notice.select().where(mine).count()


def wall(**ahead):
    return clock.local(clock.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def later(moment):
    clock.set_source(lambda: moment)


@pytest.fixture
def line(coordinator, liufang, chengang):
    """刘芳 has two of four seats; 陈刚 and 韩雪 are offered one each, 白霜 waits for two."""
    row = event(coordinator, capacity=4, guests=1)
    seats(row, liufang, 1)
    gone = seats(row, people.client("zhouhai", "周海"), 1)
    actor = people.actor(coordinator)
    others = [chengang, people.client("hanxue", "韩雪", "gold"), people.client("baishuang", "白霜", "gold")]
    for one, guests in zip(others, (0, 0, 1), strict=True):
        signing_up.sign_up(actor, row, one, Party(guests))
    signing_up.cancel_sign_up(actor, row, gone)
    assert sorted(one.state for one in WaitingParty.select()) == ["offered", "offered", "waiting"]
    return row, [liufang, *others]


def moved(visit, coordinator, branch_admin, row, **ahead):
    """The event is moved to begin so far ahead, and the change approved."""
    hours = timedelta(**ahead).total_seconds() / 3600
    until = wall(hours=hours - 1)
    edit(visit(coordinator), row, starts_at=wall(hours=hours), ends_at=wall(hours=hours + 2), sign_up_until=until)
    approve(visit(branch_admin), row)


def offers():
    return list(WaitingParty.select().where(WaitingParty.state == "offered").order_by(WaitingParty.id))


def test_moved_later_offers_run_on(visit, coordinator, branch_admin, line):
    row, everybody = line
    before = [one.offer_until for one in offers()]
    moved(visit, coordinator, branch_admin, row, days=40)
    assert [one.offer_until for one in offers()] == before and fresh(row).seats_promised == 2
    assert [told(one, "event.changed") for one in everybody] == [1, 1, 1, 1]
    page = visit(everybody[1]).post(f"/me/events/{row.number}/accept")
    assert page.notice.startswith("1 seat is kept for you.") and list(proof.faults()) == []


def test_moved_near_no_offer_runs_past_the_beginning(visit, coordinator, branch_admin, line):
    row, everybody = line
    moved(visit, coordinator, branch_admin, row, hours=5)
    starts = fresh(row).starts_at
    assert [one.offer_until for one in offers()] == [starts, starts] and starts < row.starts_at
    assert [told(one, "event.changed") for one in everybody] == [1, 1, 1, 1]
    visit(everybody[1]).post(f"/me/events/{row.number}/accept")
    later(starts)
    waiting.lapse_offers()
    visit(everybody[2]).post(f"/me/events/{row.number}/accept", status=409)
    assert sorted(one.state for one in WaitingParty.select()) == ["accepted", "over", "waiting"]
    assert told(everybody[2], "event.offer_lapsed") == 0  # a place in a line that is over is no news
    assert fresh(row).seats_promised == 0 and list(proof.faults()) == []


def test_moved_twice_each_is_told_of_each(visit, coordinator, branch_admin, line):
    row, everybody = line
    for days in (40, 41):
        moved(visit, coordinator, branch_admin, row, days=days)
    assert {told(one, "event.changed") for one in everybody} == {2} and len(offers()) == 2


def crowd(row, count):
    for number in range(count):
        seats(row, people.client(f"guest{row.id}x{number}", f"客人{number}", "gold"))


def called_off(visit, coordinator, row, statements):
    browser = visit(coordinator)
    browser.get(f"/events/{row.number}/cancel")
    with statements() as seen:
        browser.post(f"/events/{row.number}/cancel", reason="场地检修", follow=False, status=303)
    return len(seen)


def test_called_off_with_three_hundred_signed_up(visit, coordinator, statements):
    few, many = event(coordinator, capacity=400), event(coordinator, capacity=400)
    crowd(few, 3)
    crowd(many, 300)
    seen = [called_off(visit, coordinator, row, statements) for row in (few, many)]
    assert seen[1] <= seen[0] + 4, seen
    heard = Counter(one.account_id for one in Notice.select().where(Notice.kind == "event.cancelled"))
    assert len(heard) == 303 and set(heard.values()) == {1}
    visit(coordinator).post(f"/events/{many.number}/cancel", status=409, reason="再来一次")
    assert Notice.select().where(Notice.kind == "event.cancelled").count() == 303


def test_fewer_seats_than_are_taken_offered_or_kept_back(visit, coordinator, line):
    row, _ = line
    Event.update(capacity=8, kept_back=1).execute()
    typed = {"title": "新年茶会", "venue": "一楼大厅", "description": "带上围巾"}
    for capacity in ("1", "4"):  # below what is taken; below that with what is promised and kept back
        page = edit(visit(coordinator), row, 422, capacity=capacity, **typed)
        assert page.errors["capacity"].endswith(
            "More seats are taken already. Taken: 2, offered or held for who waits: 2, kept back: 1. At least 5, please."
        )
        assert page.value("capacity") == capacity
        assert {name: page.value(name).strip() for name in typed} == typed
    assert fresh(row).capacity == 8 and not EventChange.select().exists()
    edit(visit(coordinator), row, capacity="5")
    assert EventChange.get().changes["capacity"] == ["8", "5"]


@pytest.mark.parametrize("state", ["draft", "published"])
def test_two_coordinators_change_only_the_tiers(app, visit, coordinator, branch_admin, state):
    row = event(coordinator, state)
    browsers = [visit(coordinator), visit(branch_admin)]

    def changing(browser, tier):
        page = browser.get(f"/events/{row.number}/edit")
        names = ("title", "kind", "starts_at", "ends_at", "sign_up_until", "venue", "capacity", "guests_per_client")
        data = {name: page.value(name) for name in (*names, "budget", "description", "version", "room")}
        data |= {"tiers": tier, "csrf_token": browser.csrf}
        return lambda: browser.web.post(f"/events/{row.number}/edit", data=data).status_code

    deeds = [changing(*pair) for pair in zip(browsers, ("gold", "diamond"), strict=True)]
    assert sorted(together(app, *deeds)) == [303, 409]


def test_two_accept_and_give_back_while_it_is_made_smaller(app, visit, coordinator, line):
    """The seats stay what they are whoever is first: the change is refused, or the places are taken."""
    row, everybody = line
    browser, mine = visit(coordinator), visit(everybody[1])
    page = browser.get(f"/events/{row.number}/audience")
    version, csrf = page.value("version"), browser.csrf
    data = {"kept_back": "2", "waiting_order": "tier", "version": version, "csrf_token": csrf}
    found = together(
        app,
        lambda: browser.web.post(f"/events/{row.number}/places", data=data).status_code,
        lambda: mine.web.post(f"/me/events/{row.number}/leave", data={"csrf_token": mine.csrf}).status_code,
    )
    assert found[1] in (303, 409) and found[0] in (303, 409, 422)
    now = fresh(row)
    assert now.seats_taken + now.seats_promised + now.kept_back <= now.capacity and list(proof.faults()) == []
    assert SignUp.select().where(SignUp.cancelled_at.is_null()).count() == 1
