"""The second 1 and the N of the team."""

from __future__ import annotations

from portal.models import Client, Seat
from portal.reads.teams.seats import team_of
from tests.ground import people
from tests.teams.test_assign_manager import assign


def test_it_works(visit, branch_admin, wutao, manager, adviser, specialist):
    people.staff("zhengyang", "郑洋", "specialist", post="credit_manager")
    browser = visit(branch_admin)
    assign(browser, wutao, "wanglei")
    assert assign(browser, wutao, "lina", kind="adviser").notice == "李娜 is now the wealth adviser."
    assert assign(browser, wutao, "hejun", kind="specialists").notice == "何军 is now in the service team."
    page = assign(browser, wutao, "zhengyang", kind="specialists")
    assert [row[1].split()[1] for row in page.table("current")] == ["王磊", "李娜", "何军", "郑洋"]
    row = Client.get_by_id(wutao.id)
    assert (row.manager_id, row.adviser_id, row.specialists) == (manager.id, adviser.id, 2)


def test_one_adviser_at_a_time(visit, branch_admin, served):
    people.staff("zhangmin", "张敏", "adviser", post="wealth_adviser")
    assign(visit(branch_admin), served, "zhangmin", kind="adviser")
    assert [seat.person.name for seat in team_of(served).of_kind("adviser")] == ["张敏"]


def test_nobody_twice_in_the_service_team(visit, branch_admin, served):
    page = assign(visit(branch_admin), served, "hejun", kind="specialists", status=422)
    assert "in the service team already" in page.errors["staff"]
    assert Seat.select().where(Seat.kind == "specialist").count() == 1


def test_the_role_of_the_seat_is_needed(visit, branch_admin, chengang, manager, adviser, specialist):
    assign(visit(branch_admin), chengang, "wanglei", kind="adviser", status=422)
    assign(visit(branch_admin), chengang, "lina", kind="specialists", status=422)
    assert Seat.select().count() == 0


def test_the_three_forms_have_their_own_ids(visit, branch_admin, served):
    page = visit(branch_admin).get(f"/clients/{served.number}/team")
    assert {e["id"] for e in page.html.select("select[name=staff]")} == {
        "manager-staff",
        "adviser-staff",
        "specialist-staff",
        "end-staff",
    }
    assert all(page.html.select_one(f"label[for={e['id']}]") for e in page.html.select("select[name=staff]"))


def test_who_may_not(visit, served, manager, other_branch_admin):
    for kind in ("adviser", "specialists"):
        assign(visit(manager), served, "lina", kind=kind, status=403)
        assign(visit(other_branch_admin), served, "lina", kind=kind, status=404)
