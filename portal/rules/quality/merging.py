"""Two records of one client become one: which fields are decided on, which value is proposed, until when it can be
undone.

A unit is what is decided together: a document with its kind, a birthday with its calendar, a rating with its dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

UNITS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "name_latin": ("name_latin",),
    "gender": ("gender",),
    "birthday": ("birthday", "birthday_lunar"),
    "document": ("document_kind", "document_masked", "document_hmac", "document_encrypted"),
    "mobile": ("mobile", "mobile_kind", "mobile_label"),
    "email": ("email",),
    "wechat": ("wechat",),
    "address": ("address", "address_kind"),
    "district": ("district",),
    "employer": ("employer",),
    "plant": ("plant",),
    "post": ("post",),
    "hobbies": ("hobbies",),
    "character": ("character",),
    "languages": ("languages",),
    "preferred_channel": ("preferred_channel",),
    "preferred_times": ("preferred_times",),
    "address_as": ("address_as",),
    "do_not_call": ("do_not_call",),
    "legal_representative": ("legal_representative",),
    "industry": ("industry",),
    "business": ("business",),
    "company_size": ("company_size",),
    "supplier_tier": ("supplier_tier",),
    "origin": ("origin",),
    "risk_rating": ("risk_rating", "risk_assessed_on", "risk_valid_until"),
    "credit_mark": ("credit_mark",),
    "notes": ("notes",),
}
"""What is decided at a merge: unit → its columns, the one that speaks for it first."""

DERIVED = frozenset(
    {
        "id",
        "number",
        "kind",
        "name_key",
        "branch",
        "status",
        "referrer",
        "next_birthday",
        "lunar_year",
        "lunar_month",
        "lunar_day",
        "lunar_leap",
        "products",
        "is_single_product",
        "is_liability",
        "is_asset",
        "is_intermediary",
        "tier",
        "tier_since",
        "aum",
        "aum_average",
        "aum_month",
        "aum_before",
        "aum_change",
        "manager",
        "adviser",
        "specialists",
        "last_contact",
        "next_contact_due",
        "contact_order",
        "open_requests",
        "completeness",
        "findings",
        "list_status",
        "tier_protected_until",
        "verified_on",
        "merged_into",
        "source",
        "source_branch",
        "source_key",
        "created_at",
        "updated_at",
        "version",
        "submission",
    }
)
"""Columns that nobody decides on: they follow from what moves, or stay those of the kept record."""

SIDES = ("kept", "gone")
Grant = tuple[int, date]
"""A tier held by hand: its rank and its end."""

_LONG_AGO = datetime.min


def value(record: Any, unit: str) -> Any:
    """What a record says in a unit: the value that speaks for it (of a document its HMAC, so that equal ones are
    equal)."""
    return getattr(record, "document_hmac" if unit == "document" else UNITS[unit][0])


def is_blank(found: Any) -> bool:
    return found is None or found is False or (isinstance(found, str) and not found.strip())


def differing(kept: Any, gone: Any) -> list[str]:
    """Units in which the two records say different things (a blank is one, too), in the order of the form."""
    return [unit for unit in UNITS if (value(kept, unit) or None) != (value(gone, unit) or None)]


def surer(kept: Any, gone: Any) -> str:
    """The side whose record was verified later; of two that never were, the one saved later; else the kept one."""
    return "gone" if _age(gone) > _age(kept) else "kept"


def _age(record: Any) -> tuple[date, datetime]:
    saved = record.updated_at or record.created_at
    return record.verified_on or date.min, saved.replace(tzinfo=None) if saved else _LONG_AGO


def proposed(kept: Any, gone: Any) -> dict[str, str]:
    """Unit → the side whose value is proposed: that of the surer record, its blanks filled from the other."""
    first = surer(kept, gone)
    sides = {"kept": kept, "gone": gone}
    return {unit: other(first) if is_blank(value(sides[first], unit)) else first for unit in differing(kept, gone)}


def until(done_at: datetime, days: int) -> datetime:
    """The moment until which a merge can be undone."""
    return done_at + timedelta(days=days)


def other(side: str) -> str:
    """The other of the two sides."""
    return SIDES[1 - SIDES.index(side)]


def holds_on(kept: Grant | None, gone: Grant | None) -> str:
    """Whose tier by hand holds on: the higher one; of two equal ones the longer one; else the kept record's; "" for
    none. A client has one at a time, and a merge never takes the better one from him (R1).
    """
    if kept is None or gone is None:
        return "kept" if kept else "gone" if gone else ""
    return "gone" if gone > kept else "kept"


def higher(kept_rank: int, gone_rank: int) -> str:
    """Whose tier the one record has: the higher one, for it was earned or granted."""
    return "gone" if gone_rank > kept_rank else "kept"
