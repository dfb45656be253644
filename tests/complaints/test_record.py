"""Recording a complaint: the client himself, any colleague, by any way; the receipt; who reads it afterwards."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from werkzeug.datastructures import FileStorage

from portal.models import AuditEntry, Complaint, ComplaintAbout, ComplaintPaper, ComplaintPerson, Notice, Request
from tests.benefits.partners import partner
from tests.complaints.cases import STRANGER, WISH, decided, filed, record, stranger
from tests.ground import people
from tests.requests.cases import PDF


def send(visitor, status=200, **changes):
    return visitor.post("/complaints/new", status=status, **{**STRANGER, **changes})


def told(person):
    return [n.kind for n in Notice.select().where(Notice.account == people.account_of(person).id).order_by(Notice.id)]


def test_it_works(visit, served, manager, adviser):
    browser = visit(served)
    page = browser.get("/me/requests/new")
    assert [one["value"] for one in page.html.select("[name=about_staff]")] == ["wanglei", "lina", "hejun"]
    page = browser.post("/me/requests/new", **WISH, about_staff="lina", incident_on="2026-11-20", held="phone")
    assert page.notice == "Thank you. We have received your complaint R-2026-000001."
    assert "You have our decision by Wed 9 Dec" in page.section("case")
    row = record(Request.get())
    assert (row.complainant, row.channel, row.state) == ("client", "portal", "received")
    assert (str(row.received_on), str(row.last_day), str(row.incident_on)) == ("2026-11-24", "2026-12-09", "2026-11-20")
    assert row.policy == {"plain": 15, "complex": 30, "most": 60, "ask": 30, "answer": 30}
    about = ComplaintAbout.get()
    assert (about.kind, about.staff_id) == ("staff", adviser.id)
    assert [(one.kind, one.state) for one in ComplaintPaper.select()] == [("phone", "held")]
    assert told(served) == ["complaint.received"] and "complaint.filed" in told(manager)
    assert "9 Dec" in browser.get("/notices").text


def test_any_colleague_records_one_and_gets_a_receipt(
    visit, served, coordinator, head_office, auditor, admin, branch_admin
):
    for number, person in enumerate((coordinator, head_office, auditor, admin), start=1):
        page = send(visit(person))
        assert page.heading == f"Receipt of complaint R-2026-{number:06d}"
        assert page.path == f"/complaints/receipts/R-2026-{number:06d}"
        assert "Wed 9 Dec" in page.section("receipt")
    assert Complaint.select().where(Complaint.name == "孙立").count() == 4
    visit(coordinator).get("/requests/R-2026-000001", status=404)  # he reads it afterwards only as his role says
    visit(coordinator).get("/complaints/receipts/R-2026-000002", status=404)
    visit(admin).get("/requests/R-2026-000001", status=403)
    assert "孙立" in visit(branch_admin).get("/requests/R-2026-000001").section("case")


def test_who_is_no_client_is_kept_by_name_and_contact(visit, coordinator, branch_admin, specialist, other_branch_admin):
    send(visit(coordinator))
    row = record(Request.get())
    assert (row.name, row.contact, row.request.client_id) == ("孙立", "+8613804310099", None)
    assert [line[2] for line in visit(branch_admin).get("/requests").table("requests")] == ["no client"]
    visit(other_branch_admin).get("/requests/R-2026-000001", status=404)
    words = [str(entry.words) + str(entry.changes) for entry in AuditEntry.select()]
    notices = [str(one.words) for one in Notice.select()]
    assert not any("孙立" in text or "13804310099" in text for text in words + notices)
    assert "complaint.filed" in told(specialist)


def test_a_client_is_named_by_number_and_name_together(visit, served, coordinator):
    himself = {"complainant": "client", "name": "", "contact": "", "client": served.number, "client_name": "陈刚"}
    send(visit(coordinator), **himself)
    assert Request.get().client_id == served.id and told(served) == ["complaint.received"]
    for wrong in ({"client_name": "陈冈"}, {"client": "C-9999999"}):
        page = send(visit(coordinator), status=422, **{**himself, **wrong})
        assert "do not belong together" in page.errors["client"]
    assert "client" in send(visit(coordinator), status=422, **{**himself, "client": ""}).errors


def test_an_agent_an_heir_and_several_together(visit, served, coordinator):
    of_him = {"client": served.number, "client_name": "陈刚"}
    send(visit(coordinator), **of_him, complainant="agent", authority=FileStorage(io.BytesIO(PDF), "授权书.pdf"))
    send(visit(coordinator), **of_him, complainant="heir")
    several = {"complainant": "joint", "speakers": "王芳,13804310001\n李强，13804310002", "others": "赵六\n钱七"}
    send(visit(coordinator), **of_him, **several)
    agent, heir, joint = Complaint.select().order_by(Complaint.id)
    assert agent.authority.name == "授权书.pdf" and heir.complainant == "heir" and not heir.authority_id
    people_of = list(joint.people.order_by(ComplaintPerson.position))
    assert [(one.name, one.speaks) for one in people_of] == [
        ("王芳", True), ("李强", True), ("赵六", False), ("钱七", False),
    ]  # fmt: skip
    assert "complaint.received" in told(served) and told(served).count("complaint.received") == 2  # an heir is none


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"contact": ""}, "contact"),
        ({"received_on": "2026-11-25"}, "received_on"),
        ({"received_on": "2020-01-01"}, "received_on"),
        ({"incident_on": "2026-11-25"}, "incident_on"),
        ({"channel": "pigeon"}, "channel"),
        ({"branch": "XX"}, "branch"),
        ({"subject": ""}, "subject"),
        ({"about_staff": "nobody"}, "about_staff"),
        ({"about_partner": "99"}, "about_partner"),
        ({"complainant": "joint", "client": "C-1", "speakers": "\n".join("甲乙丙丁戊己")}, "speakers"),
        ({"complainant": "joint", "client": "C-1", "speakers": ""}, "speakers"),
    ],
)
def test_bad_input(visit, coordinator, changes, field):
    page = send(visit(coordinator), status=422, **changes)
    assert field in page.errors and page.value("details").strip() == "等了五十分钟。"
    assert Request.select().count() == 0


def test_the_clock_runs_from_the_day_of_receipt_by_the_settings_of_that_day(visit, coordinator):
    send(visit(coordinator), received_on="2026-11-21", channel="letter")
    row = record(Request.get())
    assert str(row.last_day) == "2026-12-06" and str(row.request.due_at) == "2026-12-06 15:59:59+00:00"


def test_one_submission_is_one_complaint(visit, coordinator):
    same = str(uuid.uuid4())
    assert send(visit(coordinator), submission=same).path == send(visit(coordinator), submission=same).path
    assert Complaint.select().count() == 1


def test_new_facts_are_linked_as_a_repeat(visit, served, manager):
    first = filed(served)
    decided(first_taken(first, manager), manager)
    page = visit(served).get("/me/requests/new")
    assert first.number in page.text
    visit(served).post("/me/requests/new", **WISH, repeat_of=first.number)
    assert Complaint.get(Complaint.request != first.id).repeat_of_id == record(first).id
    third = filed(served)
    page = visit(manager).get(f"/requests/{third.number}")
    assert page.section("earlier").count("Link as a repeat") == 2
    second = Request.get(Request.id == first.id + 1)
    page = visit(manager).post(
        f"/requests/{third.number}/repeat", referer=f"/requests/{third.number}", repeat_of=second.number
    )
    assert record(third).repeat_of_id == record(first).id  # counted once, with the first of them
    visit(manager).post(f"/requests/{third.number}/repeat", referer=f"/requests/{third.number}", repeat_of="")
    assert record(third).repeat_of_id is None


def first_taken(row, by):
    from portal.actions.requests import working

    return working.take(people.actor(by), row)


def test_an_earlier_one_of_a_stranger_is_proposed_by_name_or_contact(visit, branch_admin):
    first = stranger(branch_admin)
    same, other = stranger(branch_admin, name="孙丽"), stranger(branch_admin, name="周洁", contact="+8613804310055")
    assert first.number in visit(branch_admin).get(f"/requests/{same.number}").section("earlier")
    assert not visit(branch_admin).get(f"/requests/{other.number}").section("earlier")


def test_a_branch_and_a_partner_may_be_named(visit, served, coordinator, branch_admin):
    made = partner(gives="golf")
    for who, path, fields in ((served, "/me/requests/new", WISH), (coordinator, "/complaints/new", STRANGER)):
        visit(who).post(path, **fields, about_branch="FAW-1", about_partner=str(made.id))
    found = [(one.kind, one.branch_id or one.partner_id) for one in ComplaintAbout.select().order_by(ComplaintAbout.id)]
    assert found == [("branch", people.branch("FAW-1").id), ("partner", made.id)] * 2
    row = Request.select().order_by(Request.id.desc()).get()
    assert made.name_en in visit(branch_admin).get(f"/requests/{row.number}").section("case")


def test_ways_and_steps_are_public(visit):
    page = visit().get("/complaints/how")
    assert page.heading == "How to complain" and "400-88-96666" in page.section("ways")
    assert "15 calendar days" in page.text and "within 30 days" in page.text
    for one in page.html.select("main li, main p"):
        assert not re.search(r"[a-z0-9][.?!][A-Z]", one.get_text("")), "sentences stand apart"


def test_who_records_it_about_himself_keeps_no_receipt(visit, coordinator):
    page = send(visit(coordinator), about_staff="sunyue")
    assert page.path == "/complaints" and page.notice == "Complaint R-2026-000001 is recorded."
    assert ComplaintAbout.get().staff_id == coordinator.id
    assert visit(coordinator).get("/complaints").table("recorded") == []
