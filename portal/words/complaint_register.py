"""The register of complaints in words: its figures, its tables, the heads of its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.ground.i18n import named
from portal.reads.complaints import classes
from portal.reads.complaints.register import Figures, Lines, folded
from portal.reads.organisation import tree
from portal.rules.complaints import Quarter
from portal.words.complaints import AXES, RESPONSES

FIGURES: tuple[tuple[str, Any], ...] = (
    ("counted", _l("Complaints")),
    ("repeats", _l("Repeats")),
    ("ended", _lp("complaints", "Ended")),
    ("late", _l("Past the term")),
    ("extended", _l("Extended")),
    ("reviewed", _l("Review asked")),
    ("withdrawn", _l("Withdrawn")),
    ("redress", _l("Paid (yuan)")),
    ("average", _l("Days on average")),
)
"""Figures of a line, in the order of tables and of the sheet."""
TITLES: dict[str, Any] = {
    "branch": _l("By branch"),
    "business": _l("By business"),
    "cause": _l("By cause"),
    "channel": _l("By channel"),
    "district": _l("By region"),
    "response": _l("By what it led to"),
}
SHEET: tuple[Any, ...] = (
    _l("Number"),
    _l("Received on"),
    _l("By what way it came"),
    _l("Who complains"),
    _l("Branch"),
    _l("Region"),
    AXES["channel"],
    AXES["business"],
    AXES["cause"],
    AXES["inner"],
    _l("State"),
    _lp("complaints", "Ended on"),
    _l("Days taken"),
    _l("Within the term"),
    _l("Times extended"),
    _l("What it led to"),
    _l("Paid (yuan)"),
    _l("Repeats"),
    _l("Review asked"),
    _l("Kept at least until"),
)
"""Heads of the sheet, each complaint a line."""


class Table(NamedTuple):
    """The lines of one dimension: name, depth, figures; `code` leads to what a line counts."""

    dimension: str
    title: str
    lines: list[tuple[str, int, Figures]]
    codes: list[str]


def quarter_name(quarter: Quarter) -> str:
    return _("Quarter %(number)d of %(year)d", number=quarter.number, year=quarter.year)


def span_names(spans: tuple[int, ...]) -> list[str]:
    """What the spans of days are called, and what is longer than all of them."""
    found, before = [], 0
    for most in spans:
        found.append(_("%(first)d to %(last)d days", first=before, last=most))
        before = most + 1
    return [*found, _("over %(days)d days", days=spans[-1])]


def class_name(axis: str, code: str | None) -> str:
    """A class with that above it and, of the standard, its number."""
    row = classes.classes()[axis].get(code or "")
    name = classes.whole_name(axis, code)
    return f"{row.number} {name}" if row and row.number else name


def branch_name(branch: int) -> str:
    return next((named(one) for one in tree.branch_tree() if one.id == branch), "")


UNKNOWN: dict[str, Any] = {"district": _l("Unknown"), "response": _l("Not decided yet")}


def tables(figures: dict[str, Lines]) -> list[Table]:
    """Every dimension with its lines."""
    return [Table(name, str(title), *_lines(name, figures[name])) for name, title in TITLES.items()]


def _lines(name: str, lines: Lines) -> tuple[list[tuple[str, int, Figures]], list[str]]:
    if name in AXES:
        found, codes = [], []
        for top, whole, below in folded(name, lines):
            found.append((class_name(name, top) or _("Not classified yet"), 0, whole))
            codes.append(top)
            found += [(class_name(name, code), 1, line) for code, line in below]
            codes += [code for code, _line in below]
        return found, codes
    ordered = _ordered(name, lines)
    return [(_called(name, key), 0, lines[key]) for key in ordered], [_address(name, key) for key in ordered]


def _ordered(name: str, lines: Lines) -> list[str]:
    if name == "branch":
        places = {str(one.id): place for place, one in enumerate(tree.branch_tree())}
        return sorted(lines, key=lambda key: places.get(key, len(places)))
    if name == "response":
        order: Iterable[str] = RESPONSES
        return sorted(lines, key=lambda key: [*order].index(key) if key in RESPONSES else len(RESPONSES))
    return sorted(lines, key=lambda key: (key == "", -lines[key].counted, key))


def _called(name: str, key: str) -> str:
    if name == "branch":
        return branch_name(int(key))
    if name == "response" and key:
        return str(RESPONSES.get(key, key))
    return key or str(UNKNOWN[name])


def _address(name: str, key: str) -> str:
    """What of an address leads to the complaints of a line; "" for what none does."""
    if name == "branch":
        return next((one.code for one in tree.branch_tree() if str(one.id) == key), "")
    return key if name == "district" else ""
