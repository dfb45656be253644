"""More time: once with a reason, then with approval of the upper level by another person."""

from __future__ import annotations

import pytest

from portal import jobs
from portal.actions.complaints import extending
from portal.derived import complaints as derived
from portal.ground.errors import NotAllowed, Overtaken, WrongState
from portal.models import ComplaintExtension, ComplaintMark, Notice, Setting
from portal.reads.shared import kept
from tests.complaints.cases import accepted, approved, asked_for_more, decided, extended, filed, now, record, stranger
from tests.ground import people
from tests.ground.together import together


def post(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/{deed}", status=status, referer=f"/requests/{row.number}", **fields)


def told(person):
    query = Notice.select().where(Notice.account == people.account_of(person).id)
    return [(one.kind, one.words.get("day"), one.words.get("reason")) for one in query.order_by(Notice.id)]


def test_it_works(visit, served, manager, upper_admin, branch_admin):
    row = filed(served)
    accepted(row, manager)
    post(visit(manager), row, "extend", reason="需向基金公司核实")
    assert str(record(row).last_day) == "2026-12-24" and (
        "complaint.extended",
        "2026-12-24",
        "需向基金公司核实",
    ) in told(served)
    page = post(visit(manager), row, "extend", reason="对方尚未答复")
    assert page.notice == "The upper level is asked for more time." and str(record(row).last_day) == "2026-12-24"
    assert [one for one, *_rest in told(upper_admin)] == ["complaint.extension_asked"]
    assert "more time is asked for" in visit(upper_admin).get("/home").text
    page = post(visit(upper_admin), row, "extension", approved="yes", words="同意延长")
    assert page.notice == "More time is approved." and str(record(row).last_day) == "2027-01-23"
    assert ("complaint.extended", "2027-01-23", "对方尚未答复") in told(served)
    assert str(now(row).due_at) == "2027-01-23 15:59:59+00:00" and record(row).extended == 2
    why = visit(served).get(f"/me/requests/{row.number}").section("case")
    assert "with approval of the upper level: 对方尚未答复" in why and "30 calendar days" in why
    assert list(derived.faults()) == []


def test_what_is_declined_stays_as_it_was(visit, served, manager, upper_admin):
    row = filed(served)
    accepted(row, manager), extended(row, manager), asked_for_more(row, manager)
    post(visit(upper_admin), row, "extension", approved="no", words="请按期办结")
    assert str(record(row).last_day) == "2026-12-24" and ComplaintExtension.get().approved is False
    asked_for_more(row, manager)  # may be asked again


def test_the_asker_does_not_approve_and_neither_does_his_own_branch(visit, served, manager, branch_admin, upper_admin):
    row = filed(served)
    accepted(row, manager), extended(row, manager), asked_for_more(row, branch_admin)
    with pytest.raises(NotAllowed):
        approved(row, branch_admin)
    people.grant(branch_admin, "branch_admin", "CC")
    with pytest.raises(NotAllowed):
        approved(row, branch_admin)  # above now, but he asked
    assert ComplaintExtension.get().decided_at is None
    approved(row, upper_admin)


def test_without_an_admin_above_head_office_decides(visit, served, manager, head_office):
    row = filed(served)
    accepted(row, manager), extended(row, manager), asked_for_more(row, manager)
    assert [one for one, *_rest in told(head_office)] == ["complaint.extension_asked"]
    post(visit(head_office), row, "extension", approved="yes", words="同意")
    assert str(record(row).last_day) == "2027-01-23"


def test_after_the_deadline_nothing_is_extended(visit, served, manager, upper_admin, at):
    row, late = filed(served), filed(served)
    for one in (row, late):
        accepted(one, manager)
    extended(late, manager), asked_for_more(late, manager)
    at("2026-12-10 00:00")
    page = post(visit(manager), row, "extend", status=409, reason="太忙")
    assert "can no longer be extended" in page.refusal and page.value("reason") == "太忙"
    at("2026-12-25 00:00")
    page = post(visit(upper_admin), late, "extension", status=409, approved="yes", words="同意")
    assert "can no longer be extended" in page.refusal
    assert [str(record(one).last_day) for one in (row, late)] == ["2026-12-09", "2026-12-24"]
    post(visit(upper_admin), late, "extension", approved="no", words="已逾期")


def test_on_the_last_day_at_23_59_on_a_holiday(visit, served, manager, at):
    at("2026-09-20 16:30")
    row, other = filed(served), filed(served)
    for one in (row, other):
        accepted(one, manager)
    assert str(record(row).last_day) == "2026-10-05"  # within the National Day holidays
    at("2026-10-05 23:59")
    decided(row, manager)
    extended(other, manager)
    assert record(row).timely is True and now(row).resolved_late is False
    assert str(record(other).last_day) == "2026-10-20"
    at("2026-10-21 00:00")
    decided(other, manager)
    assert record(other).timely is False and now(other).resolved_late is True
    assert list(derived.faults()) == []


def test_what_was_promised_stays_when_the_setting_changes(served, manager, at, head_office):
    row = filed(served)
    Setting.create(
        name="complaints.complex_days", value=20, since="2026-11-25", author=head_office, created_at="2026-11-24"
    )
    Setting.create(
        name="complaints.plain_days", value=10, since="2026-11-25", author=head_office, created_at="2026-11-24"
    )
    kept.forget()
    at("2026-11-26 10:00")
    later = filed(served)
    for one in (row, later):
        accepted(one, manager), extended(one, manager)
    assert [str(record(one).last_day) for one in (row, later)] == ["2026-12-24", "2026-12-16"]


def test_nothing_pauses_the_clock(visit, served, manager, at):
    row = filed(served)
    accepted(row, manager)
    post(visit(manager), row, "reply", body="请补充照片", waiting="1")
    at("2026-12-01 10:00")
    assert now(row).status == "waiting" and str(now(row).due_at) == "2026-12-09 15:59:59+00:00"
    assert "8 days left" in visit(manager).get(f"/requests/{row.number}").text


def test_who_has_no_login_is_told_before_it_counts(visit, branch_admin, manager):
    row = stranger(branch_admin)
    accepted(row, branch_admin)
    page = post(visit(branch_admin), row, "extend", status=422, reason="需核实")
    assert "told" in page.errors
    post(visit(branch_admin), row, "extend", reason="需核实", told="1")
    assert str(record(row).last_day) == "2026-12-24"


def test_the_log_of_the_clock_is_never_changed(served, manager):
    row = filed(served)
    with pytest.raises(Exception, match="append-only"):
        ComplaintMark.update(days=99).where(ComplaintMark.complaint == record(row).id).execute()


def test_two_of_the_upper_level_at_once_leave_one_decision(app, served, manager, upper_admin, head_office):
    row = filed(served)
    accepted(row, manager), extended(row, manager), asked_for_more(row, manager)
    found = together(
        app,
        lambda: approved(row, upper_admin),
        lambda: approved(row, head_office, yes=False),
        lambda: decided(row, manager),
    )
    assert sum(isinstance(one, ComplaintExtension) for one in found) <= 1
    others = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(one, (WrongState, Overtaken)) for one in others), others
    assert list(derived.faults()) == []


def test_two_who_ask_at_once_ask_once(app, served, manager, adviser):
    row = filed(served)
    accepted(row, manager), extended(row, manager)
    together(app, lambda: asked_for_more(row, manager), lambda: asked_for_more(row, adviser))
    assert ComplaintExtension.select().count() == 1


def test_before_the_end_each_level_is_told_once(app, visit, served, manager, branch_admin, head_office, at):
    row = filed(served)
    accepted(row, manager)
    seen = {}
    for day in ("2026-12-01", "2026-12-02", "2026-12-05", "2026-12-06", "2026-12-08", "2026-12-09"):
        at(f"{day} 09:00")
        with app.app_context():
            jobs.minute(), jobs.minute()
        seen[day] = [
            sum(kind == "complaint.term_ends" for kind, *_rest in told(one))
            for one in (manager, branch_admin, head_office)
        ]
    assert list(seen.values()) == [[0, 0, 0], [1, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]]
    extended(row, manager)  # another last day: each level again
    at("2026-12-23 09:00")
    with app.app_context():
        jobs.minute()
    assert [
        sum(kind == "complaint.term_ends" for kind, *_r in told(one)) for one in (manager, branch_admin, head_office)
    ] == [2, 2, 2]
    decided(row, manager)
    at("2026-12-30 09:00")
    with app.app_context():
        jobs.minute()
    assert not [one for one in told(manager) if one[0] == "complaint.term_late"]


def test_whom_it_is_about_is_not_told_of_its_end(app, served, manager, branch_admin, head_office, at):
    filed(served, about=[branch_admin])
    at("2026-12-08 09:00")
    with app.app_context():
        jobs.minute()
    assert "complaint.term_ends" not in [kind for kind, *_rest in told(branch_admin)]
    assert "complaint.term_ends" in [kind for kind, *_rest in told(head_office)]


def test_extending_is_refused_to_who_is_not_asked(served, manager):
    row = filed(served)
    accepted(row, manager)
    with pytest.raises(WrongState):
        extending.ask(people.actor(manager), row, "先要求最长期限")
