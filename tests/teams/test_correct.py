"""Days of a seat that were entered wrong: set right afterwards, and what stood before is kept."""

from __future__ import annotations

from datetime import date

import peewee
import pytest

from portal.actions.teams import correcting
from portal.database import write
from portal.models import AuditEntry, Client, Seat, SeatCorrection
from portal.reads.teams.seats import team_on
from tests.ground import people, trail
from tests.ground.together import together

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def past(chengang, manager, second_manager):
    """钱峰 served 陈刚 from March to June, 王磊 since then."""
    first = people.seat(chengang, "manager", second_manager, date(2026, 3, 1), date(2026, 6, 1))
    now = people.seat(chengang, "manager", manager, date(2026, 6, 1))
    return first, now


def correct(visitor, seat, since, until="", status=200, reason="entered late"):
    path = f"/clients/{seat.client.number}/team/seats/{seat.id}/correct"
    return visitor.post(path, status=status, referer=path, since=since, until=until, reason=reason)


def test_it_works(visit, branch_admin, auditor, chengang, past):
    page = correct(visit(branch_admin), past[0], "2026-02-01", "2026-05-15")
    assert page.notice == "The days are set right; what stood before is kept."
    assert [seat.person.name for seat in team_on(chengang, date(2026, 2, 10))] == ["钱峰"]
    assert team_on(chengang, date(2026, 5, 20)) == []
    kept = SeatCorrection.get()
    assert (kept.since_before, kept.until_before) == (date(2026, 3, 1), date(2026, 6, 1))
    assert (kept.since_after, kept.until_after, kept.author.name) == (date(2026, 2, 1), date(2026, 5, 15), "赵敏")
    entry = trail.deeds().order_by(AuditEntry.id.desc()).get()
    assert entry.action == "team.corrected" and entry.changes["since"] == ["2026-03-01", "2026-02-01"]
    text = visit(auditor).get(f"/clients/{chengang.number}/team").text
    assert "Before: " in text and "by 赵敏: entered late" in text


def test_others_read_that_it_was_corrected_but_not_what_stood_before(visit, branch_admin, manager, chengang, past):
    correct(visit(branch_admin), past[0], "2026-02-01", "2026-05-15")
    for person in (branch_admin, manager):
        text = visit(person).get(f"/clients/{chengang.number}/team").text
        assert "by 赵敏: entered late" in text and "Before: " not in text
    text = visit(branch_admin).get(f"/clients/{chengang.number}/team/seats/{past[0].id}/correct").text
    assert "by 赵敏: entered late" in text and "Before: " not in text


def test_a_current_seat(visit, branch_admin, chengang, past):
    correct(visit(branch_admin), past[1], "2026-07-01")
    assert Seat.get_by_id(past[1].id).since == date(2026, 7, 1)
    assert Client.get_by_id(chengang.id).manager_id == past[1].staff_id


def test_a_seat_that_ended_and_nobody_said_so(visit, branch_admin, chengang, past):
    correct(visit(branch_admin), past[1], "2026-06-01", "2026-08-01")
    assert Client.get_by_id(chengang.id).manager_id is None


@pytest.mark.parametrize(
    ("which", "since", "until", "field", "words"),
    [
        (0, "2026-03-01", "2026-06-02", "since", "王磊 held the seat on these days."),
        (1, "2026-05-31", "", "since", "钱峰 held the seat on these days."),
        (0, "2026-06-01", "2026-05-01", "until", "before it begins"),
        (0, "2026-03-01", "2026-03-01", "until", "before it begins"),
        (1, "2027-01-01", "", "since", "later than today"),
        (1, "2026-06-01", "2027-01-01", "until", "today is the last"),
        (0, "2026-03-01", "", "until", "not opened again"),
        (0, "2026-03-01", "2026-06-01", "since", "the days already"),
        (0, "2026-02-30", "2026-06-01", "since", "no such date"),
        (0, "", "2026-06-01", "since", "fill this in"),
    ],
)
def test_bad_input(visit, branch_admin, chengang, past, which, since, until, field, words):
    page = correct(visit(branch_admin), past[which], since, until, 422)
    assert words in page.errors[field]
    assert SeatCorrection.select().count() == 0


@pytest.mark.one_engine
def test_a_reason_is_needed(visit, branch_admin, chengang, past):
    assert "reason" in correct(visit(branch_admin), past[0], "2026-02-01", "2026-05-15", 422, reason="").errors


@pytest.mark.one_engine
def test_who_may_not(visit, manager, adviser, head_office, auditor, other_branch_admin, past):
    for person in (manager, adviser, head_office, auditor):
        correct(visit(person), past[0], "2026-02-01", "2026-05-15", 403)
    correct(visit(other_branch_admin), past[0], "2026-02-01", "2026-05-15", 404)


@pytest.mark.one_engine
def test_a_seat_of_somebody_else_is_not_there(visit, branch_admin, liufang, past):
    visit(branch_admin).get(f"/clients/{liufang.number}/team/seats/{past[0].id}/correct", status=404)


def test_what_stood_before_can_neither_be_changed_nor_taken_away(visit, branch_admin, past):
    correct(visit(branch_admin), past[0], "2026-02-01", "2026-05-15")
    for query in (SeatCorrection.update(reason="other"), SeatCorrection.delete()):
        with pytest.raises(peewee.DatabaseError), write():
            query.execute()
    assert SeatCorrection.get().reason == "entered late"


def test_two_at_once_leave_no_overlap(app, branch_admin, upper_admin, chengang, past):
    def by(admin, seat, since, until):
        return correcting.correct(people.actor(admin), chengang, seat.id, since, until, "at once").id

    done = together(
        app,
        lambda: by(branch_admin, past[0], date(2026, 3, 1), date(2026, 7, 1)),
        lambda: by(upper_admin, past[1], date(2026, 5, 1), None),
    )
    assert not any(isinstance(one, int) for one in done)
    together(
        app,
        lambda: by(branch_admin, past[0], date(2026, 3, 1), date(2026, 5, 20)),
        lambda: by(upper_admin, past[1], date(2026, 5, 25), None),
    )
    first, now = Seat.get_by_id(past[0].id), Seat.get_by_id(past[1].id)
    assert first.until <= now.since
