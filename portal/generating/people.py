"""One believable client: who he is, where he lives, what he does."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from ..rules import names as rule
from ..rules.birthdays import next_birthday
from ..rules.identity import age_on, make_company_code, make_resident_id
from ..rules.pinyin import name_syllables, surname_length
from .world import World

COMPANIES = 0.06
_next_birthday = lru_cache(maxsize=60_000)(next_birthday)
CHANNELS = ("phone", "wechat", "visit", "branch", "sms", "email", "")


@dataclass
class Person:
    """The record as it is typed in; `document` plain, `mobile` in E.164."""

    row: dict[str, Any]
    document: str

    @property
    def company(self) -> bool:
        return bool(self.row["kind"] == "company")


def draw(rng: Random, world: World, ordinal: int) -> Person:
    """The `ordinal`-th generated client. The ordinal makes phones and documents single."""
    return _company(rng, world, ordinal) if rng.random() < COMPANIES else _individual(rng, world, ordinal)


def _individual(rng: Random, world: World, ordinal: int) -> Person:
    gender = "m" if rng.random() < 0.53 else "f"
    year = world.today.year - min(82, max(20, round(rng.gauss(46, 14))))
    month = rng.randint(1, 12)
    birthday = date(year, month, rng.randint(1, calendar.monthrange(year, month)[1]))
    name = rule.person_name(rng, gender, year, world.names)
    home = rule.address(rng, world.towns)
    work = rule.work(rng, age_on(birthday, world.today), world.towns)
    read, family = name_syllables(name), surname_length(name)
    mobile, lunar = _mobile(rng, world, ordinal), year < 1972 and rng.random() < 0.4
    row = {
        "kind": "individual", "name": name, "gender": gender, "birthday": birthday, "document_kind": "resident_id",
        "name_latin": f"{''.join(read[:family]).capitalize()} {''.join(read[family:]).capitalize()}".strip(),
        "birthday_lunar": lunar, "next_birthday": _next_birthday(birthday, lunar, world.today), "mobile": mobile, "address": home.line, "district": home.district,
        "employer": work.employer, "plant": work.plant, "post": work.post, "hobbies": rule.hobbies(rng, world.towns),
        "preferred_channel": rng.choice(CHANNELS), "legal_representative": "", "industry": "", "company_size": "", "supplier_tier": "",
        "risk_rating": "", "risk_assessed_on": None, "risk_valid_until": None, "credit_mark": "",
    }  # fmt: skip
    if rng.random() < 0.7:
        assessed = world.today.replace(day=1, year=world.today.year - rng.randint(0, 1), month=rng.randint(1, 10))
        row |= {"risk_rating": rng.choices(("C1", "C2", "C3", "C4", "C5"), (15, 30, 35, 15, 5))[0], "risk_assessed_on": assessed,
                "risk_valid_until": assessed.replace(year=assessed.year + 1)}  # fmt: skip
    area = rule.area_code(rng, world.towns)
    return Person(row, make_resident_id(area, birthday, ordinal * 2 % 1000 + (gender == "m")))


def _company(rng: Random, world: World, ordinal: int) -> Person:
    home = rule.address(rng, world.towns)
    name = rule.company_name(rng, world.names)
    row = {
        "kind": "company", "name": name, "gender": "", "birthday": None, "document_kind": "uscc", "name_latin": "", "birthday_lunar": False, "next_birthday": None,
        "mobile": f"+8643181{ordinal % 10**6:06d}"[:14], "address": f"{home.line[: home.line.find('区') + 1]}工业园{rng.randint(1, 400)}号", "district": home.district,
        "employer": "", "plant": "", "post": "", "hobbies": "", "preferred_channel": rng.choice(("phone", "email", "visit")),
        "legal_representative": rule.person_name(rng, rng.choice("mmf"), rng.randint(1958, 1988), world.names), "industry": "C",
        "company_size": rng.choices(("large", "medium", "small", "micro"), (4, 16, 50, 30))[0],
        "supplier_tier": rng.choices(("", "tier1", "tier2", "tier3"), (30, 20, 30, 20))[0],
        "risk_rating": "", "risk_assessed_on": None, "risk_valid_until": None, "credit_mark": "",
    }  # fmt: skip
    return Person(row, make_company_code("220106", _organisation(ordinal)))


def _mobile(rng: Random, world: World, ordinal: int) -> str:
    """Single for each ordinal: the last digits are a mixing of it (a multiplication by a unit modulo 10^8)."""
    return f"+86{rule.weighted(rng, world.names['mobile_prefixes'])}{ordinal * 48_271_733 % 10**8:08d}"


DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _organisation(ordinal: int) -> str:
    text, rest = "", ordinal * 7_368_787 % 31**7
    for _ in range(7):
        rest, digit = divmod(rest, 31)
        text = DIGITS[digit] + text
    return "MA" + text
