"""How it was for the client: asked once and reminded once under the one cap, said at any time, counted with n."""

from __future__ import annotations

import pytest

from portal.actions import follow_ups
from portal.actions.requests import rating, working
from portal.actions.shared import asking
from portal.models import Asking, AuditEntry, FollowUp, Notice, Request
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import now, resolved, taken


def kinds(client):
    rows = Notice.select().where(Notice.account == people.account_of(client).id).order_by(Notice.id)
    return [row.kind for row in rows if not row.kind.startswith("request.taken")]


def rate(visitor, row, score, status=200):
    return visitor.post(f"/me/requests/{row.number}/rate", status=status, score=str(score))


def test_it_works(visit, served, manager, branch_admin, at):
    """Settling invites, five days later there is one reminder, and no second one."""
    row = resolved(served, manager)
    assert kinds(served) == ["request.resolved"] and now(row).invited_at is not None
    assert "Please rate it" in visit(served).get("/me/requests").section("requests-list")
    at("2026-11-29 09:00")
    assert rating.remind() == 0
    at("2026-11-29 10:01")
    assert (rating.remind(), rating.remind()) == (1, 0)
    at("2026-12-05 10:00")
    assert rating.remind() == 0 and kinds(served) == ["request.resolved", "request.how_was_it"]
    rate(visit(served), row, 5)
    assert "Please rate it" not in visit(served).get("/me/requests").section("requests-list")


def test_under_one_cap(visit, served, manager, at):
    """Asked lately about something else, he is not asked; the stars are there all the same."""
    asking.note(served.id, "survey", "1")
    row = resolved(served, manager)
    assert kinds(served) == ["request.settled"] and now(row).invited_at is None
    page = visit(served).get(f"/me/requests/{row.number}")
    assert page.html.select("#rate [name=score]") and "How was it for you?" not in visit(served).get("/me").text
    rate(visit(served), row, 4)
    assert now(row).score == 4
    second = resolved(served, manager)
    assert now(second).invited_at is None


def test_somebody_else_asked_meanwhile(served, manager, at):
    row = resolved(served, manager)
    at("2026-11-26 10:00")
    asking.note(served.id, "survey", "1")
    at("2026-12-01 10:00")
    assert rating.remind() == 0 and now(row).reminded_at is not None


def test_who_rated_or_whose_matter_is_open_again_is_not_reminded(visit, served, liufang, manager, at):
    people.seat(liufang, "manager", manager)
    rated, reopened = resolved(served, manager), resolved(liufang, manager)
    rate(visit(served), rated, 3)
    working.reopen(people.actor(liufang), reopened, "还有")
    at("2026-12-01 10:00")
    assert rating.remind() == 0 and now(reopened).invited_at is None


def test_the_call_about_the_same_matter_may_ask_once_more(served, manager, adviser):
    """It is the same question, by voice; a call about anything else is made without questions."""
    resolved(served, manager)
    assert follow_ups.make() == 1 and FollowUp.get().questions
    assert {row.source for row in Asking.select()} == {"rating", "follow_up"}


def test_a_low_score_goes_to_the_supervisor(visit, served, manager, branch_admin):
    row = resolved(served, manager)
    rate(visit(served), row, 3)
    assert Notice.select().where(Notice.kind == "request.rated_low").count() == 0
    rate(visit(served), row, 2)
    told = Notice.get(Notice.kind == "request.rated_low")
    assert told.account.username == "zhaomin" and told.path == f"/requests/{row.number}"
    assert "with only 2 of 5" in visit(branch_admin).get("/notices").text


def test_reopening_goes_to_somebody_who_is_there(visit, served, manager, adviser, specialist):
    """Whoever settled it has left: it is new, and with the seat's person."""
    row = resolved(served, specialist)
    people.Account.update(active=False).where(people.Account.username == "hejun").execute()
    visit(served).post(f"/me/requests/{row.number}/reopen", reason="还没好")
    assert (now(row).status, now(row).assignee_id, now(row).holder_id) == ("new", None, manager.id)


def test_the_same_rating_twice_is_one(app, visit, served, manager):
    """One after the other, and from two tabs in one second."""
    row = resolved(served, manager)
    mine = people.actor(served)

    def rate(score):
        return lambda: working.rate(mine, now(row), score, "谢谢")

    together(app, rate(4), rate(4))
    rate(4)()
    rated = AuditEntry.select().where(AuditEntry.action == "request.rated")
    assert (rated.count(), Notice.select().where(Notice.kind == "request.rated").count()) == (1, 1)
    rate(2)()
    assert (now(row).score, rated.count()) == (2, 2), "he may think otherwise"


def test_figures_say_how_many(visit, served, manager, branch_admin, second_manager, other_branch_admin, auditor, at):
    rows = [taken(served, manager, category="card") for _ in range(6)]
    for n, row in enumerate(rows):
        working.resolve(people.actor(manager), row, "好了")
        working.rate(people.actor(served), row, (5, 5, 4, 2, 5, 1)[n], "")
    page = visit(branch_admin).get("/requests/ratings")
    assert page.table("by-category") == [["Cards", "3.7", "6", "2"]]
    assert page.table("by-person") == [["王磊", "3.7", "6", "2"]]
    Request.update(rated_at=None).where(Request.id.in_([row.id for row in rows[:2]])).execute()
    assert visit(auditor).get("/requests/ratings").table("by-category") == [["Cards", "too few", "4", "2"]]
    for person in (second_manager, other_branch_admin):
        assert "No ratings yet" in visit(person).get("/requests/ratings").text
    at("2027-03-01 10:00")
    assert "No ratings yet" in visit(branch_admin).get("/requests/ratings").text


@pytest.mark.one_engine
def test_figures_are_for_staff(visit, served):
    visit(served).get("/requests/ratings", status=403)
