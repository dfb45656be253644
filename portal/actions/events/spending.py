"""What was spent on an event, with receipts (R9)."""

from __future__ import annotations

from datetime import date

from portal.actions.events.results import still_open
from portal.actions.shared import files
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock, security
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import BudgetLine, Event, Expense
from portal.reads.accounts.actors import Actor
from portal.reads.events.leading import leads
from portal.rules.shared.uploads import Upload

MOST = 300
"""Expenses of one event."""


@once(Expense)
def spend(
    actor: Actor,
    event: Event,
    amount: int,
    on: date,
    words: str,
    line: int | None,
    receipts: list[Upload],
    submission: str | None = None,
) -> Expense:
    """Enter what was paid (`amount` in fen), with its receipt if there is one.

    Raises NotAllowed, Invalid (a day that is ahead, a line of another event, more than one receipt), WrongState (the
    result is closed)."""
    if not leads(actor, event):
        raise NotAllowed()
    if on > clock.today():
        raise Invalid(_l("An expense is entered when it was paid."), field="on")
    if len(receipts) > 1:
        raise Invalid(_l("One receipt for each expense, please."), field="attachments")
    if line and not BudgetLine.select().where(BudgetLine.id == line, BudgetLine.event == event.id).exists():
        raise Invalid(_l("Please choose from the list."), field="line")
    with files.kept(receipts) as found, write():
        still_open(event)
        if Expense.select().where(Expense.event == event.id).count() >= MOST:
            raise Invalid(_l("An event may have up to %(most)s expenses.", most=MOST))
        kept = found[0] if found else None
        row = Expense.create(
            event=event.id,
            line=line or None,
            amount=amount,
            on=on,
            words=words,
            token=security.new_token()[:32],
            name=kept.name if kept else "",
            content_type=kept.content_type if kept else "",
            size=kept.size if kept else 0,
            storage_name=kept.storage_name if kept else "",
            author=actor.staff_id,
            at=clock.now(),
            submission=submission,
        )
        audit(actor, "event.spent", event, **event.said, what=words, fen=str(amount))
        return row


def strike(actor: Actor, event: Event, expense: int, reason: str) -> Expense:
    """Entered by mistake: it counts no more, and stays to be read. Raises NotAllowed, OutOfScope, WrongState (struck
    before, the result is closed)."""
    if not leads(actor, event):
        raise NotAllowed()
    with write():
        found = Expense.select().where(Expense.id == expense, Expense.event == event.id)
        if not found.exists():
            raise OutOfScope()
        row: Expense = lock(found)
        as_shown(row, about=(event,), possible=row.struck_at is None)
        still_open(event)
        if row.struck_at is not None:
            raise WrongState(_l("This expense was struck already."))
        Expense.update(struck_at=clock.now(), struck_by=actor.staff_id, struck_reason=reason).where(
            Expense.id == row.id
        ).execute()
        audit(actor, "event.spent_struck", event, **event.said, what=row.words, fen=str(row.amount), reason=reason)
        return row


def receipt(event: Event, token: str) -> Expense:
    """The expense whose receipt this is. Raises OutOfScope."""
    found: Expense | None = Expense.get_or_none(Expense.token == token, Expense.event == event.id)
    if found is None or not found.storage_name or not files.path_of(found.storage_name).is_file():
        raise OutOfScope()
    return found
