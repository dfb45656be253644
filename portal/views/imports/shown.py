"""What the pages of imports show: rows with their faults and changes, counts, what a run wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portal.database import among
from portal.forms.imports import MODES
from portal.ground import formats
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.importing.arriving import runs
from portal.importing.arriving.faults import CannotImport, said
from portal.importing.arriving.files import arrived
from portal.importing.checking.parts import mapping_of
from portal.importing.checking.recognising import plans_of, unknown_columns
from portal.importing.mapping.plans import FilePlan
from portal.importing.mapping.tables import TABLES as OURS
from portal.importing.rows.finding import owner
from portal.importing.showing import Masks, may_see_whole, plan_of
from portal.importing.writing.staging import opened
from portal.models import Client, HoldingAccount, ImportRow, ImportRun
from portal.models.imports import DUPLICATE, LOADING, REJECTED, REVIEW, STAGING, TAKING_BACK, UNDOING
from portal.reads.accounts.actors import Actor
from portal.reads.clients import opened as seen
from portal.reads.imports import changes_page, row_of, run_of, total_of
from portal.rules.shared.masking import mask_account, mask_id, mask_phone
from portal.views.imports import alike, saying
from portal.views.imports.words import column, number
from portal.web.answers import current_actor
from portal.words.imports import ORIGINS, OUTCOMES, STATES, TABLES

MONEY = frozenset({"amount", "monthly", "balance"})
HIDDEN = frozenset({"document_encrypted", "document_hmac", "source", "source_branch", "source_key"})
OPEN_STATES = (STAGING, LOADING, UNDOING, TAKING_BACK)


def like(actor: Actor, text: str) -> ImportRun | None:
    """The run whose settings are to be used again, if it is one that this person sees."""
    try:
        return run_of(actor, number(text)) if number(text) else None
    except OutOfScope:
        return None


def state(run: ImportRun) -> tuple[str, str]:
    """(tone, words) of the chip."""
    tone, words, _icon = STATES[run.state]
    return tone, str(words)


def outcome(code: str) -> tuple[str, str]:
    tone, words, _icon = OUTCOMES[code]
    return tone, str(words)


def table_word(code: str) -> str:
    return str(TABLES.get(code, code))


def origin(run: ImportRun) -> str:
    return str(ORIGINS.get(run.origin, run.origin))


def mode(code: str) -> str:
    return next((str(words) for name, words in MODES if name == code), "")


def files(run: ImportRun) -> str:
    """The names of a run's files."""
    return runs.names_of(run) or run.format


def format_of(run: ImportRun) -> str:
    """The format's name for people."""
    try:
        mapping = mapping_of(run)
        return (
            _("By its headings")
            if mapping.format == "portal"
            else mapping.title or _("Columns as they were named here")
        )
    except CannotImport:
        return run.format


def counts(run: ImportRun) -> list[tuple[str, str, str, int]]:
    """(outcome, tone, words, rows) of a whole run, without those that are none."""
    return [(code, *outcome(code), total) for code in OUTCOMES if (total := total_of(run, code))]


def by_part(run: ImportRun) -> list[tuple[int, str, dict[str, int]]]:
    """(place, name, rows by outcome) of each file or sheet."""
    return [
        (place, part["name"], (run.counts[place] if place < len(run.counts) else None) or {})
        for place, part in enumerate(run.parts)
    ]


def sheets(run: ImportRun) -> list[tuple[str, str]]:
    return [(str(place), part["name"]) for place, part in enumerate(run.parts)]


def sheet_of(run: ImportRun, text: Any) -> int:
    """The part that is to be shown: the one of the address, else the first with faults, else the first."""
    if text and 0 <= number(text) < len(run.parts) and (number(text) or str(text) == "0"):
        return number(text)
    return next((place for place, _name, counted in by_part(run) if counted.get(REJECTED)), 0)


def whole_faults(run: ImportRun) -> list[tuple[str, str]]:
    """(where, what) is wrong with files as such."""
    found = []
    for name, line, named, reason in run.faults:
        place = formats.joined(part for part in (name, _("line %(line)s", line=line) if line else "", named) if part)
        found.append((place, said(reason)))
    return found


def typed(values: Any) -> dict[int, str]:
    """The cells of a row's form: `cell-0` … → texts."""
    return {int(name[5:]): text.strip() for name, text in values.items() if re.fullmatch(r"cell-[0-9]{1,3}", name)}


def what_became(run: ImportRun, sheet: int, line: int) -> tuple[bool, str]:
    """Whether the row can be taken now, and the sentence that says what became of it."""
    row = row_of(run, sheet, line)
    if row.decision:
        return True, _("Decided.")
    return row.outcome != REJECTED, _("The row is checked again: %(outcome)s.", outcome=outcome(row.outcome)[1])


@dataclass
class ShownRow:
    """A staged row for people: cells as (place, text, faults of it), faults that belong to no column, what would
    change."""

    line: int
    outcome: str
    tone: str
    words: str
    cells: list[tuple[int, str, list[str]]]
    faults: list[str]
    changes: list[tuple[str, str, str]]
    candidate: Any
    decision: str
    problems: list[str]
    reason: str


class Sheet:
    """Rows of a part as people read them; personal numbers are masked. A cell at fault is shown as it is to those who
    may reveal numbers over the import's branch, to others masked, and so is what is said of it."""

    def __init__(self, run: ImportRun, place: int, rows: list[ImportRow], actor: Actor) -> None:
        self.masks = Masks(run, place, may_see_whole(actor, run))
        self.header, self.names = self.masks.header, self.masks.names
        self.labels = _labels(rows)
        self.rows = [self._shown(row) for row in rows]

    def _shown(self, row: ImportRow) -> ShownRow:
        faults: dict[str, list[str]] = {}
        for name, reason in row.faults or ():
            faults.setdefault(name if name in self.names else "", []).append(self.masks.reason(reason))
        cells = []
        for place, text in enumerate(opened(row.cells)):
            name = self.names[place] if place < len(self.names) else ""
            wrong = faults.get(name, []) if name else []
            cells.append((place, self.masks.cell(place, text, bool(wrong)), wrong))
        tone, words = outcome(row.outcome)
        return ShownRow(
            row.line,
            row.outcome,
            tone,
            words,
            cells,
            faults.get("", []),
            self._changes(row),
            self.labels.get(("client", row.candidate)),
            row.decision,
            self._problems(row),
            row.reason,
        )

    def _problems(self, row: ImportRow) -> list[str]:
        """Everything that is wrong with a row, each with its column."""
        heads = dict(zip(self.names, self.header, strict=False))
        told = [(heads.get(name, ""), self.masks.reason(reason)) for name, reason in row.faults or ()]
        return [_("%(name)s: %(words)s", name=name, words=words) if name else words for name, words in told]

    def typed(self, values: Any) -> dict[int, str]:
        """The cells of a row's form that were changed: a mask that comes back as it was shown changes nothing."""
        given = typed(values)
        for row in self.rows:
            for place, text, _wrong in row.cells:
                if given.get(place) == text and "*" in text:
                    del given[place]
        return given

    def _changes(self, row: ImportRow) -> list[tuple[str, str, str]]:
        return changes_shown(row.changes, self.labels)


def unread(run: ImportRun) -> list[tuple[str, str]]:
    """(file, columns) that nothing is read from."""
    found = []
    for place, part in enumerate(run.parts):
        plan = plan_of(run, place)
        names = unknown_columns(plan, part["header"]) if plan else []
        if names:
            found.append((part["name"], formats.joined(names)))
    return found


def passed_over(run: ImportRun) -> list[tuple[str, str]]:
    """(file or sheet, what it lacks) of what fits no table."""
    found = []
    for one in run.options.get("unread", ()):
        name, lacks = (one, []) if isinstance(one, str) else one
        found.append((name, saying.lacking(lacks)))
    return found


def likeness(code: str) -> str:
    return alike.reason(code)


def reasons(run: ImportRun) -> list[tuple[str, str, int]]:
    return alike.reasons(run)


def questions(run: ImportRun) -> list[tuple[str, str, str]]:
    return saying.questions(run)


def changes_shown(changes: Any, labels: dict[Any, Any]) -> list[tuple[str, str, str]]:
    """(label, before, after) of a row's changes, without what is no business of people."""
    return [
        (column(name), value_shown(name, before, labels), value_shown(name, after, labels))
        for name, (before, after) in (changes or {}).items()
        if name not in HIDDEN
    ]


def value_shown(name: str, value: Any, labels: dict[Any, Any]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in MONEY:
        return formats.money(value)
    if name == "phones":
        return formats.joined(mask_phone(line.partition(";")[0]) for line in str(value).splitlines())
    if name in ("mobile", "document_masked"):
        return mask_phone(value) if name == "mobile" else mask_id(value)
    if name == "number":
        return mask_account(value)
    if name in ("client", "account"):
        found = labels.get((name, value))
        return found["label"] if found else _("a new one")
    return str(value)


def _labels(rows: list[Any]) -> dict[Any, Any]:
    """("client" or "account", id) → what people call it, for what rows speak of (at most two statements)."""
    wanted: dict[str, set[int]] = {"client": set(), "account": set()}
    for row in rows:
        if getattr(row, "candidate", None):
            wanted["client"].add(row.candidate)
        for name in ("client", "account"):
            wanted[name] |= {value for value in (row.changes or {}).get(name, ()) if value and value > 0}
    found: dict[Any, Any] = {}
    for client in wanted["client"]:  # who is named on a page was looked at: his number, his name
        seen.fetched(current_actor, client, False)
    if wanted["client"]:
        query = Client.select(Client.id, Client.number, Client.name).where(among(Client.id, sorted(wanted["client"])))
        for key, code, name in query.tuples():
            found["client", key] = {"label": f"{name} {code}", "href": f"/clients/{code}"}
    if wanted["account"]:
        accounts = HoldingAccount.select(HoldingAccount.id, HoldingAccount.number)
        for key, code in accounts.where(among(HoldingAccount.id, sorted(wanted["account"]))).tuples():
            found["account", key] = {"label": mask_account(code), "href": ""}
    return found


class Left:
    """What would be left out of a run if the good rows alone are taken."""

    def __init__(self, run: ImportRun) -> None:
        self.rejected = total_of(run, REJECTED)
        self.undecided = runs.undecided_in(run)
        self.decided = total_of(run, DUPLICATE) - self.undecided

    def __bool__(self) -> bool:
        return bool(self.rejected or self.undecided)


class Records:
    """What a run added to a table or changed in it, a hundred at a time, with links to the clients."""

    def __init__(self, run: ImportRun, table: str, what: str, after: int) -> None:
        written = [name for name in OURS if name in {plan.table.name for plan in self._plans(run) if plan.table}]
        self.tables = [(name, str(TABLES[name])) for name in written]
        self.table = table if table in written else (written[0] if written else "clients")
        self.what = "changed" if what == "changed" else "new"
        rows, self.after = changes_page(run, self.table, self.what == "new", after)
        who = people_of(self.table, [row.record for row in rows])
        labels = _labels(rows)
        self.rows = [(row.line, who.get(row.record), changes_shown(row.changes, labels)) for row in rows]

    @staticmethod
    def _plans(run: ImportRun) -> list[FilePlan]:
        try:
            return [part.plan for part in plans_of(mapping_of(run), [arrived(part) for part in run.parts])]
        except CannotImport:
            return []


def people_of(table: str, records: list[str]) -> dict[str, tuple[str, str]]:
    """Record of a table → (number, name) of its client (one statement)."""
    model: Any = OURS[table].model
    if OURS[table].pair:
        owners = people_of("accounts", sorted({record.partition(":")[0] for record in records}))
        return {record: owners[who] for record in records if (who := record.partition(":")[0]) in owners}
    ids = [number(record) for record in records]
    if not ids or table == "districts":
        return {}
    query, branch = owner(model.select(model.id, Client.number, Client.name), model)
    if branch is None:
        return {}
    return {str(row[0]): (row[1], row[2]) for row in query.where(among(model.id, ids)).tuples()}


def can(run: ImportRun, deed: str) -> bool:
    """Is this deed possible in the state of the run?"""
    return {
        "confirm": run.state == REVIEW,
        "mend": run.state == REVIEW,
        "reread": run.state in ("mapping", REVIEW, "unreadable") and runs.can_be_read_again(run),
        "discard": run.state in ("mapping", REVIEW, "unreadable"),
        "watch": run.state in OPEN_STATES,
        "undo": run.state == "done" and bool(run.parts),
        "stop": run.state in (STAGING, LOADING) or (run.state == UNDOING and not run.position),
        "again": run.state not in ("mapping", *OPEN_STATES) and bool(run.parts) and run.origin != "command",
    }[deed]


def broke_off(run: ImportRun, task: Any) -> bool:
    """Did the work of this run end half-way, so that somebody must have it gone on with?"""
    return run.state in (UNDOING, TAKING_BACK) and (task is None or task.over)


def moved(run: ImportRun) -> list[tuple[str, str]]:
    """(words, address) of the rows that stand otherwise than they were reviewed."""
    found = []
    for sheet, line, before, now in run.options.get("moved") or ():
        where = _("%(file)s, line %(line)s", file=run.parts[sheet]["name"], line=line)
        was, becomes = outcome(before)[1], outcome(now)[1]
        if before != now:
            words = _("%(row)s: it was “%(before)s”, now it is “%(now)s”", row=where, before=was, now=becomes)
        elif now == DUPLICATE:
            words = _("%(row)s: the client was changed since; please decide again", row=where)
        else:
            words = _("%(row)s: what stands in the record has changed", row=where)
        found.append((words, f"/imports/{run.id}/rows/{sheet}/{line}"))
    return found
