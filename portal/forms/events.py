"""Planning events, returning and cancelling them, signing up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import BooleanField
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Moment, Money, Text, Whole, required
from portal.forms.shared.naming import NamesClient
from portal.ground import i18n
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.words.events import FIELDS, KINDS

MANY = 10**6


class EventForm(PortalForm):
    title = Line(FIELDS["title"], 80)
    kind = SelectField(FIELDS["kind"], [required()], choices=KINDS)
    branch = SelectField(FIELDS["branch"], validate_choice=False)
    starts_at = Moment(FIELDS["starts_at"], [required()])
    ends_at = Moment(FIELDS["ends_at"], [required()])
    sign_up_until = Moment(FIELDS["sign_up_until"], [required()])
    venue = Line(FIELDS["venue"], 120)
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

    def __init__(self, *args: Any, branches: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch.choices = branches or []
        if not self.branch.data and branches:
            self.branch.data = branches[0][0]
        self.tiers.choices = [(t.code, i18n.named(t)) for t in reference.tiers().values()]

    def wanting(self, change: Any) -> None:
        """Show what a change that waits (or None) would make of the plan: it is written on from there."""
        for name, (_before, after) in (change.changes if change else {}).items():
            field = self._fields[name]
            if name == "tiers":
                field.data = after.split(",")
            elif name in ("starts_at", "ends_at"):
                field.data = datetime.fromisoformat(after)
            else:
                field.data = int(after) if name in ("budget", "capacity") else after

    def values(self) -> dict[str, Any]:
        """The plan that was typed; a form for editing has no branch. Budget in fen."""
        apart = ("submission", "version", "at_once", "at_once_reason")
        plan = {name: field.data for name, field in self._fields.items() if name not in apart}
        return plan | {"budget": self.budget.data or 0, "description": self.description.data or ""}

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.at_once.data and not self.at_once_reason.data:
            self.refuse(Invalid(_l("Please say why."), field="at_once_reason"))
            return False
        return bool(good)


class ReturnForm(PortalForm):
    reason = Text(_l("What should change"), 1000)


class CancelForm(PortalForm):
    reason = Text(_l("Why it is called off"), 1000)


class SignUpForm(PortalForm):
    """Seats for a client and his guests; names one a line."""

    guests = Whole(
        _l("Guests"), [NumberRange(0, 99, _l("Please enter a whole number from %(min)s to %(max)s."))], default=0
    )
    guest_names = Text(_l("Names of the guests, one a line"), 400, needed=False)

    def names(self) -> list[str]:
        return [line.strip() for line in (self.guest_names.data or "").splitlines() if line.strip()]

    def validate_guest_names(self, field: Any) -> None:
        if len(self.names()) > (self.guests.data or 0):
            raise ValidationError(_l("There are more names than guests."))

    def validate_guests(self, field: Any) -> None:
        if field.data is None and not field.errors:
            field.data = 0


class GuestsForm(PortalForm):
    """Who the guests of a sign-up are, one a line."""

    guest_names = Text(_l("Names of the guests, one a line"), 400, needed=False)

    def names(self) -> list[str]:
        return [line.strip() for line in (self.guest_names.data or "").splitlines() if line.strip()]


class StaffSignUpForm(NamesClient, SignUpForm):
    client = Line(_l("Client"), 80)
