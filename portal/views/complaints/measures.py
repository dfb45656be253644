"""Measures against the causes of complaints."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.complaints import measures
from portal.actions.complaints.steps import concerned
from portal.forms.complaints import DoneForm, LookForm, MeasureForm
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.complaints.causes import CAUSES
from portal.reads.complaints.measures import by_id, can_own, effect_of, page_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.complaints import pages
from portal.views.complaints.case import THREAD, _case, _page
from portal.web.answers import answer, current_actor, done
from portal.words.complaints import VERDICTS

WORDS: dict[str, Any] = {"cause_words": CAUSES, "verdict_words": VERDICTS}


@pages.form("/requests/<number>/measure", may=P.REQUESTS_WORK, place="requests")
def measure(number: str) -> Any:
    case = _case(number)
    people = can_own(case.row.branch_id)
    form = MeasureForm().offer(people, concerned(case.row), case.row.inner_cause)
    if form.validate_on_submit():
        with form.refusing(WrongState):
            cause, what, owner, due = form.cause.data, form.what.data, form.owner.data, form.due.data
            row = case.row.request
            measures.plan(current_actor, row, cause, what, owner, due, form.submission.data)
            return done(_("The measure is planned."), THREAD, number=number)
    return _page("measure", case, form)


@pages.page("/complaints/measures", may=P.REQUESTS_READ)
def all_measures() -> Any:
    waiting = request.args.get("all") != "1"
    rows, before = page_of(current_actor, row_id(request.args.get("before")), waiting=waiting)
    return answer("complaints/measures.html", rows=rows, before=before, waiting=waiting, today=clock.today(), **WORDS)


@pages.page("/complaints/measures/<int:key>", may=P.REQUESTS_READ)
def one_measure(key: int) -> Any:
    return _measure(key)


def _measure(key: int, status: int = 200, **shown: Any) -> Any:
    row = by_id(current_actor, key)
    effect = effect_of(row, current_actor) if row.done_at and not row.looked_at else None
    ripe = bool(row.look_on and row.look_on <= clock.today() and not row.looked_at)
    context: dict[str, Any] = {"row": row, "effect": effect, "ripe": ripe, **WORDS}
    context["works"] = current_actor.may(P.REQUESTS_WORK)
    context["done_form"] = shown.get("done") or DoneForm(formdata=None)
    context["look_form"] = shown.get("look") or LookForm(formdata=None)
    return answer("complaints/one_measure.html", status, today=clock.today(), **context)


@pages.deed("/complaints/measures/<int:key>/done", may=P.REQUESTS_WORK, decides=_l("Report it done"))
def measure_done(key: int) -> Any:
    form = DoneForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            measures.done(current_actor, by_id(current_actor, key), form.words.data)
            return done(_("The measure is done; its effect is looked at later."), ".one_measure", key=key)
    return _measure(key, form.status, done=form)


@pages.deed("/complaints/measures/<int:key>/look", may=P.REQUESTS_WORK, decides=_l("Keep the judgement"))
def measure_look(key: int) -> Any:
    form = LookForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            measures.look(current_actor, by_id(current_actor, key), form.verdict.data, form.words.data)
            return done(_("The judgement is kept with its numbers."), ".one_measure", key=key)
    return _measure(key, form.status, look=form)
