"""Filing a request or a complaint (R6)."""

from __future__ import annotations

from typing import Any

from portal.actions.requests import attachments, terms
from portal.actions.requests.limits import may_file
from portal.actions.requests.moving import said_by
from portal.actions.requests.queue import accounts_of_a_new_one
from portal.actions.shared import files
from portal.actions.shared.recording import audit, next_number, once
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.derived import holders, replies
from portal.derived.requests import begun, count
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ClockMark, Request
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration.hours import is_quiet_at
from portal.reads.teams.seats import held as seats_of
from portal.rules.requests import call_times
from portal.rules.shared.workdays import working_minutes_between


@once(Request)
def file_request(
    actor: Actor,
    client: Client | None,
    values: dict[str, Any],
    uploads: list[files.Upload],
    submission: str | None = None,
    seat: str = "manager",
) -> Request:
    """File a request, by the client himself or by staff for one who phones. `values`: kind, category, subject, details,
    and where they are known `start`, `call_at` (a moment of rules/requests.py: then it is due) and `praised`, the user
    name of the colleague of his team whom praise is for; of a complaint `complaint` and `about`, what its record says
    (terms.py), and without a client the `branch` that handles it.

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
        if call_at not in call_times(now, reference.office(), is_quiet_at):
            raise Invalid(_l("We cannot call then. Please choose one of the times shown."), field="time")
        begins = now.replace(second=0)  # so that the promise ends on the minute
        minutes = working_minutes_between(begins, call_at, reference.office())
    with files.kept(uploads) as kept, write():
        may_file(actor, "requests", kept)
        # his team stays as it is meanwhile
        client = client and lock(Client.select().where(Client.id == client.id))
        praised = _praised(client, values)
        number = next_number("request")
        request = Request.create(
            number=number,
            client=client,
            branch=client.branch_id if client else values["branch"],
            kind=values["kind"],
            category=category.code,
            subject=values["subject"],
            details=values["details"],
            filed_by=actor.account_id,
            filed_for=not actor.is_client,
            filed_at=now,
            **holders.of_a_new_one(client, seat),
            minutes=minutes,
            **({} if values["kind"] == terms.COMPLAINT else begun(values["kind"], minutes, begins, now)),
            call_at=call_at,
            start=values.get("start", ""),
            praised=praised,
            reply_due_at=replies.due(now),
            moved_at=now,
            files=len(kept),
            submission=submission,
        )
        attachments.attach(actor, request, None, kept, internal=False)
        if request.kind == terms.COMPLAINT:
            terms.record(actor, request, dict(values.get("complaint", {})), values.get("about", []))
            holders.follow_about(request)
        else:
            ClockMark.create(request=request.id, kind="start", at=begins, cause="filed", actor=actor.account_id)
        count(request, +1)
        if request.kind == terms.COMPLAINT:
            terms.receipt(request)
        audit(actor, "request.filed", request, **request.said)
        praise = request.kind == "praise"
        told = _who_hears_praise(request) if praise else accounts_of_a_new_one(request)
        kind = {"praise": "request.praised", terms.COMPLAINT: "complaint.filed"}.get(request.kind, "request.filed")
        tell(told, kind, f"/requests/{number}", but=actor, **said_by(actor, request))
        if not actor.is_client and request.kind != terms.COMPLAINT:
            tell(
                accounts_of_client(request.client_id),
                "request.filed_for_you",
                f"/me/requests/{number}",
                **request.said,
            )
        return request


def _praised(client: Client | None, values: dict[str, Any]) -> int | None:
    """The colleague of his team whom praise is for. Raises Invalid."""
    name = values.get("praised") if values["kind"] == "praise" else ""
    if not name or client is None:
        return None
    found = [seat.staff_id for seat in seats_of(client.id) if seat.staff.account.username == name]
    if not found:
        raise Invalid(_l("Please choose somebody of the team."), field="praised")
    return int(found[0])


def _who_hears_praise(request: Request) -> list[int]:
    """The colleague, else whoever has it; and his leader."""
    told = accounts_of_staff([request.praised_id]) or accounts_of_a_new_one(request)
    return [*told, *admin_accounts(request.branch_id)]
