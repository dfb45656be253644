"""What a mapping means once its words were checked: files, columns, totals."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.importing.arriving.reading import Dialect
from portal.importing.mapping import cells
from portal.importing.mapping.tables import Table

NUMBER_ALSO = ("客户编号", "客户号", "client_number")


def plain_name(name: str) -> str:
    """A column's or sheet's name as it is compared: no blanks, capitals or full-width letters, no star of a
    template."""
    return "".join(unicodedata.normalize("NFKC", name).split()).strip("*").casefold()


@dataclass(frozen=True)
class Column:
    """How one column of ours is filled. Steps: blanks off, `none`, `recall`, then `refers` or `convert`. `also` are
    other names of their column; a `spare` one may be missing. `translate`: their code of what it refers to as ours.
    """

    target: str
    origin: str = ""
    convert: cells.Convert | None = None
    value: Any = None
    recall: str = ""
    refers: Table | None = None
    gives: str = "id"
    none: frozenset[str] = frozenset()
    required: bool = False
    empty: Any = None
    also: tuple[str, ...] = ()
    spare: bool = False
    translate: cells.Convert | None = None


@dataclass(frozen=True)
class FilePlan:
    """One reading of a file. Without `table` it only fills what others recall. `by_number`, `by_document`: columns by
    which a client who is there is found as well; `owner`: a new account's client becomes its owner.
    """

    file: str
    key: str
    table: Table | None
    columns: tuple[Column, ...]
    only: dict[str, frozenset[str]]
    remember_as: str = ""
    remember_value: str = ""
    made_name: bool = False
    sheets: tuple[str, ...] = ()
    key_also: tuple[str, ...] = ()
    by_number: str = ""
    by_document: str = ""
    owner: bool = False
    key_made: bool = False

    @property
    def needed(self) -> list[str]:
        """The columns that the file must have. Where a client is found by number or document, too, none of these three
        must be there, but one.
        """
        key = "" if self.by_number or self.by_document or self.key_made else self.key
        names = [key, *self.only, self.remember_value, *(c.origin for c in self.columns if not c.spare)]
        return list(dict.fromkeys(name for name in names if name))

    @property
    def known(self) -> list[str]:
        """Every column that it can read."""
        names = [self.key, self.by_number, self.by_document, *self.only, self.remember_value]
        return list(dict.fromkeys(name for name in [*names, *(column.origin for column in self.columns)] if name))

    @cached_property
    def _names(self) -> dict[str, str]:
        found = {plain_name(name): name for name in self.known}
        for column in self.columns:
            found |= {plain_name(name): column.origin for name in column.also if plain_name(name) not in found}
        also = {plain_name(name): self.key for name in self.key_also}
        if self.by_number:
            also |= {plain_name(name): self.by_number for name in NUMBER_ALSO}
        return {**also, **found}

    def canonical(self, name: str) -> str:
        """The name that this plan uses for a column of a file; of an unknown column its own."""
        return self._names.get(plain_name(name), name)

    @property
    def label(self) -> str:
        """The name of its sheet or file without an ending."""
        return self.sheets[0] if self.sheets else self.file.rpartition(".")[0] or self.file


@dataclass(frozen=True)
class Total:
    """A figure: rows or a sum (fen) of a table; `filled`: of what the database derives, else of the rows read."""

    name: str
    table: Table
    sum: str = ""
    where: dict[str, str] = field(default_factory=dict)
    filled: str = ""


@dataclass(frozen=True)
class Mapping:
    """A format. `keeps_blanks`: an empty cell leaves what stands as it is; `spare_files`: a folder may lack files."""

    format: str
    title: str
    source: str
    dialect: Dialect
    files: tuple[FilePlan, ...]
    totals: tuple[Total, ...]
    keeps_blanks: bool = False
    spare_files: bool = False

    @property
    def finds_clients(self) -> bool:
        """Do cells that refer to clients hold numbers and documents, too?"""
        return any(plan.by_number or plan.by_document for plan in self.files)
