"""Partners and their settlements in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.models import Partner
from portal.words.states import State

KINDS = [
    ("hospital", _l("Hospital")),
    ("airport", _l("Airport")),
    ("golf", _l("Golf")),
    ("travel", _l("Travel agency")),
    ("culture", _l("Theatre and culture")),
    ("car", _l("Cars and roads")),
    ("dining", _l("Dining")),
    ("other", _l("Other")),
]

DEEDS: dict[str, Any] = {
    "partner.added": _l("%(actor)s added the partner %(partner)s"),
    "partner.changed": _l("%(actor)s changed the partner %(partner)s"),
    "partner.priced": _l("%(actor)s set %(amount)s a use of %(benefit)s at %(partner)s from %(day)s on"),
    "partner.pin": _l("%(actor)s gave %(partner)s a new PIN for the desk"),
    "partner.closed": _l("%(actor)s closed the contract with %(partner)s, last day %(day)s"),
    "settlement.closed": _l("%(actor)s closed %(month)s of %(partner)s: %(amount)s"),
}
FIELDS: dict[str, Any] = {
    "kind": _lp("of a partner", "Kind"),
    "branch": _l("Branch that has the contract"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "place": _l("Town or district"),
    "address": _l("Address"),
    "contact": _l("Contact person"),
    "phone": _l("Phone"),
    "contract_since": _l("Contract from"),
    "contract_until": _l("Contract until"),
    "ended_reason": _l("Why the contract ended"),
    "benefit": _l("Benefit"),
    "price": _l("Price per use"),
    "since": _l("Holds from"),
    "until": _l("Last day of the contract"),
    "reason": _l("Reason"),
}
CODES: dict[str, dict[str, Any]] = {"kind": dict(KINDS)}

STATES: dict[str, State] = {
    "current": State("done", _l("In contract"), "check"),
    "coming": State("info", _lp("of a contract", "Coming"), "calendar-event"),
    "ending": State("wait", _l("Ends soon"), "hourglass"),
    "ended": State("plain", _l("Contract over"), "x"),
}
MONTHS: dict[str, State] = {
    "settled": State("done", _l("Settled"), "lock"),
    "running": State("info", _lp("of a month", "Running"), "clock"),
    "open": State("wait", _l("To be settled"), "hourglass"),
}
SOON = 60
"""Days before its end from which a contract ends soon."""


def state_of(row: Partner, today: date) -> str:
    """How its contract stands."""
    if not row.gives_on(today):
        return "ended"
    if row.contract_since and row.contract_since > today:
        return "coming"
    return "ending" if row.contract_until and (row.contract_until - today).days <= SOON else "current"


def kind_name(code: str) -> str:
    return str(dict(KINDS).get(code, code))


def note_of(line: Any) -> str:
    """What a line of a settlement says of itself, "" for a plain use."""
    if line.entry is None:
        return ""
    if line.corrects is None:
        return _("A use of this month was taken back")
    month = formats.month(line.corrects)
    if not line.number:
        return _("Corrects a use that was settled in %(month)s", month=month)
    return _("Corrects %(number)s, settled in %(month)s", number=line.number, month=month)
