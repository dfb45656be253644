"""Taking a request out of the queue, or beginning with one's own."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.ground.errors import WrongState
from portal.models import AuditEntry, Notice, Request, RequestEntry
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed, now


def take(visitor, row, status=200):
    return visitor.post(f"/requests/{row.number}/take", status=status, referer=f"/requests/{row.number}")


def test_it_works(visit, served, manager):
    row = filed(served)
    page = take(visit(manager), row)
    assert page.notice == "The request is yours now." and "In hand" in page.text
    assert (now(row).status, now(row).assignee_id) == ("taken", manager.id)
    assert "王磊 took it in hand" in visit(served).get(f"/me/requests/{row.number}").text
    assert Notice.get(Notice.account == people.account_of(served).id).words["staff"] == "王磊"
    assert AuditEntry.get(AuditEntry.action == "request.taken").words["number"] == row.number


def test_out_of_the_queue(visit, wutao, specialist, manager):
    row = filed(wutao)
    take(visit(specialist), row)
    assert now(row).assignee_id == specialist.id
    visit(manager).get(f"/requests/{row.number}", status=404)


def test_the_second_is_told_who_was_quicker(visit, wutao, specialist, branch_admin):
    row = filed(wutao)
    take(visit(specialist), row)
    page = take(visit(branch_admin), row)
    assert "dealt with in the meantime" in page.refusal and now(row).assignee_id == specialist.id


def test_after_a_form_with_a_fault_the_refusal_is_a_page(visit, wutao, specialist, branch_admin):
    """The page that the deed came from stood at an address which is only posted to."""
    row = filed(wutao)
    take(visit(specialist), row)
    page = visit(branch_admin).post(f"/requests/{row.number}/take", status=409, referer=f"/requests/{row.number}/reply")
    assert "dealt with in the meantime" in page.text


def test_taking_twice_oneself_changes_nothing(visit, wutao, specialist):
    row = filed(wutao)
    take(visit(specialist), row)
    assert take(visit(specialist), row).notice
    assert RequestEntry.select().where(RequestEntry.body == "taken").count() == 1


def test_who_may_not(
    visit, served, wutao, coordinator, auditor, head_office, admin, other_manager, other_branch_admin, second_manager
):
    queued, owned = filed(wutao), filed(served)
    for person, status in (
        (auditor, 403),
        (head_office, 403),
        (admin, 403),
        (served, 403),
        (coordinator, 404),
        (other_manager, 404),
        (other_branch_admin, 404),
    ):
        take(visit(person), queued, status=status)
    take(visit(second_manager), owned, status=404)
    assert now(queued).status == now(owned).status == "new"


@pytest.mark.parametrize("round_", range(2))
def test_two_at_once_one_wins(app, wutao, specialist, branch_admin, manager, second_manager, round_):
    row = filed(wutao)
    actors = [people.actor(person) for person in (specialist, branch_admin, manager, second_manager)]
    found = together(app, *(lambda a=a: working.take(a, row) for a in actors))
    winners = [actor for actor, one in zip(actors, found, strict=True) if isinstance(one, Request)]
    assert len(winners) == 1 and sum(isinstance(one, WrongState) for one in found) == 3, found
    assert now(row).assignee_id == winners[0].staff_id
    assert RequestEntry.select().where(RequestEntry.request == row.id).count() == 1
    assert AuditEntry.select().where(AuditEntry.action == "request.taken").count() == 1
