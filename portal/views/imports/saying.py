"""The forms in which somebody says how a file is to be read: where its table stands and how it is written, and what its
columns mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.ground import formats
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.importing.arriving.files import arrived
from portal.importing.arriving.sniffing import OFFERED
from portal.importing.checking import naming, remembered, understanding
from portal.importing.showing import plan_of
from portal.models import ImportRun
from portal.views.imports.words import column, number
from portal.words.imports import ENCODINGS, TABLES

KINDS = [
    ("individual", _l("Persons")),
    ("company", _l("Companies and other organisations")),
    ("mixed", _l("Both: the document number says which")),
]
OWN_LIST = "own"


def place_of(run: ImportRun, values: Mapping[str, Any], codes: frozenset[str] | None = None) -> int:
    """The file or sheet that is meant: the one of the address, else the first that is asked about."""
    if values.get("part"):
        return min(number(values["part"]), max(len(run.parts) - 1, 0))
    asks = run.options.get("asks", {})
    wanted = (place for place, part in enumerate(run.parts) if codes is None or codes & {*asks.get(part["name"], ())})
    return next(wanted, 0)


def questions(run: ImportRun) -> list[tuple[str, str, str]]:
    """(file, question, address of the page that answers it) of everything that is to be answered."""
    found = []
    for place, part in enumerate(run.parts):
        for code in run.options.get("asks", {}).get(part["name"], ()):
            page = "reading" if code in understanding.OF_READING else "columns"
            found.append((part["name"], _question(run, part, code), f"/imports/{run.id}/{page}?part={place}"))
    return found


def _question(run: ImportRun, part: dict[str, Any], code: str) -> str:
    if code == understanding.HIDDEN:
        count = arrived(part).hides
        return ngettext("%(num)d row is hidden by a filter.", "%(num)d rows are hidden by a filter.", count)
    if code == understanding.SAME:
        near = remembered.like(run.branch_id, tuple(part["header"]))
        return _("Is this the same list as “%(name)s”?", name=near[0].name if near else "–")
    if code == understanding.COLUMNS:
        lacks = lacking(understanding.what_it_lacks(arrived(part)))
        known = _("No format knows these columns.")
        return formats.sentences([known, _("Missing: %(names)s", names=lacks)]) if lacks else known
    return str(QUESTIONS[code])


QUESTIONS = {
    understanding.ENCODING: _l("It is not certain how the letters of this file are written."),
    understanding.TWICE: _l("Several columns mean the same. Which is the main one?"),
    understanding.KIND: _l("Are these persons or companies?"),
    understanding.NUMBER: _l("The column of client numbers holds numbers of another system."),
}


def lacking(names: list[str]) -> str:
    """Columns of ours (`table.column`) as people call them."""
    return formats.joined(column(*reversed(name.split("."))) for name in names)


class Reading:
    """Where the table of a file stands and how the file is written."""

    def __init__(self, run: ImportRun, values: Mapping[str, Any]) -> None:
        self.place = place_of(run, values, understanding.OF_READING)
        self.part: dict[str, Any] = run.parts[self.place] if run.parts else {"name": "", "header": [], "top": []}
        self.file = arrived(self.part) if run.parts else None
        self.name = self.part["name"]
        self.heads = [(line, formats.joined(cell for cell in cells if cell)) for line, cells in self.part["top"]]
        self.head = number(values.get("head")) or self.part.get("head", 1)
        self.encoding = values.get("encoding") or self.part.get("encoding", "")
        self.encodings = [] if self.part.get("sheet") else [(code, str(ENCODINGS[code])) for code in OFFERED]
        self.samples = [(str(ENCODINGS.get(self.encoding, "")), [row[:8] for row in self.part.get("sample", ())[:3]])]
        self.samples += [
            (str(ENCODINGS[name]), [row[:8] for row in rows]) for name, rows in self.part.get("readings", ())
        ]
        self.hides = self.file.hides if self.file else 0
        self.hidden = values.get("hidden") or run.options.get("layout", {}).get(self.name, {}).get("hidden", "")
        self.mends = run.options.get("mends", 0)
        self.errors: list[str] = []

    def layout(self) -> dict[str, dict[str, Any]]:
        """What was said, for `runs.read_again`. Raises Invalid."""
        words: dict[str, Any] = {}
        if self.encodings and self.encoding in OFFERED:
            words["encoding"] = self.encoding
        if self.head not in [line for line, _cells in self.heads]:
            raise Invalid(_l("Please pick one of the rows that are shown."), field="head")
        words["head"] = self.head
        if self.hides:
            if self.hidden not in ("take", "leave"):
                raise Invalid(_l("Please say whether the hidden rows are to be read."), field="hidden")
            words["hidden"] = self.hidden
        return {self.name: words}


class Saying:
    """What the columns of a file mean."""

    def __init__(self, run: ImportRun, values: Mapping[str, Any]) -> None:
        self.run = run
        self.place = place_of(run, values)
        part: dict[str, Any] = run.parts[self.place] if run.parts else {"header": [], "sample": [], "name": ""}
        self.header: list[str] = part["header"]
        self.sample, self.name = part["sample"], part["name"]
        self.parts = [(place, one["name"]) for place, one in enumerate(run.parts)]
        self.asks = run.options.get("asks", {}).get(self.name, ())
        known = naming.tables()
        plan = plan_of(run, self.place)
        own = plan.table.name if plan and plan.table and plan.table.name in known else ""
        self.table = values["table"] if values.get("table") in known else own or naming.likely_table(self.header)
        self.tables = [(name, str(TABLES[name])) for name in known]
        present = naming.meanings(plan, self.header) if plan and own == self.table else {}
        guessed = present or naming.guess(self.table, self.header)
        self.targets = [(name, column(name, self.table)) for name in naming.targets(self.table)]
        self.needed = [column(name, self.table) for name in naming.needed(self.table)]
        names = {name for name, _label in self.targets}
        posted = any(f"column-{place}" in values for place in range(len(self.header)))
        self.chosen = {
            place: values[f"column-{place}"] if posted else guessed[place]
            for place in range(len(self.header))
            if (values.get(f"column-{place}") in names if posted else guessed.get(place) in names)
        }
        if not posted and understanding.NUMBER in self.asks:
            self.chosen = {place: "key" if name == "number" else name for place, name in self.chosen.items()}
        self._of_the_list(values)
        self.errors: list[str] = []

    def _of_the_list(self, values: Mapping[str, Any]) -> None:
        """Who stands in it, and which list it continues."""
        told = naming.said_kind(self.header, self.chosen)
        self.kinds = KINDS if self.table == "clients" and "kind" not in self.chosen.values() else []
        self.kind = values.get("kind") if values.get("kind") in dict(KINDS) else told
        near = remembered.like(self.run.branch_id, tuple(self.header))
        lists = remembered.lists_of(self.run.branch_id)
        self.lists = [(OWN_LIST, _("A list of its own")), (naming.PORTAL, _("The template workbook"))]
        self.lists += [(str(one.id), one.name or _("List %(id)s", id=one.id)) for one in lists]
        usual = str(near[0].id) if near else naming.PORTAL if self.run.format == naming.PORTAL else OWN_LIST
        self.continues = values.get("continues") if values.get("continues") in dict(self.lists) else usual
        self.mends = self.run.options.get("mends", 0)

    @property
    def source(self) -> str:
        """Whose keys the rows have, "" for those of this list itself."""
        if self.continues in (OWN_LIST, naming.PORTAL):
            return "" if self.continues == OWN_LIST else naming.PORTAL
        kept = next(one for one in remembered.lists_of(self.run.branch_id) if str(one.id) == self.continues)
        return remembered.source_of(kept)

    def words(self) -> dict[str, Any]:
        """What was said in the words of a mapping file. Raises Invalid."""
        words = naming.words_for(self.table, self.header, self.chosen, self.kind or "")
        if self.kinds and not self.kind:
            raise Invalid(_l("Please say whether these are persons or companies."), field="kind")
        return words

    def refuse(self, error: Invalid) -> None:
        missing = error.context.get("missing")
        words = (
            _("Still missing: %(names)s", names=formats.joined(column(name, self.table) for name in missing))
            if missing
            else str(error)
        )
        self.errors = [words]
