"""Clients whom no channel reaches: what they are to be told, with the words, and addresses to be asked for."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.reads.accounts.actors import Actor
from portal.reads.notices.calls import waiting
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.notices.kinds import is_duty
from portal.rules.shared.bands import NOW, TODAY, WEEK

NO_MAIL = "address.off"


def lines(actor: Actor, today: date) -> list[Line]:
    """What is a duty stands above what can wait a little."""
    return [_no_mail(row) if row.kind == NO_MAIL else _call(row, today) for row in waiting(actor, MOST + 1)]


def _call(row: Any, today: date) -> Line:
    since = clock.local(row.created_at).date()
    href = f"/clients/{row.client.number}/notices/{row.id}"
    return Line(
        about=("delivery", row.id),
        band=NOW if is_duty(row.kind) or since < today else TODAY,
        title=_("Tell %(name)s by phone", name=row.client.name),
        href=href,
        why=_("no login and no address; since %(day)s", day=formats.day(since, weekday=False)),
        icon="phone-call",
        urgency=(str(row.created_at), row.id),
        tone="wait",
        state=_("To be called"),
        client=(row.client.name, row.client.tier_id, row.client.number),
        deeds=(Deed(_("Call"), href, "phone-call"),),
    )


def _no_mail(row: Any) -> Line:
    href = f"/clients/{row.client.number}/edit"
    return Line(
        about=("address", row.client.id),
        band=WEEK,
        title=_("E-mail does not reach %(name)s", name=row.client.name),
        href=href,
        why=_("the mail server refused the address for good; ask for another one"),
        icon="mail-off",
        urgency=("7", row.id),
        tone="wait",
        state=_("Address"),
        client=(row.client.name, row.client.tier_id, row.client.number),
        deeds=(Deed(_("Correct"), href, "edit"),),
    )


def as_notice(row: Any) -> SimpleNamespace:
    """As the sentences of notices take it."""
    return SimpleNamespace(kind=row.kind, words=row.words or {}, at=row.created_at)
