"""More time for a complaint (R6): once with a reason, then once more with approval of the upper level.

The last step is two deeds of two people; whoever complains is told each time, with the reason.
"""

from __future__ import annotations

from portal.actions.complaints.steps import complainant_accounts, hold, neutral, save, upper_accounts
from portal.actions.requests import terms
from portal.actions.requests.moving import write_entry
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.derived import complaints as derived
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, ComplaintExtension, Request
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.levels import is_above
from portal.reads.complaints.policy import policy_of
from portal.rules import complaints

PASSED = _l("The term has passed and can no longer be extended.")
TELL_HIM = _l("Please tell whoever complains first, and say so here.")


def _step(case: Complaint) -> tuple[str, int]:
    """Which term may follow, and its days in all. Raises WrongState: the term has passed, or there is none."""
    standing = derived.clocks_of(derived.marks_of(case.id), case.received_on, clock.now()).case
    if standing is None or not complaints.may_extend(standing):
        raise WrongState(PASSED)
    policy = policy_of(case)
    step = complaints.next_term(policy, standing.days)
    if step is None:
        raise WrongState(_l("There is no longer term than this one."))
    return step, policy.complex if step == "complex" else policy.most


def extend(actor: Actor, request: Request, reason: str, *, told: bool = False) -> Complaint:
    """The first longer term, because it is complex. `told`: whoever complains without a login was told. Raises
    WrongState (passed, or this one needs approval), Invalid, Overtaken."""
    with write():
        row, case = hold(request, "extend")
        step, days = _step(case)
        if step != "complex":
            raise WrongState(_l("The next term needs the approval of the upper level."))
        _lengthen(actor, row, case, days, "complex", reason, told=told)
        return case


@once(ComplaintExtension)
def ask(actor: Actor, request: Request, reason: str, submission: str | None = None) -> ComplaintExtension:
    """Ask the upper level for the last term. Raises WrongState, Overtaken, Invalid (it is asked already)."""
    with write():
        row, case = hold(request, "extend")
        step, days = _step(case)
        if step != "most":
            raise WrongState(_l("Without approval the term may be extended once first."))
        waits = ComplaintExtension.select().where(
            ComplaintExtension.complaint == case.id, ComplaintExtension.decided_at.is_null()
        )
        if waits.exists():
            raise WrongState(_l("The upper level has been asked already."))
        assert actor.staff_id is not None
        asked = ComplaintExtension.create(
            complaint=case.id,
            days=days,
            reason=reason,
            asked_by=actor.staff_id,
            asked_at=clock.now(),
            submission=submission,
        )
        save(case)
        write_entry(actor, row, "event", "extension_asked")
        audit(actor, "complaint.extension_asked", row, **case.said, count=str(days), reason=reason)
        tell(upper_accounts(case), "complaint.extension_asked", f"/requests/{row.number}", but=actor, **case.said)
        return asked


def decide(actor: Actor, request: Request, *, approved: bool, words: str, told: bool = False) -> ComplaintExtension:
    """The upper level approves or declines what was asked. Raises NotAllowed (he asked himself, or is not above),
    WrongState (nothing waits, the term has passed), Invalid, Overtaken."""
    with write():
        row, case = hold(request, "extend")
        found = _waiting(case)
        if not is_above(actor, case):
            raise NotAllowed(_l("The level above the branch decides about this."))
        if found.asked_by_id == actor.staff_id:
            raise NotAllowed(_l("Who asked does not approve it himself."))
        if approved:
            _step(case)
            _lengthen(actor, row, case, found.days, "approved", found.reason, told=told)
        else:
            save(case)
        values = {"approved": approved, "decided_by": actor.staff_id, "decided_at": clock.now(), "words": words}
        ComplaintExtension.update(**values, version=found.version + 1).where(
            ComplaintExtension.id == found.id
        ).execute()
        deed = "complaint.extension_approved" if approved else "complaint.extension_declined"
        audit(actor, deed, row, **case.said, reason=words)
        asker = neutral(case, accounts_of_staff({found.asked_by_id, row.holder_id}))
        tell(asker, deed, f"/requests/{row.number}", but=actor, **case.said)
        return found


def _waiting(case: Complaint) -> ComplaintExtension:
    """What waits for a decision, held. Raises WrongState."""
    query = ComplaintExtension.select().where(
        ComplaintExtension.complaint == case.id, ComplaintExtension.decided_at.is_null()
    )
    try:
        found: ComplaintExtension = lock(query)
    except ComplaintExtension.DoesNotExist:
        as_shown(case, possible=False)
        raise WrongState() from None
    return found


def _lengthen(actor: Actor, row: Request, case: Complaint, days: int, cause: str, reason: str, *, told: bool) -> None:
    """The clock gets the longer term, and whoever complains is told why. Raises Invalid where nobody told him."""
    if not told and not terms.has_login(case):
        raise Invalid(TELL_HIM, field="told")
    terms.mark(actor, case, "extend", cause, days=days, reason=reason)
    save(case)
    derived.follow(case, row)
    write_entry(actor, row, "event", "extended")
    assert case.last_day is not None
    audit(actor, "complaint.extended", row, **case.said, count=str(days), reason=reason)
    tell(
        complainant_accounts(case),
        "complaint.extended",
        f"/me/requests/{row.number}",
        **case.said,
        day=case.last_day.isoformat(),
        reason=reason,
    )
