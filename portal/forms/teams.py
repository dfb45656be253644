"""Assigning and ending seats of the 1+1+N team."""

from __future__ import annotations

from typing import Any

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, optional, required
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models.clients.client import Client
from portal.reads.teams.seats import candidates
from portal.rules.accounts.roles import Role
from portal.words.teams import SEAT_WORDS


class SeatForm(PortalForm):
    """`staff` is a user name; who may be chosen is read from the branch."""

    staff = SelectField(_l("Person"), [required()], validate_choice=False)
    reason = Line(_l("Reason"), 200)

    def offer(self, role: Role, client: Client, but: list[int] | None = None) -> SeatForm:
        """Fill the choices with those who may take the seat, with how many clients each serves."""
        people = [
            (username, f"{name} · " + ngettext("%(num)d client", "%(num)d clients", load))
            for username, name, load in candidates(role, client)
        ]
        self.staff.choices = [("", _("Choose a person")), *people]
        return self


class EndSeatForm(PortalForm):
    staff = SelectField(_l("Person"), [required()], validate_choice=False)
    reason = Line(_l("Reason"), 200)

    def offer(self, seats: list[Any]) -> EndSeatForm:
        """Fill the choices with those who serve the client now."""
        people = {seat.person.login.username: f"{seat.person.name} · {SEAT_WORDS[seat.kind]}" for seat in seats}
        self.staff.choices = [("", _("Choose a person")), *people.items()]
        return self


class OnDateForm(FilterForm):
    date = Day(_l("Date"), [optional()])


def seat_forms(client: Client, bound: str = "", form: Any = None) -> dict[str, SeatForm]:
    """The three forms of the team page; the one that was sent keeps what was typed."""
    forms = {}
    for kind in ("manager", "adviser", "specialist"):
        forms[kind] = (form if bound == kind else SeatForm(formdata=None)).offer(Role(kind), client)
        forms[kind].apart(kind)
    return forms
