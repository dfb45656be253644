"""A client agrees to something or refuses it: as easily the one as the other (R7)."""

from __future__ import annotations

from datetime import date

from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.ground import clock, formats
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Consent
from portal.reads.accounts.actors import Actor
from portal.reads.clients.consents import answers_of, day_of
from portal.rules.consents import CHANNELS, KINDS, VERSION, in_order


def answer(actor: Actor, client: Client, kind: str, given: bool) -> None:
    """His answer from now on; the same one to the same words again changes nothing. Raises OutOfScope."""
    if kind not in KINDS:
        raise OutOfScope()
    with write():
        row = lock(Client.select().where(Client.id == client.id))
        last = answers_of(client.id).get(kind)
        if last and (last.given, last.version) == (given, VERSION):
            return
        may_step(actor)
        Consent.create(
            client=client.id, kind=kind, given=given, version=VERSION, account=actor.account_id, at=clock.now()
        )
        audit(actor, "consent.given" if given else "consent.refused", row, changes={"kind": [None, kind]}, **row.said)


@once(Consent)
def record(
    actor: Actor,
    client: Client,
    kind: str,
    given: bool,
    channel: str,
    said_on: date,
    evidence: str,
    submission: str | None = None,
) -> Consent:
    """Staff write down what the client said by phone, in the branch or on paper; he is told. Raises OutOfScope, and
    Invalid for a day to come, one before his latest answer, or the same answer again."""
    if kind not in KINDS or channel not in CHANNELS:
        raise OutOfScope()
    with write():
        row = lock(Client.select().where(Client.id == client.id))
        last = answers_of(client.id).get(kind)
        if last and (last.given, last.version) == (given, VERSION):
            raise Invalid(
                _l("This is his answer already, since %(day)s.", day=formats.day(day_of(last))), field="given"
            )
        if not in_order(said_on, day_of(last) if last else None, clock.today()):
            words = (
                _l("He answered otherwise on %(day)s, which is later.", day=formats.day(day_of(last)))
                if last and said_on <= clock.today()
                else _l("This day is still to come.")
            )
            raise Invalid(words, field="said_on")
        made: Consent = Consent.create(
            client=client.id,
            kind=kind,
            given=given,
            version=VERSION,
            account=actor.account_id,
            at=clock.now(),
            channel=channel,
            said_on=said_on,
            evidence=evidence,
            submission=submission,
        )
        audit(actor, "consent.given" if given else "consent.refused", row, changes={"kind": [None, kind]}, **row.said)
        told = "consent.noted_given" if given else "consent.noted_refused"
        tell(accounts_of_client(client.id), told, "/me/profile#consents", consent=kind, by=actor.name)
        return made


def refusals_stay(kept: Client, gone: Client) -> None:
    """Of two records that become one, what either refused is refused. Call inside `write()`."""
    mine = answers_of(kept.id)
    for kind, last in answers_of(gone.id).items():
        if not last.given and (kind not in mine or mine[kind].given):
            Consent.create(client=kept.id, kind=kind, given=False, version=last.version, account=None, at=clock.now())
