"""From the text of a cell to a value of ours. A converter raises CellFault; blanks are cut off before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l

from .faults import CellFault

Convert = Callable[[str], Any]
SHOWN = 24
BIGGEST = 2**31 - 1
_DATE_WORDS = {
    "YYYY": r"(?P<y>\d{4})",
    "YY": r"(?P<y>\d{2})",
    "MM": r"(?P<m>\d{2})",
    "DD": r"(?P<d>\d{2})",
    "hh": r"\d{2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}",
}
_WORD = re.compile("|".join(_DATE_WORDS))


def shown(cell: str) -> str:
    """A cell as a fault may quote it: short."""
    return cell if len(cell) <= SHOWN else cell[:SHOWN] + "…"


def readable(cell: str, encoding: str) -> str:
    """The cell itself. Raises CellFault for bytes that the encoding does not know and for control characters."""
    if not cell.isprintable():
        for letter in cell:
            kind = unicodedata.category(letter)
            if kind == "Cs":
                raise CellFault(_l("the text cannot be read as %(encoding)s", encoding=encoding))
            if kind == "Cc" and letter not in "\t\r\n":
                raise CellFault(_l("the text holds a control character"))
    return cell


def text(most: int | None) -> Convert:
    def convert(cell: str) -> str:
        if most is not None and len(cell) > most:
            raise CellFault(_l("the text is longer than %(most)s characters", most=most))
        return cell

    return convert


def number() -> Convert:
    def convert(cell: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,10}", cell, re.ASCII) or abs(int(cell)) > BIGGEST:
            raise CellFault(_l("“%(cell)s” is no whole number", cell=shown(cell)))
        return int(cell)

    return convert


def money(decimal: str, thousands: str) -> Convert:
    """Yuan as they are written, kept in fen. More than two decimals are refused, not rounded."""
    pattern = re.compile(rf"([+-]?)(\d{{1,15}})(?:{re.escape(decimal)}(\d{{1,2}})0*)?", re.ASCII)

    def convert(cell: str) -> int:
        found = pattern.fullmatch(cell.replace(thousands, "") if thousands else cell)
        if not found:
            raise CellFault(_l("“%(cell)s” is no amount", cell=shown(cell)))
        fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
        return -fen if found[1] == "-" else fen

    return convert


@dataclass(frozen=True)
class Dates:
    """How an export writes dates: `format` of YYYY or YY, MM, DD (hh, mm, ss are read over); `century` is added to YY;
    `women_month` was added to the month of women (birth numbers)."""

    format: str
    century: int = 1900
    women_month: int = 0

    def converters(self) -> tuple[Convert, Convert]:
        """(date, gender) readers of one cell."""
        pattern = re.compile(
            _WORD.sub(lambda word: _DATE_WORDS[word[0]], re.escape(self.format).replace(r"\ ", " ")), re.ASCII
        )

        def parts(cell: str) -> tuple[date, str]:
            found = pattern.fullmatch(cell)
            try:
                if not found:
                    raise ValueError
                year, month = int(found["y"]), int(found["m"])
                woman = bool(self.women_month) and month > self.women_month
                year = year if "YYYY" in self.format else self.century + year
                return date(year, month - self.women_month if woman else month, int(found["d"])), "f" if woman else "m"
            except ValueError:
                raise CellFault(
                    _l("“%(cell)s” is no date as %(format)s", cell=shown(cell), format=self.format)
                ) from None

        read = lru_cache(maxsize=4096)(parts)
        return (lambda cell: read(cell)[0]), (lambda cell: read(cell)[1])


def coded(codes: dict[str, str]) -> Convert:
    def convert(cell: str) -> str:
        try:
            return codes[cell]
        except KeyError:
            raise CellFault(_l("the mapping does not know the code “%(cell)s”", cell=shown(cell))) from None

    return convert


def numbered(prefix: str, pad: int, most: int | None) -> Convert:
    """A number that looks like the bank's own: `prefix` and the cell, filled up with zeros to `pad` places."""
    check = text(most)
    return lambda cell: check(prefix + cell.zfill(pad))
