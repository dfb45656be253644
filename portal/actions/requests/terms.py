"""A complaint's record beside its request: made when it is filed, and what its clocks' log is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from peewee import fn

from portal.actions.shared.telling import accounts_of_client, tell
from portal.actions.signatures import asking, texts
from portal.derived import complaints
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import (
    Attachment,
    Client,
    Complaint,
    ComplaintAbout,
    ComplaintMark,
    ComplaintPaper,
    ComplaintPerson,
    Request,
)
from portal.reads.accounts.actors import Actor
from portal.reads.complaints import classes
from portal.reads.complaints.about import keys_of
from portal.reads.complaints.held import held_of
from portal.reads.complaints.policy import policy_on

COMPLAINT = "complaint"
ENDS = {"resolve": "decided", "withdraw": "withdrawn", "refuse": "refused"}
"""Deeds with a request that end its complaint, and the state in which they leave it."""


def record(actor: Actor, request: Request, said: dict[str, Any], about: list[tuple[str, int]]) -> Complaint:
    """Make the record of a complaint that was just filed; its clock starts. Call inside `write()`.

    `said`: columns of the record that are known; besides `people` (name, way to reach, does he speak for all) of those
    who complain together, `held` (kinds of papers that the bank has), `authorised` (the first file is an agent's
    authority), `repeats` (the number of an earlier one of the same person). `about`: kind (staff, branch, partner) and
    key of whom it names.
    """
    people, held, authorised = (said.pop(name, None) or () for name in ("people", "held", "authorised"))
    earlier = earlier_one(request, said.pop("repeats", "") or "", said.get("name", ""))
    if earlier:  # what is new about it concerns whom it concerned
        about = list(dict.fromkeys([*about, *keys_of(earlier.request_id)]))  # type: ignore[attr-defined]
    said.setdefault("channel", "portal" if actor.is_client else "phone")
    received: date = said.pop("received_on", None) or clock.local(request.filed_at).date()
    policy = policy_on(received)
    authority = Attachment.get_or_none(Attachment.request == request.id) if authorised else None
    row = Complaint.create(
        request=request,
        branch=request.branch_id,
        received_on=received,
        policy=vars(policy),
        authority=authority,
        repeat_of=earlier and (earlier.repeat_of_id or earlier.id),
        **said,
    )
    for place, (name, contact, speaks) in enumerate(people):
        ComplaintPerson.create(complaint=row, position=place, name=name, contact=contact, speaks=speaks)
    lay_beside(actor, row, request.client if request.client_id else None, held)
    for kind, key in about:
        ComplaintAbout.create(complaint=row, kind=kind, **{kind: key}, added_by=actor.account_id, added_at=clock.now())
    mark(actor, row, "start", "received", days=policy.plain, at=request.filed_at)
    complaints.follow(row, request)
    return row


def earlier_one(request: Request, number: str, name: str = "") -> Complaint | None:
    """An earlier complaint of the same person, to which this one brings something new."""
    if not number:
        return None
    query = Complaint.select(Complaint, Request).join(Request).where(Request.number == number, Request.id < request.id)
    found: Complaint | None = query.get_or_none()
    if found is None or found.request.client_id != request.client_id:
        return None
    return found if request.client_id is not None or found.name == name else None


def receipt(request: Request) -> None:
    """Whoever complains is told at once: the number, and by when he has the decision. Call inside `write()`."""
    row = of(request)
    if has_login(row) and row.last_day is not None:
        told = accounts_of_client(request.client_id)
        tell(told, "complaint.received", f"/me/requests/{request.number}", **row.said, day=row.last_day.isoformat())


def lay_beside(actor: Actor, complaint: Complaint, client: Client | None, kinds: Iterable[str]) -> None:
    """Papers that the bank holds stand beside a complaint; what it does not hold is passed over. Call inside
    `write()`."""
    have = held_of(client) if kinds else {}
    for kind in kinds:
        if kind in have:
            ComplaintPaper.insert(
                complaint=complaint.id, kind=kind, state="held", words=have[kind], by=actor.staff_id, at=clock.now()
            ).on_conflict_ignore().execute()


def mark(
    actor: Actor | None,
    complaint: Complaint,
    kind: str,
    cause: str,
    *,
    which: str = complaints.CASE,
    days: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write a line of the log. Call `derived.complaints.follow` when all are written."""
    ComplaintMark.create(
        complaint=complaint.id,
        clock=which,
        kind=kind,
        at=at or clock.now(),
        days=days,
        cause=cause,
        reason=reason,
        actor=actor.account_id if actor else None,
    )


def of(request: Request) -> Complaint:
    """The record of a complaint's request, which is held: whoever holds the request holds the record."""
    row: Complaint = Complaint.get(Complaint.request == request.id)
    row.request = request  # type: ignore[assignment]
    return row


def decided(actor: Actor, request: Request, outcome: str, cause: str) -> None:
    """What the decision says besides its text; a settlement the client signs. Call inside `write()` with the request
    held."""
    values: dict[str, Any] = {name: value for name, value in (("outcome", outcome), ("inner_cause", cause)) if value}
    inner = classes.classes()["inner"].get(cause)
    if inner and inner.standard:
        values["class_cause"] = fn.COALESCE(Complaint.class_cause, inner.standard)
    if values:
        Complaint.update(**values).where(Complaint.request == request.id).execute()
    row = of(request)
    if outcome == "settled" and row.complainant == "client" and has_login(row):
        words = texts.settlement(request.client, request.number, request.answer)
        path = f"/requests/{request.number}"
        asking.ask(actor, request.client, "settlement", str(row.id), words, path=path, own_path=f"/me{path}")


def has_login(complaint: Complaint) -> bool:
    """Is whoever complains told through a client's login? A stranger, an heir and who never signs in are told by the
    branch, which notes when."""
    client = complaint.request.client_id
    return complaint.complainant in ("client", "agent", "joint") and bool(accounts_of_client(client))


def _accepted_with_it(request: Request) -> None:
    """Whoever takes a complaint accepts it: it is not answered before. Raises Invalid."""
    row = of(request)
    if row.state == "received":
        if row.complainant == "agent":
            raise Invalid(_l("An agent needs written authority. Ask for it under “Papers”, then accept."))
        values = {"state": "accepted", "accepted_at": clock.now(), "version": row.version + 1}
        Complaint.update(**values).where(Complaint.id == row.id).execute()


def moved(actor: Actor | None, request: Request, deed: str) -> None:
    """After a step of the request's life: the record goes along, and its clock stops where the complaint ends. Call
    inside `write()` with the request held."""
    if deed == "take":
        return _accepted_with_it(request)
    state = ENDS.get(deed)
    if state is None:
        return
    row, now = of(request), clock.now()
    values: dict[str, Any] = {"state": state, "ended_at": now, "version": row.version + 1}
    if state == "decided":
        staff = actor.staff_id if actor else None
        values |= {"accepted_at": row.accepted_at or now, "decided_by": staff, "decision": request.answer}
        values |= {"told_at": now if has_login(row) else None}
    Complaint.update(**values).where(Complaint.id == row.id).execute()
    mark(actor, row, "stop", state)
    complaints.follow(row, request)
