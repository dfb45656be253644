"""Corrections that a client asks for: he proposes, whoever serves him confirms or declines with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.actions.clients.record import edit_client
from portal.actions.shared import sent
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.actions.signatures import asking, texts
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Proposal, Signature
from portal.reads.accounts.actors import Actor
from portal.reads.signatures.asked import is_signed
from portal.rules.shared.masking import mask_phone
from portal.rules.signatures import SIGNED_FIELDS

FLAGS = frozenset({"do_not_call", "birthday_lunar"})
KIND = "data_change"


def propose(actor: Actor, client: Client, wanted: dict[str, Any], note: str, submission: str | None) -> list[Proposal]:
    """File what differs from the record: one proposal a field; an open one of the same field makes room for the new
    one.

    The same submission twice is one. Raises Invalid when nothing differs.
    """
    with write():
        row = lock(Client.select().where(Client.id == client.id))
        made = (
            list(Proposal.select().where(Proposal.submission == submission).order_by(Proposal.id)) if submission else []
        )
        key, digest = f"proposal:{submission}", sent.digest_of("propose", {"by": actor, "wanted": wanted, "note": note})
        if made:
            sent.compare(key, digest)
            return made
        may_step(actor)
        differing = {name: value for name, value in wanted.items() if value != getattr(row, name)}
        if not differing:
            raise Invalid(_l("Nothing differs from what we hold. Change what is not right, then send it."))
        now = clock.now()
        _make_room(actor, row, differing)
        made = [
            Proposal.create(
                client=client.id,
                account=actor.account_id,
                field=name,
                before=_text(getattr(row, name)),
                wanted=_text(value),
                note=note,
                at=now,
                submission=submission,
            )
            for name, value in differing.items()
        ]
        for one in made:
            if one.field in SIGNED_FIELDS:
                _ask(actor, row, one)
        if submission:
            sent.remember(key, digest)
        audit(actor, "proposal.made", row, changes={one.field: _shown(one) for one in made}, **client.said)
        tell(
            accounts_of_staff([row.manager_id, row.adviser_id]),
            "proposal.made",
            f"/clients/{client.number}/profile",
            but=actor,
            **client.said,
        )
        return made


def _make_room(actor: Actor, client: Client, fields: Iterable[str]) -> None:
    """Open corrections of these fields give way, with what was to be signed for them."""
    open_ = (Proposal.client == client.id) & (Proposal.state == "open") & Proposal.field.in_([*fields])
    for one in Proposal.select().where(open_):
        asking.withdraw(actor, client, KIND, str(one.id))
    Proposal.update(state="withdrawn", decided_at=clock.now()).where(open_).execute()


def _ask(actor: Actor, client: Client, one: Proposal) -> Signature:
    path, own_path = f"/clients/{client.number}/profile", "/me/profile"
    return asking.ask(actor, client, KIND, str(one.id), texts.change(client, one), path=path, own_path=own_path)


def ask_again(actor: Actor, client: Client, proposal_id: int) -> Signature:
    """A correction that has to be signed is put before the client once more: he declined, or was too late. Raises
    OutOfScope, WrongState."""
    with write():
        one = _open(client, proposal_id)
        if one.field not in SIGNED_FIELDS or _is_signed(client, one):
            raise WrongState(_l("There is nothing to sign any more."))
        return _ask(actor, client, one)


def _is_signed(client: Client, one: Proposal) -> bool:
    return is_signed(client.id, KIND, str(one.id))


def _text(value: Any) -> str:
    return "" if value in (None, False) else "1" if value is True else str(value)


def _shown(one: Proposal) -> list[str]:
    """Before and after, as the audit trail may show them."""
    if one.field == "mobile":
        return [mask_phone(one.before), mask_phone(one.wanted)]
    if one.field in FLAGS:
        return [str(one.before == "1"), str(one.wanted == "1")]
    return [one.before, one.wanted]


def accept(actor: Actor, client: Client, proposal_id: int) -> None:
    """Put the correction into the record; the client is told. Raises OutOfScope, WrongState (also: it has to be signed
    and is not), Invalid."""
    with write():
        one = _open(client, proposal_id)
        if one.field in SIGNED_FIELDS and not _is_signed(client, one):
            raise WrongState(_l("The client has not signed this correction yet."))
        value = one.wanted == "1" if one.field in FLAGS else one.wanted
        edit_client(actor, client, {one.field: value}, None)
        _decide(actor, client, one, "accepted", "")


def decline(actor: Actor, client: Client, proposal_id: int, reason: str) -> None:
    """The record stays as it is; the client is told why. Raises OutOfScope, WrongState."""
    with write():
        _decide(actor, client, _open(client, proposal_id), "declined", reason)


def withdraw(actor: Actor, client: Client, proposal_id: int) -> None:
    """The client takes it back. Raises OutOfScope, WrongState."""
    with write():
        one = _open(client, proposal_id)
        Proposal.update(state="withdrawn", decided_at=clock.now()).where(Proposal.id == one.id).execute()
        asking.withdraw(actor, client, KIND, str(one.id))
        audit(actor, "proposal.withdrawn", client, **client.said, field=one.field)


def _open(client: Client, proposal_id: int) -> Proposal:
    query = Proposal.select().where(Proposal.id == proposal_id, Proposal.client == client.id)
    try:
        one: Proposal = lock(query)
    except Proposal.DoesNotExist:
        raise OutOfScope() from None
    as_shown(one, about=(client,), possible=one.state == "open")
    if one.state != "open":
        raise WrongState(_l("This correction has been dealt with already."))
    return one


def _decide(actor: Actor, client: Client, one: Proposal, state: str, reason: str) -> None:
    Proposal.update(state=state, decided_by=actor.staff_id, decided_at=clock.now(), reason=reason).where(
        Proposal.id == one.id
    ).execute()
    asking.withdraw(actor, client, KIND, str(one.id))
    audit(actor, f"proposal.{state}", client, **client.said, field=one.field, reason=reason)
    tell(
        accounts_of_client(client.id),
        f"proposal.{state}",
        "/me/profile",
        staff=actor.name,
        field=one.field,
        reason=reason,
    )
