"""Ending a seat: history stays."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import AuditEntry, Client, Seat


def end(visitor, client, username, reason="long leave", status=200):
    return visitor.post(
        f"/clients/{client.number}/team/end",
        status=status,
        referer=f"/clients/{client.number}/team",
        staff=username,
        reason=reason,
    )


def test_it_works(visit, branch_admin, served, specialist):
    page = end(visit(branch_admin), served, "hejun")
    assert page.notice == "何军 no longer serves this client."
    row = Seat.get(Seat.staff == specialist)
    assert (row.until, row.ended_reason, row.ended_by_id) == (date(2026, 11, 24), "long leave", branch_admin.id)
    assert Client.get_by_id(served.id).specialists == 0
    assert ["何军", "Service team"] in [line[:2] for line in page.table("ever")]
    assert AuditEntry.select().where(AuditEntry.action == "team.ended").count() == 1


def test_the_former_manager_sees_the_client_no_more(visit, branch_admin, served, manager):
    visit(manager).get(f"/clients/{served.number}/edit")
    end(visit(branch_admin), served, "wanglei")
    visit(manager).get(f"/clients/{served.number}/edit", status=404)


def test_twice_is_said(visit, branch_admin, served):
    browser = visit(branch_admin)
    end(browser, served, "hejun")
    assert "holds no seat with the client any more." in end(browser, served, "hejun", status=409).refusal


@pytest.mark.one_engine
def test_a_reason_is_needed(visit, branch_admin, served):
    page = end(visit(branch_admin), served, "hejun", reason="", status=422)
    assert page.errors == {"reason": "Please fill this in."}
    assert Seat.select().where(Seat.until.is_null()).count() == 3


@pytest.mark.one_engine
def test_who_may_not(visit, served, manager, other_branch_admin):
    end(visit(manager), served, "hejun", status=403)
    end(visit(other_branch_admin), served, "hejun", status=404)
