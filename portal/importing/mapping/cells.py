"""From the text of a cell to a value of ours. A converter raises CellFault; blanks are cut off before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault
from portal.reads import reference
from portal.rules.clients.phones import Phone, phones_in
from portal.rules.clients.spotting import scrubbed
from portal.rules.clients.values import is_email

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
    """A cell as a fault may quote it: short, without numbers of documents."""
    cell = scrubbed(cell)
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


_TYPED = re.compile(r"([+-]?)(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d+?)0*)?(万|亿)?", re.ASCII)
_MARKS = re.compile(r"^([+-]?)[¥￥]|元$|^(?:CNY|RMB)")
_IN_BRACKETS = re.compile(r"\(([^()+-]+)\)|([^()+-]+)-")
"""How accountants write what is less than nothing: (1,234.50), 1,234.50-."""
_UNITS = {None: 100, "万": 100 * 10**4, "亿": 100 * 10**8}
_MOST_FEN = 10**15


def typed_money() -> Convert:
    """Yuan as people type them, in fen: full-width figures, ¥ or 元, thousands marks, 万 and 亿, the minus of
    accountants. What would have to be rounded, and powers such as 1e9, are refused.
    """

    def convert(cell: str) -> int:
        plain = cell if cell.isascii() else unicodedata.normalize("NFKC", cell).replace("\u2212", "-")
        plain = plain.replace(" ", "")
        if found := _IN_BRACKETS.fullmatch(plain):
            plain = f"-{found[1] or found[2]}"
        if not (plain.isascii() and plain[:1].isdigit()):
            plain = _MARKS.sub(r"\1", plain)
        found = _TYPED.fullmatch(plain)
        if not found:
            raise CellFault(_l("“%(cell)s” is no amount", cell=shown(cell)))
        whole, _point, part = plain.lstrip("+-").rstrip("万亿").replace(",", "").partition(".")
        fen, rest = divmod(int(whole + part) * _UNITS[found[3]], 10 ** len(part))
        if rest or fen >= _MOST_FEN:
            raise CellFault(_l("“%(cell)s” is no amount in yuan with at most two decimals", cell=shown(cell)))
        return -fen if found[1] == "-" else fen

    return convert


_NOTATIONS = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
    r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})",
    r"(?P<y>(?:18|19|20|21)\d{2})(?P<m>\d{2})(?P<d>\d{2})",
    r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?",
    r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
)
_CLOCK = r"(?:(?:T| *)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAYS = [re.compile(pattern + _CLOCK, re.ASCII) for pattern in _NOTATIONS]
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a form takes."""
EXCEL_BEGINS = date(1899, 12, 30)


def typed_date() -> Convert:
    """A day as people write it: 2026-03-02, 2026/3/2, 2026.3.2, 20260302, 2026年3月2日, 02.03.2026, as Java and SQL
    do (2026-03-02 00:00:00.0), or Excel's number of days (46083).
    """

    def convert(cell: str) -> date:
        day = read(cell)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise CellFault(_l("there is no day “%(cell)s”", cell=shown(cell)))
        return day

    def read(cell: str) -> date:
        plain = unicodedata.normalize("NFKC", cell).strip()
        if _SERIAL.fullmatch(plain):
            return EXCEL_BEGINS + timedelta(days=int(plain.partition(".")[0]))
        for pattern in _DAYS:
            if found := pattern.fullmatch(plain):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    raise CellFault(_l("there is no day “%(cell)s”", cell=shown(cell))) from None
        raise CellFault(_l("“%(cell)s” is no date; please write it as 2026-12-24", cell=shown(cell)))

    return lru_cache(maxsize=4096)(convert)


def later(cell: str, days: int) -> str:
    """Excel's number of a day in a workbook whose calendar begins so many days later than usual; other cells as they
    are."""
    return str(int(cell.partition(".")[0]) + days) if days and _SERIAL.fullmatch(cell) else cell


def typed_moment() -> Convert:
    """A moment on the bank's wall clock as UTC; a day alone is its noon."""
    days = typed_date()

    def convert(cell: str) -> datetime:
        clock_part = re.search(r"[T 日号](\d{1,2}):(\d{2})", cell)
        day = days(cell)
        hour, minute = (int(clock_part[1]), int(clock_part[2])) if clock_part else (12, 0)
        try:
            return clock.from_local(datetime(day.year, day.month, day.day, hour, minute))
        except ValueError:
            raise CellFault(_l("“%(cell)s” is no date; please write it as 2026-12-24", cell=shown(cell))) from None

    return convert


def phone_numbers() -> Convert:
    """The phones in a cell, each in its international form."""

    def convert(cell: str) -> tuple[Phone, ...]:
        try:
            return tuple(phones_in(cell))
        except ValueError:
            raise CellFault(_l("“%(cell)s” is no phone number", cell=shown(cell))) from None

    return convert


def email() -> Convert:
    def convert(cell: str) -> str:
        if not is_email(cell):
            raise CellFault(_l("“%(cell)s” is no e-mail address", cell=shown(cell)))
        return cell

    return convert


def industry() -> Convert:
    """A section of the classification by its code or its name in either language, as its code."""

    def convert(cell: str) -> str:
        known = reference.industries().values()
        found = next((one.code for one in known if cell.casefold() in _names(one)), None)
        if found is None:
            raise CellFault(_l("“%(cell)s” is no industry of the list", cell=shown(cell)))
        return found

    return convert


def _names(one: Any) -> set[str]:
    return {one.code.casefold(), one.name_zh.casefold(), one.name_en.casefold()}


_YES = frozenset({"1", "y", "yes", "true", "是", "有", "对"})
_NO = frozenset({"0", "n", "no", "false", "否", "无"})


def yes_or_no() -> Convert:
    def convert(cell: str) -> bool:
        word = cell.lower()
        if word not in _YES and word not in _NO:
            raise CellFault(_l("“%(cell)s” is neither yes nor no", cell=shown(cell)))
        return word in _YES

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
    small = {code.casefold(): word for code, word in codes.items()}

    def convert(cell: str) -> str:
        try:
            return codes[cell] if cell in codes else small[cell.casefold()]
        except KeyError:
            raise CellFault(_l("“%(cell)s” is no word that is known here", cell=shown(cell))) from None

    return convert


def numbered(prefix: str, pad: int, most: int | None) -> Convert:
    """A number that looks like the bank's own: `prefix` and the cell, filled up with zeros to `pad` places."""
    check = text(most)
    return lambda cell: check(prefix + cell.zfill(pad))
