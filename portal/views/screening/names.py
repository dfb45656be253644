"""One name on a list: the facts, what was said round by round, papers, the answer, and completing the record."""

from __future__ import annotations

from typing import Any

from portal.actions.screening import completing, review
from portal.actions.screening import names as lists_names
from portal.actions.screening import papers as list_papers
from portal.extensions import talisman
from portal.forms.screening import AnswerForm, DecisionForm, NameForm, PapersForm, ReasonForm
from portal.ground import clock, formats
from portal.ground.errors import StaleVersion, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ListName
from portal.reads import reference
from portal.reads.screening import names
from portal.reads.screening.candidates import screened_of
from portal.reads.screening.missing import missing_of
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.screening.states import can
from portal.rules.shared.uploads import IMAGES
from portal.web.answers import answer, current_actor, done
from portal.web.files import kept_file
from portal.web.pages import Pages
from portal.words.clients import FIELDS

pages = Pages("list_names", __name__, place="lists")
AT = "/tiers/lists/<number>/names/<client>"


def found(number: str, client: str) -> ListName:
    """The name behind an address, through the actor's scope."""
    return ListScope(current_actor).name(number, client)


@pages.page(AT, may=P.TIERS_READ)
def name(number: str, client: str) -> Any:
    return page(found(number, client))


def page(row: ListName, status: int = 200, **forms: Any) -> Any:
    """The page of a name; `forms` are those that were sent and refused."""
    branch_admin = row.tier_list.branch_id in current_actor.branch_ids(Role.BRANCH_ADMIN)
    deciding = ListScope(current_actor, may=Permission.LISTS_DECIDE)
    decides = row.state == "submitted" and deciding.reaches(row.tier_list.branch_id)
    form = forms.get("name") or NameForm(
        formdata=None, data={"tier": row.tier_id, "reason": row.reason, "version": str(row.version)}
    )
    chosen = {row.client_id: row.tier_id}
    screened = screened_of([row.client_id], row.tier_list.standard, chosen, current_actor)[row.client_id]
    missing = missing_of(row.client) if row.state == "completing" else []
    papers = [
        (one.name, formats.size(one.size), f"/tiers/lists/papers/{one.token}", one.content_type in IMAGES)
        for one in names.papers_of(row)
    ]
    return answer(
        "screening/name.html",
        status,
        row=row,
        screened=screened,
        history=names.history_of(row),
        papers=papers,
        mine=branch_admin,
        left=names.left_of(row),
        record=names.record_of(row),
        missing=missing,
        today=clock.today(),
        can=can,
        field_words=FIELDS,
        why_not=review.why_not(current_actor, row) if decides else None,
        decides=decides,
        name_form=form,
        decision_form=forms.get("decision") or DecisionForm(formdata=None),
        answer_form=forms.get("answer") or AnswerForm(formdata=None),
        papers_form=(forms.get("papers") or PapersForm(formdata=None)).apart("papers"),
        reason_form=forms.get("reason") or ReasonForm(formdata=None),
        may_complete=current_actor.may(Permission.LISTS_PROPOSE, row.client),
        tiers=reference.tiers(),
        outcome=forms.get("outcome"),
    )


@pages.deed(f"{AT}/edit", may=P.LISTS_SUBMIT)
def edit(number: str, client: str) -> Any:
    row = found(number, client)
    form = NameForm()
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            lists_names.change_name(current_actor, row, form.tier.data, form.reason.data or "", form.version_number)
            return done(_("What is proposed is saved."), ".name", number=number, client=client)
    if form.overtaken:
        row = found(number, client)
        form.saves_over(row.version)
    return page(row, form.status, name=form)


@pages.deed(f"{AT}/papers", may=P.LISTS_SUBMIT)
def papers(number: str, client: str) -> Any:
    row = found(number, client)
    form = PapersForm()
    if form.validate_on_submit():
        with form.refusing():
            list_papers.add_papers(current_actor, row, form.uploads())
            return done(_("The papers are attached."), ".name", number=number, client=client)
    return page(row, form.status, papers=form)


@pages.deed(f"{AT}/answer", may=P.LISTS_SUBMIT)
def answer_question(number: str, client: str) -> Any:
    row = found(number, client)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            review.answer_question(current_actor, row, form.answer.data, form.uploads(), form.submission.data)
            return done(_("The answer is with head office."), ".name", number=number, client=client)
    return page(found(number, client), form.status, answer=form)


@pages.deed(f"{AT}/withdraw", may=P.LISTS_SUBMIT, decides=_l("Take the name back"))
def withdraw(number: str, client: str) -> Any:
    row = found(number, client)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page(row, form.status, reason=form)
    review.withdraw_name(current_actor, row, form.reason.data)
    return done(_("%(name)s is taken back from the list.", name=row.client.name), "lists.tier_list", number=number)


@pages.deed(f"{AT}/decide", may=P.LISTS_DECIDE, decides=_l("Decide"))
def decide(number: str, client: str) -> Any:
    """Head office decides this name; who comes second reads what was decided (409)."""
    row = found(number, client)
    form = DecisionForm()
    if form.validate_on_submit():
        with form.refusing(review.Decided, field=None):
            review.decide(current_actor, [row.id], form.decision.data, form.reason.data or "")
            return done(_("%(name)s is decided.", name=row.client.name), "list_review.index")
    if isinstance(form.refusal, review.Decided):
        return page(found(number, client), form.status, outcome=form.refusal.outcome)
    return page(row, form.status, decision=form)


@pages.deed(f"{AT}/complete", may=P.LISTS_PROPOSE, decides=_l("Mark as complete"))
def complete(number: str, client: str) -> Any:
    """Set the record complete; what is missing is listed with the page where it is filled in (409)."""
    row = found(number, client)
    try:
        completing.complete(current_actor, row)
    except completing.NotComplete as error:
        return page(row, 409, outcome=error)
    return done(_("The record of %(name)s is complete.", name=row.client.name), ".name", number=number, client=client)


@pages.page("/tiers/lists/papers/<token>", may=P.TIERS_READ)
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def paper(token: str) -> Any:
    """A paper as a download; `?preview=1` shows a picture in the page."""
    return kept_file(list_papers.readable(current_actor, token))
