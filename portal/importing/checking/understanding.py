"""How the files of a run are read: as somebody said, as it was said before for these headings, or by a format; and what
somebody is to be asked before they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from portal.importing.arriving.files import Arrived
from portal.importing.checking import naming, ours, remembered
from portal.importing.checking.recognising import EXPLAINING, plans_of, recognise
from portal.importing.mapping.headings import kind_told
from portal.importing.mapping.plans import FilePlan, Mapping
from portal.models import ImportRun

ENCODING, HIDDEN, COLUMNS, TWICE, KIND, SAME, NUMBER = (
    "encoding",
    "hidden",
    "columns",
    "twice",
    "kind",
    "same",
    "number",
)
OF_READING = frozenset({ENCODING, HIDDEN})
"""What is answered on the page that says how a file is read; all else on that of its columns."""
SKIPPED = "skip"


@dataclass
class Understood:
    """`mapping` reads `files`; `readings` are the sayings it is made of; `asks`: name of a file → what is to be asked
    about it; `unread`: what is passed over, as (name, columns that it lacks)."""

    files: list[Arrived]
    mapping: Mapping | None = None
    form: str = ""
    readings: list[int] = field(default_factory=list)
    asks: dict[str, list[str]] = field(default_factory=dict)
    unread: list[tuple[str, list[str]]] = field(default_factory=list)


def understand(run: ImportRun, files: list[Arrived]) -> Understood:
    """How the files of a run are read. Raises CannotImport."""
    said: dict[str, Any] = run.options.get("said", {})
    files = [file for file in files if said.get(file.name) != SKIPPED]
    if form := run.options.get("like"):
        mapping = remembered.by_format(form)
        read = {part.place for part in plans_of(mapping, files)}
        if read:
            return Understood([file for place, file in enumerate(files) if place in read], mapping, form)
    explained = [file for file in files if file.name.rpartition(" / ")[2] not in EXPLAINING]
    found = Understood([])
    rest = []
    for file in explained:
        kept = said.get(file.name) or remembered.said_for(run.branch_id, file.header)
        if kept:
            ident = kept if isinstance(kept, int) else kept.id
            found.readings = list(dict.fromkeys([*found.readings, ident]))
            found.files.append(replace(file, plan=f"{remembered.OWN}{ident}.csv"))
        else:
            rest.append(file)
    if not found.readings and (own := ours.recognised(rest)):
        asks = {file.name: asked for file in rest if (asked := _of_file(run, file))}
        return Understood(rest, own, ours.FORMAT, asks=asks)
    _by_format(run, found, rest)
    found.files.sort(key=lambda file: [one.name for one in explained].index(file.name))
    for file in found.files:
        asked = [*_of_file(run, file), *(() if file.plan or file.name in said else _of_columns(run, found, file))]
        if asked or file.name in found.asks:
            found.asks[file.name] = [*found.asks.get(file.name, ()), *asked]
    return found


def _by_format(run: ImportRun, found: Understood, rest: list[Arrived]) -> None:
    """What nobody has spoken of: a format knows it, or its columns are to be said; what is no table is passed over."""
    known = recognise(rest) if rest else None
    unread = known[1] if known else rest
    found.files += [file for file in rest if file not in unread]
    if known:
        found.form = known[0].format
    elif found.readings:
        found.form = f"{remembered.OWN}{found.readings[0]}"
    beside = bool(found.files)
    for file in unread:
        if beside and (" / " in file.name or not is_table(file)):
            found.unread.append((file.name, what_it_lacks(file) if is_table(file) else []))
        else:
            found.files.append(file)
            found.asks[file.name] = [COLUMNS]
    if found.form:
        others = [one for one in found.readings if f"{remembered.OWN}{one}" != found.form]
        found.mapping = remembered.composed(found.form, others)
        found.readings = others


def is_table(file: Arrived) -> bool:
    """Could somebody mean its rows? Not of a single column, or without any row."""
    return len([name for name in file.header if name]) > 1 and bool(file.sample)


def what_it_lacks(file: Arrived) -> list[str]:
    """Our columns that the table lacks which it is nearest to."""
    table = naming.likely_table([*file.header])
    taken = set(naming.guess(table, [*file.header]).values())
    return [f"{table}.{name}" for name in naming.needed(table) if name not in taken]


def _of_file(run: ImportRun, file: Arrived) -> list[str]:
    asked = [ENCODING] if file.doubt else []
    if file.hides and not run.options.get("layout", {}).get(file.name, {}).get("hidden"):
        asked.append(HIDDEN)
    return asked


def _of_columns(run: ImportRun, found: Understood, file: Arrived) -> list[str]:
    """What is to be asked about columns that our own format knows."""
    if found.mapping is None or COLUMNS in found.asks.get(file.name, ()):
        return []
    plan = next((part.plan for part in plans_of(found.mapping, [file])), None)
    if plan is None or not plan.free:
        return []
    header = [*file.header]
    names = plan.names_of(header)
    asked = [TWICE] if any(names.count(name) > 1 for name in plan.known) else []
    if plan.table and plan.table.name == "clients":
        asked += [KIND] if _kind_is_open(plan, names, file) else []
        asked += [NUMBER] if _is_no_number(plan, names, file) else []
    if remembered.like(run.branch_id, file.header):
        asked.append(SAME)
    return asked


def _kind_is_open(plan: FilePlan, names: list[str], file: Arrived) -> bool:
    if "kind" in names or "document_kind" in names:
        return False
    if next((kind_told(file.header[place]) for place, name in enumerate(names) if name == "name"), ""):
        return False
    documents = names.index(plan.by_document) if plan.by_document in names else None
    return documents is None or any(not _cell(row, documents) for row in file.sample)


def _is_no_number(plan: FilePlan, names: list[str], file: Arrived) -> bool:
    """Does a column called like our own number hold the number of another system?"""
    if plan.by_number not in names or plan.key in names:
        return False
    cells = [cell for row in file.sample if (cell := _cell(row, names.index(plan.by_number)))]
    return bool(cells) and all(cell.isdigit() for cell in cells)


def _cell(row: tuple[str, ...], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def waits(run: ImportRun) -> bool:
    """Is somebody to be asked before the run can go on?"""
    return bool(run.options.get("asks"))
