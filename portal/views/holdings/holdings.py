"""All that a client holds, movement by movement; what he holds elsewhere; what he lacks."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.holdings import outside, suggestions
from portal.forms.holdings import AnswerSuggestionForm, EndOutsideForm, OutsideForm
from portal.ground import clock
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.clients.page import aum_months
from portal.reads.clients.scope import ClientScope
from portal.reads.holdings.deals import deals_of
from portal.reads.holdings.holdings import Holdings, holdings_of
from portal.reads.holdings.suggestions import suggestion_page, suggestions_for
from portal.reads.holdings.transactions import movements
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.clients.charts import aum_chart
from portal.web.answers import answer, current_actor, done, refused
from portal.web.pages import Pages

pages = Pages("holdings", __name__, place="clients")


def _client(number: str) -> Client:
    return ClientScope(current_actor).by_number(number)


@pages.page("/clients/<number>/holdings", may=P.CLIENTS_READ)
def index(number: str) -> Any:
    client = _client(number)
    months = aum_months(client.id)
    return answer(
        "holdings/index.html",
        client=client,
        holdings=holdings_of(client, movements=0),
        months=months,
        deals=deals_of(client.id),
        may_note=current_actor.may(Permission.CLIENTS_WRITE, client),
        **aum_chart(client, months),
    )


@pages.page("/clients/<number>/holdings/transactions", may=P.CLIENTS_READ)
def transactions(number: str) -> Any:
    """The movements of one of his accounts: the one that is asked for, else the one that moved last."""
    client = _client(number)
    accounts = [right for right in holdings_of(client, movements=0).rights if right["kind"] == "owner"]
    chosen = _chosen(accounts, row_id(request.args.get("account")))
    page = movements(chosen["account_id"], request.args.get("after", "")) if chosen else None
    return answer("holdings/transactions.html", client=client, accounts=accounts, chosen=chosen, page=page)


def _chosen(accounts: list[dict[str, Any]], wanted: int | None) -> dict[str, Any] | None:
    """Raises OutOfScope for an account that is not his."""
    if wanted is not None:
        found = next((one for one in accounts if one["account_id"] == wanted), None)
        if found is None:
            raise OutOfScope()
        return found
    known = [one for one in accounts if one["balance_on"]]
    return max(known, key=lambda one: one["balance_on"]) if known else next(iter(accounts), None)


@pages.form("/clients/<number>/outside/new", may=P.CLIENTS_WRITE)
def note_outside(number: str) -> Any:
    client, form = _client(number), OutsideForm()
    if form.validate_on_submit():
        with form.refusing():
            outside.note(
                current_actor,
                client,
                form.product_class.data,
                form.bank.data,
                form.amount.data,
                form.learnt.data,
                form.submission.data,
            )
            return done(_("It is on record."), ".index", number=client.number)
    return answer("holdings/outside.html", form.status, client=client, form=form)


@pages.form("/clients/<number>/outside/<int:outside_id>/end", may=P.CLIENTS_WRITE, decides=_l("End the entry"))
def end_outside(number: str, outside_id: int) -> Any:
    client, form = _client(number), EndOutsideForm()
    row = outside.standing(client, outside_id)
    if form.validate_on_submit():
        outside.end(current_actor, client, outside_id, form.reason.data)
        return done(_("The entry has ended; it stays in the history."), ".index", number=client.number)
    return answer("holdings/outside_end.html", form.status, client=client, form=form, row=row)


@pages.form("/clients/<number>/suggestions/<code>", may=P.SUGGESTIONS_WRITE)
def suggestion(number: str, code: str) -> Any:
    client, form = _client(number), AnswerSuggestionForm()
    if form.validate_on_submit():
        with form.refusing(WrongState, field=None):
            suggestions.answer(
                current_actor,
                client,
                code,
                form.answer.data,
                form.note.data or "",
                form.until.data,
                form.submission.data,
            )
            return done(_("Your answer is kept."), "clients.client", number=client.number)
        if form.overtaken:
            return refused(form.refusal, "clients.client", number=client.number)
    one = _suggested(client, holdings_of(client, movements=0), code)
    if not form.is_submitted() and request.args.get("answer") in suggestions.ANSWERS:
        form.answer.data = request.args["answer"]
    return answer("holdings/suggestion.html", form.status, client=client, form=form, one=one)


def _suggested(client: Client, holdings: Holdings, code: str) -> Any:
    """Raises OutOfScope for what is not suggested (any more)."""
    found = next((one for one in suggestions_for(client, holdings) if one.product_class == code), None)
    if found is None:
        raise OutOfScope()
    return found


@pages.page("/suggestions", may=P.SUGGESTIONS_WRITE, place="suggestions")
def work_list() -> Any:
    page = suggestion_page(ClientScope(current_actor), request.args.get("after", ""))
    return answer("holdings/suggestions.html", page=page, today=clock.today())
