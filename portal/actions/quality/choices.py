"""What was chosen at a merge: how it is kept while it waits for a second person, and which columns it leads to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.actions.clients.documents import document_columns
from portal.actions.clients.record import kind_of_phone, with_rating
from portal.ground import clock
from portal.models import Client, ClientMerge
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key
from portal.rules.quality import merging


def to_keep(values: dict[str, Any], company: bool) -> tuple[dict[str, Any], str]:
    """Choices as a merge keeps them (dates as text, a document as its mask and HMAC), and what is encrypted of them,
    which stands in a column of its own so that a change of the key finds it. Raises Invalid (a document that cannot
    be).
    """
    found, secret = {}, ""
    for unit, choice in values.items():
        if not isinstance(choice, dict):
            found[unit] = choice
            continue
        columns = _columns_of(unit, choice["typed"], company)
        secret = columns.pop("document_encrypted", secret)
        found[unit] = {"typed": {name: _plain(value) for name, value in columns.items()}}
    return found, secret


def _columns_of(unit: str, typed: dict[str, Any], company: bool) -> dict[str, Any]:
    """What was typed in a unit as columns of the record."""
    if unit == "document":
        return document_columns(typed["document_kind"], typed["document"])
    if unit == "mobile":
        return {"mobile": typed["mobile"], "mobile_kind": kind_of_phone(typed["mobile"], company), "mobile_label": ""}
    if unit == "risk_rating":
        return with_rating(typed)
    return dict(typed)


def _plain(found: Any) -> Any:
    return found.isoformat() if isinstance(found, (date, datetime)) else found


def columns(row: ClientMerge, kept: Client, gone: Client) -> dict[str, Any]:
    """The columns of the one record, by what was chosen; units that nobody decided on as proposed."""
    sides, chosen = {"kept": kept, "gone": gone}, merging.proposed(kept, gone) | row.choices
    values: dict[str, Any] = {}
    for unit, choice in chosen.items():
        if isinstance(choice, dict):
            values |= {name: own_type(name, found) for name, found in choice["typed"].items()}
            if unit == "document":
                values["document_encrypted"] = row.typed_document
        else:
            values |= {column: getattr(sides[choice], column) for column in merging.UNITS[unit]}
    if "birthday" in values:
        lunar = values.get("birthday_lunar", kept.birthday_lunar)
        values |= birthdays.columns(values["birthday"], lunar, clock.today())
    if "name" in values:
        values["name_key"] = name_key(values["name"], company=kept.is_company)
    return values


def own_type(name: str, found: Any) -> Any:
    """A kept value as the column's own type."""
    return Client._meta.fields[name].python_value(found)
