"""The figures of an import: added up batch by batch, each proved against the database before it is kept."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from peewee import SQL, fn

from portal.database import among
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import Faults
from portal.importing.mapping.plans import Mapping, Total
from portal.importing.mapping.tables import Table
from portal.importing.rows.items import Item
from portal.reads.shared.sources import Source, came_from


class Totals:
    """The totals of a mapping: `read` is what was read, `figures` what stands of it. They grow with each batch."""

    def __init__(self, mapping: Mapping, source: Source, figures: dict[str, int] | None = None) -> None:
        self.mapping, self.source = mapping, source
        self.figures: dict[str, int] = defaultdict(int, figures or {})

    def add(self, table: Table, items: list[Item]) -> None:
        """Rows that would stand (for a dry run)."""
        for total in self._of(table):
            self.figures[total.name] += _read(total, _wanted(total, items))

    def prove(self, table: Table, items: list[Item], faults: Faults) -> None:
        """Rows that were just written, within their transaction. What stands otherwise than it was read is a fault."""
        for total in self._of(table):
            wanted = _wanted(total, items)
            read, stands = _read(total, wanted), self._stands(total, wanted)
            self.figures[total.name] += stands
            if read != stands:
                words = _l("%(read)s was read, but %(stands)s stands in the database", read=read, stands=stands)
                faults.add("", 0, total.name, words)

    def said(self, *, derived: bool = True) -> dict[str, int | str]:
        """The totals in the mapping's order: counts, and sums as text with two decimals. `derived`: with those of what
        the database derives.
        """
        figures: dict[str, int | str] = {}
        for total in self.mapping.totals:
            if total.filled and not derived:
                continue
            figure = self._stands(total) if total.filled else self.figures[total.name]
            figures[total.name] = yuan(figure) if total.sum else figure
        return figures

    def _of(self, table: Table) -> list[Total]:
        return [total for total in self.mapping.totals if total.table is table and not total.filled]

    def _stands(self, total: Total, items: list[Item] | None = None) -> int:
        """What stands of these rows; of all rows of the source where none are named."""
        model: Any = total.table.model
        fields = model._meta.fields
        what = fn.SUM(fields[total.sum]) if total.sum else fn.COUNT(SQL("*"))
        wanted = came_from(model, self.source)
        if items is not None:
            wanted &= among(model.source_key, [item.key for item in items])
            wanted |= among(model.id, [item.record for item in items if item.record])
        for name, word in total.where.items():
            wanted &= fields[name] == word
        if total.filled:
            wanted &= fields[total.filled].is_null(False)
        return int(model.select(what).where(wanted).scalar() or 0)


def _wanted(total: Total, items: list[Item]) -> list[Item]:
    """The rows that a total counts; a blank cell left what stood, so nothing was read of it."""
    about = {total.sum, *total.where} - {""}
    return [
        item
        for item in items
        if all(item.values.get(name) == word for name, word in total.where.items()) and not about & item.blanks
    ]


def _read(total: Total, items: list[Item]) -> int:
    return sum(item.values[total.sum] or 0 for item in items) if total.sum else len(items)


def yuan(fen: int) -> str:
    """`103261740.00`."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
