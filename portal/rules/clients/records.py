"""The codes of a client's record, and what can be said about them without asking anybody."""

from __future__ import annotations

import re
from datetime import date

from portal.rules.clients.documents import Document
from portal.rules.clients.identity import ResidentId

RISK_RATINGS = ("C1", "C2", "C3", "C4", "C5")
CREDIT_MARKS = ("good", "normal", "watch", "bad")
ORIGINS = ("walk_in", "introduced", "payroll", "supplier", "event", "campaign", "list", "online", "transfer", "other")
COMPANY_SIZES = ("large", "medium", "small", "micro")
SUPPLIER_TIERS = ("1", "2", "3")
PHONE_KINDS = ("mobile", "home", "work", "other")
ADDRESS_KINDS = ("home", "work", "registered", "mail", "other")
PERSON_ONLY = ("gender", "birthday", "birthday_lunar", "employer", "plant", "post", "hobbies", "character")
COMPANY_ONLY = ("legal_representative", "industry", "business", "company_size", "supplier_tier")
"""Columns that only one kind of client has; the form of the other kind does not show them."""

RATING_YEARS = 1
"""An investor risk rating is good for a year unless an earlier day is given."""


def rating_valid(rating: str, valid_until: date | None, today: date) -> bool:
    """May advice lean on this investor risk rating today? A rating without an end is not trusted."""
    return bool(rating) and valid_until is not None and valid_until >= today


def rating_ends(assessed_on: date) -> date:
    """The last day of a rating that was assessed on this day."""
    year = assessed_on.year + RATING_YEARS
    return date(year, 2, 28) if (assessed_on.month, assessed_on.day) == (2, 29) else assessed_on.replace(year=year)


def disagrees(document: ResidentId | Document | None, birthday: date | None, gender: str) -> list[str]:
    """Where the record says something else than the resident ID: of `birthday`, `gender`.

    A hint and not a fault: IDs were issued with wrong dates in the past, and people keep them.
    """
    if document is None:
        return []
    found = ["birthday"] if birthday and birthday != document.birthday else []
    return [*found, "gender"] if gender and gender != document.gender else found


def words_apart(text: str) -> list[str]:
    """Words as people write them one after another (茶、书法, or with commas), each once, in their order."""
    parts = (" ".join(part.split()) for part in re.split(r"[,，、;；\n]+", text))
    return list(dict.fromkeys(part for part in parts if part))
