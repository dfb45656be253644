"""What somebody was told of a complaint goes when it comes to concern him (R6, 回避): nothing shows him that it exists.
Everything else asks the condition itself (reads/accounts/recusal.py); notices lie in inboxes and are counted there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from portal.database import among
from portal.models import Account, Complaint, ComplaintAbout, ComplaintMeasure, Notice, Request, Subtask
from portal.reads.accounts.recusal import abouts, concerned
from portal.rules.shared.recusal import About


def forget(requests: Collection[int]) -> int:
    """After it was said whom these complaints are about. Call inside `write()`. Answers how many notices went."""
    return sum(Notice.delete().where(told).execute() for _number, told in _told(abouts(requests)))


def _told(found: dict[int, About]) -> Iterator[tuple[str, Any]]:
    """Number of each complaint, and what those whom it concerns were told of it and of what hangs on it."""
    numbers = dict(Request.select(Request.id, Request.number).where(among(Request.id, sorted(found))).tuples())
    for request, about in found.items():
        logins = Account.select(Account.id).where(among(Account.staff, sorted(concerned(about))))
        page = f"/requests/{numbers[request]}"
        there = (Notice.path == page) | Notice.path.startswith(f"{page}/") | Notice.path.startswith(f"{page}#")
        parts = Subtask.select(Subtask.id).where(Subtask.request == request).tuples()
        there |= Notice.path.in_([f"/requests/tasks/{one}" for (one,) in parts])
        measures = ComplaintMeasure.select(ComplaintMeasure.id).join(Complaint).where(Complaint.request == request)
        there |= Notice.path.in_([f"/complaints/measures/{one}" for (one,) in measures.tuples()])
        yield numbers[request], Notice.account.in_(logins) & there


def faults() -> Iterator[str]:
    """Notices of complaints that lie with those whom these concern."""
    named = Complaint.select(Complaint.request).join(ComplaintAbout).distinct()
    for number, told in _told(abouts({one for (one,) in named.tuples()})):
        for (login,) in Notice.select(Notice.account).where(told).distinct().tuples():
            yield f"request {number}: login {login} was told of it, whom the complaint concerns"


def follow_people(people: Collection[int]) -> int:
    """After roles or the leaving of these people: whom they lead now, and to whom they report. Answers how many notices
    went."""
    named = Complaint.select(Complaint.request).join(ComplaintAbout)
    about_them = {one for (one,) in named.where(among(ComplaintAbout.staff, sorted(people))).tuples()}
    return forget(about_them)
