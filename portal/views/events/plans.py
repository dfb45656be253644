"""Events for staff: planning, approval, publishing, sign-ups."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import request

from portal.actions.events import approving, changing, planning
from portal.forms.events.plan import CancelForm, EventForm, ReturnForm
from portal.forms.events.sign_up import StaffSignUpForm
from portal.ground import clock, formats, i18n
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, EventChange, EventTemplate, SignUp
from portal.reads import reference
from portal.reads.accounts.codes import after_codes
from portal.reads.clients.scope import ClientScope
from portal.reads.events.beginnings import BESIDE, of_kind, of_series, of_template, template_for, templates_for
from portal.reads.events.door import WITH_A_DOOR, at_door, leads
from portal.reads.events.lists import ahead, in_work, past
from portal.reads.events.parties import guests_of, sign_ups_of
from portal.reads.events.plans import (
    audience_of,
    budget_lines,
    helpers,
    returned_change,
    standing,
    waiting_change,
)
from portal.reads.events.scope import EventScope
from portal.reads.events.venues import to_choose
from portal.reads.finding.meant import PURPOSES
from portal.reads.steps import steps_of
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.audience import left_between
from portal.rules.events.parties import seats_left
from portal.rules.events.plan import AT_ONCE_WITHIN, deeds_in
from portal.rules.shared.lines import unpacked
from portal.rules.steps import EVENT
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done
from portal.words.events import ANSWERS, event_icon
from portal.words.said import changes_of
from portal.words.tiers import tier_name

"""Who signs up any client of the branch; others only the clients they serve."""


@pages.context_processor
def icons() -> dict[str, Any]:
    return {"event_icon": event_icon, "answer_words": ANSWERS}


@pages.page("/events", may=P.EVENTS_READ)
def index() -> Any:
    scope = EventScope(current_actor)
    return answer("events/index.html", coming=ahead(scope), in_work=in_work(scope), past=past(scope))


@pages.form("/events/new", may=P.EVENTS_WRITE)
def new() -> Any:
    template = template_for(current_actor, request.values.get("template") or request.form.get("begins_from"))
    form = plan_form(_beginning(template))
    if form.validate_on_submit():
        beside = {name: template.plan.get(name, "") for name in BESIDE} if template else None
        with form.refusing():
            made = planning.plan_event(current_actor, form.values(), form.submission.data, beside)
            return done(
                _("The plan %(number)s is kept as a draft. Submit it for approval next.", number=made.number),
                ".event",
                number=made.number,
            )
    form.begins_from.data = str(template.id) if template else ""
    return answer(
        "events/edit.html",
        form.status,
        form=form,
        event=None,
        kinds=reference.event_kinds(),
        templates=templates_for(current_actor),
        kept=template,
    )


def _beginning(template: EventTemplate | None) -> dict[str, Any]:
    """What the form begins with: a template, the kind that the address names, or nothing."""
    kind = reference.event_kinds().get(request.args.get("kind", ""))
    return of_template(template) if template else of_kind(kind) if kind else {}


def plan_form(values: dict[str, Any], **options: Any) -> EventForm:
    """The form of a plan with the branches and rooms of whoever asks."""
    rooms = to_choose(planning.realm(current_actor), values.get("room"))
    return EventForm(data=values, branches=own_branches(), rooms=rooms, **options)


def own_branches() -> list[tuple[str, str]]:
    """The branches where whoever asks plans events."""
    return [(branch.code, i18n.named(branch)) for branch in planning.branches_to_plan_for(current_actor)]


@pages.form("/events/<number>/edit", may=P.EVENTS_WRITE)
def edit(number: str) -> Any:
    event = EventScope(current_actor).by_number(number)
    form = plan_form(standing(event) | {"version": event.version})
    del form.branch
    if not form.is_submitted():
        form.wanting(waiting_change(event))
    elif form.validate():
        with form.refusing(StaleVersion, field=None):
            why = (form.at_once_reason.data or "") if form.at_once.data else ""
            _row, change = changing.edit_event(current_actor, event, form.values(), form.version_number, why)
            return done(saved(change), ".event", number=event.number)
        if form.overtaken:
            return _stale(form, number)
    return _edit_page(event, form)


def saved(change: EventChange | None) -> str:
    """What became of a plan that was saved."""
    if change is None:
        return _("The plan is saved.")
    if change.applied:
        return _("The guests are told; the change still has to be approved.")
    return _("The change waits for approval; until then the event stands as it was approved.")


def _edit_page(event: Event, form: EventForm, **more: Any) -> Any:
    soon = event.state == "published" and event.starts_at - clock.now() <= AT_ONCE_WITHIN
    return answer("events/edit.html", form.status, form=form, event=event, soon=soon, **more)


def _stale(form: EventForm, number: str) -> Any:
    event = EventScope(current_actor).by_number(number)
    stands = standing(event)
    now = {name: stands[name] for name in form.values() if name in stands} | {"room": str(event.room_id or "")}
    form.saves_over(event.version)
    return _edit_page(event, form, differs=form.differs_from(now))


@pages.page("/events/<number>", may=P.EVENTS_READ)
def event(number: str) -> Any:
    return event_page(EventScope(current_actor).by_number(number))


def event_page(row: Event, status: int = 200, **forms: Any) -> Any:
    plans = any(row.branch.path.startswith(path) for path in planning.realm(current_actor))
    change = waiting_change(row)
    amount = change.budget if change else row.budget
    approves = approving.approves(current_actor, row, amount) and current_actor.may(Permission.EVENTS_APPROVE)
    own = current_actor.staff_id in (change.authors if change else approving.writers(row))
    possible = {*deeds_in(row.state), *(("approve", "return") if change else ())}
    possible -= {"cancel"} if row.ends_at <= clock.now() else set()
    mine = {"edit", "submit", "publish", "cancel"} if plans else set()
    allowed = possible & (mine | ({"approve", "return"} if approves and not own else set()))
    sign_ups = sign_ups_of(row, ClientScope(current_actor, head=True).condition())
    is_open = row.state == "published" and row.starts_at > clock.now() and current_actor.may(Permission.EVENTS_SIGN_UP)
    return answer(
        "events/event.html",
        status,
        event=row,
        deeds=allowed,
        **plan_parts(row, plans),
        sign_ups=sign_ups,
        guests=guests_of(sign_ups),
        codes=after_codes((one.author_id, one.at) for one in sign_ups),
        left=seats_left(row),
        may_sign_up=is_open,
        at_door=row.state in WITH_A_DOOR and at_door(current_actor, row),
        leads=leads(current_actor, row),
        may_free=_may_free(sign_ups) if is_open else set(),
        own_plan=own,
        change=change,
        wanted=changes_of(SimpleNamespace(action="event.edited", changes=change.changes)) if change else [],
        returned=returned_change(row),
        return_form=forms.get("back") or ReturnForm(formdata=None),
        sign_up_form=forms.get("sign_up") or StaffSignUpForm(formdata=None).of(row),
    )


def plan_parts(row: Event, plans: bool) -> dict[str, Any]:
    """What stands on the page besides the row: lines, people, checklist, the series, and what is asked about it."""
    audience = audience_of(row)
    missing = left_between(audience, reference.ranks()) if plans and row.state == "draft" else []
    people, steps = helpers(row), steps_of(EVENT, row.id)
    return {
        "plans": plans,
        "audience": audience,
        "also": missing,
        "also_words": formats.joined(tier_name(code) for code in missing),
        "ticks": _ticks(row, steps, people, plans),
        "budget_lines": budget_lines(row),
        "people": people,
        "programme": unpacked(row.programme, 3),
        "speakers": unpacked(row.speakers, 2),
        "gifts": [(what, int(count), int(each)) for what, count, each in unpacked(row.gifts, 3)],
        "steps": steps,
        "series": of_series(EventScope(current_actor), row),
        "goes_up": approving.goes_up(row.budget),
        "today": clock.today(),
    }


def _ticks(row: Event, steps: list[Any], people: list[Any], plans: bool) -> set[int]:
    """The lines of the checklist that this person may tick off."""
    me = current_actor.staff_id
    in_charge = any(one.staff_id == me for one in people if one.duty == "charge")
    return {one.id for one in steps if plans or in_charge or one.staff_id == me} if row.state != "cancelled" else set()


def _may_free(sign_ups: list[SignUp]) -> set[int]:
    """Whose seats this person may give back: those of the clients whom he may sign up."""
    everybody = {found.client_id for found in sign_ups}
    own = Client.select(Client.id).where(Client.id.in_(everybody), to_sign_up().condition())
    return {row[0] for row in own.tuples()} if everybody else set()


def to_sign_up() -> ClientScope:
    """The clients whom this person may sign up: a coordinator or branch admin those of the branch, a manager or adviser
    the ones they serve."""
    return PURPOSES["sign_up"].scope(current_actor)


@pages.deed("/events/<number>/submit", may=P.EVENTS_WRITE, decides=_l("Submit for approval"))
def submit(number: str) -> Any:
    return _simple(number, planning.submit, _("The plan is submitted for approval."))


@pages.deed("/events/<number>/approve", may=P.EVENTS_APPROVE, decides=_l("Approve"))
def approve(number: str) -> Any:
    """The plan, or the change of an approved one that waits."""
    row = EventScope(current_actor).by_number(number)
    if waiting_change(row) is None:
        return _simple(number, planning.approve, _("The plan is approved."))
    return _simple(number, changing.approve_change, _("The change is approved and holds from now on."))


@pages.deed("/events/<number>/also", may=P.EVENTS_WRITE)
def also(number: str) -> Any:
    """A tier between those that are invited is invited, too: the answer to a question."""
    row = EventScope(current_actor).by_number(number)
    missing = left_between(audience_of(row), reference.ranks())
    return _simple(
        number, lambda actor, event: planning.invite_also(actor, event, missing), _("They are invited, too.")
    )


@pages.deed("/events/<number>/publish", may=P.EVENTS_WRITE, decides=_l("Publish the event"))
def publish(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = plan_form(standing(row) | {"version": row.version}, formdata=None)
    with form.refusing():
        planning.publish(current_actor, row)
        words = _("The event is published: invited clients are told and can sign up.")
        return done(words, ".event", number=row.number)
    del form.branch
    return _edit_page(row, form)


def _simple(number: str, deed: Any, words: str) -> Any:
    row = deed(current_actor, EventScope(current_actor).by_number(number))
    return done(words, ".event", number=row.number)


@pages.deed("/events/<number>/return", may=P.EVENTS_APPROVE, decides=_l("Return for changes"))
def send_back(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = ReturnForm()
    if not form.validate_on_submit():
        return event_page(row, form.status, back=form)
    if waiting_change(row) is not None:
        changing.return_change(current_actor, row, form.reason.data)
        return done(_("The change is returned with your comments."), ".event", number=row.number)
    planning.send_back(current_actor, row, form.reason.data)
    return done(_("The plan is returned with your comments."), ".event", number=row.number)


@pages.form("/events/<number>/cancel", may=P.EVENTS_WRITE, decides=_l("Call the event off"))
def cancel(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = CancelForm()
    if not form.validate_on_submit():
        return answer("events/cancel.html", form.status, event=row, form=form)
    planning.cancel_event(current_actor, row, form.reason.data)
    return done(_("The event is called off; everyone who signed up is told."), ".event", number=row.number)
