"""One believable client: who he is, where he lives, what he does."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from portal.generating.chance import Chance
from portal.generating.world import World
from portal.rules.clients import birthdays
from portal.rules.clients.identity import age_on, make_company_code, make_resident_id
from portal.rules.finding.pinyin import name_syllables, surname_length
from portal.rules.shared import names

COMPANIES = 0.06
RATINGS, SUMS = ("C1", "C2", "C3", "C4", "C5"), (15, 45, 80, 95, 100)
CHANNELS = ("phone", "wechat", "visit", "branch", "sms", "email", "")


@dataclass(slots=True)
class Person:
    """The record as it is typed in, the same columns for everybody, days as text; `document` plain, `mobile` in
    E.164."""

    row: dict[str, Any]
    document: str

    @property
    def company(self) -> bool:
        return bool(self.row["kind"] == "company")


def draw(rng: Chance, world: World, ordinal: int) -> Person:
    """The `ordinal`-th generated client. The ordinal makes phones and documents single."""
    return _company(rng, world, ordinal) if rng.random() < COMPANIES else _individual(rng, world, ordinal)


def _individual(rng: Chance, world: World, ordinal: int) -> Person:
    gender = "m" if rng.random() < 0.53 else "f"
    year = world.today.year - min(82, max(20, round(rng.gauss(46, 14))))
    month = rng.randint(1, 12)
    birthday = date(year, month, rng.randint(1, calendar.monthrange(year, month)[1]))
    name = names.person_name(rng, gender, year, world.names)
    home = names.address(rng, world.towns)
    work = names.work(rng, age_on(birthday, world.today), world.towns)
    mobile, lunar = _mobile(rng, world, ordinal), year < 1972 and rng.random() < 0.4
    rating, assessed, valid = _risk(rng, world)
    row = {
        "kind": "individual",
        "name": name,
        "gender": gender,
        "birthday": birthday.isoformat(),
        "document_kind": "resident_id",
        "name_latin": _latin(name),
        "birthday_lunar": lunar,
        **_birthday(birthday, lunar, world.today),
        "mobile": mobile,
        "address": home.line,
        "district": home.district,
        "employer": work.employer,
        "plant": work.plant,
        "post": work.post,
        "hobbies": names.hobbies(rng, world.towns),
        "preferred_channel": rng.choice(CHANNELS),
        "legal_representative": "",
        "industry": "",
        "company_size": "",
        "supplier_tier": "",
        "risk_rating": rating,
        "risk_assessed_on": assessed,
        "risk_valid_until": valid,
        "credit_mark": "",
    }
    area = names.area_code(rng, world.towns)
    return Person(row, make_resident_id(area, birthday, ordinal * 2 % 1000 + (gender == "m")))


@lru_cache(maxsize=60_000)
def _birthday(birthday: date | None, lunar: bool, today: date) -> Mapping[str, Any]:
    """The columns that follow from a birthday."""
    found = birthdays.columns(birthday, lunar, today)
    return found | {"next_birthday": str(found["next_birthday"]) if birthday else None}


@lru_cache(maxsize=100_000)
def _latin(name: str) -> str:
    """Chen Gang."""
    read, family = name_syllables(name), surname_length(name)
    return f"{''.join(read[:family]).capitalize()} {''.join(read[family:]).capitalize()}".strip()


def _risk(rng: Chance, world: World) -> tuple[str, str | None, str | None]:
    """For most a rating, since when and until when."""
    if rng.random() >= 0.7:
        return "", None, None
    year, month = world.today.year - rng.randint(0, 1), rng.randint(1, 10)
    return rng.pick(RATINGS, SUMS), f"{year}-{month:02d}-01", f"{year + 1}-{month:02d}-01"


def _company(rng: Chance, world: World, ordinal: int) -> Person:
    home = names.address(rng, world.towns)
    name = names.company_name(rng, world.names)
    row = {
        "kind": "company",
        "name": name,
        "gender": "",
        "birthday": None,
        "document_kind": "uscc",
        "name_latin": "",
        "birthday_lunar": False,
        **_birthday(None, False, world.today),
        "mobile": f"+8643181{ordinal % 10**6:06d}"[:14],
        "address": f"{home.line[: home.line.find('区') + 1]}工业园{rng.randint(1, 400)}号",
        "district": home.district,
        "employer": "",
        "plant": "",
        "post": "",
        "hobbies": "",
        "preferred_channel": rng.choice(("phone", "email", "visit")),
        "legal_representative": names.person_name(rng, rng.choice("mmf"), rng.randint(1958, 1988), world.names),
        "industry": "C",
        "company_size": rng.pick(("large", "medium", "small", "micro"), (4, 20, 70, 100)),
        "supplier_tier": rng.pick(("", "tier1", "tier2", "tier3"), (30, 50, 80, 100)),
        "risk_rating": "",
        "risk_assessed_on": None,
        "risk_valid_until": None,
        "credit_mark": "",
    }
    return Person(row, make_company_code("220106", _organisation(ordinal)))


def _mobile(rng: Chance, world: World, ordinal: int) -> str:
    """Single for each ordinal: the last digits are a mixing of it (a multiplication by a unit modulo 10^8)."""
    return f"+86{names.weighted(rng, world.names['mobile_prefixes'])}{ordinal * 48_271_733 % 10**8:08d}"


DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _organisation(ordinal: int) -> str:
    text, rest = "", ordinal * 7_368_787 % 31**7
    for _ in range(7):
        rest, digit = divmod(rest, 31)
        text = DIGITS[digit] + text
    return "MA" + text
