"""Are two records one and the same? One rule, asked everywhere: while somebody types, at import, at activation,
nightly.

What two records say is compared reason by reason; each reason has its weight in points of 100. Two different numbers of
the same kind of document, or two different birthdays, say that these are two people, whatever else is alike (a family
shares its phone, twins share their birthday).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from portal.rules.finding.folding import bare, fold, parts_of
from portal.rules.finding.pinyin import chinese_only, is_chinese, name_readings
from portal.rules.finding.usual import usual_spellings
from portal.rules.shared.remembering import remembered

WEIGHTS = {
    "document": 100,
    "company_name": 90,
    "name_birthday": 85,
    "name_phone": 95,
    "sound_phone": 85,
    "name_phone_tail": 75,
    "sound_birthday": 70,
    "sound_phone_tail": 65,
    "name_employer": 60,
    "sound_employer": 50,
    "phone": 50,
}
"""Reason → points. The strongest counts; every further one adds five."""

CERTAIN, LIKELY, POSSIBLE = 95, 70, 50
FURTHER = 5

_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|公司|集团|厂|co\.?,?\s*ltd\.?|inc\.?|limited|llc)+$"
)
_PLACES = re.compile(
    r"^(吉林省|吉林市|吉林|长春市|长春|辽宁省|黑龙江省|沈阳市|沈阳|哈尔滨市|哈尔滨|北京市|北京|上海市|上海|天津市|天津|中国)"
)
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINAL_NG = re.compile(r"ng(?![aeiouv])")


@dataclass(frozen=True)
class Facts:
    """What a record (or what was typed so far) says of somebody. Empty where nothing is known."""

    kind: str = "individual"
    name: str = ""
    latin: str = ""
    birthday: date | None = None
    mobile: str = ""
    document_kind: str = ""
    document_hmac: str | None = None
    employer: str = ""
    further: frozenset[str] = frozenset()
    """Phones besides the main one."""

    @property
    def phones(self) -> frozenset[str]:
        return self.further | ({self.mobile} if self.mobile else frozenset())


@dataclass(frozen=True)
class Match:
    """Two records that look like one: points of 100, and the codes of the reasons, the strongest first."""

    score: int
    reasons: tuple[str, ...]

    @property
    def strength(self) -> str:
        """`certain`, `likely` or `possible`."""
        return "certain" if self.score >= CERTAIN else "likely" if self.score >= LIKELY else "possible"


def company_core(name: str) -> str:
    """A company's name without spaces, brackets, the place it begins with and its legal form: what tells it apart."""
    plain = _FORMS.sub("", bare(_FORMS.sub("", fold(name).strip())))
    return _PLACES.sub("", plain) or plain


def tail(mobile: str) -> str:
    """The last four digits of a phone; "" for one without."""
    digits = re.sub(r"\D", "", mobile or "")
    return digits[-4:] if len(digits) >= 8 else ""


@remembered(100_000)
def sounds(name: str) -> frozenset[str]:
    """How a person's name sounds, with what people mix up made one (zh and z, ch and c, sh and s, a final ng and n).

    A Chinese name has one sound for each common reading and each usual spelling; one in letters two, because its family
    name may stand first or last.
    """
    text = fold(name)
    if any(is_chinese(character) for character in text):
        spelt = [*map("".join, name_readings(text)), *_usual(text)]
        return frozenset(map(_plain, spelt)) - {""}
    words = re.findall(r"[^\W\d_]+", text)
    return frozenset({_plain("".join(words)), _plain("".join(words[-1:] + words[:-1]))} - {""})


def _usual(text: str) -> list[str]:
    """The usual spellings of a minority's name with its parts in one word (买买提·艾力 mamateli)."""
    parts = map(usual_spellings, parts_of(text) or [chinese_only(text)])
    return ["".join(one) for one in islice(product(*parts), 8)]


def _plain(letters: str) -> str:
    for before, after in _ALIKE:
        letters = letters.replace(before, after)
    return _FINAL_NG.sub("n", letters)


def compare(one: Facts, other: Facts) -> Match | None:
    """Why these two may be one and the same; None when nothing speaks for it, or something against it."""
    if one.kind != other.kind:
        return None
    if one.document_hmac and one.document_hmac == other.document_hmac:
        return _match(["document", *_reasons(one, other)])
    if _different_documents(one, other) or _different_birthdays(one, other):
        return None
    return _match(_reasons(one, other))


def _different_documents(one: Facts, other: Facts) -> bool:
    return bool(one.document_hmac and other.document_hmac and one.document_kind == other.document_kind)


def _different_birthdays(one: Facts, other: Facts) -> bool:
    return bool(one.birthday and other.birthday and one.birthday != other.birthday)


def _match(reasons: list[str]) -> Match | None:
    ordered = sorted(dict.fromkeys(reasons), key=lambda code: -WEIGHTS[code])
    if not ordered:
        return None
    return Match(min(100, WEIGHTS[ordered[0]] + FURTHER * (len(ordered) - 1)), tuple(ordered))


def _reasons(one: Facts, other: Facts) -> list[str]:
    phone = not one.phones.isdisjoint(other.phones)
    if one.kind == "company":
        core = company_core(one.name)
        same = len(core) >= 2 and core == company_core(other.name)
        return [*(["company_name"] if same else []), *(["phone"] if phone else [])]
    name = bare(one.name) != "" and bare(one.name) == bare(other.name)
    word = "name" if name else "sound" if _sounds_alike(one, other) else ""
    if not word:
        return ["phone"] if phone else []
    return [f"{word}_{with_}" for with_ in _shared(one, other, phone)]


def _sounds_alike(one: Facts, other: Facts) -> bool:
    return bool((sounds(one.name) | sounds(one.latin)) & (sounds(other.name) | sounds(other.latin)))


def _shared(one: Facts, other: Facts, phone: bool) -> list[str]:
    """What two people of one name (or of names that sound alike) have in common besides."""
    found = ["phone"] if phone else []
    if one.birthday and one.birthday == other.birthday:
        found.append("birthday")
    if not phone and tail(one.mobile) and tail(one.mobile) == tail(other.mobile):
        found.append("phone_tail")
    if one.employer and bare(one.employer) == bare(other.employer):
        found.append("employer")
    return found
