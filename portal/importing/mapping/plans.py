"""What a mapping means once its words were checked: files, columns, totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.importing.arriving.reading import Dialect
from portal.importing.mapping import cells
from portal.importing.mapping.headings import plain_name, settled
from portal.importing.mapping.tables import Table

NUMBER_ALSO = ("客户编号", "客户号", "client_number", "client number", "贵宾编号")
KNOWN_BY = frozenset({"mobile", "birthday"})
"""By one of these, with his name, a client is known again who has neither key nor number nor document."""


@dataclass(frozen=True)
class Column:
    """How one column of ours is filled. Steps: blanks off, `none`, `recall`, then `refers` or `convert`. `also` are
    other names of their column; a `spare` one may be missing. `translate`: their code of what it refers to as ours;
    `made`: it only looks like a number of the bank's. `digits`: it holds numbers that only look like figures
    (`numbers.py`); `is_day`, `is_money`, `is_yes`: what it holds.
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
    digits: str = ""
    is_day: bool = False
    is_money: bool = False
    is_yes: bool = False
    made: bool = False


@dataclass(frozen=True)
class FilePlan:
    """One reading of a file. Without `table` it only fills what others recall. `by_number`, `by_document`: columns by
    which a client who is there is found as well; `owner`: a new account's client becomes its owner; `passes`: columns
    that are known and not read. `free`: a list as people keep it, so cells may say that there is nothing, and numbers
    may carry what saves them from Excel.
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
    free: bool = False
    passes: tuple[str, ...] = ()
    number_also: tuple[str, ...] = NUMBER_ALSO

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
        names = [self.key, self.by_number, self.by_document, *self.only, self.remember_value, *self.passes]
        return list(dict.fromkeys(name for name in [*names, *(column.origin for column in self.columns)] if name))

    @cached_property
    def _names(self) -> dict[str, str]:
        found = {plain_name(name): name for name in self.known}
        for column in self.columns:
            found |= {plain_name(name): column.origin for name in column.also if plain_name(name) not in found}
        also = {plain_name(name): self.key for name in self.key_also}
        if self.by_number:
            also |= {plain_name(name): self.by_number for name in self.number_also}
        return {**also, **found}

    def canonical(self, name: str) -> str:
        """The name that this plan uses for a column of a file; of an unknown column its own."""
        return self._names.get(plain_name(name), name)

    @property
    def headings(self) -> frozenset[str]:
        """Every name under which a column of it is known, as names are compared."""
        return frozenset(self._names)

    def names_of(self, header: Iterable[str]) -> list[str]:
        """The names that this plan uses for the columns of a file, in each other's company."""
        header = [*header]
        names = [self.canonical(name) for name in header]
        return settled(names, header) if self.by_number else names

    @property
    def naming(self) -> frozenset[str]:
        """The columns of which one must be there so that a client is known again."""
        by = {self.key, self.by_number, self.by_document} if self.by_number or self.by_document else set()
        if self.key_made and by:
            by |= {column.origin for column in self.columns if column.target in KNOWN_BY}
        return frozenset(by - {""})

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
    """A format. `keeps_blanks`: an empty cell leaves what stands as it is; `spare_files`: a folder may lack files;
    `by_anything`: cells that refer to clients hold numbers, documents and keys of other systems, too."""

    format: str
    title: str
    source: str
    dialect: Dialect
    files: tuple[FilePlan, ...]
    totals: tuple[Total, ...]
    keeps_blanks: bool = False
    spare_files: bool = False
    by_anything: bool = False

    @property
    def finds_clients(self) -> bool:
        """Do cells that refer to clients hold numbers and documents, too?"""
        return self.by_anything or any(plan.by_number or plan.by_document for plan in self.files)
