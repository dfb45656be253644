"""Signing up for an event: how many come, who they are, and what the kind of event asks of each."""

from __future__ import annotations

import re
from typing import Any, Protocol

from wtforms.validators import NumberRange, ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Line, Name, Text, Whole, between, optional
from portal.forms.shared.naming import NamesClient
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.events.parties import ASKED_OF_GUESTS, ASKED_OF_HIM, OLDEST, Guest, Party
from portal.rules.events.plan import MOST_GUESTS
from portal.words.events import ASKED, RELATIONS

ONE_NAME = 60
HIS_OWN = ("diet", "plate", "handicap")


class EventLike(Protocol):
    kind: str
    guests_per_client: int


class Plate(Line):
    """A number plate as it stands on a car."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, 12, needed=False, filters=[lambda value: (value or "").strip().upper()], **options)


class Handicap(Line):
    """A golfer's handicap: 18, 5.4, +2."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, 8, needed=False, **options)

    def pre_validate(self, form: Any) -> None:
        if self.data and not re.fullmatch(r"[+-]?[0-9]{1,2}([.,][0-9])?", self.data, re.ASCII):
            raise ValidationError(_l("Please write a handicap as 18, 5.4 or +2."))


def _row(number: int) -> dict[str, Any]:
    """The fields of one guest."""
    return {
        f"guest_{number}": Name(_l("Name"), ONE_NAME, needed=False),
        f"relation_{number}": SelectField(ASKED["relation"], choices=[("", _l("Not said")), *RELATIONS], default=""),
        f"age_{number}": Whole(ASKED["age"], [optional(), between(0, OLDEST)]),
        f"diet_{number}": Line(ASKED["diet"], 60, needed=False),
        f"plate_{number}": Plate(ASKED["plate"]),
        f"handicap_{number}": Handicap(ASKED["handicap"]),
    }


class SignUpForm(PortalForm):
    """Seats for a client and his guests. Names come one a line; where the kind of event asks more of each, in rows."""

    guests = Whole(
        _l("Guests"), [NumberRange(0, 99, _l("Please enter a whole number from %(min)s to %(max)s."))], default=0
    )
    guest_names = Text(_l("Names of the guests, one a line"), 400, needed=False)
    comes = Name(_l("Who comes for the company"), ONE_NAME, needed=False)
    diet = Line(ASKED["diet"], 60, needed=False)
    plate = Plate(ASKED["plate"])
    handicap = Handicap(ASKED["handicap"])

    rows: range = range(0)
    asked: tuple[str, ...] = ()

    def of(self, event: EventLike, company: bool | None = None, most: int = 0) -> SignUpForm:
        """Ask what this event asks. `company`: None while the client is not known; `most`: guests who are there
        already."""
        self.asked = ASKED_OF_GUESTS.get(event.kind, ())
        count = max(event.guests_per_client, most) if self.asked else 0
        self.rows = range(1, min(count, MOST_GUESTS) + 1)
        for number in range(1, MOST_GUESTS + 1):
            wanted = {f"guest_{number}", *(f"{name}_{number}" for name in self.asked)} if number in self.rows else set()
            for name in _row_names(number) - wanted:
                del self[name]
        for name in set(HIS_OWN) - set(ASKED_OF_HIM.get(event.kind, ())):
            del self[name]
        if company is False:
            del self["comes"]
        return self

    def row(self, number: int) -> list[Any]:
        """The fields of a guest, for the page."""
        return [self[f"guest_{number}"], *(self[f"{name}_{number}"] for name in self.asked)]

    def show(self, party: Party) -> None:
        """Show a party as it stands; what was sent goes first."""
        if self.is_submitted():
            return
        self.guests.data = party.guests
        self.guest_names.data = "\n".join(guest.name for guest in party.named)
        for name, value in party.own.items():
            if name in self:
                self[name].data = value
        for number, guest in zip(self.rows, party.named, strict=False):
            self[f"guest_{number}"].data = guest.name
            for name in self.asked:
                self[f"{name}_{number}"].data = getattr(guest, name)

    def names(self) -> list[str]:
        return [line.strip() for line in (self.guest_names.data or "").splitlines() if line.strip()]

    @property
    def by_rows(self) -> bool:
        return bool(self.rows) and not self.names()

    def _named(self) -> list[Guest]:
        """The guests in rows, without rows that say nothing."""
        found = []
        for number in self.rows:
            more = {name: self[f"{name}_{number}"].data for name in self.asked}
            said = {name: value for name, value in more.items() if value not in (None, "")}
            if self[f"guest_{number}"].data:
                found.append(Guest(self[f"guest_{number}"].data, **said))
        return found

    def party(self, before: Party | None = None) -> Party:
        """Who comes, as it was typed. What a form does not ask stays as it was `before`; so does what is known of a
        guest whose name alone was sent."""
        known = {guest.name: guest for guest in (before.named if before else ())}
        named = self._named() if self.by_rows else [known.get(name, Guest(name)) for name in self.names()]
        own = dict(before.own) if before else {}
        own |= {name: self[name].data or "" for name in (*HIS_OWN, "comes") if name in self}
        return Party(self.count(named), tuple(named), **own)

    def count(self, named: list[Guest]) -> int:
        """How many guests: who is named in a row comes, whatever the number says."""
        return max(self.guests.data or 0, len(named) if self.by_rows else 0)

    def validate_guest_names(self, field: Any) -> None:
        if len(self.names()) > (self.guests.data or 0):
            raise ValidationError(_l("There are more names than guests."))
        if any(len(name) > ONE_NAME for name in self.names()):
            raise ValidationError(_l("A name has at most %(max)d characters.", max=ONE_NAME))

    def validate_guests(self, field: Any) -> None:
        if field.data is None and not field.errors:
            field.data = 0

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        good = bool(super().validate(*args, **kwargs))
        for number in self.rows:
            said = any(self[f"{name}_{number}"].data not in (None, "") for name in self.asked)
            name = self[f"guest_{number}"]
            if said and not name.data and not self.names():
                name.errors = [*name.errors, str(_l("Please say who this is."))]
                good = False
        return good


def _row_names(number: int) -> set[str]:
    return {f"{name}_{number}" for name in ("guest", "relation", "age", "diet", "plate", "handicap")}


for _number in range(1, MOST_GUESTS + 1):
    for _name, _field in _row(_number).items():
        setattr(SignUpForm, _name, _field)


class StaffSignUpForm(NamesClient, SignUpForm):
    client = Line(_l("Client"), 80)


class PartyForm(SignUpForm):
    """A party as it stands, to be changed; who sends names alone leaves the number as it is."""
