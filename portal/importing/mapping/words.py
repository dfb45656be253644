"""A mapping read and made ready: every word that does not fit is refused before a row is read.

`seeds/mappings/berka.toml` explains the words.
"""

from __future__ import annotations

import codecs
import logging
import re
import tomllib
from pathlib import Path
from typing import Any

import peewee

from portal import config
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport
from portal.importing.arriving.reading import Dialect
from portal.importing.mapping import cells, numbers
from portal.importing.mapping.plans import NUMBER_ALSO, Column, FilePlan, Mapping, Total
from portal.importing.mapping.tables import PRODUCTS, STAFF, TABLES, Table

log = logging.getLogger(__name__)
FOLDER = config.ROOT / "seeds" / "mappings"
COLUMN_WORDS = frozenset(
    {
        "from",
        "value",
        "codes",
        "date",
        "gender",
        "recall",
        "refers",
        "gives",
        "prefix",
        "pad",
        "none",
        "made_name",
        "also",
    }
)
FILE_WORDS = frozenset(
    {
        "file",
        "table",
        "key",
        "only",
        "remember",
        "columns",
        "sheets",
        "key_also",
        "by_number",
        "by_document",
        "owner",
        "key_made",
        "passes",
        "number_also",
    }
)
ANY = "any"
NAMED_BY_HAND = "own-"
"""How the source of a list begins whose columns somebody named."""
_SOURCE = re.compile(r"""^source\s*=\s*["']([^"']*)""", re.M)


def known() -> list[str]:
    """The formats there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def every() -> list[Mapping]:
    """All formats that fit themselves; one that does not is told to the log and keeps nobody from the others."""
    found = []
    for form in known():
        try:
            found.append(load(form))
        except CannotImport:
            log.warning("the mapping %s does not fit itself", form)
    return found


def headings() -> frozenset[str]:
    """Every name of a column that some format knows, as names are compared."""
    return frozenset(name for mapping in every() for plan in mapping.files for name in plan.headings)


def load(form: str) -> Mapping:
    """The mapping of a format. Raises CannotImport."""
    if form not in known():
        raise CannotImport(
            _l("there is no format %(format)s; there are: %(known)s", format=form, known=", ".join(known()))
        )
    found = read(FOLDER / f"{form}.toml")
    _stands_alone(found)
    return found


def _stands_alone(found: Mapping) -> None:
    """A source is one system's: rows of two that share it would be taken for one another. Whose name it is has it.
    Raises CannotImport."""
    if found.source.startswith(NAMED_BY_HAND):
        raise _bad(
            found.format, f"a source that begins with {NAMED_BY_HAND} is a list's whose columns were named by hand"
        )
    for other in known():
        if found.source == found.format or other == found.format:
            continue
        said = _SOURCE.search((FOLDER / f"{other}.toml").read_text("utf-8", "replace"))
        if said and said[1] == found.source:
            raise _bad(found.format, f"the source {found.source} is that of {other} already")


def read(path: Path) -> Mapping:
    """The mapping of a file. Raises CannotImport when it does not fit itself or our tables."""
    try:
        with open(path, "rb") as file:
            return understand(path.stem, tomllib.load(file))
    except tomllib.TOMLDecodeError as error:
        raise _bad(path.stem, str(error)) from None


def understand(form: str, data: dict[str, Any]) -> Mapping:
    """A mapping from its words (of a file, or of the form where somebody said what the columns mean)."""
    try:
        return _Reader(form, data).mapping()
    except KeyError as error:
        raise _bad(form, f"{error.args[0]} is missing") from None


def _bad(form: str, what: str) -> CannotImport:
    return CannotImport(_l("the mapping %(format)s does not fit: %(what)s", format=form, what=what))


class _Reader:
    """Turns the TOML of one mapping into plans."""

    def __init__(self, form: str, data: dict[str, Any]) -> None:
        self.form, self.data = form, data
        self.reading = data.get("reading", {})
        self.dates = {name: cells.Dates(**words).converters() for name, words in data.get("dates", {}).items()}
        self.typed = self.reading.get("amounts", "") == "typed"
        self.spare = self.reading.get("columns", "") == "spare"
        self.where = ""
        self.remembered: set[str] = set()

    def refuse(self, what: str) -> CannotImport:
        return _bad(self.form, f"{self.where}: {what}" if self.where else what)

    def mapping(self) -> Mapping:
        encoding = self.reading.get("encoding", "utf-8")
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise self.refuse(f"the encoding {encoding} is not known") from None
        if len(self.data["source"]) > 16:
            raise self.refuse("source is longer than 16 characters")
        dialect = Dialect(encoding, self.reading.get("separator", ","), self.reading.get("quote", '"'))
        files = tuple(self.plan(words) for words in self.data["files"])
        totals = tuple(self.total(name, words) for name, words in self.data.get("totals", {}).items())
        keeps = self.reading.get("blank", "") == "keep"
        spare = self.reading.get("files", "") == "spare"
        found = self.reading.get("clients", "") == "found"
        return Mapping(self.form, self.data["title"], self.data["source"], dialect, files, totals, keeps, spare, found)

    def table(self, name: str) -> Table:
        if name not in TABLES:
            raise self.refuse(f"there is no table {name}; there are: {', '.join(TABLES)}")
        return TABLES[name]

    def referred(self, name: str) -> Table:
        return {STAFF.name: STAFF, PRODUCTS.name: PRODUCTS}.get(name) or self.table(name)

    def plan(self, words: dict[str, Any]) -> FilePlan:
        self.where = words["file"]
        self.fits(words, FILE_WORDS)
        if Path(words["file"]).name != words["file"]:
            raise self.refuse("a file is named without a folder")
        table = self.table(words["table"]) if "table" in words else None
        columns = {
            name: column if isinstance(column, dict) else {"from": column}
            for name, column in words.get("columns", {}).items()
        }
        made = {name for name, column in columns.items() if column.get("made_name")}
        if made - {"name"} or (made and (table is None or table.name != "clients")):
            raise self.refuse("made_name is for the name of clients")
        made_columns = tuple(
            self.column(table, name, column) for name, column in columns.items() if table and name not in made
        )
        if table:
            self.complete(table, {*columns, *table.fixed})
        remember = words.get("remember", {})
        if remember:
            self.remembered.add(remember["as"])
        only = {name: frozenset(values) for name, values in words.get("only", {}).items()}
        by = {name: words.get(name, "") for name in ("by_number", "by_document")}
        if any(by.values()) and (table is None or table.name != "clients"):
            raise self.refuse("by_number and by_document are for clients")
        return FilePlan(
            words["file"],
            words["key"],
            table,
            made_columns,
            only,
            remember.get("as", ""),
            remember.get("value", ""),
            bool(made),
            tuple(words.get("sheets", ())),
            tuple(words.get("key_also", ())),
            **by,
            owner=bool(words.get("owner")),
            key_made=bool(words.get("key_made")),
            free=self.spare,
            passes=tuple(words.get("passes", ())),
            number_also=(*NUMBER_ALSO, *words.get("number_also", ())),
        )

    def fits(self, words: dict[str, Any], known_words: frozenset[str]) -> None:
        for word in words:
            if word not in known_words:
                raise self.refuse(f"there is no word {word}; there are: {', '.join(sorted(known_words))}")

    def complete(self, table: Table, filled: set[str]) -> None:
        """Every column that must have a value has one."""
        for name in table.model._meta.fields:  # type: ignore[attr-defined]
            if table.column(name) is not None and table.required(name) and name not in filled:
                raise self.refuse(f"{table.name}.{name} is not filled")

    def column(self, table: Table, name: str, words: dict[str, Any]) -> Column:
        self.fits(words, COLUMN_WORDS)
        target = table.column(name)
        if name.startswith("phones") and table.name == "clients":
            return Column(name, words["from"], cells.phone_numbers(), empty=(), spare=True, digits=numbers.PLAIN)
        if name == "document" and table.name == "clients":
            return Column(
                name,
                words["from"],
                cells.text(40),
                also=tuple(words.get("also", ())),
                spare=self.spare,
                digits=self.digits(table, name),
            )
        if target is None:
            raise self.refuse(f"{table.name} has no column {name} to fill")
        if "value" in words:
            self.allowed(table, name, [words["value"]])
            return Column(name, value=words["value"])
        if words.get("recall", "") and words["recall"] not in self.remembered:
            raise self.refuse(f"nothing is remembered as {words['recall']} before")
        refers = self.referred(words["refers"]) if "refers" in words else None
        if isinstance(target, peewee.ForeignKeyField) != (refers is not None):
            raise self.refuse(f"{name} needs refers" if refers is None else f"{name} refers to nothing")
        return Column(
            target=name,
            origin=words["from"],
            convert=None if refers else self.converter(table, name, target, words),
            translate=self.coded(words["codes"]) if refers and "codes" in words else None,
            recall=words.get("recall", ""),
            refers=refers,
            gives=words.get("gives", "id"),
            none=frozenset(words.get("none", ())),
            required=table.required(name) and name not in table.fixed,
            empty=table.fixed.get(name, None if target.null else target.default),
            also=tuple(words.get("also", ())),
            spare=self.spare and (not table.required(name) or name in table.fixed),
            digits=self.digits(table, name, refers.name if refers else ""),
            is_day=isinstance(target, (peewee.DateField, peewee.DateTimeField)),
            is_money=isinstance(target, peewee.BigIntegerField) and refers is None,
            is_yes=isinstance(target, peewee.BooleanField),
            made="prefix" in words,
        )

    def digits(self, table: Table, name: str, refers: str = "") -> str:
        """How numbers of a column are cleaned: as they stand in the file, where it is no list that people keep."""
        return numbers.mode_of(table.name, name, refers) if self.spare else ""

    def coded(self, name: str) -> cells.Convert:
        if name not in self.data.get("codes", {}):
            raise self.refuse(f"there are no codes {name}")
        return cells.coded(self.data["codes"][name])

    def converter(self, table: Table, name: str, target: peewee.Field, words: dict[str, Any]) -> cells.Convert:
        if "codes" in words:
            codes = self.data.get("codes", {}).get(words["codes"])
            if codes is None:
                raise self.refuse(f"there are no codes {words['codes']}")
            self.allowed(table, name, codes.values())
            return cells.coded(codes)
        if "gender" in words:
            return self.date(words["gender"])[1]
        if name in table.readers:
            return table.readers[name]()
        if isinstance(target, peewee.DateField):
            return self.date(words.get("date", self.reading.get("date", "")))[0]
        if isinstance(target, peewee.DateTimeField):
            return cells.typed_moment()
        if isinstance(target, peewee.BooleanField):
            return cells.yes_or_no()
        if isinstance(target, peewee.BigIntegerField):
            return (
                cells.typed_money()
                if self.typed
                else cells.money(self.reading.get("decimal", "."), self.reading.get("thousands", ""))
            )
        if isinstance(target, peewee.IntegerField):
            return cells.number()
        most = getattr(target, "max_length", None) or table.longest.get(name)
        if "prefix" in words:
            return cells.numbered(words["prefix"], words.get("pad", 0), most)
        if name in table.codes:
            return cells.coded({word: word for word in table.codes[name]})
        return cells.text(most)

    def date(self, name: str) -> tuple[cells.Convert, cells.Convert]:
        if name == ANY:
            return cells.typed_date(), cells.typed_date()
        if name not in self.dates:
            raise self.refuse(f"there is no date format {name or 'named'}")
        return self.dates[name]

    def allowed(self, table: Table, name: str, values: Any) -> None:
        for value in values:
            if name in table.codes and value not in table.codes[name]:
                raise self.refuse(
                    f"{table.name}.{name} cannot be {value}; it can be: {', '.join(sorted(table.codes[name]))}"
                )

    def total(self, name: str, words: dict[str, Any]) -> Total:
        self.where = f"totals.{name}"
        table = self.table(words["table"])
        if not table.has_source:
            raise self.refuse(f"of {table.name} no total can be proved")
        for column in (words.get("sum"), words.get("filled"), *words.get("where", {})):
            if column and column not in table.model._meta.fields:  # type: ignore[attr-defined]
                raise self.refuse(f"{table.name} has no column {column}")
        return Total(name, table, words.get("sum", ""), words.get("where", {}), words.get("filled", ""))
