"""After the decision (R6): it is told, a review is asked of the upper level and answered by it."""

from __future__ import annotations

from datetime import date

from portal.actions.complaints.steps import (
    complainant_accounts,
    hold,
    neutral,
    save,
    upper_accounts,
)
from portal.actions.requests import terms
from portal.actions.requests.moving import write_entry
from portal.actions.requests.queue import holder_accounts
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.actions.signatures import asking
from portal.database import write
from portal.derived import complaints as derived
from portal.derived import replies
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, Request
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.levels import is_above
from portal.reads.complaints.policy import policy_of
from portal.rules import complaints


def told(actor: Actor, request: Request, on: date, how: str) -> Complaint:
    """Whoever complains without a login was told of the decision on a day. Raises Invalid, WrongState, Overtaken."""
    with write():
        row, case = hold(request, "tell")
        ended = clock.local(case.ended_at).date() if case.ended_at else clock.today()
        if not ended <= on <= clock.today():
            raise Invalid(_l("A day from the decision until today."), field="on")
        if case.told_at is not None:
            raise WrongState()
        save(case, told_at=clock.now() if on == clock.today() else clock.start_of(on))
        write_entry(actor, row, "note", how)
        audit(actor, "complaint.told", row, **case.said, day=on.isoformat())
        return case


def ask_review(actor: Actor, request: Request, words: str) -> Complaint:
    """Whoever complained disagrees: the upper level looks at the decision. Raises WrongState (too late, or not
    decided), TooOften, Overtaken."""
    with write():
        may_step(actor)
        row, case = hold(request, "review")
        day = clock.local(case.told_at).date() if case.told_at else None
        policy = policy_of(case)
        if not complaints.may_ask_review(policy, day, clock.today()):
            raise WrongState(
                _l(
                    "A review may be asked for within %(days)s days of being told. If there is something new, file it "
                    "as a new complaint.",
                    days=policy.ask,
                )
            )
        save(case, state="review", review_asked_at=clock.now(), review_words=words)
        if row.client is not None:  # nobody signs what is looked at again
            asking.withdraw(actor, row.client, "settlement", str(case.id))
        terms.mark(actor, case, "start", "asked", which=derived.REVIEW, days=policy.answer)
        derived.follow(case, row)
        write_entry(actor, row, "event", "review_asked")
        write_entry(actor, row, "reply", words)
        audit(actor, "complaint.review_asked", row, **case.said)
        path = f"/requests/{row.number}"
        tell(upper_accounts(case), "complaint.review_asked", path, but=actor, **case.said)
        tell(neutral(case, holder_accounts(row)), "complaint.review_asked", path, but=actor, **case.said)
        if not actor.is_client:
            tell(
                complainant_accounts(case), "complaint.review_asked_for_you", f"/me/requests/{row.number}", **case.said
            )
        return case


def answer_review(actor: Actor, request: Request, outcome: str, words: str) -> Complaint:
    """The upper level answers; nobody who decided does. Raises NotAllowed, Invalid, WrongState, Overtaken."""
    with write():
        row, case = hold(request, "answer")
        if not is_above(actor, case):
            raise NotAllowed(_l("The level above the branch decides about this."))
        if case.decided_by_id == actor.staff_id:
            raise NotAllowed(_l("Who decided does not review it himself."))
        now = clock.now()
        save(
            case,
            state="reviewed",
            review_ended_at=now,
            review_by=actor.staff_id,
            review_outcome=outcome,
            review_decision=words,
        )
        terms.mark(actor, case, "stop", "answered", which=derived.REVIEW)
        derived.follow(case, row)
        replies.follow(actor, row, write_entry(actor, row, "reply", words).at)
        write_entry(actor, row, "event", "review_answered")
        audit(actor, "complaint.review_answered", row, **case.said)
        tell(complainant_accounts(case), "complaint.review_answered", f"/me/requests/{row.number}", **case.said)
        tell(neutral(case, holder_accounts(row)), "complaint.review_done", f"/requests/{row.number}", **case.said)
        return case
