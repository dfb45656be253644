"""Filing a request or a complaint (R6)."""

from __future__ import annotations

from typing import Any

from portal.actions.requests import attachments
from portal.actions.requests.limits import may_file
from portal.actions.requests.moving import mark_clock
from portal.actions.requests.queue import holder_accounts
from portal.actions.shared import files
from portal.actions.shared.recording import audit, next_number, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.derived import holders, replies
from portal.derived.requests import count
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Request
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.rules.requests import call_times
from portal.rules.shared.workdays import working_minutes_between


@once(Request)
def file_request(
    actor: Actor,
    client: Client,
    values: dict[str, Any],
    uploads: list[files.Upload],
    submission: str | None = None,
    seat: str = "manager",
) -> Request:
    """File a request, by the client himself or by staff for one who phones. `values`: kind, category, subject, details,
    and where they are known `start` and `call_at` (a moment of rules/requests.py: then it is due).

    It is addressed to the seat of the client's manager, without one, or where `seat` says so, to the branch's queue.
    Raises Invalid (category, files, moment), TooOften.
    """
    category = reference.categories().get(values["category"])
    if category is None or not category.active:
        raise Invalid(_l("Please choose what it is about."), field="category")
    now = clock.now()
    minutes, begins = category.minutes, now
    call_at = values.get("call_at")
    if call_at:
        if call_at not in call_times(now, reference.office()):
            raise Invalid(_l("We cannot call then. Please choose one of the times shown."), field="time")
        begins = now.replace(second=0)  # so that the promise ends on the minute
        minutes = working_minutes_between(begins, call_at, reference.office())
    with files.kept(uploads) as kept, write():
        may_file(actor, "requests", kept)
        # his team stays as it is meanwhile
        client = lock(Client.select().where(Client.id == client.id))
        number = next_number("request")
        request = Request.create(
            number=number,
            client=client,
            branch=client.branch_id,
            kind=values["kind"],
            category=category.code,
            subject=values["subject"],
            details=values["details"],
            filed_by=actor.account_id,
            filed_for=not actor.is_client,
            filed_at=now,
            **holders.of_a_new_one(client, seat),
            minutes=minutes,
            call_at=call_at,
            start=values.get("start", ""),
            reply_due_at=replies.due(now),
            moved_at=now,
            files=len(kept),
            submission=submission,
        )
        mark_clock(request, "start", "filed", actor, begins)
        attachments.attach(actor, request, None, kept, internal=False)
        count(client.id, +1)
        audit(actor, "request.filed", request, **request.said)
        tell(
            holder_accounts(request),
            "request.filed",
            f"/requests/{number}",
            but=actor,
            **request.said,
        )
        if not actor.is_client:
            tell(
                accounts_of_client(client.id),
                "request.filed_for_you",
                f"/me/requests/{number}",
                **request.said,
            )
        return request
