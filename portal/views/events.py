"""Events for staff: planning, approval, publishing, sign-ups."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from portal.actions.events import planning, signing_up
from portal.forms.events import CancelForm, EventForm, ReturnForm, StaffSignUpForm
from portal.ground import clock, i18n
from portal.ground.errors import Invalid, OutOfScope, SeatsTaken, StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Client, Event, SignUp
from portal.reads.events import EventScope, audience_of, coming, in_work, past, sign_ups_of
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.events import deeds_in, seats_left
from portal.views.answers import answer, current_actor, done
from portal.words.events import event_icon

blueprint = Blueprint("events", __name__)
WIDE = frozenset({Role.COORDINATOR, Role.BRANCH_ADMIN})
"""Who signs up any client of the branch; others only the clients they serve."""


@blueprint.context_processor
def icons() -> dict[str, Any]:
    return {"event_icon": event_icon}


@blueprint.get("/events")
def index() -> Any:
    scope = EventScope(current_actor)
    return answer("events/index.html", coming=coming(scope), in_work=in_work(scope), past=past(scope))


@blueprint.route("/events/new", methods=["GET", "POST"])
def new() -> Any:
    form = EventForm(branches=_branches())
    if form.validate_on_submit():
        try:
            made = planning.plan_event(current_actor, form.values(), form.submission.data)
            return done(
                _("The plan %(number)s is kept as a draft. Submit it for approval next.", number=made.number),
                ".event",
                number=made.number,
            )
        except Invalid as error:
            form.refuse(error)
    return answer("events/edit.html", 422 if form.is_submitted() else 200, form=form, event=None)


@blueprint.route("/events/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    event = EventScope(current_actor).by_number(number)
    form = EventForm(obj=event, branches=_branches(), tiers=audience_of(event))
    del form.branch
    if not form.is_submitted():
        form.tiers.data = audience_of(event)
    elif form.validate():
        try:
            saved = planning.edit_event(current_actor, event, form.values(), form.version_number)
            words = (
                _("The plan is saved.")
                if saved.state == event.state
                else _("The plan is saved; it needs approval again.")
            )
            return done(words, ".event", number=event.number)
        except StaleVersion:
            return _stale(form, number)
        except Invalid as error:
            form.refuse(error)
    return answer("events/edit.html", 422 if form.is_submitted() else 200, form=form, event=event)


def _stale(form: EventForm, number: str) -> Any:
    event = EventScope(current_actor).by_number(number)
    now = {name: getattr(event, name) for name in form.values() if name != "tiers"} | {"tiers": audience_of(event)}
    form.version.data, form.version.raw_data = str(event.version), None
    return answer("events/edit.html", 409, form=form, event=event, differs=form.differs_from(now))


def _branches() -> list[tuple[str, str]]:
    return [(branch.code, i18n.named(branch)) for branch in planning.branches_to_plan_for(current_actor)]


@blueprint.get("/events/<number>")
def event(number: str) -> Any:
    return _page(EventScope(current_actor).by_number(number))


def _page(row: Event, status: int = 200, **forms: Any) -> Any:
    plans = any(row.branch.path.startswith(path) for path in planning.realm(current_actor))
    approves = (
        current_actor.may(Permission.EVENTS_APPROVE)
        and row.created_by_id != current_actor.staff_id
        and (
            Role.HEAD_OFFICE in current_actor.roles
            or any(row.branch.path.startswith(path) for path in current_actor.paths(Role.BRANCH_ADMIN))
        )
    )
    mine = {"edit", "submit", "publish", "cancel"} if plans else set()
    allowed = [deed for deed in deeds_in(row.state) if deed in mine | ({"approve", "return"} if approves else set())]
    sign_ups = sign_ups_of(row, Client.head_visible_to(current_actor).condition())
    is_open = row.state == "published" and row.starts_at > clock.now() and current_actor.may(Permission.EVENTS_SIGN_UP)
    return answer(
        "events/event.html",
        status,
        event=row,
        audience=audience_of(row),
        deeds=allowed,
        sign_ups=sign_ups,
        left=seats_left(row),
        may_sign_up=is_open,
        may_free=_may_free(sign_ups) if is_open else set(),
        own_plan=row.created_by_id == current_actor.staff_id,
        return_form=forms.get("back") or ReturnForm(formdata=None),
        sign_up_form=forms.get("sign_up") or StaffSignUpForm(formdata=None),
    )


def _may_free(sign_ups: list[SignUp]) -> set[int]:
    """Whose seats this person may give back: everybody's for the coordinator and the branch admin, else his own
    clients'."""
    everybody = {found.client_id for found in sign_ups}
    if current_actor.roles & WIDE:
        return everybody
    own = Client.select(Client.id).where(Client.id.in_(everybody), Client.visible_to(current_actor).condition())
    return {row[0] for row in own.tuples()} if everybody else set()


@blueprint.post("/events/<number>/submit")
def submit(number: str) -> Any:
    return _simple(number, planning.submit, _("The plan is submitted for approval."))


@blueprint.post("/events/<number>/approve")
def approve(number: str) -> Any:
    return _simple(number, planning.approve, _("The plan is approved."))


@blueprint.post("/events/<number>/publish")
def publish(number: str) -> Any:
    return _simple(number, planning.publish, _("The event is published: invited clients can sign up."))


def _simple(number: str, deed: Any, words: str) -> Any:
    row = deed(current_actor, EventScope(current_actor).by_number(number))
    return done(words, ".event", number=row.number)


@blueprint.post("/events/<number>/return")
def send_back(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = ReturnForm()
    if not form.validate_on_submit():
        return _page(row, 422, back=form)
    planning.send_back(current_actor, row, form.reason.data)
    return done(_("The plan is returned with your comments."), ".event", number=row.number)


@blueprint.route("/events/<number>/cancel", methods=["GET", "POST"])
def cancel(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = CancelForm()
    if not form.validate_on_submit():
        return answer("events/cancel.html", 422 if form.is_submitted() else 200, event=row, form=form)
    planning.cancel_event(current_actor, row, form.reason.data)
    return done(_("The event is called off; everyone who signed up is told."), ".event", number=row.number)


@blueprint.post("/events/<number>/sign-up")
def sign_up(number: str) -> Any:
    """Staff sign up a client: a manager or adviser the ones they serve, a coordinator the clients of the branch."""
    row = EventScope(current_actor).by_number(number)
    form = StaffSignUpForm()
    if form.validate_on_submit():
        try:
            client = _client_to_sign_up(form.client.data)
            signing_up.sign_up(current_actor, row, client, form.guests.data or 0, form.names(), form.submission.data)
            return done(_("%(name)s is signed up.", name=client.name), ".event", number=row.number)
        except OutOfScope:
            form.refuse(Invalid(_("There is no such client among those you may sign up."), field="client"))
        except Invalid as error:
            form.refuse(error)
        except SeatsTaken as error:
            form.refuse(Invalid(error.words, field="guests"))
            return _page(row, 409, sign_up=form)
    return _page(row, 422, sign_up=form)


def _client_to_sign_up(number: str) -> Client:
    scope = Client.head_visible_to(current_actor) if current_actor.roles & WIDE else Client.visible_to(current_actor)
    return scope.by_number(number)


@blueprint.route("/events/<number>/sign-ups/<int:sign_up_id>/cancel", methods=["GET", "POST"])
def cancel_sign_up(number: str, sign_up_id: int) -> Any:
    row = EventScope(current_actor).by_number(number)
    found = SignUp.get_or_none(SignUp.id == sign_up_id, SignUp.event == row.id)
    client = _client_to_sign_up(Client.get_by_id(found.client_id).number) if found else None
    if found is None or client is None:
        raise OutOfScope()
    if request.method == "GET":
        return answer("events/sign_up_cancel.html", event=row, found=found, client=client)
    signing_up.cancel_sign_up(current_actor, row, found)
    return done(_("The seats of %(name)s are free again.", name=client.name), ".event", number=row.number)
