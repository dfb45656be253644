"""Which notices somebody wishes to have, and by which way."""

from __future__ import annotations

from collections.abc import Mapping

from portal.actions.notices import tokens
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, ChannelPreference, Client
from portal.reads.accounts.actors import Actor
from portal.rules.notices import kinds
from portal.words.said import NOTICES

Chosen = Mapping[tuple[str, str], str]
"""(group or kind, channel) → how."""


def choose(actor: Actor, chosen: Chosen) -> bool:
    """Keep what somebody wishes. A duty is not his to switch off. Answers whether anything changed. Raises Invalid."""
    for (what, channel), how in chosen.items():
        if what not in kinds.GROUPS or channel not in kinds.WISHES or how not in kinds.WISHES[channel]:
            raise Invalid(_l("Please choose from the list."))
    with write():
        query = ChannelPreference.select().where(ChannelPreference.account == actor.account_id)
        said = {(row.what, row.channel): row.how for row in query}
        new = {key: how for key, how in chosen.items() if said.get(key, kinds.USUAL[key[1]]) != how}
        for (what, channel), how in new.items():
            _keep(what, channel, how, account=actor.account_id)
        if new:
            audit(actor, "notice.wished")
    return bool(new)


def switch_off(actor: Actor, kind: str, channel: str) -> None:
    """No more of one kind alone, whatever he wishes of its group. Raises Invalid: a duty, or no kind of ours."""
    if kind not in NOTICES or kinds.is_duty(kind):
        raise Invalid(_l("Please choose from the list."), field="kind")
    with write():
        _keep(kind, channel, kinds.OFF, account=actor.account_id)
        audit(actor, "notice.wished")


def have_again(actor: Actor, kind: str, channel: str) -> None:
    """A kind that was switched off alone follows its group again. Raises OutOfScope."""
    own = ChannelPreference.account == actor.account_id
    if kind in kinds.GROUPS:
        raise OutOfScope()
    with write():
        gone = ChannelPreference.delete().where(
            own, ChannelPreference.what == kind, ChannelPreference.channel == channel
        )
        if not gone.execute():
            raise OutOfScope()
        audit(actor, "notice.wished")


def _keep(what: str, channel: str, how: str, account: int | None = None, client: int | None = None) -> None:
    owner = ChannelPreference.account if account else ChannelPreference.client
    values = {"how": how, "at": clock.now()}
    ChannelPreference.insert(account=account, client=client, what=what, channel=channel, **values).on_conflict(
        conflict_target=[owner, ChannelPreference.what, ChannelPreference.channel], update=values
    ).execute()


def named_by(token: str) -> tuple[str, int, list[str]]:
    """Whom the link of a mail means, and which kinds. Raises OutOfScope: it is none of ours, or he is gone."""
    found = tokens.whose(token)
    if found is None:
        raise OutOfScope()
    side, number, _kinds = found
    model = Account if side == tokens.LOGIN else Client
    if not model.select(model.id).where(model.id == number).exists():
        raise OutOfScope()
    return found


def unsubscribe(token: str) -> list[str]:
    """No more mails of these kinds, and of these alone. Answers them. Raises OutOfScope."""
    side, number, meant = named_by(token)
    loose = [kind for kind in meant if not kinds.is_duty(kind)]
    login = number if side == tokens.LOGIN else None
    with write():
        for kind in loose:
            _keep(kind, kinds.EMAIL, kinds.OFF, account=login, client=None if login else number)
            audit(None, "notice.unsubscribed", Account(id=number) if login else Client(id=number), kind=kind)
    return loose
