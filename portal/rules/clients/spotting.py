"""Numbers of documents in texts that are no document's field: they are sealed, masked or refused there (R7)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from portal.rules.clients.identity import resident_id
from portal.rules.shared.masking import mask_id

_YEARS = r"(?:18|19|20)\d{2}"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PLACE = r"[1-9]\d{5}"
_LONG = rf"{_PLACE}{_YEARS}{_DAY}\d{{3}}[\dXx]"
_SHORT = rf"{_PLACE}\d{{2}}{_DAY}\d{{3}}"
_RESIDENT = re.compile(rf"(?<![0-9A-Za-z])(?:{_LONG}|{_SHORT})(?![0-9A-Za-z])", re.ASCII)
_APART = re.compile(r"(?<=[0-9Xx])[\s\u3000\-‐-―](?=[0-9Xx])")
_COMPANY = re.compile(r"(?<![0-9A-Za-z])[1-9A-NPQRTUWXY][0-9]{7}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])", re.ASCII)
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{7,10}", re.ASCII)
SHORTEST = 15


def plain(text: str) -> str:
    """The text in narrow letters, without what stands between the groups of a number."""
    return _APART.sub("", unicodedata.normalize("NFKC", text))


def few_digits(text: str) -> bool:
    """Are there too few of them for the number of a document? (Asked of each cell of a list.)"""
    return len(text) < SHORTEST - 1 or sum(map(str.isdigit, text)) < SHORTEST - 1


def holds_document(text: str) -> bool:
    """Does a text hold what is written like a resident ID, right or wrong, or like a company's code?"""
    if few_digits(text):
        return False
    told = plain(text)
    return bool(_RESIDENT.search(told) or _company(told))


def _company(text: str) -> bool:
    found = _COMPANY.search(text.upper())
    return found is not None and any(letter.isalpha() for letter in found[0])


def names_document(text: str, today: date) -> bool:
    """Does a text hold a resident ID that is one by its province, its day and its last digit?"""
    if few_digits(text):
        return False
    return any(_is_valid(found, today) for found in _RESIDENT.findall(plain(text)) if len(found) > SHORTEST)


def is_resident_id(text: str, today: date) -> bool:
    """Is a text a resident ID (of fifteen digits, too) and nothing else?"""
    if text.isascii() and few_digits(text):
        return False
    told = plain(text).strip("'` ")
    return bool(_RESIDENT.fullmatch(told)) and _is_valid(told, today)


def looks_like_one(text: str) -> bool:
    """Is a text written like a resident ID of eighteen letters and nothing else, be it right or mistyped?"""
    if text.isascii() and few_digits(text):
        return False
    told = plain(text).strip("'` ")
    return len(told) > SHORTEST and bool(_RESIDENT.fullmatch(told))


def _is_valid(number: str, today: date) -> bool:
    try:
        return bool(resident_id(number, today))
    except ValueError:
        return False


def names_by_document(text: str) -> bool:
    """Is what names a client written like a document: a resident ID, a code of a company, a passport, a permit? (Eight
    digits alone are rather the key of another system.)"""
    told = _PASSPORT.fullmatch(re.sub(r"[\s'`]", "", plain(text)).upper())
    return told is not None or holds_document(text)


def scrubbed(text: str) -> str:
    """The text with every number of a document masked, as it may lie in a fault, a report or a log."""
    if few_digits(text):
        return text
    masked = _masked(text)
    return _masked(plain(masked)) if holds_document(masked) else masked


def _masked(text: str) -> str:
    found = _RESIDENT.sub(lambda number: mask_id(number[0]), text)
    return _COMPANY.sub(lambda number: mask_id(number[0]) if _company(number[0]) else number[0], found)
