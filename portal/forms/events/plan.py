"""What a plan says of the event itself; returning it, calling the event off."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Moment, Money, Text, Whole, required
from portal.ground import i18n
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.rules.events.pairs import wished
from portal.words.events import FIELDS, KINDS

MANY = 10**6
APART = ("submission", "version", "at_once", "at_once_reason", "begins_from")
MAY_BE_MISSING = ("aim", "expected", "room")
"""A form that does not have these fields leaves them as they are."""


class EventForm(PortalForm):
    title = Line(FIELDS["title"], 80)
    kind = SelectField(FIELDS["kind"], [required()], choices=KINDS)
    branch = SelectField(FIELDS["branch"], validate_choice=False)
    aim = Line(FIELDS["aim"], 200, needed=False)
    expected = Line(FIELDS["expected"], 300, needed=False)
    starts_at = Moment(FIELDS["starts_at"], [required()])
    ends_at = Moment(FIELDS["ends_at"], [required()])
    sign_up_until = Moment(FIELDS["sign_up_until"], [required()])
    room = SelectField(FIELDS["room"], default="")
    venue = Line(FIELDS["venue"], 120, needed=False, description=_l("Where no room is chosen: the place in words."))
    capacity = Whole(
        FIELDS["capacity"],
        [required(), NumberRange(1, MANY, _l("Please enter a whole number from %(min)s to %(max)s."))],
        description=_l("Guests take seats too."),
    )
    guests_per_client = Whole(
        FIELDS["guests_per_client"],
        [required(), NumberRange(0, 99, _l("Please enter a whole number from %(min)s to %(max)s."))],
        default=0,
    )
    tiers = SelectMultipleField(
        FIELDS["tiers"], [required()], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    budget = Money(_l("Budget in yuan"))
    description = Text(FIELDS["description"], 2000, needed=False)
    at_once = BooleanField(_l("Tell the guests of the new place or time at once"))
    at_once_reason = Line(_l("Why it cannot wait"), 200, needed=False, description=_l("The guests read it."))
    begins_from = HiddenField()

    def __init__(
        self,
        *args: Any,
        branches: list[tuple[str, str]] | None = None,
        rooms: list[tuple[int, str, str, int]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.branch.choices = branches or []
        if not self.branch.data and branches:
            self.branch.data = branches[0][0]
        self.tiers.choices = [(t.code, i18n.named(t)) for t in reference.tiers().values()]
        self.room.choices = [("", _l("No room of ours"))] + [
            (str(ident), _l("%(room)s (seats: %(num)s)", room=words, num=most))
            for ident, words, _venue, most in rooms or []
        ]
        self.room.data = str(self.room.data or "")

    def wanting(self, change: Any) -> None:
        """Show what a change that waits (or None) would make of the plan: it is written on from there."""
        for name, value in wished(change.changes if change else {}).items():
            if name in self._fields:
                self._fields[name].data = str(value or "") if name == "room" else value

    def values(self) -> dict[str, Any]:
        """The plan that was typed; a form for editing has no branch. Budget in fen."""
        plan = {name: field.data for name, field in self._fields.items() if name not in APART}
        for name in MAY_BE_MISSING:
            if not self._fields[name].raw_data:
                del plan[name]
            else:
                plan[name] = plan[name] or ""
        if "room" in plan:
            plan["room"] = int(plan["room"]) if plan["room"] else None
        return plan | {"budget": self.budget.data or 0} | {name: plan[name] or "" for name in ("description", "venue")}

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and not self.room.data and not self.venue.data:
            self.refuse(Invalid(_l("Please choose a room, or say where it is."), field="venue"))
            good = False
        if self.at_once.data and not self.at_once_reason.data:
            self.refuse(Invalid(_l("Please say why."), field="at_once_reason"))
            return False
        return good


class ReturnForm(PortalForm):
    reason = Text(_l("What should change"), 1000)


class CancelForm(PortalForm):
    reason = Text(_l("Why it is called off"), 1000)
