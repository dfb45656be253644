"""From which day until which a role counts: one condition for choices, notices and figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.ground import clock
from portal.models import RoleGrant
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.choices import people_below
from portal.reads.quality.findings import managers_to_choose
from portal.reads.teams.seats import workload
from portal.rules.accounts.roles import Role
from tests.ground import people

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "held", "to_come"),
    [
        (DAY, None, True, True),
        (DAY - timedelta(days=1), DAY + timedelta(days=1), True, True),
        (DAY - timedelta(days=1), DAY, False, False),
        (DAY, DAY, False, False),
        (DAY + timedelta(days=1), None, False, True),
        (DAY + timedelta(days=1), DAY + timedelta(days=9), False, True),
    ],
)
def test_from_the_first_day_until_the_day_before_the_end(manager, since, until, held, to_come):
    RoleGrant.update(since=since, until=until).where(RoleGrant.staff == manager).execute()
    mine = RoleGrant.select().where(RoleGrant.staff == manager)
    assert mine.where(RoleGrant.in_force(DAY)).exists() is held
    assert mine.where(RoleGrant.not_over(DAY)).exists() is to_come
    assert mine.get().is_over(DAY) is not to_come


@pytest.fixture
def coming_and_going(manager, second_manager, branch_admin):
    """王磊's role ends next month, 钱峰's begins then."""
    month = clock.today() + timedelta(days=30)
    RoleGrant.update(until=month).where(RoleGrant.staff == manager).execute()
    RoleGrant.update(since=month).where(RoleGrant.staff == second_manager).execute()
    return month


def test_whoever_goes_next_month_is_in_every_choice_today(app, coming_and_going, branch_admin):
    scope = ClientScope(people.actor(branch_admin))
    assert [name for _, name in managers_to_choose(scope)] == ["王磊"]
    assert [name for _, name, role in people_below(["/"]) if role == Role.MANAGER] == ["王磊"]


def test_whoever_comes_next_month_is_not_counted_yet(app, coming_and_going):
    names = {row["name"] for row in workload(None)[0]}
    assert "王磊" in names and "钱峰" not in names


def test_on_the_day_they_change_places(app, visit, coming_and_going, branch_admin, chengang, at):
    page = visit(branch_admin).get(f"/clients/{chengang.number}/team")
    assert offered(page) == ["王磊"]
    at(f"{coming_and_going} 09:00")
    page = visit(branch_admin).get(f"/clients/{chengang.number}/team")
    assert offered(page) == ["钱峰"]
    assert {row["name"] for row in workload(None)[0]} >= {"钱峰"}


def offered(page) -> list[str]:
    """The colleagues who may become the client's manager."""
    options = page.html.select("form[action$='/team/manager'] select[name=staff] option[value]")
    return [option.text.split()[0] for option in options if option["value"]]
