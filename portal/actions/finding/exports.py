"""Files of clients: asked for by a person, written by the worker, gone after some hours (settings `exports.*`)."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

from portal.actions.administration import tasks
from portal.actions.administration.tasks import Report
from portal.actions.clients import access
from portal.actions.clients.documents import plain_document
from portal.actions.shared import files
from portal.actions.shared.recording import audit, once
from portal.database import write
from portal.ground import clock, i18n, private, steps
from portal.ground import settings as at_work
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Export, Staff, Task
from portal.models.finding.exports import COLUMNS
from portal.reads import reference
from portal.reads.accounts.actors import Actor, by_account
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.result import batches, how_many
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.masking import mask_email, mask_phone
from portal.rules.shared.sheets import guarded

KIND = "exports.clients"
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
Value = str | int | float | None

MASKABLE = ("phone", "email", "document")


class KeyGone(Refused):
    words = _l("The key of this file has been taken away. Please have it made again.")


def may_unmask(actor: Actor) -> bool:
    """Whole numbers in a file: a branch admin's right (R7), never a manager's or adviser's, and of his branches'
    clients alone."""
    return actor.may(Permission.EXPORT_WHOLE)


def scope_of(actor: Actor, unmasked: bool) -> ClientScope:
    """The clients who may stand in a file, with whole numbers or without."""
    return ClientScope(actor, may=Permission.EXPORT_WHOLE if unmasked else Permission.EXPORT)


@once(Export)
def begin(
    actor: Actor,
    wanted: ClientFilter,
    kind: str,
    columns: list[str],
    unmasked: bool,
    reason: str,
    submission: str | None = None,
    *,
    order: str = "aum",
) -> Export:
    """Have a file written, in the list's order. Raises Invalid (columns, reason, too many rows), NotAllowed
    (unmasked)."""
    if wanted.documents:
        raise Invalid(_l("A search for a document is not exported."))
    columns = [code for code in COLUMNS if code in columns]
    if not columns or kind not in TYPES:
        raise Invalid(_l("Please choose at least one column."), field="columns")
    if unmasked and not may_unmask(actor):
        raise NotAllowed()
    if unmasked and not reason:
        raise Invalid(_l("Whole numbers need a reason; it is recorded."), field="reason")
    scope, most = scope_of(actor, unmasked), settings.value("exports.most")
    if how_many(scope, wanted, most) > most:
        raise Invalid(_l("A file holds at most %(most)s clients. Narrow the list by a filter first.", most=f"{most:,}"))
    with write():
        made = Export.create(
            account=actor.account_id,
            kind=kind,
            query=wanted.text(),
            members_of=wanted.members_of,
            ordered=order,
            columns=",".join(columns),
            unmasked=unmasked,
            reason=reason if unmasked else "",
            created_at=clock.now(),
            submission=submission,
        )
        task = tasks.begin(actor, KIND, {"export": made.id, "language": i18n.language(), "back": "/exports"})
        Export.update(task=task).where(Export.id == made.id).execute()
        made.task = task
        return made


@tasks.kind(KIND)
def run(task: Task, report: Report) -> dict[str, Any]:
    """Write the file under a new name, then say so on its row: a broken run leaves no row that leads to half a file."""
    export = Export.get_by_id(task.params["export"])
    actor = by_account(export.account_id, clock.today())
    if actor is None or not actor.may(Permission.EXPORT) or (export.unmasked and not may_unmask(actor)):
        raise NotAllowed()
    wanted = ClientFilter.from_query(export.query)
    wanted.members_of = export.members_of
    scope = scope_of(actor, export.unmasked)
    total = how_many(scope, wanted, settings.value("exports.most"))
    name = f"{uuid.uuid4().hex}.{export.kind}"
    path = files.path_of(name)
    private.folder(path.parent)
    try:
        with i18n.speaking(task.params["language"]):
            found = batches(scope, wanted, export.ordered, settings.value("exports.most"))
            ids = _write(export, path, found, report, total)
        with write():
            _finish(actor, export, name, path, ids)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return {"count": len(ids), "href": "/exports"}


def _finish(actor: Actor, export: Export, name: str, path: Path, ids: list[int]) -> None:
    hours = settings.value("exports.hours")
    Export.update(
        storage_name=name, rows=len(ids), size=path.stat().st_size, expires_at=clock.now() + clock.days(1) * hours / 24
    ).where(Export.id == export.id).execute()
    deed = "clients.exported_whole" if export.unmasked else "clients.exported"
    words = {"count": str(len(ids)), "kind": export.kind, "filter": export.query or "–"} | (
        {"reason": export.reason} if export.unmasked else {}
    )
    audit(actor, deed, export, branch=actor.branch_id, **words)
    access.exported(actor, ids, export.reason)


def _write(export: Export, path: Path, found: Iterator[list[Client]], report: Report, total: int) -> list[int]:
    """Masked, the file is written as it goes; with whole numbers it is made in memory, and what lies on the disk until
    it is fetched is encrypted."""
    if not export.unmasked:
        private.touch(path)
        return _fill(export, path, found, report, total)
    whole = io.BytesIO()
    ids = _fill(export, whole, found, report, total)
    private.write(path, at_work.keys().encrypt_file(whole.getvalue()))
    return ids


Target = Path | io.BytesIO


def _fill(export: Export, target: Target, found: Iterator[list[Client]], report: Report, total: int) -> list[int]:
    columns, ids = export.columns.split(","), []
    people = dict(Staff.select(Staff.id, Staff.name).tuples())
    with (_xlsx if export.kind == "xlsx" else _csv)(target) as put:
        put([str(COLUMNS[code]) for code in columns])
        for rows in found:
            for row in rows:
                put([_value(code, row, people, export.unmasked) for code in columns])
                ids.append(row.id)
            report(len(ids), total)
    return ids


Put = Callable[[list[Value]], None]


@contextmanager
def _xlsx(target: Target) -> Iterator[Put]:
    """Row by row in constant memory (one that stays in memory leaves no parts on the disk either); what is text stays
    text."""
    options = {
        ("constant_memory" if isinstance(target, Path) else "in_memory"): True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        sheet, line = book.add_worksheet(str(_l("Clients"))), 0
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 40, 16)

        def put(values: list[Value]) -> None:
            nonlocal line
            for column, value in enumerate(values):
                if isinstance(value, (int, float)):
                    sheet.write_number(line, column, value)
                elif value:
                    sheet.write_string(line, column, value)
            line += 1

        yield put


@contextmanager
def _csv(target: Target) -> Iterator[Put]:
    """UTF-8 with a byte-order mark, as spreadsheets here expect it."""
    file = (
        target.open("w", encoding="utf-8-sig", newline="")
        if isinstance(target, Path)
        else io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    )
    try:
        writer = csv.writer(file)
        yield lambda values: writer.writerow(
            [guarded(v) if isinstance(v, str) else "" if v is None else v for v in values]
        )
    finally:
        if isinstance(file, io.TextIOWrapper) and isinstance(target, io.BytesIO):
            file.detach()
        else:
            file.close()


def _value(code: str, row: Client, people: dict[int, str], whole: bool) -> Value:
    """One cell. Money in yuan, days as 2026-11-24."""
    if code in ("aum", "change"):
        return (row.aum if code == "aum" else row.aum_change) / 100
    if code in ("manager", "adviser"):
        return people.get(getattr(row, f"{code}_id"), "")
    if code in ("last", "due", "birthday"):
        day = {"last": row.last_contact, "due": row.next_contact_due, "birthday": row.next_birthday}[code]
        return day.isoformat() if day and day.year < 9999 else ""
    if code == "phone":
        return row.mobile if whole else mask_phone(row.mobile)
    if code == "email":
        return row.email if whole else mask_email(row.email)
    if code == "document":
        return plain_document(row) if whole and row.document_encrypted else row.document_masked
    return _plain_value(code, row)


def _plain_value(code: str, row: Client) -> Value:
    if code == "tier":
        return i18n.named(reference.tiers()[row.tier_id])
    if code == "branch":
        return next((i18n.named(one) for one in tree.branch_tree() if one.id == row.branch_id), "")
    if code == "kind":
        return str(_l("Company") if row.is_company else _l("Individual"))
    if code == "industry":
        found = reference.industries().get(row.industry)
        return i18n.named(found) if found else row.industry
    if code == "requests":
        return int(row.open_requests)
    return getattr(row, code)  # type: ignore[no-any-return]


def mine(actor: Actor) -> list[Export]:
    """What this person asked for, the latest first, with its task."""
    query = Export.select(Export, Task).left_outer_join(Task, on=(Export.task == Task.id))
    return list(query.where(Export.account == actor.account_id).order_by(Export.id.desc()).limit(50))


def readable(actor: Actor, export_id: int) -> tuple[Export, Path | io.BytesIO]:
    """A finished file that he asked for himself and that has not expired; one with whole numbers is decrypted for him.
    Each time is an entry. Raises OutOfScope, KeyGone.
    """
    found = Export.get_or_none(
        Export.id == export_id,
        Export.account == actor.account_id,
        Export.storage_name != "",
        Export.expires_at > clock.now(),
    )
    path = files.path_of(found.storage_name) if found else None
    if found is None or path is None or not path.is_file():
        raise OutOfScope()
    content = _plain(found, path) if found.unmasked else path
    deed = "clients.fetched_whole" if found.unmasked else "clients.fetched"
    with write():
        audit(actor, deed, found, branch=actor.branch_id, count=str(found.rows), kind=found.kind)
    return found, content


def _plain(export: Export, path: Path) -> io.BytesIO:
    """Raises KeyGone; then the file is over for its list, too."""
    try:
        return io.BytesIO(at_work.keys().decrypt_file(path.read_bytes()))
    except ValueError:
        with write():
            Export.update(storage_name="").where(Export.id == export.id).execute()
        path.unlink(missing_ok=True)
        raise KeyGone() from None


@steps.every_minute
def expire() -> int:
    """Remove the files whose hours are over. Answers how many."""
    due = list(Export.select().where(Export.expires_at <= clock.now(), Export.storage_name != "").limit(100))
    for one in due:
        files.path_of(one.storage_name).unlink(missing_ok=True)
        with write():
            Export.update(storage_name="").where(Export.id == one.id).execute()
    return len(due)
