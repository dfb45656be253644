"""Papers of a complaint (R6): what the bank holds is laid beside it and never asked of whoever complains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import fn

from portal.actions.complaints.steps import complainant_accounts, hold, save
from portal.actions.requests import attachments, terms
from portal.actions.requests.moving import write_entry
from portal.actions.shared import files
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Attachment, Complaint, ComplaintPaper, Request
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.held import held_of
from portal.rules import complaints

HELD = _l("The bank holds this already: lay it beside the complaint instead of asking for it again.")


def ask(actor: Actor, request: Request, asked: list[str], held: list[str], words: str) -> Complaint:
    """Ask whoever complains for papers, and lay beside it what the bank holds. Raises Invalid: nothing was chosen, or
    the bank holds what is asked for; WrongState."""
    with write():
        row, case = hold(request, "papers", decides=False)
        have = held_of(row.client)
        asked = [kind for kind in complaints.PAPERS if kind in asked]
        if not asked and not held:
            raise Invalid(_l("Please choose at least one paper."), field="asked")
        if any(complaints.not_to_be_asked(kind, have) for kind in asked):
            raise Invalid(HELD, field="asked")
        terms.lay_beside(actor, case, row.client, held)
        for kind in asked:
            ComplaintPaper.insert(
                complaint=case.id, kind=kind, state="asked", words=words, by=actor.staff_id, at=clock.now()
            ).on_conflict_ignore().execute()
        save(case)
        if held:
            audit(actor, "complaint.papers_held", row, **case.said)
        if asked:
            write_entry(actor, row, "event", "papers_asked")
            audit(actor, "complaint.papers_asked", row, **case.said)
            tell(complainant_accounts(case), "complaint.papers_asked", f"/me/requests/{row.number}", **case.said)
        return case


def received(actor: Actor, request: Request, kind: str, uploads: Sequence[files.Upload] = ()) -> Complaint:
    """What was asked for has come, and is kept with it where it came as a file; the first one is an agent's authority,
    where that was asked for. Raises WrongState: it was not asked for, or came before; Invalid: no file that is
    taken."""
    with files.kept(uploads) as kept, write():
        row, case = hold(request, "papers", decides=False)
        this = (ComplaintPaper.complaint == case.id) & (ComplaintPaper.kind == kind)
        came = ComplaintPaper.update(state="received", received_at=clock.now())
        if not came.where(this, ComplaintPaper.state == "asked").execute():
            raise WrongState()
        save(case, **_attached(actor, row, kind, kept))
        audit(actor, "complaint.paper_received", row, **case.said)
        return case


def _attached(actor: Actor, row: Request, kind: str, kept: list[files.Kept]) -> dict[str, Any]:
    """The files stand with the complaint. Answers what its record says of them."""
    if not kept:
        return {}
    before = Attachment.select(fn.MAX(Attachment.id)).where(Attachment.request == row.id).scalar() or 0
    attachments.attach(actor, row, None, kept, internal=False)
    Request.update(files=Request.files + len(kept)).where(Request.id == row.id).execute()
    first = Attachment.select(fn.MIN(Attachment.id)).where(Attachment.request == row.id, Attachment.id > before)
    return {"authority": first.scalar()} if kind == "authority" else {}
