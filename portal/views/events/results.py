"""What came of an event: the page for the boss with its lists, expenses with receipts, completing and closing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request

from portal.actions.events import results as deeds
from portal.actions.events import spending
from portal.extensions import talisman
from portal.forms.events.after import ExpenseForm, ResultBackForm, ResultForm, StrikeForm, YearForm
from portal.ground import clock
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, Expense
from portal.reads.administration.settings import value
from portal.reads.clients.scope import ClientScope
from portal.reads.events.audience import answered_of
from portal.reads.events.leading import in_charge, judges, leads, led, of_results, with_result
from portal.reads.events.results import (
    PAGE,
    WHO,
    budget_lines,
    expenses_of,
    figures_of,
    held_in,
    lines_of,
    parties_of,
    result_of,
    said_of,
    standings_of,
)
from portal.reads.reference import calendar, tiers
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.after import SCORES, due_of, standing
from portal.rules.shared.addresses import row_id
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done
from portal.web.files import kept_file
from portal.words.event_results import SCORES as SCORE_WORDS

EVENTS_OF_A_YEAR = 200


@pages.page("/events/<number>/result", may=P.EVENTS_READ)
def result(number: str) -> Any:
    return _result_page(with_result(current_actor, number))


def _result_page(event: Event, status: int = 200, **forms: Any) -> Any:
    row, expenses = result_of(event), expenses_of(event)
    state = standing(row)
    mine, judging = leads(current_actor, event), judges(current_actor, event)
    by_me = row is not None and row.completed_by_id == current_actor.staff_id
    day = clock.local(event.ends_at).date()
    return answer(
        "events/result.html",
        status,
        event=event,
        result=row,
        state=state,
        figures=figures_of([event])[event.id],
        invited=answered_of(event),
        expenses=expenses,
        lines=lines_of(event, expenses),
        said=said_of(event),
        charge=in_charge(event),
        due=due_of(day, value("events.result_days"), calendar()),
        may_write=mine and event.state == "held" and state != "closed",
        may_judge=judging and state == "completed",
        by_me=by_me,
        scores=SCORES,
        score_words=dict(SCORE_WORDS),
        form=forms.get("result") or ResultForm(formdata=None, obj=row),
        back_form=forms.get("back") or ResultBackForm(formdata=None),
    )


@pages.deed("/events/<number>/result/complete", may=P.EVENTS_READ, decides=_l("Complete the result"))
def complete_result(number: str) -> Any:
    event, form = led(current_actor, number), ResultForm()
    if form.validate_on_submit():
        with form.refusing():
            deeds.complete(current_actor, event, form.went.data, form.follows.data or "")
            return done(_("The result is completed; the branch's admin is told."), ".result", number=number)
    return _result_page(event, form.status, result=form)


@pages.deed("/events/<number>/result/close", may=P.EVENTS_APPROVE, decides=_l("Close the result"))
def close_result(number: str) -> Any:
    deeds.close(current_actor, with_result(current_actor, number))
    return done(_("The result is closed."), ".result", number=number)


@pages.deed("/events/<number>/result/return", may=P.EVENTS_APPROVE, decides=_l("Send the result back"))
def return_result(number: str) -> Any:
    event, form = with_result(current_actor, number), ResultBackForm()
    if form.validate_on_submit():
        deeds.send_back(current_actor, event, form.reason.data)
        return done(_("The result is sent back."), ".result", number=number)
    return _result_page(event, form.status, back=form)


@pages.page("/events/<number>/result/parties", may=P.EVENTS_READ)
def result_parties(number: str) -> Any:
    """The list that a figure counts: who came, who did not, who came without an invitation."""
    event = with_result(current_actor, number)
    who = request.args.get("who", "")
    tier = request.args.get("tier", "")
    who, tier = who if who in WHO else "came", tier if tier in tiers() else ""
    after = row_id(request.args.get("after", "")) or 0
    rows = parties_of(event, who, ClientScope(current_actor, head=True).condition(), tier, after)
    return answer(
        "events/result_parties.html",
        event=event,
        who=who,
        tier=tier,
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        after=after,
    )


@pages.form("/events/<number>/expenses/new", may=P.EVENTS_READ)
def spend(number: str) -> Any:
    event = led(current_actor, number)
    form = ExpenseForm(lines=budget_lines(event))
    if form.validate_on_submit():
        with form.refusing(WrongState):
            spending.spend(
                current_actor,
                event,
                form.amount.data or 0,
                form.on.data,
                form.words.data,
                form.line.data or None,
                form.uploads(),
                form.submission.data,
            )
            return done(_("The expense is entered."), ".result", number=number, _anchor="spent")
    return answer("events/expense.html", form.status, event=event, form=form)


@pages.form("/events/<number>/expenses/<expense>/strike", may=P.EVENTS_READ, decides=_l("Strike the expense"))
def strike(number: str, expense: str) -> Any:
    event = led(current_actor, number)
    row = Expense.get_or_none(Expense.id == (row_id(expense) or 0), Expense.event == event.id)
    if row is None:
        raise OutOfScope()
    form = StrikeForm()
    if form.validate_on_submit():
        with form.refusing():
            spending.strike(current_actor, event, row.id, form.reason.data)
            return done(_("The expense is struck."), ".result", number=number, _anchor="spent")
    return answer("events/expense_strike.html", form.status, event=event, row=row, form=form)


@pages.page("/events/<number>/receipts/<token>", may=P.EVENTS_READ)
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def receipt(number: str, token: str) -> Any:
    return kept_file(spending.receipt(with_result(current_actor, number), token))


@pages.page("/events/year", may=P.EVENTS_RESULTS)
def year() -> Any:
    """All events of a year side by side, as charts with their tables."""
    form = YearForm(request.args)
    asked = form.year.data if form.validate() and form.year.data else clock.today().year
    start, end = (clock.from_local(datetime(one, 1, 1)) for one in (asked, asked + 1))
    events = held_in(of_results(current_actor), start, end, EVENTS_OF_A_YEAR)
    figures = figures_of(events)
    each = [figures[row.id] for row in events]
    return answer(
        "events/year.html",
        events=events,
        figures=figures,
        each=each,
        costs=[None if one.per_head is None else one.per_head / 100 for one in each],
        most=EVENTS_OF_A_YEAR,
        standings={key: standing(row) for key, row in standings_of([row.id for row in events]).items()},
        year=asked,
        this_year=clock.today().year,
    )
