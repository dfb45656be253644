"""The figures of an import: added up while reading, proved against the database before anything is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ..database import database
from ..i18n import lazy_gettext as _l
from .faults import Faults
from .memory import TABLE
from .plans import Mapping, Total
from .tables import Table


class Totals:
    """Adds up the rows that stand, by the totals of the mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.read: dict[str, int] = defaultdict(int)

    def counter(self, table: Table) -> Callable[[dict[str, Any]], None]:
        """What hears each row of a table."""
        wanted = [total for total in self.mapping.totals if total.table is table and not total.filled]

        def count(values: dict[str, Any]) -> None:
            for total in wanted:
                if all(values.get(name) == word for name, word in total.where.items()):
                    self.read[total.name] += (values[total.sum] or 0) if total.sum else 1

        return count

    def prove(self, faults: Faults) -> dict[str, int | str]:
        """The totals: counts, and sums as text with two decimals. A difference between read and written is a fault."""
        figures: dict[str, int | str] = {}
        for total in self.mapping.totals:
            stands = self._stands(total)
            if not total.filled and stands != self.read[total.name]:
                faults.add(
                    "",
                    0,
                    total.name,
                    _l(
                        "%(read)s was read, but %(stands)s stands in the database",
                        read=self.read[total.name],
                        stands=stands,
                    ),
                )
            figures[total.name] = yuan(stands) if total.sum else stands
        return figures

    def _stands(self, total: Total) -> int:
        model: Any = total.table.model
        fields = model._meta.fields
        what = f"SUM(t.{fields[total.sum].column_name})" if total.sum else "COUNT(*)"
        join = "" if total.filled else f"JOIN {TABLE} k ON k.name = ? AND k.key = t.source_key"
        words: list[Any] = [] if total.filled else [f"seen:{total.table.name}"]
        where, words = "t.source = ?", [*words, self.mapping.source]
        for name, word in total.where.items():
            where, words = f"{where} AND t.{fields[name].column_name} = ?", [*words, word]
        if total.filled:
            where += f" AND t.{fields[total.filled].column_name} IS NOT NULL"
        sql = f"SELECT {what} FROM {total.table.sql_name} t {join} WHERE {where}"  # noqa: S608 - names of our own tables
        return int(database.execute_sql(sql.replace("?", database.obj.param), words).fetchone()[0] or 0)


def yuan(fen: int) -> str:
    """`103261740.00`."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
