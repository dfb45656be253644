"""Forms of the handovers: announcing, preparing, checking, calls, signing off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wtforms import HiddenField, PasswordField

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Moment, Text, Whole, at_most, between, optional, required
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models.handovers import Handover
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.handovers.lines import branches_of, kinds_of
from portal.reads.handovers.receiving import could_receive
from portal.reads.handovers.scope import people_with_seats
from portal.rules.accounts.visibility import Permission
from portal.rules.handovers import ROTATION
from portal.words.contacts import CHANNELS
from portal.words.handovers import FIELDS, cause_choices
from portal.words.teams import SEAT_WORDS

FACE_TO_FACE = ("visit", "phone", "branch")


def rotation_years() -> int:
    """After how many years somebody else serves a client."""
    return int(settings.value("teams.rotation_years"))


class HandoverForm(PortalForm):
    """`staff` is a user name, `on` the receivers' first day; `years` counts for a rotation alone. `back`: the number of
    the handover that is led back."""

    staff = SelectField(_l("Person"), [required()], validate_choice=False)
    cause = SelectField(_l("Why"), [required()], choices=cause_choices())
    on = Day(_l("The receivers' first day"), [required()])
    years = Whole(_l("Only clients served for at least (years)"), [optional(), between(0, 60)], default=rotation_years)
    reason = Line(_l("Note"), 120, needed=False)
    back = HiddenField(validators=[at_most(16)])

    def offer(self, actor: Actor) -> HandoverForm:
        """Fill the choices: oneself, or everybody with clients whom one looks after."""
        paths = actor.paths_for(Permission.TEAMS_WRITE)
        others = [pair for pair in people_with_seats(paths) if pair[0] != actor.username] if paths else []
        own = [] if paths else [(actor.username, _("%(name)s (I myself)", name=actor.name))]
        self.staff.choices = [("", _("Choose a person")), *own, *others]
        if not self.on.data and not self.is_submitted():
            self.on.data = clock.today() + timedelta(days=14)
        if self.years.data is None and not self.is_submitted():
            self.years.data = rotation_years()
        return self

    @property
    def years_asked(self) -> int:
        """Of a rotation; 0 for every seat."""
        if self.cause.data != ROTATION:
            return 0
        return int(self.years.data or (0 if self.years.raw_data else rotation_years()))


class MustKnowForm(PortalForm):
    must_know = Text(_l("What a newcomer must know"), 2000)


class ReceiverForm(PortalForm):
    """`receiver` is a user name; "" leaves the seat open. `kind`: of which seats, where it is asked."""

    kind = SelectField(_l("Seats in teams"), [optional()], validate_choice=False)
    receiver = SelectField(FIELDS["receiver"], [optional()], validate_choice=False)

    def offer(self, handover: Handover, kind: str = "") -> ReceiverForm:
        """Fill the choices with those who hold the role of the seat at the clients' branches."""
        kinds = [kind] if kind else kinds_of(handover)
        self.kind.choices = [(one, SEAT_WORDS[one]) for one in kinds]
        people = could_receive(branches_of(handover), handover.staff_id, handover.begins)
        known: dict[str, str] = {}
        for one in kinds:
            known |= {
                username: f"{name} · {_('away on that day')}" if away else name for username, name, away in people[one]
            }
        self.receiver.choices = [("", _("Leave the seat open")), *known.items()]
        return self


class DaysForm(PortalForm):
    on = Day(_l("The receivers' first day"), [required()])
    credit_from = Day(FIELDS["credit_from"], [optional()])


class CheckForm(PortalForm):
    witness = SelectField(FIELDS["witness"], [required()], validate_choice=False)

    def offer(self, people: list[tuple[str, str, int]]) -> CheckForm:
        self.witness.choices = [("", _("Choose a person")), *((username, name) for username, name, _id in people)]
        return self


class WhyForm(PortalForm):
    reason = Line(_l("Reason"), 200)


class CallForm(PortalForm):
    """A form that sends no moment means now."""

    channel = RadioField(_l("How"), [required()], choices=[one for one in CHANNELS if one[0] in FACE_TO_FACE])
    happened_at = Moment(_l("When"), [required()])
    summary = Text(_l("What was said"), 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_submitted() and not self.happened_at.raw_data:
            self.happened_at.data, self.happened_at.validators = clock.now(), [optional()]


class SignForm(PortalForm):
    password = PasswordField(_l("Your password"), [required()], render_kw={"autocomplete": "current-password"})
