"""After roles, absences or the leaving of people: what they worked on goes on with others, who hear of a complaint that
has come to them (R6)."""

from __future__ import annotations

from collections.abc import Collection

from portal.actions.requests.queue import holder_accounts
from portal.actions.shared.telling import tell
from portal.derived import holders
from portal.models import Complaint, ComplaintAbout, Request
from portal.reads.accounts.actors import Actor


def follow_people(actor: Actor | None, people: Collection[int]) -> int:
    """Whose work is whose is put right; whoever has, or is to take, a complaint that was another's or another level's
    until now is told. Call inside `write()`. Answers how much changed hands."""
    before = _where()
    moved = holders.follow_people(people)
    after = _where()
    for request in sorted(one for one, place in after.items() if before.get(one, place) != place):
        row = Request.get_by_id(request)
        tell(holder_accounts(row), "complaint.comes_to_you", f"/requests/{row.number}", but=actor, **row.said)
    return moved


def _where() -> dict[int, tuple[int, int | None]]:
    """Complaint's request → the branch that handles it and who has it: of those that run and name somebody, the only
    ones that people's roles move. One statement."""
    named = ComplaintAbout.select(ComplaintAbout.complaint)
    query = Complaint.select(Request.id, Complaint.branch, Request.holder).join(Request)
    running = Complaint.last_day.is_null(False) & Complaint.id.in_(named)
    return {request: (branch, holder) for request, branch, holder in query.where(running).tuples()}
