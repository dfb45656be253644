"""Somebody who is away is not proposed, and the teams' page says that he is."""

from __future__ import annotations

from datetime import timedelta

from portal.ground import clock
from portal.models import Absence


def away(person) -> None:
    today = clock.today()
    Absence.create(
        staff=person, since=today, until=today + timedelta(days=5), reason="annual leave", created_at=clock.now()
    )


def test_it_works(visit, branch_admin, manager, second_manager, chengang):
    away(second_manager)
    page = visit(branch_admin).get("/teams/proposal")
    first = page.table("proposal")[0]
    assert page.html.select_one("#proposal option[selected]")["value"].endswith(":wanglei")
    assert "the only one who can" in first[4]


def test_everybody_is_away(visit, branch_admin, manager, chengang):
    away(manager)
    assert "everybody who could is absent" in visit(branch_admin).get("/teams/proposal").table("proposal")[0][4]


def test_the_teams_page_says_so(visit, branch_admin, manager):
    away(manager)
    assert "absent" in visit(branch_admin).get("/teams").table("workload")[0][0]
