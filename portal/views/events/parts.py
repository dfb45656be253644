"""The parts of a plan: programme, people, budget, checklist and picture, each a page of its own."""

from __future__ import annotations

from typing import Any

from flask import send_file

from portal.actions.events import changing, preparing
from portal.actions.shared import files
from portal.forms.events.parts import BudgetForm, PartForm, PeopleForm, PictureForm, ProgrammeForm, StepsForm
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Event
from portal.reads.events.beginnings import people_of
from portal.reads.events.plans import standing, waiting_change
from portal.reads.events.scope import EventScope
from portal.reads.steps import step_of, steps_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.pairs import ids_of
from portal.rules.shared.lines import packed
from portal.rules.shared.pictures import SIZES, name_of
from portal.rules.steps import EVENT
from portal.views.events import pages
from portal.views.events.plans import saved
from portal.web.answers import answer, current_actor, done


def _event(number: str) -> Event:
    return EventScope(current_actor).by_number(number)


def _given(event: Event) -> dict[str, Any]:
    return standing(event) | {"version": event.version}


def _part(event: Event, form: PartForm, template: str, **more: Any) -> Any:
    """The form of a part: shown as it would be with the change that waits, saved, or shown again."""
    if not form.is_submitted():
        form.wanting(waiting_change(event))
    elif form.validate():
        with form.refusing(StaleVersion, field=None):
            _row, change = changing.edit_event(current_actor, event, form.values(), form.version_number)
            return done(saved(change), ".event", number=event.number)
        if form.overtaken:
            more["differs"] = _overtaken(event, form)
    return answer(template, form.status, event=event, form=form, **more)


def _overtaken(event: Event, form: PartForm) -> list[tuple[str, str, str]]:
    """Sent once more the form is saved over what stands now; answers where that differs from what was typed."""
    event = _event(event.number)
    stands = standing(event)
    if isinstance(form, PeopleForm):
        people = {name: [str(one) for one in ids_of(stands[name])] for name in ("charge", "helpers")}
        stands = people | {"charge": "".join(people["charge"])}
    form.saves_over(event.version)
    return form.differs_from({name: stands[name] for name in form.values()})


@pages.form("/events/<number>/programme", may=P.EVENTS_WRITE)
def programme(number: str) -> Any:
    event = _event(number)
    return _part(event, ProgrammeForm(data=_given(event)), "events/programme.html")


@pages.form("/events/<number>/budget", may=P.EVENTS_WRITE)
def budget(number: str) -> Any:
    event = _event(number)
    return _part(event, BudgetForm(data=_given(event)).suggest(event.kind), "events/budget.html")


@pages.form("/events/<number>/people", may=P.EVENTS_WRITE)
def people(number: str) -> Any:
    event = _event(number)
    stands = standing(event)
    named = (*ids_of(stands["charge"]), *ids_of(stands["helpers"]))
    form = PeopleForm(data={"version": event.version})
    form.of(people_of(event.branch.path, named), stands["charge"], stands["helpers"])
    return _part(event, form, "events/people.html")


@pages.form("/events/<number>/steps", may=P.EVENTS_WRITE)
def steps(number: str) -> Any:
    event = _event(number)
    known = steps_of(EVENT, event.id)
    still = packed((one.offset, one.label, one.staff_id or "") for one in known if one.state == "open")
    people = people_of(event.branch.path, tuple(one.staff_id for one in known if one.staff_id))
    form = StepsForm(data={"steps": still, "version": event.version}).of(people)
    more: dict[str, Any] = {}
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            preparing.save_steps(current_actor, event, form.lines(), form.version_number)
            return done(_("The checklist is saved."), ".event", number=event.number, _anchor="steps")
        if form.overtaken:
            form.saves_over(_event(number).version)
            more["differs"] = form.differs_from({"steps": still})
    done_ones = [one for one in known if one.state == "done"]
    return answer("events/steps.html", form.status, event=event, form=form, done_ones=done_ones, **more)


@pages.deed("/events/<number>/steps/<int:step_id>/done", may=P.EVENTS_READ, stands_on=".event")
def step_done(number: str, step_id: int) -> Any:
    return _tick(number, step_id, True, _("Ticked off."))


@pages.deed("/events/<number>/steps/<int:step_id>/open", may=P.EVENTS_READ, stands_on=".event")
def step_open(number: str, step_id: int) -> Any:
    return _tick(number, step_id, False, _("It is open again."))


def _tick(number: str, step_id: int, is_done: bool, words: str) -> Any:
    event = _event(number)
    preparing.tick(current_actor, event, step_of(EVENT, event.id, step_id), done=is_done)
    return done(words, ".event", number=event.number, _anchor="steps")


@pages.form("/events/<number>/picture", may=P.EVENTS_WRITE)
def picture(number: str) -> Any:
    event = _event(number)
    form = PictureForm(data={"picture_words": event.picture_words, "version": event.version})
    more: dict[str, Any] = {}
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            words, none = form.picture_words.data or "", bool(form.no_picture.data)
            preparing.show_picture(current_actor, event, form.upload(), words, none=none, version=form.version_number)
            return done(_("The picture is kept."), ".event", number=event.number)
        if form.overtaken:
            event = _event(number)
            form.saves_over(event.version)
            more["differs"] = form.differs_from({"picture_words": event.picture_words})
    return answer("events/picture.html", form.status, event=event, form=form, **more)


@pages.page("/events/<number>/pictures/<name>", may=P.SIGNED_IN, side="both")
def picture_file(number: str, name: str) -> Any:
    """A name is given once and what it shows never changes: a browser keeps it."""
    event = _event(number)
    path = files.path_of(name)
    if not event.picture or name not in {name_of(event.picture, size) for size in SIZES} or not path.exists():
        raise OutOfScope()
    response = send_file(path, mimetype="image/webp", conditional=False)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
