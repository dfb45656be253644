"""How many clients of a level one manager serves: a reason above the soft limit, a refusal at the hard one."""

from __future__ import annotations

import pytest

from portal.actions.teams import seats
from portal.ground import clock
from portal.ground.errors import Refused
from portal.models import AuditEntry, Client, Seat, Setting
from portal.reads.shared import kept
from tests.ground import people, trail
from tests.ground.together import together
from tests.teams.test_assign_manager import assign, managers


def limit(soft: int, hard: int, tier: str = "gold") -> None:
    for kind, value in (("soft", soft), ("hard", hard)):
        Setting.create(name=f"teams.{kind}_{tier}", value=value, since=clock.today(), created_at=clock.now())
    kept.forget()


@pytest.fixture
def busy(app, manager):
    """王磊 serves two Gold clients."""
    for name in ("孙丽", "周强"):
        people.seat(people.client(None, name), "manager", manager)
    return manager


def test_below_the_limit_nothing_is_asked(visit, branch_admin, liufang, busy):
    limit(3, 5)
    assign(visit(branch_admin), liufang)
    assert Seat.get(Seat.client == liufang).beyond == ""


def test_above_the_soft_one_a_reason(visit, branch_admin, liufang, busy):
    limit(2, 5)
    page = assign(visit(branch_admin), liufang, status=422)
    assert "王磊 serves 2 Gold clients already" in page.errors["beyond"]
    assert managers(liufang) == []
    assign(visit(branch_admin), liufang, beyond="knows the family")
    assert Seat.get(Seat.client == liufang).beyond == "knows the family"
    assert trail.deeds().order_by(AuditEntry.id.desc()).get().changes["beyond"] == ["", "knows the family"]


def test_at_the_hard_one_a_refusal(visit, branch_admin, liufang, busy):
    limit(1, 2)
    page = assign(visit(branch_admin), liufang, status=422, beyond="knows the family")
    assert "2 is the most for one client manager" in page.errors["staff"]
    assert managers(liufang) == []


def test_by_the_form_for_the_whole_team(visit, branch_admin, liufang, busy):
    limit(1, 2)
    page = visit(branch_admin).post(f"/clients/{liufang.number}/team", 422, manager="wanglei", reason="new client")
    assert "2 is the most" in page.errors["manager"]


@pytest.mark.one_engine
def test_other_levels_and_other_seats_have_room(visit, branch_admin, chengang, liufang, busy, adviser):
    limit(1, 2)
    assign(visit(branch_admin), chengang)
    assign(visit(branch_admin), liufang, "lina", kind="adviser")
    assert managers(chengang) == ["王磊"]


@pytest.mark.one_engine
def test_no_limit(visit, branch_admin, liufang, busy):
    limit(0, 0)
    assign(visit(branch_admin), liufang)


def test_two_at_once_do_not_pass_the_limit(app, branch_admin, upper_admin, liufang, busy):
    limit(0, 3)
    other = people.client(None, "郑云")

    def by(admin, client):
        try:
            seats.assign_manager(people.actor(admin), Client.get_by_id(client.id), "wanglei", "at once")
        except Refused:
            return False
        return True

    done = together(app, lambda: by(branch_admin, liufang), lambda: by(upper_admin, other))
    assert sorted(done) == [False, True]
    assert Client.select().where(Client.manager == busy.id).count() == 3
