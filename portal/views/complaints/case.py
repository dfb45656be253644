"""What is done with a complaint: accepted, refused, extended, papers, told, withdrawn, whom it is about."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints import accepting, extending, papers, recording, reviewing
from portal.actions.requests import terms
from portal.forms import complaints as forms
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.complaints.about import colleagues_of, named_in
from portal.reads.complaints.cases import Case, case_of
from portal.reads.complaints.held import held_of
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.complaints import pages
from portal.web.answers import answer, current_actor, done

THREAD = "requests.thread"
DEED_OF = {"told": "tell", "extension": "extend", "review_answer": "answer"}
"""Pages that are not called as the deed is which they do."""


def _case(number: str) -> Case:
    return case_of(RequestScope(current_actor).by_number(number), for_client=False, reader=current_actor)


def _page(name: str, case: Case, form: Any, **context: Any) -> Any:
    """One deed of a case on a page of its own. Raises WrongState where it is opened and cannot be done any more; with
    what was typed it comes back all the same."""
    if not form.is_submitted() and not _fits(name, case):
        raise WrongState()
    reached = terms.has_login(case.row)
    context = {"row": case.row.request, "case": case, "form": form, "reached": reached, **context}
    return answer(f"complaints/{name}.html", form.status, **context)


def _fits(name: str, case: Case) -> bool:
    also = {"extension": case.extension is not None, "extend": case.may_get_longer, "review": case.may_ask_review}
    return DEED_OF.get(name, name) in case.deeds and also.get(name, True)


@pages.deed("/requests/<number>/accept", may=P.REQUESTS_WORK, place="requests", decides=_l("Accept the complaint"))
def accept(number: str) -> Any:
    accepting.accept(current_actor, RequestScope(current_actor).by_number(number))
    return done(_("The complaint is accepted."), THREAD, number=number)


@pages.form("/requests/<number>/refuse", may=P.REQUESTS_WORK, place="requests", decides=_l("Refuse the complaint"))
def refuse(number: str) -> Any:
    case, form = _case(number), forms.RefuseForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            accepting.refuse(current_actor, case.row.request, form.ground.data, form.words.data)
            return done(_("The complaint is refused; the ground is on record."), THREAD, number=number)
    return _page("refuse", case, form)


@pages.form("/requests/<number>/extend", may=P.REQUESTS_WORK, place="requests", decides=_l("Extend the term"))
def extend(number: str) -> Any:
    """The first longer term is one deed; for the last one the upper level is asked."""
    case, form = _case(number), forms.ExtendForm()
    step = case.next_term
    if form.validate_on_submit():
        with form.refusing(WrongState):
            if step == "most":
                extending.ask(current_actor, case.row.request, form.reason.data, form.submission.data)
                return done(_("The upper level is asked for more time."), THREAD, number=number)
            extending.extend(current_actor, case.row.request, form.reason.data, told=form.told.data)
            return done(_("The term is extended, and the complainant told."), THREAD, number=number)
    return _page("extend", case, form, step=step)


@pages.form("/requests/<number>/papers", may=P.REQUESTS_WORK, place="requests")
def paper(number: str) -> Any:
    case = _case(number)
    have = held_of(case.row.request.client)
    form = forms.PapersForm().offer(have, {one.kind for one in case.papers})
    if form.validate_on_submit():
        with form.refusing(WrongState):
            asked, held = form.asked.data or [], form.held.data or []
            papers.ask(current_actor, case.row.request, asked, held, form.words.data or "")
            return done(_("The papers are noted."), THREAD, number=number)
    return _page("papers", case, form)


@pages.deed("/requests/<number>/papers/<kind>/received", may=P.REQUESTS_WORK, place="requests", stands_on=THREAD)
def paper_received(number: str, kind: str) -> Any:
    row, form = RequestScope(current_actor).by_number(number), forms.PaperForm()
    papers.received(current_actor, row, kind, form.uploads())
    return done(_("It has come."), THREAD, number=number)


@pages.form("/requests/<number>/told", may=P.REQUESTS_WORK, place="requests", decides=_l("Note that it was told"))
def told(number: str) -> Any:
    case, form = _case(number), forms.ToldForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            reviewing.told(current_actor, case.row.request, form.day, form.how.data)
            return done(_("It is noted when the complainant was told."), THREAD, number=number)
    return _page("told", case, form)


@pages.form("/requests/<number>/withdraw", may=P.REQUESTS_WORK, place="requests", decides=_l("Note the withdrawal"))
def withdraw(number: str) -> Any:
    case, form = _case(number), forms.WithdrawForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            accepting.withdraw(current_actor, case.row.request, form.reason.data)
            return done(_("The complaint is withdrawn."), THREAD, number=number)
    return _page("withdraw", case, form)


@pages.form("/requests/<number>/about", may=P.REQUESTS_WORK, place="requests", decides=_l("Save whom it is about"))
def about(number: str) -> Any:
    case = _case(number)
    colleagues = list(dict.fromkeys([*colleagues_of(case.row.branch_id), *named_in(case.row)]))
    form = forms.AboutForm().offer(colleagues)
    if form.validate_on_submit():
        with form.refusing(WrongState):
            recording.name_those(current_actor, case.row.request, form.about())
            return done(_("It is noted whom the complaint is about."), ".index")
    if not form.is_submitted():
        form.show(case.about)
    return _page("about", case, form)


@pages.form("/requests/<number>/client", may=P.REQUESTS_WORK, place="requests", decides=_l("He is this client"))
def client(number: str) -> Any:
    """Somebody of whom it was not known that he is a client."""
    case, form = _case(number), forms.ClientForm()
    if case.row.request.client_id is not None:
        raise OutOfScope()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            found = recording.found_out(current_actor, case.row.request, form.client.data, form.client_name.data)
            return done(_("The complaint is %(name)s's now.", name=found.name), ".index")
    return _page("client", case, form)


@pages.deed("/requests/<number>/repeat", may=P.REQUESTS_WORK, place="requests", decides=_l("Link as a repeat"))
def repeat(number: str) -> Any:
    row, form = RequestScope(current_actor).by_number(number), forms.RepeatForm()
    recording.link(current_actor, row, (form.repeat_of.data or "")[:16])
    return done(_("The link is kept."), THREAD, number=number)
