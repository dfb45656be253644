"""Name cards (R9): how a name is set, so that a long one still fits and is broken where a reader would."""

from __future__ import annotations

SIZES = ((4, "large"), (8, "middle"), (16, "small"))
"""Widest line in characters → how large it is set; what is wider is set smallest."""
MOST_LINES = 3
LONGEST_LINE = 16


def width(text: str) -> float:
    """In Chinese characters; others take half of one."""
    return sum(1.0 if ord(one) > 0x2E7F else 0.5 for one in text)


def lines_of(name: str) -> list[str]:
    """At most three lines: broken behind "·" and at blanks where a line would be wider than eight characters, inside of
    a word only where one alone is too wide; what does not fit then ends in "…"."""
    if width(name) <= SIZES[1][0]:
        return [name]
    lines: list[str] = []
    for part in _parts(name):
        if lines and width(lines[-1] + part) <= SIZES[1][0]:
            lines[-1] += part
        else:
            lines += _cut(part)
    lines = [line.strip() for line in lines]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]
    return lines


def _parts(name: str) -> list[str]:
    found = [""]
    for one in name:
        found[-1] += one
        if one in "· ":
            found.append("")
    return [part for part in found if part.strip()]


def _cut(part: str) -> list[str]:
    lines = [""]
    for one in part:
        if width(lines[-1] + one) > LONGEST_LINE:
            lines.append("")
        lines[-1] += one
    return lines


def size_of(lines: list[str]) -> str:
    widest = max((width(line) for line in lines), default=0.0)
    return next((size for most, size in SIZES if widest <= most), "smallest")
