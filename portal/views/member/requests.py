"""The client's own requests."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.complaints import reviewing
from portal.actions.requests import filing, terms, working
from portal.forms.complaints import ReviewForm
from portal.forms.requests import AnswerForm, CallBackForm, RateForm, ReasonForm, RequestForm
from portal.ground import formats
from portal.ground.errors import TooOften, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Request
from portal.reads.complaints.cases import Case, case_of, record_of
from portal.reads.matters.starts import call_wish, wish_of
from portal.reads.requests.own import requests_page
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.reads.teams.seats import current_team
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.requests import CLIENT_DEEDS, deeds_in
from portal.rules.shared.addresses import row_id
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.views.requests.asking import of_complaint
from portal.views.requests.threads import thread_context
from portal.web.answers import answer, current_actor, done
from portal.words import complaints as complaint_words
from portal.words.complaints import clock_why


@pages.page("/requests", may=P.MEMBER, endpoint="requests")
def requests_list() -> Any:
    return answer(
        "member/requests.html", found=requests_page(own_record(), row_id(request.args.get("before"))), chip=chip
    )


@pages.form("/requests/new", may=P.MEMBER_REQUEST)
def request_new() -> Any:
    me = own_record()
    wish = wish_of(me, request.values.get("start", "")[:48])
    form = RequestForm(data=vars(wish) if wish else None)
    if form.kind.data == terms.COMPLAINT:
        of_complaint(form, me)
    form.start.data = wish.start if wish else ""
    if form.validate_on_submit():
        with form.refusing(TooOften):
            values = form.values() | {"start": form.start.data}
            made = filing.file_request(current_actor, me, values, form.uploads(), form.submission.data)
            words = _("Thank you. We have received your request %(number)s.", number=made.number)
            if made.kind == terms.COMPLAINT:
                words = _("Thank you. We have received your complaint %(number)s.", number=made.number)
            return done(words, ".request_thread", number=made.number)
    of_complaint(form, me)
    return answer("member/request_new.html", form.status, form=form.offer(current_team(me.id)))


@pages.form("/call-back", may=P.MEMBER_REQUEST)
def call_back() -> Any:
    """He wants to be called at a moment that he chooses; it is a request that is due then."""
    me, form = own_record(), CallBackForm()
    if form.validate_on_submit():
        with form.refusing(TooOften):
            wish = call_wish(form.about.data, form.moment)
            made = filing.file_request(current_actor, me, wish, [], form.submission.data)
            when = formats.when(made.call_at, inside=True)
            return done(_("We call you %(when)s.", when=when), ".request_thread", number=made.number)
    return answer("member/call_back.html", form.status, form=form, me=me)


@pages.page("/requests/<number>", may=P.MEMBER)
def request_thread(number: str) -> Any:
    return _request_page(RequestScope(current_actor).by_number(number))


def _deeds(row: Request, case: Case | None) -> Any:
    """What he may do with it now; who may only read for his company does nothing. While the upper level looks at a
    complaint again, nobody asks how it was.
    """
    writes = current_actor.may(Permission.MEMBER_REQUEST)
    side = CLIENT_DEEDS - {"reopen"} if case else CLIENT_DEEDS
    side -= {"rate"} if case and case.row.state == "review" else set()
    return deeds_in(row.status, side) if writes else frozenset()


def _request_page(row: Request, status: int = 200, **forms: Any) -> Any:
    case = case_of(row, for_client=True) if row.kind == terms.COMPLAINT else None
    return answer(
        "member/request.html",
        status,
        row=row,
        case=case,
        why=clock_why(case.row, case.marks) if case else [],
        words_of=complaint_words,
        review_form=forms.get("review") or ReviewForm(formdata=None),
        **thread_context(row, for_client=True),
        deeds=_deeds(row, case),
        answer_form=forms.get("answer") or AnswerForm(formdata=None),
        rate_form=forms.get("rate") or RateForm(formdata=None, score=row.score, comment=row.comment),
        reopen_form=forms.get("reopen") or ReasonForm(formdata=None),
    )


@pages.deed("/requests/<number>/reply", may=P.MEMBER_REQUEST)
def request_reply(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusing(WrongState, TooOften):
            working.answer(current_actor, row, form.body.data, form.uploads(), form.submission.data)
            return done(_("Your message is sent."), ".request_thread", number=row.number)
    return _request_page(RequestScope(current_actor).by_number(number), form.status, answer=form)


@pages.deed("/requests/<number>/rate", may=P.MEMBER_REQUEST)
def request_rate(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = RateForm()
    if form.validate_on_submit():
        with form.refusing(TooOften):
            working.rate(current_actor, row, form.score.data, form.comment.data or "")
            return done(_("Thank you for your rating."), ".request_thread", number=row.number)
    return _request_page(row, form.status, rate=form)


@pages.deed("/requests/<number>/reopen", may=P.MEMBER_REQUEST, decides=_l("Open it again"))
def request_reopen(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusing(TooOften):
            working.reopen(current_actor, row, form.reason.data or "")
            return done(_("Your request is open again."), ".request_thread", number=row.number)
    return _request_page(row, form.status, reopen=form)


@pages.deed("/requests/<number>/review", may=P.MEMBER_REQUEST, decides=_l("Ask for a review"))
def request_review(number: str) -> Any:
    """Of a complaint that was decided: the upper level looks at it again."""
    row, form = RequestScope(current_actor).by_number(number), ReviewForm()
    record_of(row)
    if form.validate_on_submit():
        with form.refusing(TooOften, WrongState):
            reviewing.ask_review(current_actor, row, form.words.data)
            return done(_("Your review is asked for."), ".request_thread", number=row.number)
    return _request_page(row, form.status, review=form)


@pages.form("/requests/<number>/withdraw", may=P.MEMBER_REQUEST, decides=_l("Withdraw the request"))
def request_withdraw(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    if request.method == "GET":
        return answer("member/request_withdraw.html", row=row)
    working.withdraw(current_actor, row)
    return done(_("Your request is withdrawn."), ".request_thread", number=row.number)
