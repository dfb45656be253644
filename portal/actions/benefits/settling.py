"""A month of a partner is closed once: its lines stay as they were, what comes later stands in the next one (R8)."""

from __future__ import annotations

from datetime import date

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock, formats
from portal.ground.errors import WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Partner, Settlement, SettlementLine
from portal.reads.accounts.actors import Actor
from portal.reads.benefits.settlements import Books, Line, Month, totals
from portal.rules.benefits.settling import last_of

AT_ONCE = 500


def hindrance(books: Books, months: list[Month], month: date) -> str:
    """Why a month cannot be closed now, in words; "" where it can."""
    if not books.is_open(month):
        return str(_l("This month is closed already."))
    if last_of(month) >= clock.today():
        return str(_l("This month is not over yet."))
    earlier = [one.month for one in months if one.month < month and not one.settled]
    if earlier:
        return str(_l("Please close %(month)s first.", month=formats.month(min(earlier))))
    own = next((one for one in months if one.month == month), None)
    if own is None:
        return str(_l("Nothing was used in this month: there is nothing to settle."))
    return str(_l("Some uses have no price yet: please set it first.")) if own.unpriced else ""


@once(Settlement)
def close(actor: Actor, partner: Partner, month: date, submission: str | None = None) -> Settlement:
    """Close a month as its page shows it. Raises Overtaken, WrongState (closed already, not over, an earlier one is
    open, a price is missing)."""
    with write():
        row = lock(Partner.select().where(Partner.id == partner.id))
        books = Books(row)
        words = hindrance(books, books.months(), month)
        lines = [] if words else books.lines(month)
        count, amount = totals(lines)
        as_shown(month.isoformat(), count, amount, about=(row,), possible=not words)
        if words:
            raise WrongState(words)
        made: Settlement = Settlement.create(
            partner=row.id,
            month=month,
            last_day=last_of(month),
            count=count,
            amount=amount,
            closed_by=actor.staff_id,
            closed_at=clock.now(),
            submission=submission,
        )
        _keep(made, lines)
        audit(
            actor,
            "settlement.closed",
            row,
            branch=row.branch_id,
            partner=row.name_zh,
            month=month.isoformat()[:7],
            fen=str(amount),
        )
        return made


def _keep(made: Settlement, lines: list[Line]) -> None:
    rows = [
        {
            "settlement": made.id,
            "hold": line.hold,
            "entry": line.entry,
            "day": line.day,
            "quantity": line.quantity,
            "price": line.price,
            "amount": line.amount,
            "corrects": line.corrects,
        }
        for line in lines
    ]
    for start in range(0, len(rows), AT_ONCE):
        SettlementLine.insert_many(rows[start : start + AT_ONCE]).execute()
