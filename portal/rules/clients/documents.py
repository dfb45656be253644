"""Documents that identify a client: which number is valid for which kind, and what it tells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from portal.rules.clients.identity import company_code, resident_id, upgrade_resident_id

PATTERNS = {
    "passport": r"[A-Z]{1,2}[0-9]{7,8}|[A-Z0-9]{6,12}",
    "hk_macao_permit": r"[HM][0-9]{8}([0-9]{2})?",
    "taiwan_permit": r"[0-9]{8}|[0-9]{10}[A-Z]?",
}
KINDS = ("resident_id", *PATTERNS, "uscc")


@dataclass(frozen=True)
class Document:
    """A checked document; birthday and gender are known for a resident ID only."""

    kind: str
    number: str
    birthday: date | None = None
    gender: str = ""


def read_document(kind: str, typed: str, today: date) -> Document:
    """The document that was typed, normalised and checked. Raises ValueError."""
    if kind == "resident_id":
        found = resident_id(typed, today)
        return Document(kind, found.number, found.birthday, found.gender)
    if kind == "uscc":
        return Document(kind, company_code(typed))
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed or "")).upper()
    if kind not in PATTERNS or not re.fullmatch(PATTERNS[kind], number):
        raise ValueError("no such document")
    return Document(kind, number)


def possible_documents(typed: str) -> list[str]:
    """The document numbers that a searched text may be, normalised; [] for what is no document.

    The check digit is not asked for: what is looked up must only be written the same way.
    """
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed or "")).upper()
    if not re.fullmatch(r"[A-Z0-9]{8,18}", number) or sum(character.isdigit() for character in number) < 7:
        return []
    return [upgrade_resident_id(number) if len(number) == 15 and number.isdigit() else number]
