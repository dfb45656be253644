"""Recording a contact with a client; putting one off; a client's own plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Hour, Line, Moment, Text, Whole, between, optional, required
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.contacts import LONGEST, LONGEST_SUMMARY, SHORTEST, WORDS, More, Step, words_of
from portal.rules.shared.addresses import row_id
from portal.words.contacts import BULK, CHANNELS, FIELDS, KEEPERS, OUTCOMES, REASONS, SIDES, STEP_SEATS, STOPS, TIMES


class ContactForm(PortalForm):
    """A contact that took place, and what follows from it. A form that sends no moment means now."""

    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    outcome = RadioField(_l("Outcome"), choices=[*OUTCOMES, BULK], default="reached")
    began = RadioField(_l("Who began it"), choices=SIDES, default="we")
    happened_at = Moment(_l("When"), [required()])
    summary = Text(_l("What was said"), LONGEST_SUMMARY)
    next_due = Day(_l("Next contact"), [optional()])
    next_at = Hour(_l("At what time"), [optional()])
    next_place = Line(_l("Where"), 120, needed=False)
    person = SelectField(_l("With whom"), [optional()], validate_choice=False)
    people = Line(FIELDS["people"], 200, needed=False)
    place = Line(FIELDS["place"], 200, needed=False)
    product = Line(FIELDS["product"], 200, needed=False)
    need = Line(FIELDS["need"], 200, needed=False)
    step_what = Line(_l("Next step"), 200, needed=False)
    step_staff = SelectField(_l("Who does it"), [optional()], validate_choice=False)
    step_due = Day(_l("By which day"), [optional()])
    step_told = BooleanField(_l("The client was told so"))
    confidential = BooleanField(_l("Confidential"))

    takers: Sequence[int] = (0,)
    """Ids of who may take the next step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_submitted() and not self.happened_at.raw_data:
            self.happened_at.data, self.happened_at.validators = clock.now(), [optional()]

    def offer(self, takers: list[tuple[int, str]], persons: list[tuple[int, str]]) -> ContactForm:
        """Fill the choices with who may take a next step, by name or as a seat (the first one is meant where none is
        chosen), and with who acts for the company."""
        self.takers = [number for number, _name in takers]
        named = [(str(number), name) for number, name in takers]
        self.step_staff.choices = [*named[:1], *STEP_SEATS, *named[1:]]
        self.person.choices = [("", _l("Nobody in particular")), *((str(number), name) for number, name in persons)]
        return self

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A next step needs its day, and a day its step."""
        good = super().validate(*args, **kwargs)
        if self.is_submitted() and self.step_what.data and not self.step_due.data and not self.step_due.errors:
            self.step_due.errors = [*self.step_due.errors, str(_l("By which day is it done?"))]
            return False
        if self.is_submitted() and self.step_due.data and not self.step_what.data and not self.step_what.errors:
            self.step_what.errors = [*self.step_what.errors, str(_l("What is done by that day?"))]
            return False
        return good

    @property
    def step(self) -> Step | None:
        """The next step that was typed."""
        if not self.step_what.data or not self.step_due.data:
            return None
        told, chosen = bool(self.step_told.data), str(self.step_staff.data or "")
        if chosen in dict(STEP_SEATS):
            return Step(self.step_what.data, None, self.step_due.data, told, chosen)
        staff = row_id(chosen) or 0 if chosen else self.takers[0]
        return Step(self.step_what.data, staff, self.step_due.data, told)

    @property
    def more(self) -> More:
        """What was said on demand."""
        words = words_of({kind: self[kind].data or "" for kind in WORDS})
        person = str(self.person.data or "")
        who = (row_id(person) or 0) if person else None
        return More(self.next_at.data or "", self.next_place.data or "", who, words, str(self.began.data or "we"))

    @property
    def says_more(self) -> bool:
        """Is any of what is folded filled in, or wrong?"""
        return any(self[name].data or self[name].errors for name in ("person", *WORDS))


class OccasionForm(PortalForm):
    """What comes round every year or month."""

    what = Line(_l("Occasion"), 60)
    first = Day(_l("First day"), [required()])
    every = RadioField(_l("How often"), choices=TIMES, default="year")


class PostponeForm(PortalForm):
    until = Day(_l("Until"), [required()])
    cause = RadioField(_l("Reason"), [required()], choices=REASONS)


class DueForm(FilterForm):
    """Whose contacts are listed (`mine`, `team`), and in which order (`district` for visits)."""

    whose = SelectField(_l("Whose"), [optional()], choices=[("mine", _l("Mine")), ("team", _l("My team's"))])
    by = SelectField(
        _l("Order"), [optional()], choices=[("", _l("What matters first")), ("district", _l("By district, for visits"))]
    )


class PlanForm(PortalForm):
    """What is personal in a client's plan; an interval that is left empty is that of his tier."""

    wished = Whole(FIELDS["wished"], [optional(), between(SHORTEST, LONGEST)])
    latest = Whole(FIELDS["latest"], [optional(), between(SHORTEST, LONGEST)])
    keeper = RadioField(FIELDS["keeper"], choices=KEEPERS, default="adviser")
    channel = SelectField(FIELDS["channel"], [optional()], choices=[("", _l("As the client wishes")), *CHANNELS])
    times = Line(FIELDS["times"], 80, needed=False)
    topics = Line(FIELDS["topics"], 400, needed=False)
    occasions = Line(FIELDS["occasions"], 400, needed=False)
    stopped = RadioField(FIELDS["stopped"], choices=STOPS, default="")
    stopped_until = Day(FIELDS["stopped_until"], [optional()])

    NAMES = ("wished", "latest", "keeper", "channel", "times", "topics", "occasions", "stopped", "stopped_until")

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as a plan keeps it. A plan that is not in mourning rests until no day."""
        typed = {name: self._fields[name].data for name in self.NAMES}
        whole = ("wished", "latest", "stopped_until")
        found = {name: value if name in whole else value or "" for name, value in typed.items()}
        return found | ({} if found["stopped"] == "mourning" else {"stopped_until": None})
