"""Requests that belong together; one that is the same as another is closed for it, and that can be taken back."""

from __future__ import annotations

import pytest

from portal.actions.requests import linking, working
from portal.derived import faults
from portal.ground.errors import Invalid, WrongState
from portal.models import Client, Notice, RequestLink
from tests.complaints.cases import stranger
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed, now, resolved, taken


def link(visitor, row, other, status=200, kind="related", **fields):
    number = getattr(other, "number", other)
    return visitor.post(f"/requests/{row.number}/links", status=status, other=number, kind=kind, **fields)


@pytest.fixture
def first(served, manager, at):
    at("2026-11-24 09:00")
    made = taken(served, manager, subject="先来的", category="card")
    at("2026-11-24 10:00")
    return made


@pytest.fixture
def again(served, first):
    return filed(served, subject="又来一次", category="school")


def test_it_works(visit, served, manager, first, again):
    """The later one is closed; the earlier deadline of both holds for the one that stays."""
    page = link(visit(manager), first, again, kind="duplicate")
    assert page.notice == f"Closed as the same as {again.number}." and "又来一次" in page.section("links")
    assert (now(first).status, now(again).status) == ("closed", "new")
    assert now(again).due_at == first.due_at < again.due_at
    assert Client.get_by_id(served.id).open_requests == 1
    mine = visit(served).get(f"/me/requests/{first.number}").text
    assert f"it is answered together with {again.number}" in mine
    assert Notice.get(Notice.kind == "request.joined").path == f"/me/requests/{again.number}"
    assert "The client was told" in visit(manager).get(f"/requests/{again.number}").section("clock")
    assert list(faults()) == []


def test_a_later_deadline_moves_nothing(visit, manager, first, again):
    due = now(first).due_at
    link(visit(manager), again, first, kind="duplicate")
    assert now(first).due_at == due and now(again).status == "closed"


def test_it_can_be_taken_back(visit, served, manager, first, again, at):
    """It is open again, due no later than it was; the other keeps the moment that was told."""
    told = first.due_at
    link(visit(manager), first, again, kind="duplicate")
    at("2026-11-24 11:00")
    page = visit(manager).post(f"/requests/{first.number}/separate", referer=f"/requests/{first.number}")
    assert "due no later than it was" in page.notice and now(first).status == "taken"
    assert (now(first).due_at, now(again).due_at) == (told, told)
    assert now(first).cycle == 2 and now(first).closed_at is None
    assert RequestLink.get().ended_at and "links" not in [one.get("id") for one in page.html.select("section")]
    page = visit(manager).post(f"/requests/{first.number}/separate", status=200, referer=f"/requests/{first.number}")
    assert "no longer possible" in page.refusal
    assert list(faults()) == []


def test_a_client_who_opens_it_again_makes_it_its_own(visit, served, manager, first, again):
    link(visit(manager), first, again, kind="duplicate")
    visit(served).post(f"/me/requests/{first.number}/reopen", reason="这是两件事")
    assert now(first).status == "taken" and RequestLink.get().ended_at
    assert list(faults()) == []


def test_related_ones_stand_on_both_pages(visit, served, manager, wutao, branch_admin, first, again):
    page = link(visit(manager), again, first)
    assert page.notice == "The requests are linked." and "先来的" in page.section("links")
    browser = visit(manager)
    assert "又来一次" in browser.get(f"/requests/{first.number}").section("links")
    assert "先来的" not in visit(served).get(f"/me/requests/{again.number}").text
    assert "linked already" in link(visit(manager), first, again, status=422).text
    ident = RequestLink.get().id
    browser.post(f"/requests/{first.number}/links/{ident}/end", referer=f"/requests/{first.number}")
    assert not browser.get(f"/requests/{first.number}").section("links")
    link(browser, first, again)
    link(browser, first, again, kind="duplicate")
    assert [one.kind for one in RequestLink.select().where(RequestLink.ended_at.is_null())] == ["duplicate"]
    browser.post(f"/requests/{first.number}/separate", referer=f"/requests/{first.number}")
    assert (now(first).status, now(again).status) == ("taken", "new")


@pytest.mark.one_engine
def test_one_that_the_reader_may_not_see_stays_unseen(visit, manager, branch_admin, second_manager, liufang, first):
    """Linked by somebody who sees both; who sees one of them learns nothing of the other."""
    people.seat(liufang, "manager", second_manager)
    theirs = filed(liufang, subject="别人的事")
    linking.link(people.actor(branch_admin), first, theirs.number)
    assert "别人的事" in visit(branch_admin).get(f"/requests/{first.number}").text
    assert "别人的事" not in visit(manager).get(f"/requests/{first.number}").text


@pytest.mark.one_engine
def test_bad_input(visit, served, manager, branch_admin, liufang, zhaolei, first, again):
    browser, strange, far = visit(branch_admin), filed(liufang), filed(zhaolei)
    complaint, over = filed(served, kind="complaint"), resolved(served, manager)
    for other, kind in (
        (first, "related"), (first, "duplicate"), (far, "related"), ("R-2026-999999", "related"), ("nonsense", "duplicate"),
        (strange, "duplicate"), (complaint, "duplicate"), (over, "duplicate"),
    ):  # fmt: skip
        assert set(link(browser, first, other, status=422, kind=kind).errors) == {"other"}
    for kind in ("", "twin"):
        link(browser, first, again, status=422, kind=kind)
    link(browser, over, again, status=409, kind="duplicate")
    assert RequestLink.select().count() == 0 and now(first).status == "taken"


@pytest.mark.one_engine
def test_who_may_not(visit, served, second_manager, auditor, head_office, other_manager, first, again):
    for person, status in (
        (second_manager, 404),
        (other_manager, 404),
        (auditor, 403),
        (head_office, 403),
        (served, 403),
    ):
        link(visit(person), first, again, status=status)
        visit(person).post(f"/requests/{first.number}/separate", status=status)
    assert RequestLink.select().count() == 0


def test_two_who_close_each_for_the_other(app, manager, adviser, first, again):
    """One of them stays open, whoever was quicker."""
    found = together(
        app,
        lambda: linking.duplicate(people.actor(manager), first, again.number),
        lambda: linking.duplicate(people.actor(adviser), again, first.number),
    )
    assert sorted(now(one).status == "closed" for one in (first, again)) == [False, True], found
    assert sum(isinstance(one, (Invalid, WrongState)) for one in found) == 1


def test_a_reply_beside_it(app, manager, adviser, served, first, again):
    found = together(
        app,
        lambda: linking.duplicate(people.actor(manager), first, again.number),
        lambda: working.reply(people.actor(adviser), first, "正在办理。", []),
    )
    assert now(first).status == "closed" and list(faults()) == [], found


def test_two_link_the_other_way_round(app, served, manager, branch_admin):
    """Of nobody's record, so that no client's row keeps them apart: none waits for the other, and it is linked once."""
    actor = people.actor(branch_admin)
    for _ in range(3):
        one, other = stranger(manager), stranger(manager)
        there, back = together(
            app,
            lambda one=one, other=other: linking.link(actor, one, other.number),
            lambda one=one, other=other: linking.link(actor, other, one.number),
        )
        found = [each for each in (there, back) if isinstance(each, RequestLink)]
        assert len(found) == 1 and any(isinstance(each, Invalid) for each in (there, back)), (there, back)
