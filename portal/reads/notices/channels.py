"""Which ways out of the portal there are: the mail server of the configuration, and the endpoints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.ground import clock, settings
from portal.models.outbox import Endpoint
from portal.reads.administration.settings import value
from portal.reads.shared.kept import drop, kept
from portal.rules.notices import moments
from portal.rules.notices.kinds import EMAIL, SMS, group_of, is_duty

GATEWAY = "sms"
ROBOTS = ("wecom", "dingtalk", "feishu")


@dataclass(frozen=True)
class Listening:
    """An endpoint that is on, as deeds need it."""

    id: int
    kind: str
    groups: frozenset[str]
    templates: frozenset[str]


def mail_is_on() -> bool:
    return settings.at_work() and bool(settings.current().smtp_host)


def _read() -> tuple[Listening, ...]:
    query = Endpoint.select(Endpoint.id, Endpoint.kind, Endpoint.groups, Endpoint.templates).where(Endpoint.off == "")
    return tuple(Listening(row.id, row.kind, frozenset(row.groups), frozenset(row.templates)) for row in query)


def listening() -> tuple[Listening, ...]:
    """The endpoints that are on (one statement a minute)."""
    return kept("endpoints", _read) if settings.at_work() else ()


def changed() -> None:
    drop("endpoints")


def personal(kind: str) -> tuple[str, ...]:
    """The channels to a person that the bank has for this kind."""
    texting = any(one.kind == GATEWAY and group_of(kind) in one.templates for one in listening())
    return (*((EMAIL,) if mail_is_on() else ()), *((SMS,) if texting else ()))


def there_are() -> tuple[str, ...]:
    """The channels to a person that the bank has for any kind."""
    return (*((EMAIL,) if mail_is_on() else ()), *((SMS,) if any(one.kind == GATEWAY for one in listening()) else ()))


def hooks(kind: str) -> list[int]:
    """Ids of the endpoints that hear of this kind."""
    group = group_of(kind)
    return [one.id for one in listening() if one.kind != GATEWAY and group in one.groups]


def first_moment(kind: str, now: datetime) -> datetime:
    """When a notice of this kind may reach a person: at once, or when quiet hours are over."""
    if is_duty(kind):
        return now
    wall = moments.after_quiet(clock.local(now), value("notices.quiet_from"), value("notices.quiet_until"))
    return wall.astimezone(clock.UTC)


def address_of(row: Endpoint) -> str:
    """Raises ValueError (no data key fits)."""
    return settings.keys().decrypt(row.address_encrypted)


def keys_of(row: Endpoint, now: datetime) -> list[str]:
    """The keys that sign now, the current one first. Raises ValueError (no data key fits)."""
    found: list[str] = json.loads(settings.keys().decrypt(row.keys_encrypted) or "[]")
    return found if row.old_until and row.old_until > now else found[:1]


def endpoints() -> list[Endpoint]:
    """All of them, for the page."""
    return list(Endpoint.select().order_by(Endpoint.id))


def endpoint(key: int) -> Any:
    return Endpoint.get_or_none(Endpoint.id == key)
