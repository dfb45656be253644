"""A request goes to another branch, with the client's consent, which is written down."""

from __future__ import annotations

from datetime import date

from portal.actions.requests.moving import by_staff, move, write_entry
from portal.actions.requests.queue import holder_accounts, tell_losers
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Forward, Request
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree


@once(Forward)
def forward(
    actor: Actor,
    request: Request,
    branch: str,
    reason: str,
    channel: str,
    said_on: date,
    submission: str | None = None,
) -> Forward:
    """Into the queue of another branch (`branch`, its code): whoever takes it there reads what the client wrote, so he
    agreed to it by `channel` on `said_on`. Its clock goes on. Raises Invalid, WrongState."""
    by_staff(actor)
    if request.kind == "complaint":
        raise Invalid(_l("A complaint stays with the branch that decides about it."))
    target = next((one for one in tree.branch_tree() if one.code == branch), None)
    if target is None or target.id == request.branch_id:
        raise Invalid(_l("Please choose another branch."), field="branch")
    if said_on > clock.today():
        raise Invalid(_l("This day is still ahead."), field="consent_on")
    with write():
        before = request.branch_id
        row = move(actor, request, "forward", lambda row: {"assignee": None, "branch": target.id, "seat": "queue"})
        made = Forward.create(
            request=row.id,
            from_branch=before,
            to_branch=target.id,
            reason=reason,
            consent_channel=channel,
            consent_on=said_on,
            author=actor.staff_id,
            at=clock.now(),
            submission=submission,
        )
        write_entry(actor, row, "event", "forwarded")
        write_entry(actor, row, "note", reason)
        audit(actor, "request.forwarded", row, branch=before, **row.said, place=target.name_zh, reason=reason)
        path = f"/requests/{row.number}"
        tell(holder_accounts(row), "request.forwarded_here", path, but=actor, **row.said)
        tell(accounts_of_client(row.client_id), "request.forwarded_for_you", f"/me{path}", **row.said)
        tell_losers(actor, row)
        return made
