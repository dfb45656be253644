"""A client's manager, adviser and specialists by one form."""

from __future__ import annotations

import uuid

import pytest

from portal.actions.teams import seats, whole
from portal.ground import clock
from portal.ground.errors import Refused
from portal.models import Client, Notice, Seat, Staff
from portal.reads.teams.seats import team_of
from tests.ground import people
from tests.ground.together import together

CHOSEN = {"manager": "wanglei", "adviser": "lina", "specialists": ["hejun"]}


def give(visitor, client, status=200, **fields):
    return visitor.post(
        f"/clients/{client.number}/team",
        status=status,
        referer=f"/clients/{client.number}/team",
        **{**CHOSEN, "reason": "new client", **fields},
    )


def now(client) -> list[tuple[str, str]]:
    return [(seat.kind, seat.person.name) for seat in team_of(client).current()]


FULL = [("manager", "王磊"), ("adviser", "李娜"), ("specialist", "何军")]


def test_it_works(visit, branch_admin, chengang, manager, adviser, specialist):
    page = give(visit(branch_admin), chengang)
    assert page.notice == "The team of 陈刚 is set."
    assert now(chengang) == FULL
    row = Client.get_by_id(chengang.id)
    assert (row.manager_id, row.adviser_id, row.specialists) == (manager.id, adviser.id, 1)
    assert {seat.reason for seat in Seat.select()} == {"new client"}
    assert Notice.select().where(Notice.kind.in_(["team.you_are_manager", "team.you_are_adviser"])).count() == 2


def test_only_what_differs_changes(visit, branch_admin, served, second_manager):
    people.staff("zhengyang", "郑洋", "specialist", post="credit_manager")
    before = {seat.kind: seat.id for seat in team_of(served).current()}
    give(visit(branch_admin), served, manager="qianfeng", specialists=["hejun", "zhengyang"])
    assert now(served) == [("manager", "钱峰"), ("adviser", "李娜"), ("specialist", "何军"), ("specialist", "郑洋")]
    kept = {seat.kind: seat.id for seat in team_of(served).current() if seat.id in before.values()}
    assert kept == {"adviser": before["adviser"], "specialist": before["specialist"]}


def test_seats_are_left_open(visit, branch_admin, served):
    give(visit(branch_admin), served, adviser="", specialists=[])
    assert now(served) == [("manager", "王磊")]
    assert Client.get_by_id(served.id).adviser_id is None
    assert Seat.select().where(Seat.ended_reason == "new client").count() == 2


def test_the_page_shows_who_serves_and_the_load(visit, branch_admin, served):
    page = visit(branch_admin).get(f"/clients/{served.number}/team")
    chosen = page.html.select_one("#whole-manager option[selected]")
    assert chosen["value"] == "wanglei"
    assert chosen.text == "王磊 · 1 client · Diamond 1 of 40"
    assert page.html.select_one("#whole-specialists input[checked]")["value"] == "hejun"


def test_who_cannot_sit_any_more_is_not_ended_in_passing(visit, branch_admin, served, second_manager):
    people.RoleGrant.update(until=clock.today()).where(people.RoleGrant.role == "adviser").execute()
    page = visit(branch_admin).get(f"/clients/{served.number}/team")
    assert page.html.select_one("#whole-adviser option[selected]")["value"] == "lina"
    give(visit(branch_admin), served, manager="qianfeng")
    assert ("adviser", "李娜") in now(served)


def test_a_seat_filled_meanwhile_is_refused_with_his_name(
    visit, branch_admin, upper_admin, chengang, manager, second_manager
):
    browser = visit(branch_admin)
    seen = browser.get(f"/clients/{chengang.number}/team").html.select_one("#whole input[name=seen]")["value"]
    seats.assign_manager(people.actor(upper_admin), chengang, "qianfeng", "was quicker")
    page = give(browser, chengang, 409, adviser="", specialists=[], seen=seen)
    assert "钱峰" in page.text
    assert now(chengang) == [("manager", "钱峰")]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"manager": "lina"}, "manager"),
        ({"adviser": "nobody"}, "adviser"),
        ({"specialists": ["wanglei"]}, "specialists"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"beyond": "x" * 201}, "beyond"),
    ],
)
def test_bad_input_gives_nobody_a_seat(visit, branch_admin, chengang, manager, adviser, specialist, fields, field):
    page = give(visit(branch_admin), chengang, 422, **fields)
    assert field in page.errors
    assert now(chengang) == []


@pytest.mark.one_engine
def test_a_team_that_is_this_one_already(visit, branch_admin, served):
    assert "The team is this one already." in give(visit(branch_admin), served, 422).text


@pytest.mark.one_engine
def test_who_may_not(visit, served, manager, adviser, head_office, auditor, other_branch_admin):
    for person in (manager, adviser, head_office, auditor):
        give(visit(person), served, 403, adviser="")
    give(visit(other_branch_admin), served, 404, adviser="")
    assert now(served) == FULL


def test_a_double_click_makes_one_team(visit, branch_admin, chengang, manager, adviser, specialist):
    browser, same = visit(branch_admin), str(uuid.uuid4())
    give(browser, chengang, submission=same)
    give(browser, chengang, submission=same)
    assert Seat.select().count() == 3


def test_two_at_once_leave_one_team(app, branch_admin, upper_admin, chengang, manager, adviser, second_manager):
    def by(admin, name):
        try:
            whole.set_team(people.actor(admin), chengang, whole.Chosen(name, "lina", ()), "at once")
        except Refused as error:
            return error
        return None

    together(app, lambda: by(branch_admin, "wanglei"), lambda: by(upper_admin, "qianfeng"))
    found = now(Client.get_by_id(chengang.id))
    assert len(found) == 2 and found[1] == ("adviser", "李娜")
    assert Staff.get_by_id(Client.get_by_id(chengang.id).manager_id).name == found[0][1]
