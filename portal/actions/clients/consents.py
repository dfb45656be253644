"""A client agrees to something or refuses it: as easily the one as the other (R7)."""

from __future__ import annotations

from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models import Client, Consent
from portal.reads.accounts.actors import Actor
from portal.reads.clients.consents import answers_of
from portal.rules.consents import KINDS, VERSION


def answer(actor: Actor, client: Client, kind: str, given: bool) -> None:
    """His answer from now on; the same one to the same words again changes nothing. Raises OutOfScope."""
    if kind not in KINDS:
        raise OutOfScope()
    with write():
        row = lock(Client.select().where(Client.id == client.id))
        last = answers_of(client.id).get(kind)
        if last and (last.given, last.version) == (given, VERSION):
            return
        Consent.create(
            client=client.id, kind=kind, given=given, version=VERSION, account=actor.account_id, at=clock.now()
        )
        audit(actor, "consent.given" if given else "consent.refused", row, changes={"kind": [None, kind]}, **row.said)


def refusals_stay(kept: Client, gone: Client) -> None:
    """Of two records that become one, what either refused is refused. Call inside `write()`."""
    mine = answers_of(kept.id)
    for kind, last in answers_of(gone.id).items():
        if not last.given and (kind not in mine or mine[kind].given):
            Consent.create(client=kept.id, kind=kind, given=False, version=last.version, account=None, at=clock.now())
