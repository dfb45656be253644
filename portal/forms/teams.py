"""Assigning and ending seats of the 1+1+N team."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import Day, Line, at_most, optional, required
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models.clients.client import Client
from portal.reads.teams.load import limit_of, managed
from portal.reads.teams.proposing import Asked, Colleague, Plan
from portal.reads.teams.seats import Candidate, Team, candidates
from portal.rules.accounts.roles import Role
from portal.rules.teams.seats import SEAT_KINDS
from portal.words.teams import SEAT_WORDS
from portal.words.tiers import tier_name


def beyond_limit() -> Line:
    """Why a manager gets more clients of a level than the soft limit."""
    words = _l("Only where the client manager serves more clients of this tier than the limit that asks for a reason.")
    return Line(_l("Why more than the limit"), 200, needed=False, description=words)


def offered(role: Role, client: Client) -> list[tuple[str, str]]:
    """(user name, name and load) of those who may take a seat of this kind."""
    found = candidates(role, client)
    if role is not Role.MANAGER:
        return [(one.username, " · ".join(_said_of(one))) for one in found]
    limit, serves = limit_of(client.tier_id), managed([one.id for one in found], client.tier_id)
    tier = tier_name(client.tier_id)
    said = []
    for one in found:
        count, words = serves[one.id].get(client.tier_id, 0), _said_of(one)
        if limit.hard:
            words.append(_("%(tier)s %(count)s of %(most)s", tier=tier, count=count, most=limit.hard))
        said.append((one.username, " · ".join(words)))
    return said


def _with(choices: list[tuple[str, str]], seats: list[Any]) -> list[tuple[str, str]]:
    """The choices, and whoever holds a seat without being among them: what is not touched stays."""
    known = {username for username, _words in choices}
    now = [(seat.person.login.username, f"{seat.person.name} · " + _("serves now")) for seat in seats]
    return [*choices, *(one for one in now if one[0] not in known)]


def _said_of(one: Candidate) -> list[str]:
    """Name and load, and whether he is away today."""
    return [one.name, _clients(one.load), *([_("absent")] if one.away else [])]


def _clients(count: int) -> str:
    return ngettext("%(num)d client", "%(num)d clients", count)


class SeatForm(PortalForm):
    """`staff` is a user name; who may be chosen is read from the branch."""

    staff = SelectField(_l("Person"), [required()], validate_choice=False)
    reason = Line(_l("Reason"), 200)
    beyond = beyond_limit()

    def offer(self, role: Role, client: Client, but: list[int] | None = None) -> SeatForm:
        """Fill the choices with those who may take the seat, with how many clients each serves."""
        people = offered(role, client)
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


class CorrectionForm(PortalForm):
    """The days of a seat, as they should have been entered."""

    since = Day(_l("Since"), [required()])
    until = Day(_l("Ended on (the first day without the seat)"), [optional()])
    reason = Line(_l("Reason"), 200)


class OnDateForm(FilterForm):
    date = Day(_l("Date"), [optional()])


def seat_forms(client: Client, bound: str = "", form: Any = None) -> dict[str, SeatForm]:
    """The three forms of the team page; the one that was sent keeps what was typed."""
    forms = {}
    for kind in ("manager", "adviser", "specialist"):
        forms[kind] = (form if bound == kind else SeatForm(formdata=None)).offer(Role(kind), client)
        forms[kind].apart(kind)
    return forms


class TeamForm(PortalForm):
    """The whole 1+1+N team at once; user names."""

    manager = SelectField(_l("Client manager"), [optional()], validate_choice=False)
    adviser = SelectField(_l("Wealth adviser"), [optional()], validate_choice=False)
    specialists = SelectMultipleField(
        _l("Service team"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = Line(_l("Reason"), 200)
    beyond = beyond_limit()

    def offer(self, client: Client, team: Team) -> TeamForm:
        """Fill the choices with those who may sit, each with his load, and with who sits now, be he able to or not."""
        for kind, field in (("manager", self.manager), ("adviser", self.adviser)):
            field.choices = [("", _("Leave the seat open")), *_with(offered(Role(kind), client), team.of_kind(kind))]
        self.specialists.choices = _with(offered(Role.SPECIALIST, client), team.specialists)
        return self

    def propose(self, found: Plan) -> TeamForm:
        """Choose for the open seats whoever is proposed."""
        for line in found.lines:
            who = found.who.get(line.who or 0)
            if who and line.kind == "specialist":
                self.specialists.data = [*(self.specialists.data or []), who.username]
            elif who:
                self[line.kind].data = who.username
        return self

    def fill(self, team: Team) -> TeamForm:
        """Choose those who serve now."""
        for kind, field in (("manager", self.manager), ("adviser", self.adviser)):
            field.data = next((seat.person.login.username for seat in team.of_kind(kind)), "")
        self.specialists.data = [seat.person.login.username for seat in team.specialists]
        return self


class AskedForm(FilterForm):
    """How a proposal is wanted: for whom besides VIPs, and who shall have all seats of a kind."""

    give_manager = SelectField(_l("All client managers' seats to"), [optional()], validate_choice=False)
    give_adviser = SelectField(_l("All wealth advisers' seats to"), [optional()], validate_choice=False)
    give_specialist = SelectField(_l("All service teams to"), [optional()], validate_choice=False)
    below = BooleanField(_l("Also clients below VIP: a client manager for each"))

    def asked(self) -> Asked:
        only = {kind: self[f"give_{kind}"].data for kind in SEAT_KINDS if self[f"give_{kind}"].data}
        return Asked(self.below.data, only)

    def offer(self, may: dict[tuple[str, str], list[Colleague]]) -> AskedForm:
        """Fill the choices with everybody who could take a seat of the kind at one of the branches."""
        for kind in SEAT_KINDS:
            people = {one.username: one.name for (_branch, held), ones in may.items() if held == kind for one in ones}
            self[f"give_{kind}"].choices = [("", _("Whoever is proposed")), *sorted(people.items())]
        return self


class ProposalForm(PortalForm):
    """A proposal as it was seen: `seat` (repeated) says number of the client,
    kind of seat and user name, joined by colons; `rest` is the digest of what the page did not show."""

    seat = SelectMultipleField(_l("Who would take it"), validate_choice=False)
    rest = HiddenField(validators=[at_most(64)])
    rest_too = BooleanField(_l("Fill these too, as proposed"))
    reason = Line(_l("Reason"), 200)
    beyond = beyond_limit()

    def lines(self) -> list[tuple[str, str, str]]:
        """(number, kind, user name) of the seats to fill; what makes no sense is left out."""
        found = [tuple(one.split(":")) for one in self.seat.data or []]
        return [(one[0], one[1], one[2]) for one in found if len(one) == 3 and one[1] in SEAT_KINDS and one[2]]

    def chosen(self) -> dict[tuple[str, str], str]:
        """(number, kind) → user name that was chosen, "" for a seat to be left open."""
        parts = [one.split(":") for one in self.seat.data or []]
        return {(one[0], one[1]): one[2] for one in parts if len(one) == 3}

    list = HiddenField()  # last: it hides the type of this name
