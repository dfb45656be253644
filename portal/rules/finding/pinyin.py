"""Pinyin of names: surnames are read as surnames (单 shan, 仇 qiu, 曾 zeng), the rest as usual; ü is `v`.

A character that people read in more than one way (朝 chao, zhao) gives a name several readings, the usual one first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, product

from pypinyin import lazy_pinyin

from portal.rules.finding.characters import plain
from portal.rules.finding.readings import COMPOUNDS, SEVERAL, SURNAMES
from portal.rules.shared.remembering import remembered

_RANGES = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FA1F),
    (0x30000, 0x3347F),
)
CHINESE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
"""The Chinese characters, rare ones of the upper planes included, as a class of a regular expression."""
OTHERS = re.compile(f"[^{CHINESE}]+")
"""What is no Chinese character."""
MOST_READINGS = 6
"""Of a name that is read in more ways those with the fewest uncommon ones are kept."""
_MOST_TRIED = 64


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one, rare ones of the upper planes included."""
    if "\u4e00" <= character <= "\u9fff":
        return True
    return character > "\u3006" and any(first <= ord(character) <= last for first, last in _RANGES)


def chinese_only(text: str) -> str:
    """The Chinese characters of a text."""
    return OTHERS.sub("", text)


def surname_length(name: str) -> int:
    """How many characters of a Chinese name are the family name (欧阳 etc. two)."""
    return 2 if plain(name[:2]) in COMPOUNDS and len(name) > 2 else min(1, len(name))


def syllables(text: str) -> list[str]:
    """The reading of each Chinese character of `text`, in its context; "" for a character without a known one."""
    return list(_read(text))


@remembered(50_000)
def _read(text: str) -> tuple[str, ...]:
    """Given names and words of companies return often; a lookup costs 60 µs."""
    characters = chinese_only(text)
    readings: list[str] = []
    for reading in lazy_pinyin(characters):  # a run without readings comes back as it is
        readings += [reading] if reading.isascii() else [""] * len(reading)
    return tuple(readings)


def name_syllables(name: str) -> list[str]:
    """The reading of each character of a person's Chinese name, the family name read as one."""
    return list(name_readings(name)[0])


@remembered(20_000)
def name_readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Every common reading of a person's Chinese name, the usual one first; at most six."""
    characters = chinese_only(name)
    family = plain(characters[: surname_length(characters)])
    given = _of_each(characters[len(family) :])
    alone = [SURNAMES.get(family[:1], ()) + tuple(_read(family[:1]))]
    if len(family) == 2:  # 单于丹 is 单于 or 单, 于丹
        known: list[Sequence[Sequence[str]]] = [[[one] for one in COMPOUNDS[family]], [*alone, *_of_each(family[1:])]]
    else:
        known = [alone if family else []]
        if whole := COMPOUNDS.get(plain(characters)):  # 尉迟 alone
            return tuple(dict.fromkeys([*_combined([*alone, *given]), tuple(whole)]))[:MOST_READINGS]
    found = [one for first in known for one in _combined([*first, *given])]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


@remembered(20_000)
def readings(text: str, known: int = 0) -> tuple[tuple[str, ...], ...]:
    """Every common reading of other Chinese text, the usual one first; at most six. The first `known` characters are
    read in one way.
    """
    usual = _read(text)
    return _combined([*[(one,) for one in usual[:known]], *_of_each(text)[known:]])


def _of_each(text: str) -> list[tuple[str, ...]]:
    """Of each character its reading where it stands, and those that it may have besides."""
    characters = plain(chinese_only(text))
    return [
        tuple(dict.fromkeys((read, *SEVERAL.get(character, ()))))
        for character, read in zip(characters, _read(text), strict=True)
    ]


def _combined(each: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """All ways to read the characters one after the other, those with few uncommon readings first."""
    ways = islice(product(*(dict.fromkeys(one) for one in each)), _MOST_TRIED)
    usual = [one[0] for one in each]
    return tuple(sorted(ways, key=lambda way: sum(a != b for a, b in zip(way, usual, strict=True))))[:MOST_READINGS]
