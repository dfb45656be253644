"""The client's own pages, phone first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from portal.actions.events import signing_up
from portal.actions.requests import filing, working
from portal.forms.events import SignUpForm
from portal.forms.requests import AnswerForm, RateForm, ReasonForm, RequestForm
from portal.ground import clock, formats
from portal.ground.errors import Invalid, OutOfScope, SeatsTaken, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import language
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, Request
from portal.reads import reference
from portal.reads.clients.page import aum_months, benefits_of
from portal.reads.events import EventScope, audience_of, coming, coming_events, own_sign_up, own_sign_ups, past
from portal.reads.holdings.holdings import holdings_of
from portal.reads.organisation import tree
from portal.reads.requests.own import open_requests, requests_page
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.reads.teams import current_team
from portal.reads.tiers.standing import current_grant, latest_standing, next_tier
from portal.rules.accounts.visibility import Permission
from portal.rules.events import seats_left
from portal.rules.finding.pinyin import is_chinese, surname_length
from portal.rules.requests import CLIENT_DEEDS, deeds_in
from portal.rules.shared.addresses import row_id
from portal.views.answers import answer, current_actor, done
from portal.views.requests import thread_context
from portal.words.events import event_icon
from portal.words.tiers import friendly

blueprint = Blueprint("member", __name__, url_prefix="/me")


SEATS = {"manager": _l("Client manager"), "adviser": _l("Wealth adviser"), "specialist": _l("Service team")}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """What the member's pages say besides: seats, counters, how to reach the branch."""
    return {"seat_words": SEATS, "counted": formats.counted, "event_icon": event_icon}


def hello(me: Client) -> str:
    """陈先生，上午好; a company's person and an unknown gender by name."""
    return _("%(greeting)s, %(name)s", greeting=formats.greeting(), name=_called(me))


def _called(me: Client) -> str:
    name: str = current_actor.name
    if me.is_company or name != me.name or not me.gender or not is_chinese(name[:1]):
        return name
    surname = name[: surname_length(name)]
    if language() == "en":  # by the name in Latin letters, family name first
        surname = me.name_latin.split()[0] if me.name_latin else ""
    if not surname:
        return name
    return _("Mr %(surname)s", surname=surname) if me.gender == "m" else _("Ms %(surname)s", surname=surname)


def _me() -> Client:
    return Client.visible_to(current_actor).by_id(current_actor.client_id or 0)


def _branch_phone(me: Client) -> str:
    return next((branch.phone for branch in tree.branch_tree() if branch.id == me.branch_id), "")


@blueprint.get("")
def index() -> Any:
    me = _me()
    return answer(
        "member/index.html",
        me=me,
        hello=hello(me),
        tier=reference.tiers()[me.tier_id],
        next_tier=next_tier(me),
        average_months=reference.rules_on(clock.today()).average_months,
        benefits=benefits_of(me),
        team=current_team(me.id),
        branch_phone=_branch_phone(me),
        requests=open_requests(me),
        events=coming_events(me),
        chip=chip,
    )


@blueprint.get("/tier")
def tier() -> Any:
    """Why he is in his tier, how far the next one is, how his assets developed."""
    me = _me()
    return answer(
        "member/tier.html",
        me=me,
        tier=reference.tiers()[me.tier_id],
        standing=latest_standing(me.id),
        held=current_grant(me.id),
        next_tier=next_tier(me),
        months=aum_months(me.id, 6),
        levels=[one for one in reference.tiers().values() if one.rank > 0 and one.in_force],
        friendly=friendly,
        rules=reference.rules_on(clock.today()),
    )


@blueprint.get("/benefits")
def benefits() -> Any:
    me = _me()
    levels = [tier for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]
    return answer(
        "member/benefits.html",
        me=me,
        tier=reference.tiers()[me.tier_id],
        benefits=benefits_of(me),
        next_tier=next_tier(me),
        levels=levels,
        catalogue=list(reference.benefits().values()),
        given=reference.allowances(),
        rules=reference.rules_on(clock.today()),
    )


@blueprint.get("/team")
def team() -> Any:
    me = _me()
    return answer(
        "member/team.html", me=me, team=current_team(me.id), posts=reference.posts(), branch_phone=_branch_phone(me)
    )


@blueprint.get("/accounts")
def accounts() -> Any:
    me = _me()
    return answer("member/accounts.html", me=me, holdings=holdings_of(me))


@blueprint.get("/requests", endpoint="requests")
def requests_list() -> Any:
    return answer("member/requests.html", found=requests_page(_me(), row_id(request.args.get("before"))), chip=chip)


@blueprint.route("/requests/new", methods=["GET", "POST"])
def request_new() -> Any:
    form = RequestForm()
    if form.validate_on_submit():
        try:
            made = filing.file_request(current_actor, _me(), form.values(), form.uploads(), form.submission.data)
            return done(
                _("Thank you. We have received your request %(number)s.", number=made.number),
                ".request_thread",
                number=made.number,
            )
        except Invalid as error:
            form.refuse(error)
    return answer("member/request_new.html", 422 if form.is_submitted() else 200, form=form)


@blueprint.get("/requests/<number>")
def request_thread(number: str) -> Any:
    return _request_page(RequestScope(current_actor).by_number(number))


def _deeds(row: Request) -> Any:
    """What he may do with it now; who may only read for his company does nothing."""
    writes = current_actor.may(Permission.MEMBER_REQUEST)
    return deeds_in(row.status, CLIENT_DEEDS | {"reopen"}) if writes else frozenset()


def _request_page(row: Request, status: int = 200, **forms: Any) -> Any:
    return answer(
        "member/request.html",
        status,
        row=row,
        **thread_context(row, for_client=True),
        deeds=_deeds(row),
        answer_form=forms.get("answer") or AnswerForm(formdata=None),
        rate_form=forms.get("rate") or RateForm(formdata=None, score=row.score, comment=row.comment),
        reopen_form=forms.get("reopen") or ReasonForm(formdata=None),
    )


@blueprint.post("/requests/<number>/reply")
def request_reply(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            working.answer(current_actor, row, form.body.data, form.uploads(), form.submission.data)
            return done(_("Your message is sent."), ".request_thread", number=row.number)
        except Invalid as error:
            form.refuse(error)
        except WrongState as error:
            form.refuse(Invalid(error.words))
            return _request_page(RequestScope(current_actor).by_number(number), 409, answer=form)
    return _request_page(row, 422, answer=form)


@blueprint.post("/requests/<number>/rate")
def request_rate(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = RateForm()
    if form.validate_on_submit():
        working.rate(current_actor, row, form.score.data, form.comment.data or "")
        return done(_("Thank you for your rating."), ".request_thread", number=row.number)
    return _request_page(row, 422, rate=form)


@blueprint.post("/requests/<number>/reopen")
def request_reopen(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _request_page(row, 422, reopen=form)
    working.reopen(current_actor, row, form.reason.data or "")
    return done(_("Your request is open again."), ".request_thread", number=row.number)


@blueprint.route("/requests/<number>/withdraw", methods=["GET", "POST"])
def request_withdraw(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    if request.method == "GET":
        return answer("member/request_withdraw.html", row=row)
    working.withdraw(current_actor, row)
    return done(_("Your request is withdrawn."), ".request_thread", number=row.number)


@blueprint.get("/events", endpoint="events")
def events_list() -> Any:
    scope = EventScope(current_actor)
    return answer(
        "member/events.html",
        coming=coming(scope),
        past=past(scope, 10),
        own=own_sign_ups(current_actor.client_id or 0),
        seats_left=seats_left,
    )


@blueprint.get("/events/<number>")
def event(number: str) -> Any:
    return _event_page(EventScope(current_actor).by_number(number))


def _event_page(row: Event, status: int = 200, form: SignUpForm | None = None) -> Any:
    from portal.rules.events import sign_up_problem

    me = _me()
    problem = sign_up_problem(row, audience_of(row), clock.now(), me.tier_id, 1)
    return answer(
        "member/event.html",
        status,
        event=row,
        own=own_sign_up(row, me.id),
        form=form or SignUpForm(formdata=None),
        problem=problem,
        problem_words=signing_up.SIGN_UP_PROBLEMS.get(problem or ""),
        left=seats_left(row),
    )


@blueprint.post("/events/<number>/sign-up")
def event_sign_up(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            made = signing_up.sign_up(
                current_actor, row, _me(), form.guests.data or 0, form.names(), form.submission.data
            )
            return done(_("Your seats are kept: %(seats)s.", seats=made.guests + 1), ".event", number=row.number)
        except Invalid as error:
            form.refuse(error)
        except SeatsTaken as error:
            form.refuse(Invalid(error.words, field="guests"))
            return _event_page(EventScope(current_actor).by_number(number), 409, form)
    return _event_page(row, 422, form)


@blueprint.route("/events/<number>/cancel", methods=["GET", "POST"])
def event_cancel(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    own = own_sign_up(row, current_actor.client_id or 0)
    if own is None:
        raise OutOfScope()
    if request.method == "GET":
        return answer("member/event_cancel.html", event=row, own=own)
    signing_up.cancel_sign_up(current_actor, row, own)
    return done(_("Your seats are given back."), ".event", number=row.number)
