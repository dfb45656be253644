"""By when a request is first answered, when it was and by whom: as its entries say (the first reply of staff)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.database import UtcField, among, write
from portal.derived.proving import in_parts
from portal.ground import steps
from portal.models import Account, Request, RequestEntry
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.rules.shared.workdays import add_working_time

AT_ONCE = 500


def due(filed_at: datetime) -> datetime:
    """The moment by which we write first, by the working calendar and the setting of today."""
    return add_working_time(filed_at, settings.value("teams.first_reply_minutes"), reference.office())


def follow(actor: Actor, request: Request, at: datetime) -> None:
    """Staff have written to the client: the first time stays. Call inside `write()` with the row held."""
    if actor.staff_id is None or request.first_reply_at is not None or request.reply_due_at is None:
        return
    request.first_reply_at, request.first_reply_by_id = at, actor.staff_id  # type: ignore[assignment]
    said = Request.update(first_reply_at=at, first_reply_by=actor.staff_id)
    said.where(Request.id == request.id, Request.first_reply_at.is_null()).execute()


def first_replies(ids: list[int]) -> dict[int, tuple[datetime, int]]:
    """Request → moment and author (staff) of the first reply that staff wrote. One statement."""
    query = RequestEntry.select(RequestEntry.request, RequestEntry.at, Account.staff).join(Account)
    query = query.where(among(RequestEntry.request, ids), RequestEntry.kind == "reply", Account.staff.is_null(False))
    moment = UtcField().python_value
    found: dict[int, tuple[datetime, int]] = {}
    for request, at, staff in query.order_by(RequestEntry.id).tuples():
        found.setdefault(request, (moment(at), staff))
    return found


@steps.every_night
def nightly() -> int:
    """Requests that came without (imported, or from before) get theirs, some at a time. Answers how many."""
    done = 0
    while True:
        query = Request.select(Request.id, Request.filed_at).where(Request.reply_due_at.is_null())
        rows = list(query.order_by(Request.id).limit(AT_ONCE))
        if not rows:
            return done
        said = first_replies([row.id for row in rows])
        with write():
            for row in rows:
                at, staff = said.get(row.id, (None, None))
                values: dict[str, Any] = {"first_reply_at": at, "first_reply_by": staff}
                Request.update(reply_due_at=due(row.filed_at), **values).where(Request.id == row.id).execute()
        done += len(rows)


def faults() -> Iterator[str]:
    columns = [Request.id, Request.number, Request.first_reply_at, Request.first_reply_by, Request.reply_due_at]
    for rows in in_parts(Request, columns):
        said = first_replies([row["id"] for row in rows])
        for row in rows:
            known = (row["first_reply_at"], row["first_reply_by"])
            if row["reply_due_at"] is not None and known != said.get(row["id"], (None, None)):
                yield f"request {row['number']}: first answered {known}, its entries say {said.get(row['id'])}"
