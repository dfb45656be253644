"""What a client holds at another bank, as staff learnt it: noted and ended, never overwritten (P7)."""

from __future__ import annotations

from typing import Any

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, OutsideHolding
from portal.reads import reference
from portal.reads.accounts.actors import Actor


@once(OutsideHolding)
def note(
    actor: Actor,
    client: Client,
    product_class: str,
    bank: str,
    amount: int | None,
    learnt: str,
    submission: str | None = None,
) -> OutsideHolding:
    """Record that a client holds something elsewhere. `amount` in fen, None where it is not known; `learnt` is how we
    know.

    Raises Invalid.
    """
    classes = reference.product_classes()
    if product_class not in classes:
        raise Invalid(_l("Please choose one of these."), field="product_class")
    if amount is not None and amount <= 0:
        raise Invalid(_l("Please enter an amount above zero, or leave it empty."), field="amount")
    with write():
        lock(Client.select().where(Client.id == client.id))
        same = OutsideHolding.select().where(
            OutsideHolding.client == client.id,
            OutsideHolding.product_class == product_class,
            OutsideHolding.bank == bank,
            OutsideHolding.ended_on.is_null(),
        )
        if same.exists():
            raise Invalid(_l("This is on record already. End the old entry first if it has changed."), field="bank")
        row: Any = OutsideHolding.create(
            client=client.id,
            product_class=product_class,
            bank=bank,
            amount=amount,
            learnt=learnt,
            noted_on=clock.today(),
            noted_by=actor.staff_id,
            submission=submission,
        )
        audit(actor, "outside.noted", client, **client.said, product=product_class, bank=bank)
        return row  # type: ignore[no-any-return]


def standing(client: Client, outside_id: int) -> OutsideHolding:
    """An entry of this client that has not ended. Raises OutOfScope."""
    row = OutsideHolding.get_or_none(OutsideHolding.id == outside_id, OutsideHolding.client == client.id)
    if row is None:
        raise OutOfScope()
    return row


def end(actor: Actor, client: Client, outside_id: int, reason: str) -> None:
    """It is held elsewhere no more; the entry stays as history. Raises OutOfScope, WrongState when it has ended
    before."""
    with write():
        row = standing(client, outside_id)
        row = lock(OutsideHolding.select().where(OutsideHolding.id == row.id))
        as_shown(row, about=(client,), possible=row.ended_on is None)
        if row.ended_on:
            raise WrongState()
        changed = {"ended_on": clock.today(), "ended_by": actor.staff_id, "ended_reason": reason}
        OutsideHolding.update(**changed).where(OutsideHolding.id == row.id).execute()
        audit(
            actor,
            "outside.ended",
            client,
            changes={"reason": ["", reason]},
            **client.said,
            product=row.product_class_id,
            bank=row.bank,
        )
