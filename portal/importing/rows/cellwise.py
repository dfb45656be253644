"""A cell of a list as people keep it, before it is converted; several phones in one; what a row says of a client's
kind, and by what he is known again who has neither key nor number nor document.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from portal.importing.mapping.cells import later
from portal.importing.mapping.headings import in_ten_thousands, kind_told
from portal.importing.mapping.numbers import PLAIN, says_nothing, uneaten
from portal.importing.mapping.plans import Column, FilePlan
from portal.rules.clients.documents import kind_by_number
from portal.rules.clients.phones import Phone
from portal.rules.finding.terms import fold

MADE = "who:"
"""How a key begins that was made from what is known of a client."""
STAYS = frozenset({"kind", "document", "document_kind", "name"})
"""Columns of clients of which an unreadable cell costs the row: they say who it is."""
OF_WORK, OF_HOME = ("单位", "公司", "办公", "work", "office"), ("家", "宅", "home")
LONGEST_LABEL = 32


class Cells:
    """The cells of one file, each cleaned as its column asks for it."""

    def __init__(self, plan: FilePlan, header: list[str], places: dict[str, int], days: int) -> None:
        self.free, self.days = plan.free, days
        self.header = header
        self.columns: dict[int, Column] = {}
        for column in plan.columns:
            if column.origin in places:
                self.columns.setdefault(places[column.origin], column)
        self.named = {places[name] for name in (plan.key, plan.by_number, plan.by_document) if name in places}

    def text(self, cells: list[str], place: int) -> str:
        """A cell without what only looks like something. Raises CellFault for a number that Excel has eaten."""
        cell = cells[place].strip()
        if not cell or not self.free:
            return cell
        column = self.columns.get(place)
        if says_nothing(cell) and not (column and column.is_yes):
            return ""
        mode = column.digits if column else ""
        if not mode and place in self.named:
            mode = PLAIN
        if mode:
            return uneaten(cell, mode)
        if column and column.is_day:
            return later(cell, self.days)
        if column and column.is_money and in_ten_thousands(self.header[place]) and not cell.endswith(("万", "亿")):
            return f"{cell}万"
        return cell


def may_cost_the_cell(plan: FilePlan, column: Column) -> bool:
    """May an unreadable cell of this column be left out, and its row be taken?"""
    of_clients = plan.table is not None and plan.table.name == "clients"
    return plan.free and of_clients and not column.required and column.target not in STAYS


def usual_kind(plan: FilePlan, header: list[str], names: list[str]) -> str | None:
    """The kind of who stands in a list of clients whose row does not say it: by the heading of the name; "" where that
    leaves it open, None where the list says it otherwise."""
    if plan.table is None or plan.table.name != "clients" or not plan.free:
        return None
    said = next((column for column in plan.columns if column.target == "kind"), None)
    if said is not None and not said.origin:
        return str(said.value) or ""
    origins = [column.origin for column in plan.columns if column.target == "name"]
    told = (kind_told(header[place]) for place, name in enumerate(names) if name in origins)
    return next(told, "")


def settle_kind(values: dict[str, Any], blanks: set[str], usual: str) -> None:
    """A row that does not say whether it is a person or a company: its document says so, else the list."""
    if values.get("kind") and "kind" not in blanks:
        return
    told = kind_by_number(values.get("document_kind") or "", values.get("document") or "")
    values["kind"] = told or usual
    blanks.add("kind")


def settle_phones(values: dict[str, Any], further: list[tuple[str, str, str]], headings: Iterable[str]) -> None:
    """Several phones of one cell, or of several columns: the first of the main column is the main one, the others are
    further ones as (number, kind, label)."""
    main = values.get("mobile")
    found: list[tuple[Phone, str]] = []
    if isinstance(main, tuple):
        values["mobile"] = main[0].number
        if main[0].extension:
            values["mobile_label"] = _label("", main[0])
        found += [(one, "") for one in main[1:]]
    for name, heading in zip([name for name in values if name.startswith("phones")], headings, strict=False):
        found += [(one, heading) for one in values.pop(name) or ()]
    for one, heading in found:
        if one.number != values.get("mobile") and all(one.number != number for number, _kind, _label in further):
            further.append((one.number, _kind(heading), _label(heading, one)))


def _label(heading: str, one: Phone) -> str:
    extension = f"转{one.extension}" if one.extension else ""
    return " ".join(part for part in (heading, extension) if part)[:LONGEST_LABEL]


def _kind(heading: str) -> str:
    small = heading.casefold()
    if any(word in small for word in OF_WORK):
        return "work"
    return "home" if any(word in small for word in OF_HOME) else ""


def made_key(values: dict[str, Any], further: list[tuple[str, str, str]]) -> str:
    """What names a client of whom a list tells his name and a phone, or a birthday; "" where it tells neither."""
    name = fold(values.get("name") or "").replace(" ", "")
    phone = values.get("mobile") or next((number for number, _kind, _label in further), "")
    by = phone or values.get("birthday")
    return MADE + sha256(f"{name}|{by}".encode()).hexdigest()[:36] if name and by else ""


def mark(item: Any) -> str:
    """`#` and what tells rows of one person apart, for keys that were made; "" for others."""
    if not item.key.startswith(MADE):
        return ""
    told = sorted((name, str(value)) for name, value in item.values.items() if value and name != "document_encrypted")
    return "#" + sha256(repr((told, item.phones)).encode()).hexdigest()[:16]
