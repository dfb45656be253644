"""Texts with fields, as head office writes them: `%(about)s` and what a kind knows besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SAFE = frozenset({"staff", "day", "since", "until", "from_day", "handover", "count", "place"})
"""Fields that may leave the portal. Names of clients, subjects, amounts, tiers and what somebody uses stay inside."""
_ABOUT = re.compile(r"(?:/me)?/(?:[a-z]+/)*([REHL]-[0-9]{4}-[0-9]{4,6})(?:[/#?].*)?")
_FIELD = re.compile(r"%\(([a-z_]+)\)s")


def fields_of(text: str) -> set[str]:
    """The fields that a text names."""
    return set(_FIELD.findall(text))


def allowed(kind: str, sentence: str) -> set[str]:
    """The fields that a kind's text outside may use: those of its sentence in the inbox that are safe, the title of an
    event, and `about`, the number of the matter."""
    titles = {"title"} if kind.startswith("event.") else set()
    return (fields_of(sentence) & (SAFE | titles)) | {"about"}


def faults(text: str, known: set[str]) -> list[str]:
    """What is wrong with a text: fields that the kind does not have, and a lone percent sign (as "%")."""
    unknown = sorted(f"%({name})s" for name in fields_of(text) - known)
    return unknown + (["%"] if "%" in _FIELD.sub("", text) else [])


def about(path: str) -> str:
    """The number of the matter that an address leads to; "" for none that may be said outside."""
    found = _ABOUT.fullmatch(path)
    return found[1] if found else ""


def without(text: str, known: Mapping[str, Any]) -> str:
    """The text without the fields that are not known, and in one line."""
    plain = _FIELD.sub(lambda found: found[0] if found[1] in known else "", text)
    return re.sub(r"\s+", " ", plain).strip()
