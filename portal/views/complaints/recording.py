"""Any colleague records a complaint; the receipt; the public page of ways and steps."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints import recording
from portal.forms.complaints import ComplaintForm
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.models import Request
from portal.reads.accounts import recusal
from portal.reads.complaints.about import colleagues_of
from portal.reads.complaints.lists import ways
from portal.reads.complaints.policy import policy_of, policy_on
from portal.reads.complaints.receipts import receipt_of, recorded_by
from portal.rules.accounts.visibility import Permission as P
from portal.rules.complaints import last_day
from portal.views.complaints import pages
from portal.web.answers import answer, current_actor, done


@pages.page("/complaints", may=P.STAFF)
def index() -> Any:
    return answer("complaints/index.html", rows=recorded_by(current_actor))


@pages.form("/complaints/new", may=P.STAFF)
def new() -> Any:
    own = current_actor.branch_id
    form = ComplaintForm().prepare(own, colleagues_of(own) if own else [])
    if form.validate_on_submit():
        with form.refusing():
            made = recording.record(current_actor, form.values(), form.uploads(), form.submission.data)
            return recorded(made)
    return answer("complaints/new.html", form.status, form=form)


def recorded(made: Request) -> Any:
    """To the receipt; to whom it concerns only the number is said, this once, for whoever complains."""
    words = _("Complaint %(number)s is recorded.", number=made.number)
    if recusal.is_recused(current_actor, made.id):
        return done(words, "complaints.index")
    return done(words, "complaints.receipt", number=made.number)


@pages.page("/complaints/receipts/<number>", may=P.STAFF)
def receipt(number: str) -> Any:
    """What whoever recorded it may tell the complainant; the case itself only as his roles say."""
    found = receipt_of(current_actor, number)
    policy = policy_of(found)
    by = last_day(found.received_on, policy.plain)
    return answer("complaints/receipt.html", found=found, policy=policy, by=by)


@pages.page("/complaints/how", may=P.PUBLIC, side="both", place="")
def how() -> Any:
    policy = policy_on(clock.today())
    return answer("complaints/how.html", ways=ways(), policy=policy)
