"""What hangs on a complaint shows whom it concerns as little as the complaint: calls and their words, notices and their
number, links, repeats, measures, parts, the trail, what is on its way."""

from __future__ import annotations

import pytest

from portal.actions import follow_ups
from portal.actions.complaints import recording
from portal.actions.requests import linking, subtasks, working
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models import (
    AuditEntry,
    Begun,
    Client,
    Complaint,
    ComplaintMeasure,
    Contact,
    Delivery,
    FollowUp,
    Notice,
    Request,
    RequestLink,
    RoleGrant,
    Subtask,
)
from portal.reads import waiting
from portal.reads.complaints import register
from portal.reads.contacts.plans import lately_by_others
from portal.reads.reachable import out_of_reach
from portal.rules.complaints import Quarter
from portal.rules.follow_ups import Answers
from tests.complaints import cases
from tests.complaints.naming import complained, faults, holder, name, reads
from tests.ground import people
from tests.requests.cases import taken

ONE = pytest.mark.one_engine
NOBODY_ASKED = Answers("", "", "")


@pytest.fixture
def settled(served, manager, adviser, specialist, branch_admin):
    """A complaint about the manager that was answered, and the call that follows it."""
    row = complained(served, manager)
    working.take(people.actor(adviser), row)
    working.resolve(people.actor(adviser), Request.get_by_id(row.id), "已向您说明。", "人手不足")
    follow_ups.make()
    return row


def led_by(person, at):
    """Somebody becomes the admin of a branch, past the deed that would have told everybody."""
    people.grant(person, "branch_admin", at)


@pytest.mark.parametrize("outcome", ["not_reached", "left_word", "reached"])
def test_what_was_said_in_the_call_that_follows(visit, served, manager, adviser, branch_admin, settled, outcome):
    call = FollowUp.get()
    follow_ups.record(people.actor(branch_admin), served, call.id, "phone", outcome, "他说王磊没有道歉", NOBODY_ASKED)
    assert Contact.get().complaint_id == settled.id
    for path in (f"/clients/{served.number}", f"/clients/{served.number}/history"):
        assert "没有道歉" not in visit(manager).get(path).text
        assert "赵敏" not in visit(manager).get(path).section("contacts")
        assert "没有道歉" in visit(branch_admin).get(path).text
        assert "没有道歉" in visit(adviser).get(path).text  # he has the complaint


@ONE
def test_the_trail_of_the_call_is_the_complaints(visit, served, manager, adviser, branch_admin, auditor, settled):
    follow_ups.record(people.actor(branch_admin), served, FollowUp.get().id, "phone", "reached", "满意", NOBODY_ASKED)
    entry = AuditEntry.get(AuditEntry.action == "follow_up.done")
    assert (entry.subject_type, entry.subject_id) == ("request", settled.id)
    assert "made a follow-up call to 陈刚" in visit(auditor).get("/audit?action=follow_up").text
    people.grant(manager, "branch_admin", "FAW")
    assert "made a follow-up call" not in visit(manager).get("/audit?action=follow_up").text


@ONE
def test_told_by_phone_stands_in_the_trail_as_the_complaints(visit, served, manager, branch_admin, auditor):
    row = complained(served, manager)
    waits = Delivery.create(
        client=served, channel="call", kind="complaint.received", words=row.said, path=f"/me/requests/{row.number}",
        state="call", next_attempt_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    here = f"/clients/{served.number}/notices/{waits.id}"
    visit(branch_admin).post(here, channel="phone", outcome="reached", summary="已告知")
    assert AuditEntry.get(AuditEntry.action == "delivery.told").subject_id == row.id
    people.grant(manager, "branch_admin", "FAW")
    assert "by phone: notice" in visit(auditor).get("/audit?action=delivery").text
    assert "by phone: notice" not in visit(manager).get("/audit?action=delivery").text


@ONE
def test_a_repeat_of_what_is_not_there_is_counted_by_itself(visit, served, adviser, branch_admin, upper_admin, auditor):
    first, second = complained(served), complained(served)
    recording.link(people.actor(branch_admin), second, first.number)
    name(upper_admin, first, branch_admin)
    name(upper_admin, Request.get_by_id(second.id))  # of the later one she is not complained of
    quarter = register.Wanted(Quarter(2026, 4))
    mine, all_ = (register.figures(people.actor(who), quarter)["all"][""] for who in (branch_admin, auditor))
    assert (mine.counted, mine.repeats) == (1, 0) and (all_.counted, all_.repeats) == (1, 1)
    (row,), _more = register.page(people.actor(branch_admin), quarter)
    assert row.repeats is None and row.number == second.number
    assert first.number in visit(auditor).get("/complaints/register?quarter=2026-4").text


@ONE
def test_the_bell_counts_what_the_inbox_shows(visit, served, manager, other_branch_admin):
    """Also before anybody has looked through the notices of those whom a new role concerns."""
    row = complained(served, other_branch_admin)
    working.take(people.actor(manager), row)
    taken(served, manager)
    login = people.account_of(manager)
    unread = Notice.select().where(Notice.account == login, Notice.read_at.is_null())
    about_it = unread.where(Notice.path == f"/requests/{row.number}").count()
    assert about_it
    browser, others = visit(manager), unread.count() - about_it
    assert f"{others + about_it} unread" in browser.get("/notices").text
    led_by(other_branch_admin, "FAW")
    assert not reads(manager, row)
    page = browser.get("/notices")
    assert row.number not in page.html.decode()
    assert (f"{others} unread" if others else "All read") in page.text


@ONE
def test_the_bar_counts_no_longer_what_concerns_him(served, manager, branch_admin):
    row, _other = complained(served), taken(served, manager)
    working.take(people.actor(manager), row)
    assert waiting.for_person(people.actor(manager))["requests"] == 2
    name(branch_admin, row, manager)
    assert waiting.for_person(people.actor(manager))["requests"] == 1


@ONE
def test_a_measure_and_a_part_are_not_where_he_may_go(visit, served, manager, second_manager, adviser, branch_admin):
    row = cases.filed(served)
    login = people.actor(manager)
    cases.accepted(row, manager)
    part = {"staff": people.account_of(second_manager).username}
    task = subtasks.ask(login, cases.now(row), "查监控", "", clock.now() + clock.days(1), holds=False, **part)
    measure = cases.measure(cases.now(row), second_manager)
    paths = [f"/requests/tasks/{task.id}", f"/complaints/measures/{measure.id}"]
    assert out_of_reach(people.actor(second_manager), paths) == set()
    pages = {path: visit(second_manager).get(path).html for path in paths}
    marks = {path: html.select_one("input[name=page]") for path, html in pages.items()}
    about = recording.name_those(people.actor(branch_admin), cases.now(row), [("staff", second_manager.id)])
    assert about and out_of_reach(people.actor(second_manager), paths) == set(paths)
    for path in paths:
        sent = {"page": marks[path]["value"]} if marks[path] else {}
        gone = visit(second_manager).post(f"{path}/done", status=404, result="好", words="好", **sent)
        assert row.number not in gone.text
    assert Subtask.get().state == "open"


def test_nobody_takes_apart_what_he_does_not_see(served, manager, adviser, branch_admin):
    row, other = complained(served), taken(served, manager)
    linking.link(people.actor(branch_admin), other, row.number)
    name(branch_admin, row, manager)
    link = RequestLink.get()
    with pytest.raises(OutOfScope):
        linking.unlink(people.actor(manager), Request.get_by_id(other.id), link.id)
    assert RequestLink.get().ended_at is None
    linking.unlink(people.actor(branch_admin), Request.get_by_id(other.id), link.id)
    assert RequestLink.get().ended_at is not None


def test_whom_an_earlier_one_comes_to_concern_the_repeats_do(served, manager, adviser, branch_admin):
    """At once, whichever of them is corrected, also what is linked only then; who has it is put right."""
    first, second, third = (complained(served) for _ in range(3))
    recording.link(people.actor(branch_admin), second, first.number)
    working.take(people.actor(manager), Request.get_by_id(second.id))
    name(branch_admin, first, manager)
    assert not reads(manager, second) and holder(second) == adviser and reads(manager, third)
    assert Request.get_by_id(second.id).assignee_id is None
    recording.link(people.actor(branch_admin), Request.get_by_id(third.id), second.number)
    assert not reads(manager, third) and Complaint.get(Complaint.request == third.id).repeat_of.request_id == first.id
    changed = AuditEntry.select().where(AuditEntry.action == "complaint.about_changed")
    assert {one.subject_id for one in changed} == {first.id, second.id} and faults() == []


@ONE
def test_what_is_on_its_way_is_counted_without_it(visit, served, manager, admin, auditor):
    """Who runs the system may be complained of, too."""
    row = complained(served, admin)
    for state in ("failed", "waiting"):
        Delivery.create(
            account=people.account_of(served), channel="mail", kind="complaint.received", state=state, attempts=2,
            path=f"/me/requests/{row.number}", next_attempt_at=clock.now(), created_at=clock.now(), ended_at=clock.now(),
        )  # fmt: skip
    failed = Delivery.get(Delivery.state == "failed")
    assert "complaint.received" in visit(auditor).get("/system/channels").html.decode()
    assert "complaint.received" not in visit(admin).get("/system/channels").html.decode()
    visit(admin).post(f"/system/channels/failed/{failed.id}/again", status=404)
    assert Delivery.get_by_id(failed.id).state == "failed" and RoleGrant.select().exists()


@ONE
def test_a_measure_is_handed_on_from_whoever_reports_to_who_is_named(
    visit, served, manager, adviser, branch_admin, upper_admin, head_office
):
    row = cases.filed(served)
    cases.accepted(row, manager)
    measure = cases.measure(cases.now(row), adviser)
    ComplaintMeasure.update(due=clock.today()).execute()
    assert measure.what in visit(adviser).get("/home").text
    for person in (branch_admin, upper_admin, head_office):
        assert measure.what not in visit(person).get("/home").text
    name(upper_admin, row, branch_admin)  # the adviser reports to him
    for person in (adviser, branch_admin, head_office):
        assert measure.what not in visit(person).get("/home").text
    assert measure.what in visit(upper_admin).get("/home").text
    visit(adviser).get(f"/complaints/measures/{measure.id}", status=404)
    name(head_office, row, branch_admin, upper_admin)
    assert measure.what not in visit(upper_admin).get("/home").text
    assert measure.what in visit(head_office).get("/home").text


@ONE
def test_the_trail_names_both_of_two_linked_complaints(visit, served, manager, adviser, branch_admin, auditor):
    one, other = complained(served, manager), complained(served, adviser)
    linking.link(people.actor(branch_admin), one, other.number)
    said = f"linked {one.number} of 陈刚 with {other.number}"
    for person in (branch_admin, auditor):
        assert said in visit(person).get("/audit?action=request.linked").text
    linking.unlink(people.actor(branch_admin), Request.get_by_id(one.id), RequestLink.get().id)
    for person in (manager, adviser):  # each reads one of the two
        people.grant(person, "auditor", "JLB")
        for deed in ("linked", "unlinked"):
            page = visit(person).get(f"/audit?action=request.{deed}").text
            assert one.number not in page and other.number not in page


@ONE
def test_no_plan_counts_the_call_that_follows(visit, served, manager, adviser, branch_admin, settled):
    before = Client.get_by_id(served.id)
    call = FollowUp.get()
    visit(branch_admin).get(f"/clients/{served.number}/follow-ups/{call.id}")
    follow_ups.record(people.actor(branch_admin), served, call.id, "phone", "reached", "满意", NOBODY_ASKED)
    after = Client.get_by_id(served.id)
    assert (after.last_contact, after.next_contact_due) == (before.last_contact, before.next_contact_due)
    assert lately_by_others(people.actor(manager), after) is None
    assert not Begun.select().exists()
    assert not faults()
