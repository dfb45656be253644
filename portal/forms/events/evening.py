"""What is typed in an evening: scans, corrections, prizes, digits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField
from portal.forms.shared.fields import Line, Text, Whole, required
from portal.forms.shared.naming import NamesClient
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.events import draw as rules
from portal.rules.events.door import MOST_HEADS, Scan

HEADS = NumberRange(1, MOST_HEADS, _l("Please enter a whole number from %(min)s to %(max)s."))


MOST_READ = 80
"""Characters of a code that are looked at; a ticket of ours has half as many."""


class Code(Line):
    """What was read. A picture may say anything, at any length: what a phone scanned is kept as far as it is looked at,
    never refused, or it would wait on the phone for ever."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        by_phone = form.scanned.data == "1" or form.offline.data == "1"
        if by_phone and self.raw_data and self.raw_data[0]:
            self.data = (self.data or "?")[:MOST_READ]


class CheckInForm(PortalForm):
    """A scan: of a picture, a code that was typed, or a party found by name."""

    code = Code(
        _l("Code of the ticket"), MOST_READ, needed=False, render_kw={"autocomplete": "off", "autocapitalize": "off"}
    )
    party = HiddenField()
    heads = Whole(_l("How many are here"), [Optional(), HEADS])
    door = Line(_l("Door"), 24, needed=False)
    remark = Line(_l("Remark"), 120, needed=False)
    device = HiddenField()
    said_at = HiddenField()
    offline = HiddenField()
    let_in = HiddenField()
    scanned = HiddenField()

    def scan(self) -> Scan:
        return Scan(
            nonce=self.submission.data,
            text=self.code.data or "",
            party=_number(self.party.data),
            heads=self.heads.data or 0,
            door=self.door.data or "",
            device=(self.device.data or "")[:36],
            said_at=_moment(self.said_at.data),
            offline=self.offline.data == "1",
            let_in=self.let_in.data == "1",
            remark=self.remark.data or "",
            scanned=self.scanned.data == "1",
        )


def _number(text: str | None) -> int | None:
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _moment(text: str | None) -> datetime | None:
    """A phone's own time in milliseconds; None for what is no time."""
    plain = (text or "").strip()
    sound = plain.isascii() and plain.isdigit() and 12 < len(plain) < 15
    return datetime.fromtimestamp(min(int(plain) / 1000, 4e9), UTC) if sound else None


class WalkInForm(NamesClient, PortalForm):
    """Somebody without a seat, with those who came with him."""

    client = Line(_l("Client"), 80)
    heads = Whole(_l("How many are here"), [required(), HEADS], default=1)
    comes = Line(_l("Who comes for the company"), 60, needed=False)


class FindForm(PortalForm):
    q = Line(_l("Name, pinyin, or the last four digits of the phone"), 40)


class HeadsForm(PortalForm):
    """How many of a party are here after all, and why."""

    heads = Whole(_l("How many are here"), [required(), NumberRange(0, MOST_HEADS, HEADS.message)])
    remark = Line(_l("Why"), 120)


class SettleForm(PortalForm):
    words = Line(_l("What you found"), 200)


class CardsForm(PortalForm):
    anew = BooleanField(_l("Print every card anew; each says that it is a further print"))


class DrawForm(PortalForm):
    who = RadioField(
        _l("Who takes part"),
        choices=[("here", _l("Parties that have checked in")), ("all", _l("All parties that have signed up"))],
        default="here",
    )
    prizes = Text(_l("Prizes, one a line with its number, in the order in which they are given"), 1500)

    def found(self) -> list[tuple[str, int]]:
        return rules.prizes_of(self.prizes.data or "") or []

    def validate_prizes(self, field: Any) -> None:
        if not rules.prizes_of(field.data or ""):
            raise ValidationError(
                _l(
                    "From one to %(most)s lines, please, each with a name of at most 60 characters and a number.",
                    most=rules.MOST_PRIZES,
                )
            )


class DigitsForm(PortalForm):
    digits = Line(_l("Digits that guests called"), 60, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class VoidForm(PortalForm):
    reason = Line(_l("Why it does not count"), 200)
