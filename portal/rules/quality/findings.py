"""How good a client's record is: what is missing of what his kind and tier need, and what cannot be right.

A required field holds from its tier upwards (a setting of head office); the team is not part of it. Words for the codes
stand in the catalogue of the portal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.rules.clients.identity import age_on

OLDEST = 110
NOT_RECKONED = 0
"""The completeness of a record that nobody has reckoned yet; a reckoned one has at least its name."""

PERSON_FIELDS = (
    "name",
    "name_latin",
    "gender",
    "birthday",
    "document",
    "mobile",
    "email",
    "wechat",
    "address",
    "district",
    "employer",
    "plant",
    "post",
    "hobbies",
    "character",
    "languages",
    "preferred_channel",
    "preferred_times",
    "origin",
    "risk_rating",
    "credit_mark",
)
COMPANY_FIELDS = (
    "name",
    "name_latin",
    "document",
    "legal_representative",
    "industry",
    "business",
    "company_size",
    "supplier_tier",
    "mobile",
    "email",
    "wechat",
    "address",
    "district",
    "preferred_channel",
    "preferred_times",
    "origin",
    "credit_mark",
)
FIELDS: Mapping[str, tuple[str, ...]] = {"individual": PERSON_FIELDS, "company": COMPANY_FIELDS}
"""What head office may ask for, by kind of client."""

COLUMN = {"document": "document_hmac"}
"""Fields that are kept under another column's name."""

CODES = (
    "missing",
    "birthday_document",
    "gender_document",
    "no_legal_representative",
    "too_old",
    "born_later",
    "assets_without_account",
    "rating_expired",
    "stale",
    "duplicate",
    "phone_shared",
)


@dataclass(frozen=True)
class Found:
    """Something to look at: its code, the field it concerns ("" for the record as a whole) and the figures of its
    sentence."""

    code: str
    field: str = ""
    words: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.field


@dataclass(frozen=True)
class Around:
    """What stands beside a record: how many others share its phone, open duplicates, accounts, and what its ID says."""

    sharing: int = 0
    duplicates: int = 0
    accounts: int = 0
    document_birthday: date | None = None
    document_gender: str = ""


@dataclass(frozen=True)
class Limits:
    """Settings: months after which a record counts as stale, and how many may share a phone."""

    stale_months: int = 12
    phone_shared: int = 3


def is_there(record: Any, name: str) -> bool:
    """Does the record say anything in this field?"""
    value = getattr(record, COLUMN.get(name, name), None)
    return bool(value.strip() if isinstance(value, str) else value)


def missing(record: Any, required: Iterable[str]) -> list[str]:
    """The required fields that are empty, in the order they were given."""
    return [name for name in required if not is_there(record, name)]


def completeness(required: int, lacking: int) -> int:
    """Percent of the required fields that are there, rounded down, so that 100 means all; 100 when none is required.
    Never 0: that says "not reckoned yet".
    """
    return max(1, 100 * (required - lacking) // required) if required else 100


def findings(record: Any, lacking: Iterable[str], around: Around, limits: Limits, today: date) -> list[Found]:
    """Everything about a record that somebody should look at."""
    found = [Found("missing", name) for name in lacking]
    found += _company(record) if record.kind == "company" else _person(record, around, today)
    if record.aum > 0 and not around.accounts:
        found.append(Found("assets_without_account", ""))
    touched = last_touched(record)
    if touched and touched < months_before(today, limits.stale_months):
        found.append(Found("stale", "", {"months": limits.stale_months}))
    if around.duplicates:
        found.append(Found("duplicate", "", {"count": around.duplicates}))
    if around.sharing > limits.phone_shared:
        found.append(Found("phone_shared", "mobile", {"count": around.sharing}))
    return found


def _company(record: Any) -> list[Found]:
    if record.legal_representative.strip():
        return []
    return [Found("no_legal_representative", "legal_representative")]


def _person(record: Any, around: Around, today: date) -> list[Found]:
    found = []
    born = record.birthday
    if born and born > today:
        found.append(Found("born_later", "birthday"))
    elif born and age_on(born, today) > OLDEST:
        found.append(Found("too_old", "birthday", {"age": age_on(born, today)}))
    if born and around.document_birthday and born != around.document_birthday:
        found.append(Found("birthday_document", "birthday"))
    if record.gender and around.document_gender and record.gender != around.document_gender:
        found.append(Found("gender_document", "gender"))
    if record.risk_rating and record.risk_valid_until and record.risk_valid_until < today:
        found.append(Found("rating_expired", "risk_rating"))
    return found


def last_touched(record: Any) -> date | None:
    """When the record was last verified, saved or entered, whichever is latest."""
    moments = [moment.date() for moment in (record.updated_at, record.created_at) if moment]
    return max([*moments, *([record.verified_on] if record.verified_on else [])], default=None)


def months_before(day: date, months: int) -> date:
    """The same day `months` months earlier (the last one of a shorter month)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))
