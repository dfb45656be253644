"""The bank's channels: webhooks, robots and the SMS gateway, and what failed on its way."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from typing import Any

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once, save_version
from portal.database import lock, write
from portal.ground import clock, settings
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Delivery, Endpoint
from portal.models.outbox import HAS_FAILED
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.notices import channels
from portal.rules.notices.hosts import fault_of

OVERLAP = timedelta(days=1)
"""So long the key before signs as well: whoever receives has time to take the new one."""
AT_ONCE = 500
WRONG = {
    "address": _l("This is no address that something can be sent to."),
    "https": _l("Outside of the bank's own network an address begins with https://."),
    "user": _l("An address holds no user name and no password."),
}


def new_key() -> str:
    """A key of Standard Webhooks: 32 bytes."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _checked(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of what was typed. Raises Invalid."""
    address, private = values.pop("address", ""), values.get("private", False)
    if address and kind not in channels.ROBOTS and (wrong := fault_of(address, private)):
        raise Invalid(WRONG[wrong], field="address")
    if address and kind in channels.ROBOTS and not all(one.isalnum() or one in "-_@" for one in address):
        raise Invalid(_l("Please give the token of the robot alone, not its whole address."), field="address")
    keys = settings.keys()
    if address:
        values["address_encrypted"] = keys.encrypt(address)
    if (key := values.pop("key", "")) and kind == channels.GATEWAY:
        values["keys_encrypted"] = keys.encrypt(json.dumps([key]))
    return values


@once(Endpoint)
def add(actor: Actor, kind: str, values: dict[str, Any], submission: str | None = None) -> Endpoint:
    """A new channel; a webhook gets its key, which is shown once (`key_once`). Raises Invalid."""
    if not values.get("address"):
        raise Invalid(_l("Please fill this in."), field="address")
    columns = _checked(kind, {**values})
    key = new_key() if kind == "webhook" else ""
    if key:
        columns["keys_encrypted"] = settings.keys().encrypt(json.dumps([key]))
    with write():
        row = Endpoint.create(kind=kind, created_at=clock.now(), submission=submission, **columns)
        audit(actor, "endpoint.added", row, name=row.name)
    channels.changed()
    row.key_once = key
    return row


def edit(actor: Actor, row: Endpoint, values: dict[str, Any], version: int | None) -> bool:
    """Change it; an empty address or key stays as it is. Answers whether anything changed. Raises Invalid,
    StaleVersion.
    """
    columns = _checked(row.kind, {**values})
    stays = not values.get("address") and row.kind not in channels.ROBOTS and "private" in values
    if stays and (wrong := fault_of(channels.address_of(row), values["private"])):  # it may be one of our own network
        raise Invalid(WRONG[wrong], field="address")
    with write():
        row = lock(Endpoint.select().where(Endpoint.id == row.id))
        changes = save_version(row, version, **columns)
        for name in ("address_encrypted", "keys_encrypted"):
            if name in changes:
                changes["address" if name.startswith("address") else "key"] = ["", ""]
                del changes[name]
        if changes:
            audit(actor, "endpoint.edited", row, changes=changes, name=row.name)
    channels.changed()
    return bool(changes)


def rotate(actor: Actor, row: Endpoint) -> str:
    """A new key, answered this once; the one before signs as well for a day. Raises WrongState: it has none."""
    if row.kind != "webhook":
        raise WrongState()
    key, keys = new_key(), settings.keys()
    with write():
        row = lock(Endpoint.select().where(Endpoint.id == row.id))
        as_shown(row)
        before = json.loads(keys.decrypt(row.keys_encrypted) or "[]")[:1]
        Endpoint.update(
            keys_encrypted=keys.encrypt(json.dumps([key, *before])),
            old_until=clock.now() + OVERLAP,
            version=Endpoint.version + 1,
        ).where(Endpoint.id == row.id).execute()
        audit(actor, "endpoint.rotated", row, name=row.name)
    return key


def switch(actor: Actor, row: Endpoint, on: bool) -> None:
    """Switch it on or off by hand; switched on it begins without its failures."""
    with write():
        values: dict[str, Any] = {"off": "" if on else "hand", "failures": 0, "failing_since": None}
        Endpoint.update(version=Endpoint.version + 1, **values).where(Endpoint.id == row.id).execute()
        changes = {"off": [row.off, values["off"]]}
        audit(actor, "endpoint.on" if on else "endpoint.off", row, changes=changes, name=row.name)
    channels.changed()


def again(actor: Actor, delivery: int | None = None) -> int:
    """What failed is tried from the beginning: one, or the last 500. It is asked again, and keeps its name outside.
    Raises OutOfScope: there is none."""
    failed = Delivery.select(Delivery.id).where(HAS_FAILED, *recusal.deliveries(actor))
    if delivery is not None:
        failed = failed.where(Delivery.id == delivery)
    with write():
        ids = [one for (one,) in failed.order_by(Delivery.id.desc()).limit(AT_ONCE).tuples()]
        if not ids:
            raise OutOfScope()
        values = {"state": "waiting", "attempts": 0, "why": "", "ended_at": None, "next_attempt_at": clock.now()}
        Delivery.update(values).where(Delivery.id.in_(ids), HAS_FAILED).execute()
        audit(actor, "delivery.again", count=str(len(ids)))
    return len(ids)
