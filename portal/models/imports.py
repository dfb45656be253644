"""Imports: a run from its file to its report, the staged rows, what it wrote (for its undo), remembered columns."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.organisation import Branch

MAPPING, STAGING, REVIEW, LOADING, DONE = "mapping", "staging", "review", "loading", "done"
UNREADABLE, FAILED, CANCELLED, UNDOING, UNDONE = "unreadable", "failed", "cancelled", "undoing", "undone"
TAKING_BACK = "taking_back"
WRITING = (LOADING, UNDOING, TAKING_BACK)
NEW, CHANGED, UNCHANGED, DUPLICATE = "new", "changed", "unchanged", "duplicate"
REJECTED, SKIPPED = "rejected", "skipped"
OUTCOMES = (NEW, CHANGED, UNCHANGED, DUPLICATE, REJECTED, SKIPPED)


@once("submission")
class ImportRun(Model):
    """One import. `parts` are its files and sheets; `counts` the rows by outcome, a dictionary for each part; `faults`
    what is wrong with a file as a whole. `started_at`, `seconds` and `summary` are of the writing;
    `position` is how far the writing (or taking back) of a large one has come, {} where nothing is half done.
    """

    format = CharField(24)
    branch_code = CharField(16)
    started_at = DateField()
    seconds = SmallIntegerField(default=0)
    summary = CharField(4000, default="")
    state = CharField(12, default=DONE)
    origin = CharField(8, default="command")
    branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT", index=False)
    author = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
    author_name = CharField(64, default="")
    created_at: Any = UtcField(null=True)
    finished_at: Any = UtcField(null=True)
    mode = CharField(4, default="")
    digest = CharField(64, default="")
    parts: Any = JsonField(default=list)
    options: Any = JsonField(default=dict)
    counts: Any = JsonField(default=list)
    faults: Any = JsonField(default=list)
    rows_total = IntegerField(default=0)
    position: Any = JsonField(default=dict)
    task = IntegerField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("branch", "id"), False), (("branch", "digest"), False))

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it: the names of its files, at most 200 characters."""
        return {"files": ", ".join(file["name"] for file in self.options.get("files", ()))[:200]}


ImportRun.add_index(
    ImportRun.index(
        ImportRun.branch, unique=True, name="import_run_one_writes", where=ImportRun.state.in_(list(WRITING))
    )
)


class ImportRow(Model):
    """A row of a file on the staging ground: its cells as text, what would become of it and why. ID numbers are kept
    encrypted. `candidate` is the client whom it looks like, `reason` why, `decision` what is to be done about that.
    `faults` of a row that is not rejected are cells that are left out.
    """

    run = ForeignKeyField(ImportRun, on_delete="CASCADE", index=False)
    sheet = SmallIntegerField()
    line = IntegerField()
    outcome = CharField(10)
    cells: Any = JsonField()
    faults: Any = JsonField(null=True)
    changes: Any = JsonField(null=True)
    candidate = BigIntegerField(null=True)
    decision = CharField(8, default="")
    reason = CharField(24, default="")

    class Meta:
        indexes = ((("run", "sheet", "line"), True), (("run", "sheet", "outcome", "line"), False))


class ImportChange(Model):
    """A record that an import wrote: `changes` is {field: [before, after]}, or None where it was new."""

    run = ForeignKeyField(ImportRun, on_delete="CASCADE", index=False)
    table = CharField(16)
    record = CharField(64)
    sheet = SmallIntegerField()
    line = IntegerField()
    changes: Any = JsonField(null=True)

    class Meta:
        table_name = "import_change"
        indexes = ((("run", "table", "id"), False),)


class ImportMapping(Model):
    """How somebody said that the columns of a file are to be read; remembered for the branch and the set of the names
    of its columns (`headings`, as they are compared). `name` is what the list was called, `source` whose keys its rows
    have ("": its own).
    """

    branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
    signature = CharField(64)
    table = CharField(16)
    words: Any = JsonField(default=dict)
    headings: Any = JsonField(default=list)
    name = CharField(80, default="")
    source = CharField(16, default="")
    author = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
    created_at: Any = UtcField()

    class Meta:
        indexes = ((("branch", "signature"), True),)
