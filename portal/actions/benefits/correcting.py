"""A branch sets an account right: a lot's quantity, or a use that was none. Both are entries like any other (R8)."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.benefits import lots
from portal.actions.benefits.holding import beside_no_close
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Entry, Hold, Lot
from portal.reads.accounts.actors import Actor


def correct(actor: Actor, lot_id: int, by: int, reason: str) -> Entry:
    """A lot has `by` units more, or fewer. Raises OutOfScope, Invalid (nothing, unlimited, or below what is left)."""
    with write():
        row = _held(lot_id)
        as_shown(row, about=(Client.get_by_id(row.client_id),))
        if not by:
            raise Invalid(_l("Please say by how many."), field="by")
        if row.unlimited:
            raise Invalid(_l("An unlimited benefit has no number to correct."), field="by")
        if row.available + by < 0:
            raise Invalid(
                _l("Only %(left)s are left: what is held or used cannot be taken away.", left=row.available), field="by"
            )
        made = lots.move(row, "correct", by, author=actor.account_id, reason=reason[:200])
        _say(actor, row, "benefit.corrected", by, reason)
        return made


def take_back(actor: Actor, entry_id: int, reason: str) -> Entry:
    """A use that was none is taken back: its units are the client's again, to the end of their lot. Once a use.

    Raises OutOfScope, WrongState.
    """
    with write():
        used = Entry.get_or_none(Entry.id == entry_id, Entry.kind == "use")
        if used is None:
            raise OutOfScope()
        row = _held(used.lot_id)
        again = Entry.select().where(Entry.entry == used.id, Entry.kind == "correct").exists()
        as_shown(row, about=(Client.get_by_id(row.client_id),), possible=not again)
        if again:
            raise WrongState(_l("This use was taken back already."))
        if used.hold_id:
            beside_no_close(Hold.get_by_id(used.hold_id).version_id)
        try:
            made = lots.move(
                row,
                "correct",
                used.quantity,
                effect="undo",
                author=actor.account_id,
                reason=reason[:200],
                hold=used.hold_id,
                entry=used.id,
            )
        except IntegrityError as error:
            raise WrongState(_l("This use was taken back already.")) from error
        _say(actor, row, "benefit.taken_back", used.quantity, reason)
        return made


def _held(lot_id: int) -> Lot:
    row = Lot.get_or_none(Lot.id == lot_id)
    if row is None:
        raise OutOfScope()
    lock(Client.select().where(Client.id == row.client_id))
    return lots.held(Lot.id == lot_id)[0]


def _say(actor: Actor, row: Lot, deed: str, by: int, reason: str) -> None:
    client = Client.get_by_id(row.client_id)
    audit(actor, deed, client, **client.said, benefit=row.benefit_id, count=f"{by:+d}", reason=reason)
