"""Where the table stands in a file as people keep it: titles and notes before the row of headings, notes and totals
behind the rows, another table below. What is passed over is shown, so that another row can be picked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Known = Callable[[str], bool]
"""Is this the name of a column that some format knows?"""
Record = tuple[int, list[str]]
"""(line on which it begins, cells)."""

LOOKED_AT = 60
TOP = 30
MOSTLY, SURELY = 0.6, 0.75
LONG_NOTE = 12
EXAMPLES = ("示例，请删除", "Example, please delete")
"""How the example row of our own template begins; left in, it is passed over."""
_SUMS = re.compile(r"(合\s*计|总\s*计|小\s*计|共\s*计|本页合计|累计|grand total|sub-?total|total|sum)[:：]?", re.I)
_NOTES = re.compile(
    r"合\s*计|总\s*计|小\s*计|共\s*计|本页|制表|复核|审核|审批|打印|导出|填表|经办|负责人[:：]|备注[:：]|注[:：\d]|说明[:：]|提示[:：]|"
    r"特别提示|第\s*\d+\s*页|共\s*\d+\s*(条|笔|人|户|行|页|个)|[-—=*#~·]{3,}|total|sum\b|sub-?total|note:|"
    r"printed|page \d",
    re.I,
)
_NUMBER = re.compile(r"[+-]?[¥￥]?[\d,.:/\-年月日\s*xX]+")


@dataclass(frozen=True)
class Table:
    """One table of a file: the line of its headings, and the line before which it ends (0: with the file)."""

    head: int
    until: int = 0
    title: str = ""


def filled(cells: Iterable[str]) -> list[str]:
    """The cells with something in them."""
    return [cell for cell in (one.strip() for one in cells) if cell]


def is_note(cells: list[str], width: int) -> bool:
    """Is a row below the headings none of the table: a total, a note, a line, the example of the template?"""
    found = filled(cells)
    if not found:
        return False
    if _SUMS.fullmatch(found[0]) or found[0].startswith(EXAMPLES):
        return True
    if len(found) * 2 <= width and _NOTES.match(found[0]):
        return True
    return len(found) == 1 and width > 2 and len(found[0]) > LONG_NOTE and not _NUMBER.fullmatch(found[0])


def head_of(records: list[Record], known: Known) -> int:
    """The line of the headings: the first row of which nearly every cell is a name that is known, else that with the
    most, else the first that is as wide as most and holds words alone, else the first."""
    records = [(line, cells) for line, cells in records[:LOOKED_AT] if filled(cells)]
    if not records:
        return 1
    named = [(_names(cells, known), line, len(filled(cells))) for line, cells in records]
    if sure := next((line for names, line, count in named if names >= count * SURELY), 0):
        return sure
    best, line, _count = max(named, key=lambda one: (one[0], -one[1]))
    if best:
        return line
    width = _usual_width(records)
    fitting = (line for line, cells in records if _may_be_head(cells, width))
    return next(fitting, records[0][0])


def _names(cells: list[str], known: Known) -> int:
    """How many cells name a column; 0 for a row of which too few do to be headings."""
    found = filled(cells)
    names = len({cell for cell in found if known(cell)})
    return names if names >= 2 and (names >= 3 or names * 2 >= len(found)) else 0


def _usual_width(records: list[Record]) -> int:
    widths = Counter(_width(cells) for _line, cells in records)
    return max(widths, key=lambda width: (widths[width] * (width > 1), width))


def _width(cells: list[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _may_be_head(cells: list[str], width: int) -> bool:
    found = filled(cells)
    wide = len(found) >= max(2 if width > 1 else 1, width * MOSTLY)
    return wide and len(set(found)) == len(found) and not any(_NUMBER.fullmatch(cell) for cell in found)


class Tables:
    """Finds the tables of a file, record by record: the first from its headings on, others where below an empty row or
    a note a row of other headings stands."""

    def __init__(self, head: int, known: Known) -> None:
        self.known, self.found, self.below = known, [Table(head)], ""
        self.apart, self.gap, self.names = False, 0, frozenset[str]()

    def see(self, line: int, cells: list[str]) -> None:
        words = filled(cells)
        last = self.found[-1]
        if line < last.head:
            return
        if line == last.head:
            self.names, self.apart = frozenset(words), False
        elif not words or len(words) == 1:
            self.gap = self.gap if self.apart else line
            self.apart, self.below = True, words[0] if words else self.below
        elif self.apart:
            if self._is_another(words):
                self.found[-1] = Table(last.head, self.gap, last.title)
                self.found.append(Table(line, 0, self.below))
                self.names, self.below = frozenset(words), ""
            self.apart = False

    def _is_another(self, words: list[str]) -> bool:
        names = sum(self.known(word) for word in words)
        return names >= 2 and names >= len(words) * MOSTLY and frozenset(words) != self.names


def unlike(header: list[str]) -> list[str]:
    """The names of columns, each its own: what stands twice gets a number."""
    taken: set[str] = set()
    found = []
    for name in header:
        own, number = name, 2
        while own and own in taken:
            own, number = f"{name} {number}", number + 1
        taken.add(own)
        found.append(own)
    return found
