"""What a benefit asks of whoever books it (R8): a flight, a plate, a tee time. A short list of a few kinds, by version.

Answers are kept as text: a number as figures, a day as 2026-12-24, a time as 14:30, a choice as its Chinese words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.rules.shared.texts import clean_text

MOST = 6
"""Questions of one version: beyond that it is a request with a conversation, not a booking."""
KINDS = ("text", "number", "day", "time", "choice", "plate", "tail")
LONGEST = 80
LONGEST_LABEL = 40
MOST_CHOICES = 20
AHEAD = 731
"""Days from today in which a day that is asked for lies."""
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{{5,6}}|[A-HJ-NP-Z0-9]{{4}}[挂学警港澳])")
_BETWEEN = re.compile(r"[\s·•・.\-]+")
"""What people write between the letter and the figures of a plate."""


@dataclass(frozen=True)
class Ask:
    """One question. `key` names its answer; `choices` are (Chinese, English)."""

    key: str
    kind: str
    zh: str
    en: str
    needed: bool = True
    choices: tuple[tuple[str, str], ...] = ()


def read(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Ask, ...]:
    """The questions of a version as they are kept."""
    return tuple(
        Ask(
            row["key"],
            row["kind"],
            row["zh"],
            row["en"],
            bool(row.get("needed", True)),
            tuple((zh, en) for zh, en in row.get("choices", ())),
        )
        for row in rows or ()
    )


def kept(asks: Iterable[Ask]) -> list[dict[str, Any]]:
    """As a version keeps them."""
    found = []
    for one in asks:
        row: dict[str, Any] = {"key": one.key, "kind": one.kind, "zh": one.zh, "en": one.en, "needed": one.needed}
        found.append(row | ({"choices": [list(pair) for pair in one.choices]} if one.choices else {}))
    return found


def key_of(label: str) -> str:
    """The name of a question's answer, from its English label: `Flight number` is `flight_number`; "" for none."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:LONGEST_LABEL]


@dataclass(frozen=True)
class Slot:
    """One question as head office typed it; a choice a line, both languages parted by a stroke."""

    kind: str = ""
    zh: str = ""
    en: str = ""
    needed: bool = False
    choices: str = ""


def slots(asks: Iterable[Ask]) -> list[Slot]:
    """As the form shows what a version asks."""
    return [
        Slot(one.kind, one.zh, one.en, one.needed, "\n".join(f"{zh} | {en}" for zh, en in one.choices)) for one in asks
    ]


def written(typed: Iterable[Slot]) -> tuple[tuple[Ask, ...], dict[tuple[int, str], str]]:
    """The questions, and what is wrong with them: (place, part) → missing, latin, twice, kind, choices, many, long."""
    found: list[Ask] = []
    wrong: dict[tuple[int, str], str] = {}
    for place, one in enumerate(typed):
        if not (one.kind or one.zh or one.en or one.choices):
            continue
        choices, why = _choices(one.choices) if one.kind == "choice" else ((), "")
        made = Ask(key_of(one.en), one.kind, one.zh, one.en, one.needed, choices)
        wrong |= {(place, part): "missing" for part in ("zh", "en") if not getattr(one, part)}
        if one.kind not in KINDS:
            wrong[place, "kind"] = "kind"
        if one.en and not made.key:
            wrong[place, "en"] = "latin"
        elif made.key in {other.key for other in found}:
            wrong[place, "en"] = "twice"
        if why:
            wrong[place, "choices"] = why
        found.append(made)
    return tuple(found), wrong


def _choices(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """(choices, "") or what is wrong: a line has both languages, there are at least two, and none stands twice."""
    pairs = []
    for line in filter(None, (clean_text(line).strip() for line in text.splitlines())):
        zh, stroke, en = (part.strip() for part in line.replace("｜", "|").partition("|"))
        if not (zh and stroke and en):
            return (), "choices"
        if max(len(zh), len(en)) > LONGEST_LABEL:
            return (), "long"
        pairs.append((zh, en))
    if len(pairs) > MOST_CHOICES:
        return (), "many"
    if len(pairs) < 2 or len({zh for zh, _en in pairs}) < len(pairs):
        return (), "choices"
    return tuple(pairs), ""


def judge(ask: Ask, typed: str | None, today: date) -> tuple[str, str]:
    """(the answer as it is kept, "") or ("", why it cannot be): missing, long, or its kind."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", clean_text(typed or ""))).strip()
    if not text:
        return "", "missing" if ask.needed else ""
    if len(text) > LONGEST:
        return "", "long"
    if ask.kind == "choice":
        plain = next((zh for zh, _en in ask.choices if typed is not None and zh == clean_text(typed).strip()), "")
        return (plain, "") if plain else ("", "choice")
    found = _READ[ask.kind](text, today)
    return (found, "") if found else ("", ask.kind)


def _number(text: str, _today: date) -> str:
    return str(int(text)) if re.fullmatch(r"[0-9]{1,4}", text) else ""


def _day(text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    return text if day and today <= day <= today + timedelta(days=AHEAD) else ""


def _time(text: str, _today: date) -> str:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?", text)
    return f"{int(found[1]):02d}:{found[2]}" if found else ""


def _plate(text: str, _today: date) -> str:
    plain = _BETWEEN.sub("", text).upper()
    return plain if _PLATE.fullmatch(plain) else ""


def _tail(text: str, _today: date) -> str:
    return text if re.fullmatch(r"[0-9]{4}", text) else ""


_READ = {
    "text": lambda text, _today: text,
    "number": _number,
    "day": _day,
    "time": _time,
    "plate": _plate,
    "tail": _tail,
}
