"""Who served this client on a date (R3)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ground import people


def past(client, manager, second_manager):
    people.seat(client, "manager", manager, since=date(2025, 3, 1), until=date(2026, 2, 1))
    people.seat(client, "manager", second_manager, since=date(2026, 2, 1))


def served_on(visitor, client, day):
    return [
        row[1].split()[1] if len(row) > 1 else row[0]
        for row in visitor.get(f"/clients/{client.number}/team/on", date=day).table("served")
    ]


def test_it_works(visit, branch_admin, chengang, manager, second_manager):
    past(chengang, manager, second_manager)
    browser = visit(branch_admin)
    assert served_on(browser, chengang, "2026-01-31") == ["王磊"]
    assert served_on(browser, chengang, "2026-02-01") == ["钱峰"]
    assert served_on(browser, chengang, "2025-03-01") == ["王磊"]
    assert "Nobody served the client on this day." in browser.get(
        f"/clients/{chengang.number}/team/on", date="2025-02-28"
    ).section("served")


def test_the_whole_history(visit, branch_admin, chengang, manager, second_manager):
    past(chengang, manager, second_manager)
    page = visit(branch_admin).get(f"/clients/{chengang.number}/team")
    assert [row[0] for row in page.table("ever")] == ["钱峰", "王磊"]
    assert page.table("ever")[1][2:4] == ["1 Mar 2025", "1 Feb"]


@pytest.mark.one_engine
def test_a_date_that_does_not_exist(visit, branch_admin, served):
    for odd in ("2026-02-30", "yesterday", "' OR 1=1", "99999-01-01"):
        page = visit(branch_admin).get(f"/clients/{served.number}/team/on", status=422, date=odd)
        assert "There is no such date." in page.errors["date"]


def test_without_a_date_it_is_today(visit, branch_admin, served):
    assert served_on(visit(branch_admin), served, "") == ["王磊", "李娜", "何军"]


def test_the_team_reads_it_and_changes_nothing(visit, served, manager, specialist, head_office, auditor):
    for person in (manager, specialist, head_office, auditor):
        page = visit(person).get(f"/clients/{served.number}/team")
        assert len(page.table("current")) == 3
        assert not page.html.select("main form[method=post]")


@pytest.mark.one_engine
def test_foreign_branches_and_clients_find_nothing(visit, served, other_branch_admin, other_manager, chengang):
    for person in (other_branch_admin, other_manager):
        visit(person).get(f"/clients/{served.number}/team", status=404)
        visit(person).get(f"/clients/{served.number}/team/on", status=404, date="2026-01-01")
    visit(chengang).get(f"/clients/{served.number}/team", status=403)
