"""Identity: resident IDs, company codes (USCC) and phone numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import phonenumbers
from stdnum import numdb
from stdnum.cn import ric

_OLD_ID = re.compile(r"\d{15}", re.ASCII)
_FIRST_BIRTHDAY = date(1850, 1, 1)


@dataclass(frozen=True)
class ResidentId:
    """A valid resident ID: 18 characters, and what it says."""

    number: str
    birthday: date
    gender: str


_OF_NEIGHBOURS = re.compile(r"8[123]0000\d{11}[\dX]", re.ASCII)
_OF_FOREIGNERS = re.compile(r"9\d{16}[\dX]", re.ASCII)
_OLD_OF_FOREIGNERS = re.compile(r"[A-Z]{3}\d{4}(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\d{2}", re.ASCII)


def residence_permit(value: str, today: date) -> ResidentId:
    """The residence permit of somebody from Hong Kong (81), Macao (82) or Taiwan (83): built and checked like a
    resident ID. Raises ValueError."""
    return _like_resident_id(value, _OF_NEIGHBOURS, today)


def permanent_residence(value: str, today: date) -> ResidentId | str:
    """The card of a foreigner who lives here for good: since 2023 built and checked like a resident ID, before that
    three letters of his country and twelve digits. Raises ValueError."""
    number = compact(value)
    if _OLD_OF_FOREIGNERS.fullmatch(number):
        return number
    return _like_resident_id(number, _OF_FOREIGNERS, today)


def _like_resident_id(value: str, pattern: re.Pattern[str], today: date) -> ResidentId:
    number = compact(value)
    if not pattern.fullmatch(number) or ric.calc_check_digit(number) != number[-1]:
        raise ValueError("no such number")
    birthday = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    if not _FIRST_BIRTHDAY <= birthday <= today:
        raise ValueError("no such birth date")
    return ResidentId(number, birthday, "m" if int(number[16]) % 2 else "f")


def compact(value: str) -> str:
    """A number as it is compared: narrow capitals without blanks and dashes."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value or "")).upper()


def upgrade_resident_id(number: str) -> str:
    """A 15-digit ID (issued until 1999, births of the 20th century) as its 18-character form; anything else
    unchanged.
    """
    if not _OLD_ID.fullmatch(number):
        return number
    seventeen = number[:6] + "19" + number[6:]
    return seventeen + ric.calc_check_digit(seventeen + "0")


def resident_id(value: str, today: date) -> ResidentId:
    """The ID that was typed (spaces, small x, 15 digits allowed), checked: province, birth date not after `today`,
    check digit.

    The county is not checked: codes change every year, and a card keeps the one it was issued with. Raises ValueError.
    """
    number = upgrade_resident_id(re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value or "")).upper())
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) or ric.calc_check_digit(number) != number[-1]:
        raise ValueError("not a resident ID")
    if not _is_province(number[:2]):
        raise ValueError("no such province")
    try:
        birthday = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as wrong:
        raise ValueError("no such birth date") from wrong
    if not _FIRST_BIRTHDAY <= birthday <= today:
        raise ValueError("no such birth date")
    return ResidentId(number, birthday, "m" if int(number[16]) % 2 else "f")


@cache
def _is_province(digits: str) -> bool:
    return bool(numdb.get("cn/loc").info(digits)[0][1])


def make_resident_id(area: str, birthday: date, sequence: int) -> str:
    """An ID with a right check digit for demo people: six digits of area, and a sequence 0–999 (odd: male)."""
    seventeen = f"{area}{birthday:%Y%m%d}{sequence:03d}"
    return seventeen + ric.calc_check_digit(seventeen + "0")


@cache
def counties(place: str = "") -> tuple[str, ...]:
    """Every area a resident ID may begin with (six digits, also those that are no more), of a province or a city."""
    found: Any = numdb.get("cn/loc").prefixes
    areas = (province + part for _size, province, _last, _about, parts in found for _size, part, *_rest in parts)
    return tuple(area for area in areas if area.startswith(place) and not area.endswith("00"))


LEAST_LEFT = 100
"""So many numbers must fit what a page shows of a resident ID."""


def digits_shown(county_known: bool) -> int:
    """How many last digits a mask shows. Two leave hundreds of numbers in a city; beside the county of first
    registration two leave nine and one about 45, only none leaves more than `LEAST_LEFT` (500).
    """
    return 0 if county_known else 2


def possible(mask: str, birthday: date, gender: str = "", areas: Iterable[str] | None = None) -> int:
    """How many resident IDs fit a mask beside the birthday and the gender ("" where it is not shown) that a page shows.

    `areas` are the counties of first registration that come into question, by default all: where a page shows it, no
    digit stands beside it (`digits_shown`), and the district that somebody lives in makes the counties of that city
    likely. Who knows the county from elsewhere is left with nine.
    """
    if not _fits(f"{birthday:%Y%m%d}", mask[6:14]):
        return 0
    sequences = [f"{one:03d}" for one in range(1000) if not gender or (one % 2 == 1) == (gender == "m")]
    sequences = [one for one in sequences if _fits(one, mask[14:17])]
    found = 0
    for area in counties() if areas is None else areas:
        if _fits(area, mask[:6]):
            seventeen = (f"{area}{birthday:%Y%m%d}{sequence}" for sequence in sequences)
            found += sum(_fits(ric.calc_check_digit(one + "0"), mask[17]) for one in seventeen)
    return found


def _fits(text: str, mask: str) -> bool:
    return all(sign in ("*", letter) for letter, sign in zip(text, mask, strict=True))


_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(rf"[1-9ANY][1-9]\d{{6}}[{_CODE_LETTERS}]{{10}}", re.ASCII)
"""GB 32100-2015: the department that registers (also N, agriculture: village cooperatives; A, the army; Y, others), the
kind of organisation, six digits of area, nine characters of the organisation, the check character."""


def company_code(value: str) -> str:
    """The unified social credit code that was typed, compact and checked. Raises ValueError."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value or "")).upper()
    if not _CODE.fullmatch(code) or _code_check(code[:17]) != code[17]:
        raise ValueError("not a unified social credit code")
    return code


def _code_check(seventeen: str) -> str:
    """The check character of GB 32100-2015: weights are powers of 3, modulo 31."""
    total = sum(_CODE_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(seventeen))
    return _CODE_LETTERS[-total % 31]


def make_company_code(area: str, organisation: str) -> str:
    """A USCC with a right check character: 91 (company), six digits of area, nine characters of organisation code."""
    seventeen = f"91{area}{organisation}"
    return seventeen + _code_check(seventeen)


@cache
def _mobile_here() -> re.Pattern[str]:
    """Mobile numbers of the mainland, by the library's own table: nearly every number of ours, told without parsing."""
    described: Any = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    return re.compile(rf"(?:\+86)?({described.mobile.national_number_pattern})", re.ASCII)


def phone(value: str, region: str = "CN") -> str:
    """The number in E.164 (`+8613812341234`); without a country code it is one of `region`. Raises ValueError."""
    if region == "CN" and value and (here := _mobile_here().fullmatch(value)):
        return f"+86{here[1]}"
    typed = unicodedata.normalize("NFKC", value or "")
    if re.search(r"[A-Za-z]", typed):  # the library would dial them, or leave them out
        raise ValueError("not a phone number")
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as wrong:
        raise ValueError("not a phone number") from wrong
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(e164: str) -> bool:
    """Whether a normalised number can receive messages."""
    if e164.startswith("+86") and _mobile_here().fullmatch(e164):
        return True
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def age_on(birthday: date, day: date) -> int:
    """Full years on `day`; somebody born on 29 February has his birthday on 1 March in other years."""
    return day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))
