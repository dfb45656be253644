"""One word mended for all rows that carry it: what it means is remembered for the list, and the rows are checked
again."""

from __future__ import annotations

from copy import deepcopy

from portal.database import write
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving import runs
from portal.importing.arriving.files import arrived
from portal.importing.checking import naming, remembered
from portal.importing.checking.parts import mapping_of
from portal.importing.checking.recognising import plans_of
from portal.importing.mapping.plans import FilePlan
from portal.models import ImportRow, ImportRun
from portal.models.imports import REVIEW, STAGING
from portal.reads.accounts.actors import Actor

UNKNOWN = "“%(cell)s” is no word that is known here"


def lists_of(plan: FilePlan) -> dict[str, str]:
    """Column of a file → the list of codes that it is read by."""
    if plan.table is None or not plan.free or plan.table.name not in naming.tables():
        return {}
    columns = naming.tables()[plan.table.name]["columns"]
    told = {target: words["codes"] for target, words in columns.items() if "codes" in words}
    return {column.origin: told[column.target] for column in plan.columns if column.target in told and column.origin}


def unknown(plan: FilePlan, row: ImportRow) -> dict[str, str]:
    """Columns of a row whose word nobody knows → the list that would say what it means."""
    lists = lists_of(plan)
    faults = [(name, reason) for name, reason in row.faults or () if not isinstance(reason, str)]
    return {name: lists[name] for name, reason in faults if reason[0] == UNKNOWN and name in lists}


def mean(actor: Actor, run: ImportRun, place: int, column: int, word: str, code: str) -> None:
    """Remember what a word in a column means and have the rows checked again. Raises Invalid, WrongState."""
    if not 0 <= place < len(run.parts):
        raise Invalid(_l("There is no such file or sheet."))
    part = run.parts[place]
    header = part["header"]
    found = [one for one in plans_of(mapping_of(run), [arrived(one) for one in run.parts]) if one.place == place]
    plan = next((one.plan for one in found if one.plan.table is not None), None)
    if plan is None or plan.table is None or not 0 <= column < len(header):
        raise Invalid(_l("There is no such file or sheet."))
    lists = lists_of(plan).get(plan.names_of(header)[column], "")
    if not word or code not in {*naming.codes().get(lists, {}).values()}:
        raise Invalid(_l("Please choose what the word means."))
    kept = remembered.said_for(run.branch_id, tuple(header))
    chosen = naming.meanings(plan, header)
    words = deepcopy(kept.words) if kept else naming.words_for(plan.table.name, header, chosen, _kind(plan))
    words["codes"] = {**words["codes"], lists: {**words["codes"][lists], word: code}}
    name, source = part["name"].rpartition(".")[0] or part["name"], kept.source if kept else _source(run)
    saying = remembered.remember(actor, run.branch_id, header, plan.table.name, words, name, source)
    with write():
        run = runs.held(run, REVIEW)
        run.parts[place]["plan"] = f"{remembered.OWN}{saying.id}.csv"
        readings = [*run.options.get("readings", ()), saying.id]
        other = [one for one in dict.fromkeys(readings) if f"{remembered.OWN}{one}" != run.format]
        said = {**run.options.get("said", {}), part["name"]: saying.id}
        run.options, run.state = {**run.options, "readings": other, "said": said}, STAGING
        runs.queue(actor, run, "imports.check")


def _kind(plan: FilePlan) -> str:
    said = next((column for column in plan.columns if column.target == "kind" and not column.origin), None)
    return str(said.value) if said else "mixed"


def _source(run: ImportRun) -> str:
    """The keys stay those of the source that the rows have now."""
    return mapping_of(run).source
