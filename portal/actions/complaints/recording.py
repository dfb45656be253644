"""Any colleague records a complaint, by any channel, of a client or of somebody who is none (R6); whom it is about, and
which earlier one it repeats, is put right afterwards."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints.steps import concerned, hold, save
from portal.actions.requests import filing, terms
from portal.actions.shared import files
from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.derived import holders
from portal.ground import clock
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Complaint, ComplaintAbout, Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.about import client_called, keys_of
from portal.rules.complaints import SPEAKERS

NOT_THE_SAME = _l("Number and name do not belong together. Leave the number out and keep the name and a way to reach.")


def record(
    actor: Actor,
    values: dict[str, Any],
    uploads: list[files.Upload],
    submission: str | None = None,
) -> Request:
    """Record it for whoever complains. `values`: those of `file_request`, and `client` (a number) with `client_name`,
    which must belong together. Raises Invalid."""
    client = whose(values)
    said = values["complaint"]
    if len(said.get("speakers", ())) > SPEAKERS:
        raise Invalid(_l("At most five speak for those who complain together."), field="speakers")
    return filing.file_request(actor, client, values, uploads, submission)


def whose(values: dict[str, Any]) -> Client | None:
    """The client who complains or for whom somebody does; nobody where it is a stranger. Raises Invalid."""
    number, name = values.get("client", ""), values.get("client_name", "")
    if not number:
        return None
    found = client_called(number, name)
    if found is None:
        raise Invalid(NOT_THE_SAME, field="client")
    return found


def found_out(actor: Actor, request: Request, number: str, name: str) -> Client:
    """Who complains is this client, which was not known: it is his from now on, and goes the way of his complaints.
    Answers the client. Raises Invalid: number and name do not belong together; WrongState, Overtaken."""
    client = whose({"client": number, "client_name": name})
    if client is None:
        raise Invalid(NOT_THE_SAME, field="client")
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        if client.merged_into_id is not None:
            raise Invalid(NOT_THE_SAME, field="client")
        row, case = hold(request, "client")
        if row.client_id is not None:
            raise WrongState()
        values: dict[str, Any] = {"client": client.id, "branch": client.branch_id, "seat": "manager"}
        Request.update(**values, version=Request.version + 1).where(Request.id == row.id).execute()
        Complaint.update(complainant="client", name="", contact="").where(Complaint.id == case.id).execute()
        case = terms.of(Request.get_by_id(row.id))
        save(case)
        holders.follow_about(case.request)
        audit(actor, "complaint.client_found", case.request, **case.said, client=client.number)
        return client  # type: ignore[no-any-return]


def name_those(actor: Actor, request: Request, about: list[tuple[str, int]]) -> Complaint:
    """Whom or what it is about is as given: kinds and keys. Whoever is named loses it at once. Raises WrongState,
    Overtaken."""
    with write():
        row, case = hold(request, "about")
        before = {
            (one.kind, one.staff_id or one.branch_id or one.partner_id): one.id
            for one in ComplaintAbout.select().where(ComplaintAbout.complaint == case.id)
        }
        gone = [key for pair, key in before.items() if pair not in about]
        if gone:
            ComplaintAbout.delete().where(ComplaintAbout.id.in_(gone)).execute()
        new = [pair for pair in about if pair not in before]
        save(case)
        _name(actor, row, case, new)
        audit(actor, "complaint.about_changed", row, **case.said)
        _name_in_repeats(actor, case, new)
        return case


def _name_in_repeats(actor: Actor, case: Complaint, about: list[tuple[str, int]]) -> None:
    """The complaints that repeat this one concern whom it concerns; of one that is a repeat itself those after it."""
    these = Complaint.repeat_of.in_([case.id, case.repeat_of_id or case.id])  # type: ignore[attr-defined]
    later = Complaint.select(Complaint, Request).join(Request).where(these, Complaint.id > case.id)
    for other in list(later.order_by(Complaint.id)) if about else ():
        if missing := [pair for pair in about if pair not in keys_of(other.request_id)]:
            row = lock(Request.select().where(Request.id == other.request_id))
            save(other)
            _name(actor, row, other, missing)
            audit(actor, "complaint.about_changed", row, **other.said)


def _name(actor: Actor, row: Request, case: Complaint, about: list[tuple[str, int]]) -> None:
    """A complaint is about these, too: whoever is named loses it at once. The row is held."""
    for kind, key in about:
        named = {kind: key, "added_by": actor.account_id, "added_at": clock.now()}
        ComplaintAbout.create(complaint=case.id, kind=kind, **named)
    if row.assignee_id in concerned(case):
        status = "new" if row.status == "taken" else row.status
        Request.update(assignee=None, status=status).where(Request.id == row.id).execute()
    holders.follow_about(Request.get_by_id(row.id))


def link(actor: Actor, request: Request, earlier: str) -> Complaint:
    """It repeats an earlier complaint (its number) and is counted with it; "" takes that back. Raises Invalid,
    WrongState, Overtaken."""
    with write():
        row, case = hold(request, "link")
        found = None
        if earlier:
            known = (Request.number == earlier, *recusal.conditions(actor))
            found = Complaint.select(Complaint, Request).join(Request).where(*known).get_or_none()
            if found is None or found.id >= case.id or found.request.client_id != row.client_id:
                raise Invalid(_l("Please choose an earlier complaint of the same person."), field="repeat_of")
        save(case, repeat_of=found.repeat_of_id or found.id if found else None)
        there = keys_of(row.id)
        new = [pair for pair in keys_of(found.request_id) if pair not in there] if found else []
        _name(actor, row, case, new)
        _name_in_repeats(actor, case, new)
        audit(actor, "complaint.linked" if found else "complaint.unlinked", row, **case.said, other=earlier)
        return case
