"""Who has a complaint that names somebody, and who reads it: whoever it concerns neither nor."""

from __future__ import annotations

import pytest

from portal.actions import follow_ups
from portal.actions.organisation import roles, staff
from portal.actions.quality import merging
from portal.actions.requests import working
from portal.actions.teams import seats
from portal.ground import clock
from portal.models import Absence, Complaint, FollowUp, Notice, Request
from tests.complaints.naming import complained, faults, handled_at, holder, name, reads
from tests.ground import people

EVERYBODY = ("manager", "adviser", "specialist", "coordinator", "branch_admin", "upper_admin", "head_office", "auditor")


@pytest.fixture
def bank(served, manager, adviser, specialist, coordinator, branch_admin, upper_admin, head_office, auditor):
    """Everybody on the way from the client's team up to head office, and colleagues of the other sub-branch."""
    found = {
        "manager": manager, "adviser": adviser, "specialist": specialist, "coordinator": coordinator,
        "branch_admin": branch_admin, "upper_admin": upper_admin, "head_office": head_office, "auditor": auditor,
    }  # fmt: skip
    return found | {"client": served, "branch": people.branch}


def readers(bank, row):
    return {who for who in EVERYBODY if reads(bank[who], row)}


def test_about_the_manager_the_adviser_has_it(bank):
    row = complained(bank["client"], bank["manager"])
    assert holder(row) == bank["adviser"] and handled_at(row) == "FAW" and faults() == []
    assert readers(bank, row) == {"adviser", "branch_admin", "upper_admin", "head_office", "auditor"}


@pytest.mark.parametrize(
    ("named", "has", "at", "who_reads"),
    [
        ((), "manager", "FAW", {"manager", "branch_admin", "upper_admin", "head_office", "auditor"}),
        (("adviser",), "manager", "FAW", {"manager", "branch_admin", "upper_admin", "head_office", "auditor"}),
        (("manager", "adviser"), None, "FAW", {"specialist", "branch_admin", "upper_admin", "head_office", "auditor"}),
        (("branch_admin",), None, "CC", {"upper_admin", "head_office", "auditor"}),  # all of FAW report to her
        (("manager", "branch_admin"), None, "CC", {"upper_admin", "head_office", "auditor"}),
        (("upper_admin",), None, "JLB", {"head_office", "auditor"}),
        (("head_office",), "manager", "FAW", {"manager", "branch_admin", "upper_admin", "auditor"}),
        (("FAW",), None, "CC", {"upper_admin", "head_office", "auditor"}),
        (("FAW-1",), None, "FAW", {"specialist", "branch_admin", "upper_admin", "head_office", "auditor"}),
        (("CC",), None, "JLB", {"head_office", "auditor"}),
        (("JLB",), None, "JLB", {"specialist", "branch_admin", "upper_admin", "head_office", "auditor"}),
    ],
)
def test_whoever_is_neutral_has_it_and_goes_up_where_nobody_is(bank, named, has, at, who_reads):
    row = complained(bank["client"], *(bank.get(one) or people.branch(one) for one in named))
    assert holder(row) == (bank[has] if has else None) and handled_at(row) == at
    assert readers(bank, row) == who_reads and faults() == []


def test_the_client_reads_it_whoever_is_named(visit, bank):
    row = complained(bank["client"], bank["manager"], people.branch("FAW"))
    page = visit(bank["client"]).get(f"/me/requests/{row.number}")
    assert "柜台等候太久" in page.text


def test_whom_it_concerns_is_told_that_there_is_no_such_thing(visit, bank):
    row = complained(bank["client"], bank["manager"])
    browser = visit(bank["manager"])
    for path in ("", "/classes", "/about", "/extend"):
        browser.get(f"/requests/{row.number}{path}", status=404)
    browser.post(f"/requests/{row.number}/take", status=404)
    browser.post(f"/requests/{row.number}/reply", status=404, body="我看看")
    assert visit(bank["adviser"]).get(f"/requests/{row.number}").status == 200


def test_head_office_works_on_what_comes_up_to_it_and_on_nothing_else(visit, bank):
    below, up = complained(bank["client"], bank["manager"]), complained(bank["client"], bank["upper_admin"])
    browser = visit(bank["head_office"])
    assert up.number in browser.get("/home").html.decode() and below.number not in browser.get("/home").html.decode()
    browser.post(f"/requests/{below.number}/take", status=403)
    here = f"/requests/{up.number}"
    assert browser.post(f"{here}/accept", referer=here).notice == "The complaint is accepted."
    assert holder(up) == bank["head_office"] and faults() == []
    assert browser.post(f"{here}/reply", referer=here, body="总行已受理。").notice == "The reply is sent."


def test_a_substitute_whom_it_concerns_does_not_stand_in(bank, second_manager):
    adviser, manager = bank["adviser"], bank["manager"]
    Absence.create(staff=adviser, substitute=manager, since=clock.today(), reason="leave", author=adviser, created_at=clock.now())  # fmt: skip
    row = complained(bank["client"], manager)
    assert holder(row) is None and not reads(manager, row) and faults() == []


def test_nobody_does_it_in_the_name_of_whom_it_concerns(bank, second_manager):
    manager = bank["manager"]
    Absence.create(staff=manager, substitute=second_manager, since=clock.today(), reason="leave", author=manager, created_at=clock.now())  # fmt: skip
    row = complained(bank["client"], manager)
    assert holder(row) == bank["adviser"] and Request.get_by_id(row.id).held_for_id is None
    other = complained(bank["client"])
    assert holder(other) == second_manager and Request.get_by_id(other.id).held_for_id == manager.id


def test_the_only_neutral_one_leaves_and_it_goes_up(bank, admin):
    row = complained(bank["client"], bank["manager"], bank["adviser"], bank["specialist"])
    assert handled_at(row) == "FAW" and reads(bank["branch_admin"], row)
    staff.leave(people.actor(admin), bank["branch_admin"])
    assert handled_at(row) == "CC" and holder(row) is None and faults() == []
    assert reads(bank["upper_admin"], row)
    told = [one.account_id for one in Notice.select().where(Notice.kind == "complaint.comes_to_you")]
    assert told == [people.account_of(bank["upper_admin"]).id]


def test_who_has_it_from_now_on_is_told(bank, admin):
    """A role takes it from the manager; the adviser reports to the same admin, so the branch above has it."""
    colleague = people.staff("sunbo", "孙博", "")
    row = complained(bank["client"], colleague, bank["branch_admin"])
    assert handled_at(row) == "CC" and not Notice.select().where(Notice.kind == "complaint.comes_to_you").exists()
    roles.grant_role(people.actor(admin), colleague, "branch_admin", "CC", clock.today(), None, "接任")
    told = [one.account_id for one in Notice.select().where(Notice.kind == "complaint.comes_to_you")]
    assert told == [] and handled_at(row) == "CC"
    other = complained(bank["client"], bank["adviser"])
    assert holder(other) == bank["manager"]
    roles.grant_role(people.actor(admin), bank["adviser"], "branch_admin", "FAW", clock.today(), None, "接任")
    assert holder(other) is None
    (told,) = Notice.select().where(Notice.kind == "complaint.comes_to_you")
    assert (told.account_id, told.path) == (people.account_of(bank["branch_admin"]).id, f"/requests/{other.number}")


def test_who_comes_to_be_concerned_loses_it_at_once_and_is_not_told(visit, bank):
    row = complained(bank["client"])
    manager = bank["manager"]
    working.take(people.actor(manager), row)
    login = people.account_of(manager)
    assert Notice.select().where(Notice.account == login, Notice.path == f"/requests/{row.number}").exists()
    name(bank["branch_admin"], row, manager)
    assert holder(row) == bank["adviser"] and not reads(manager, row) and faults() == []
    assert not Notice.select().where(Notice.account == login).exists(), "nothing shows him that it exists"
    assert row.number not in visit(manager).get("/notices").html.decode()
    name(bank["branch_admin"], row)
    assert holder(row) == manager and reads(manager, row)


def test_a_page_opened_before_says_nothing_of_it(visit, bank):
    """What somebody saw a moment ago is answered with what happened to it; what concerns him is not."""
    row = complained(bank["client"])
    browser = visit(bank["manager"])
    page = browser.get(f"/requests/{row.number}")
    form = page.html.select_one(f"form[action$='{row.number}/accept']")
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]") if one["name"] != "csrf_token"}
    name(bank["branch_admin"], row, bank["manager"])
    gone = browser.post(f"/requests/{row.number}/accept", status=404, **sent)
    assert row.number not in gone.text and "赵敏" not in gone.text


def test_a_new_leader_takes_his_people_with_him(bank, admin):
    """Whoever becomes the admin of a branch makes what is about him theirs."""
    colleague = people.staff("sunbo", "孙博", "")
    row = complained(bank["client"], colleague)
    assert holder(row) == bank["manager"] and reads(bank["manager"], row)
    roles.grant_role(people.actor(admin), colleague, "branch_admin", "FAW", clock.today(), None, "接任")
    assert not reads(bank["manager"], row) and holder(row) is None
    assert handled_at(row) == "FAW" and reads(bank["branch_admin"], row) and faults() == []


def test_a_reassigned_complaint_is_given_to_nobody_whom_it_concerns(visit, bank, second_manager):
    row = complained(bank["client"], bank["manager"])
    page = visit(bank["branch_admin"]).get(f"/requests/{row.number}")
    offered = {one["value"] for one in page.html.select("select[name=staff] option")}
    assert second_manager.username in offered and not offered & {"wanglei", "sunyue", "gaoyuan"}


def test_calls_afterwards_are_not_of_whom_it_concerned(bank):
    client, adviser = bank["client"], bank["adviser"]
    row = complained(client, adviser)
    working.take(people.actor(bank["manager"]), row)
    working.resolve(people.actor(bank["manager"]), Request.get_by_id(row.id), "已向您说明。", "服务态度")
    follow_ups.make()
    call = FollowUp.get(FollowUp.ref == row.number)
    assert call.holder_id is None and call.complaint and faults() == []


def test_a_merge_takes_it_along(bank, liufang):
    row = complained(liufang, bank["manager"])
    Request.update(client=bank["client"]).where(Request.id == row.id).execute()
    Request.update(seat="manager").where(Request.id == row.id).execute()
    merging.follow(bank["client"].id, liufang.id)
    assert holder(row) == bank["adviser"] and not reads(bank["manager"], row) and faults() == []


def test_a_seat_that_changes_gives_it_to_nobody_whom_it_concerns(bank, second_manager):
    row = complained(bank["client"], bank["manager"])
    admin = people.actor(bank["branch_admin"])
    seats.assign_manager(admin, bank["client"], second_manager.username, "轮岗")
    assert holder(row) == second_manager
    seats.assign_manager(admin, bank["client"], bank["manager"].username, "轮岗")
    assert holder(row) == bank["adviser"] and faults() == []


def test_the_check_names_whoever_should_not_have_it(bank):
    row = complained(bank["client"], bank["manager"])
    Request.update(holder=bank["manager"]).where(Request.id == row.id).execute()
    Complaint.update(branch=people.branch("CC")).where(Complaint.request == row.id).execute()
    found = "\n".join(faults())
    assert f"request {row.number}: staff {bank['manager'].id} has it, whom the complaint concerns" in found
    assert f"complaint {row.number}: branch" in found


def test_coordinators_and_mere_seats_read_no_complaint(bank):
    row = complained(bank["client"])
    assert holder(row) == bank["manager"]
    assert {who for who in EVERYBODY if reads(bank[who], row)} == {
        *("manager", "branch_admin", "upper_admin", "head_office", "auditor")
    }
    Request.update(assignee=bank["coordinator"]).where(Request.id == row.id).execute()
    assert not reads(bank["coordinator"], row)
