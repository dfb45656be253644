"""A complaint is accepted, or refused with the ground (R6); withdrawn for whoever says so by word or letter."""

from __future__ import annotations

from portal.actions.complaints.steps import complainant_accounts, hold, save
from portal.actions.requests.moving import move, write_entry
from portal.actions.requests.queue import holder_accounts, tell_losers
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import write
from portal.derived import replies
from portal.ground import clock
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, ComplaintGround, ComplaintPaper, Request
from portal.reads.accounts.actors import Actor


def accept(actor: Actor, request: Request) -> Complaint:
    """Accept it; whoever accepts what nobody has takes it. Raises WrongState (an agent without written authority),
    Overtaken."""
    with write():
        row, case = hold(request, "accept")
        if case.complainant == "agent" and not _authorised(case):
            raise WrongState(_l("An agent needs written authority. Ask for it under “Papers”, then accept."))
        free = row.status == "new" and row.assignee_id is None
        row = move(actor, row, "accept", lambda one: {"assignee": actor.staff_id} if free else {})
        save(case, state="accepted", accepted_at=clock.now())
        write_entry(actor, row, "event", "accepted")
        audit(actor, "complaint.accepted", row, **case.said)
        tell(complainant_accounts(case), "complaint.accepted", f"/me/requests/{row.number}", **case.said)
        tell_losers(actor, row)
        return case


def _authorised(case: Complaint) -> bool:
    paper = ComplaintPaper.select().where(
        ComplaintPaper.complaint == case.id, ComplaintPaper.kind == "authority", ComplaintPaper.state != "asked"
    )
    return case.authority_id is not None or paper.exists()


ENDED = ("resolved_at", "closed_at")


def refuse(actor: Actor, request: Request, ground: str, words: str) -> Complaint:
    """Refuse it on one of the bank's grounds, in words that the complainant reads. Raises Invalid, WrongState,
    Overtaken."""
    with write():
        row, case = hold(request, "refuse")
        found = ComplaintGround.get_or_none(ComplaintGround.code == ground, ComplaintGround.active)
        if found is None:
            raise Invalid(_l("Please choose a ground."), field="ground")
        save(case, ground=found.code, decision=words)
        row = move(actor, row, "refuse", lambda _row: {"answer": words} | dict.fromkeys(ENDED, clock.now()))
        replies.follow(actor, row, write_entry(actor, row, "reply", words).at)
        write_entry(actor, row, "event", "refused")
        audit(actor, "complaint.refused", row, **case.said, ground=found.name_zh)
        tell(complainant_accounts(case), "complaint.refused", f"/me/requests/{row.number}", **case.said)
        return case


def withdraw(actor: Actor, request: Request, reason: str) -> Complaint:
    """The complainant takes it back by word or letter: it ends today. Raises WrongState, Overtaken."""
    with write():
        row, case = hold(request, "withdraw")
        row = move(actor, row, "withdraw", shown=False)
        write_entry(actor, row, "event", "withdrawn")
        write_entry(actor, row, "note", reason)
        audit(actor, "complaint.withdrawn_for", row, **case.said, reason=reason)
        tell(complainant_accounts(case), "complaint.withdrawn_for_you", f"/me/requests/{row.number}", **case.said)
        tell(
            accounts_of_staff([row.holder_id]) or holder_accounts(row),
            "complaint.withdrawn",
            f"/requests/{row.number}",
            but=actor,
            **case.said,
        )
        return case
