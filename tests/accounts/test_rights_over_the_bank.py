"""Deeds for the whole bank need a role over its root; a seat counts where its role still reaches the client."""

from __future__ import annotations

import pytest

from portal.actions.administration import settings
from portal.derived import faults as check
from portal.ground import clock
from portal.ground.errors import NotAllowed
from portal.models import Branch, Client, Request, RoleGrant, Setting
from portal.reads.clients.scope import ClientScope
from portal.reads.requests.scope import RequestScope
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.exclusion import excluding
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import BANK_WIDE
from portal.rules.accounts.visibility import Permission as P
from tests.ground import people
from tests.requests.cases import filed

OF_THE_BANK = ("/settings/calendar", "/settings/calendar/2027", "/tiers/settings/new", "/tiers/levels/new")


def moved_to(person, code):
    RoleGrant.update(branch=people.branch(code).id).where(RoleGrant.staff == person.id).execute()


def test_head_office_over_a_branch_sets_nothing_of_the_bank(visit, head_office, admin):
    """A role that stands from before, over a branch: no form, no deed."""
    for path in OF_THE_BANK:
        visit(head_office).get(path)
    moved_to(head_office, "JY")
    moved_to(admin, "CC")
    browser = visit(head_office)
    for path in OF_THE_BANK:
        browser.get(path, status=403)
        browser.post(path, status=403 if path != "/settings/calendar" else 404)
    browser.post("/products/new", status=403)
    with pytest.raises(NotAllowed):
        settings.change(people.actor(head_office), "exports.hours", 2, clock.today(), "试试", None)
    assert not Setting.select().exists() and not people.actor(admin).may(P.CALENDAR_WRITE)
    assert [line for line in check() if "over the whole bank only" in line]


def test_a_role_over_the_root_carries_them(head_office, admin):
    assert all(people.actor(head_office).may(one) for one in BANK_WIDE) and people.actor(admin).may(P.CALENDAR_WRITE)


def test_head_office_is_granted_over_the_bank_alone(visit, admin, coordinator, manager):
    browser = visit(admin)
    words = {"role": "head_office", "since": "2026-11-24", "until": "", "reason": "轮岗"}
    page = browser.post(f"/staff/{coordinator.username}/roles", status=422, branch="FAW", **words)
    assert "choose the bank itself" in page.text
    for person in (coordinator, manager):
        page = browser.post(f"/staff/{person.username}/roles", status=422, branch="JLB", **words)
        assert "does not decide about it" in page.text
    assert not RoleGrant.select().where(RoleGrant.role == "head_office").exists()


@pytest.mark.one_engine
@pytest.mark.parametrize("other", ["manager", "adviser", "coordinator", "branch_admin"])
def test_who_proposes_does_not_decide(other):
    for one, two in ((Role.HEAD_OFFICE, Role(other)), (Role(other), Role.HEAD_OFFICE)):
        assert excluding(one, "/1/", [(two, "/1/2/3/")]) is two
    assert excluding(Role.BRANCH_ADMIN, "/1/2/3/", [(Role.MANAGER, "/1/2/3/")]) is None


@pytest.mark.parametrize("who", ["manager", "adviser", "specialist"])
def test_a_seat_left_behind_opens_nothing(request, visit, served, zhaolei, who):
    """He changed to another branch and holds the same role there; his seat here was not handed over yet."""
    person = request.getfixturevalue(who)
    people.seat(zhaolei, who, person)
    moved_to(person, "JY")
    actor, browser = people.actor(person), visit(person)
    browser.get(f"/clients/{served.number}", status=404)
    assert not actor.may(P.CLIENTS_READ, served) and not ClientScope(actor).holds(served)
    assert actor.may(P.CLIENTS_READ, zhaolei) and ClientScope(actor).holds(zhaolei)
    filed(served)
    Request.update(assignee=None).execute()
    assert not Request.select().where(RequestScope(actor).condition()).exists()
    assert served.id not in [row[0] for row in ListScope(actor).seats().tuples()]
    assert "陈刚" not in browser.get("/clients").text


def test_it_counts_again_where_the_client_moves_after_him(visit, served, manager):
    moved_to(manager, "JY")
    Client.update(branch=people.branch("JY").id).where(Client.id == served.id).execute()
    assert ClientScope(people.actor(manager)).holds(Client.get_by_id(served.id))


def test_colleagues_of_one_sub_branch_serve_each_other_s_clients(visit, served, manager):
    moved_to(manager, "FAW-1")
    assert Branch.get(Branch.code == "FAW-1").path.startswith(people.branch("FAW").path)
    visit(manager).get(f"/clients/{served.number}")
