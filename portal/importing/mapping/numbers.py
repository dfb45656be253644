"""Numbers that only look like figures: of documents, accounts, cards, contracts, phones. What Excel made of them is
told, what people put around them to save them from Excel is taken off.
"""

from __future__ import annotations

import re
import unicodedata

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault

PLAIN, GROUPED = "plain", "grouped"
"""How a column of such numbers is cleaned; `grouped`: blanks and dashes between groups of digits go, too."""
NUMBERS = {
    "clients": {"document": PLAIN, "mobile": PLAIN, "phones": PLAIN},
    "accounts": {"number": GROUPED},
    "cards": {"number": GROUPED},
    "loans": {"number": PLAIN},
    "services": {"number": PLAIN},
    "transactions": {"other_account": GROUPED},
}
_POWER = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_FORMULA = re.compile(r'="(.*)"')
_AROUND = "'‘’`´\"“” \t\u00a0"
_GROUPS = re.compile(r"\d{2,6}(?:[ \u00a0\u3000‐-―-]+\d{1,6}){2,}")
_BETWEEN = re.compile(r"[ \u00a0\u3000‐-―-]+")


def mode_of(table: str, target: str, refers: str = "") -> str:
    """How a column is cleaned; "" for one that holds no such numbers. What names an account is cleaned like one."""
    return GROUPED if refers == "accounts" else PLAIN if refers == "clients" else NUMBERS.get(table, {}).get(target, "")


def uneaten(cell: str, mode: str) -> str:
    """The number in a cell, as somebody wrote it. Raises CellFault for one of which Excel has kept fifteen digits."""
    text = unicodedata.normalize("NFKC", cell) if not cell.isascii() else cell
    if found := _FORMULA.fullmatch(text):
        text = found[1]
    text = text.strip(_AROUND)
    if _POWER.fullmatch(text):
        raise CellFault(
            _l("Excel has turned this number into a power of ten; please make the column text and enter it again")
        )
    if mode == GROUPED and _GROUPS.fullmatch(text):
        return _BETWEEN.sub("", text)
    return text if text != cell else cell


_NOTHING = frozenset(
    [
        "无",
        "暂无",
        "没有",
        "未知",
        "不详",
        "未提供",
        "未填",
        "未填写",
        "不清楚",
        "空",
        "-",
        "--",
        "---",
        "—",
        "——",
        "————",
        "/",
        "//",
        "\\",
        "N/A",
        "n/a",
        "#N/A",
        "NULL",
        "null",
        "None",
        "none",
        "nil",
        "NaN",
        "nan",
        "(空)",
        "（空）",
        "(null)",
        "(NULL)",
        "[NULL]",
        "0000-00-00",
        "1900-01-00",
        "1900-01-00T00:00:00",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#DIV/0!",
    ]
)


def says_nothing(cell: str) -> bool:
    """Does a cell say that there is nothing?"""
    return cell in _NOTHING
