"""The upper level: more time, and reviews of decisions."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints import extending, reviewing
from portal.forms.complaints import ExtensionForm, ReviewAnswerForm, ReviewForHimForm
from portal.ground.errors import WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.accounts.visibility import Permission as P
from portal.views.complaints import pages
from portal.views.complaints.case import THREAD, _case, _page
from portal.web.answers import current_actor, done

ABOVE = P.COMPLAINTS_ABOVE


@pages.form("/requests/<number>/extension", may=ABOVE, place="requests", decides=_l("Decide about more time"))
def extension(number: str) -> Any:
    case, form = _case(number), ExtensionForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            approved = form.approved.data == "yes"
            words, told = form.words.data, form.told.data
            extending.decide(current_actor, case.row.request, approved=approved, words=words, told=told)
            return done(_("More time is approved.") if approved else _("More time is declined."), THREAD, number=number)
    return _page("extension", case, form)


@pages.form("/requests/<number>/review", may=P.REQUESTS_WORK, place="requests", decides=_l("Ask for a review"))
def review(number: str) -> Any:
    """For a complainant who asks by word or letter."""
    case, form = _case(number), ReviewForHimForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            reviewing.ask_review(current_actor, case.row.request, form.words.data)
            return done(_("The upper level is asked for a review."), THREAD, number=number)
    return _page("review", case, form)


@pages.form("/requests/<number>/review/answer", may=ABOVE, place="requests", decides=_l("Answer the review"))
def answer_review(number: str) -> Any:
    case, form = _case(number), ReviewAnswerForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            reviewing.answer_review(current_actor, case.row.request, form.outcome.data, form.words.data)
            return done(_("The review is answered."), THREAD, number=number)
    return _page("review_answer", case, form)
