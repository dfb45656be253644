"""Documents that identify a client: which number is valid for which kind, and what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.rules.clients.identity import (
    ResidentId,
    compact,
    company_code,
    permanent_residence,
    residence_permit,
    resident_id,
    upgrade_resident_id,
)

PATTERNS = {
    "passport": r"[A-Z]{1,2}[0-9]{7,8}|[A-Z0-9]{6,12}",
    "hk_macao_permit": r"[HM][0-9]{8}([0-9]{2})?",
    "taiwan_permit": r"[0-9]{8}|[0-9]{10}[A-Z]?",
    "military_id": r"(?=(?:.*\d){5})[\u4e00-\u9fff]{0,4}(字第)?[0-9A-Z]{5,12}号?",
}
BUILT_ALIKE = frozenset({"resident_id", "temporary_id", "household_book", "hmt_residence", "foreign_resident"})
"""Kinds whose numbers say birthday and gender; temporary IDs and household books carry that of the resident ID."""
OF_COUNTIES = frozenset({"resident_id", "temporary_id", "household_book"})
"""Kinds whose numbers begin with the county of first registration."""
KINDS = (
    "resident_id",
    "temporary_id",
    "household_book",
    "hmt_residence",
    "foreign_resident",
    *PATTERNS,
    "uscc",
)


@dataclass(frozen=True)
class Document:
    """A checked document; birthday and gender are known where the number says them."""

    kind: str
    number: str
    birthday: date | None = None
    gender: str = ""


def read_document(kind: str, typed: str, today: date) -> Document:
    """The document that was typed, normalised and checked. Raises ValueError."""
    if kind in BUILT_ALIKE:
        found = _read_alike(kind, typed, today)
        if isinstance(found, str):
            return Document(kind, found)
        return Document(kind, found.number, found.birthday, found.gender)
    if kind == "uscc":
        return Document(kind, company_code(typed))
    number = compact(typed)
    if kind not in PATTERNS or not re.fullmatch(PATTERNS[kind], number):
        raise ValueError("no such document")
    return Document(kind, number)


def _read_alike(kind: str, typed: str, today: date) -> ResidentId | str:
    if kind == "hmt_residence":
        return residence_permit(typed, today)
    return permanent_residence(typed, today) if kind == "foreign_resident" else resident_id(typed, today)


def likely_kind(typed: str, client_kind: str) -> str:
    """The kind of a document that does not say it, by how its number is written."""
    number = compact(typed)
    if client_kind == "company":
        return "uscc"
    if re.fullmatch(r"8[123]0000\d{11}[\dX]", number):
        return "hmt_residence"
    if re.fullmatch(r"9\d{16}[\dX]|[A-Z]{3}\d{12}", number):
        return "foreign_resident"
    if len(number) in (15, 18):
        return "resident_id"
    if re.match(r"[\u4e00-\u9fff]", number):
        return "military_id"
    return "hk_macao_permit" if re.fullmatch(r"[HM]\d{8}(\d{2})?", number) else "passport"


def kind_by_number(document_kind: str, typed: str) -> str:
    """`company` or `individual` where a document says it, "" where there is none or it could be both."""
    if document_kind:
        return "company" if document_kind == "uscc" else "individual"
    number = compact(typed)
    if not number:
        return ""
    try:
        company_code(number)
        return "company"
    except ValueError:
        return "individual"


def possible_documents(typed: str) -> list[str]:
    """The document numbers that a searched text may be, normalised; [] for what is no document.

    The check digit is not asked for: what is looked up must only be written the same way.
    """
    number = compact(typed)
    if not re.fullmatch(r"[A-Z0-9]{8,18}", number) or sum(character.isdigit() for character in number) < 7:
        return []
    return [upgrade_resident_id(number) if len(number) == 15 and number.isdigit() else number]
