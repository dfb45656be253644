"""How a client is reached: further phones and addresses, which one is the main one; and when he last confirmed it
all."""

from __future__ import annotations

from typing import Any

from peewee import IntegrityError

from portal.actions.clients.documents import narrow
from portal.actions.clients.record import follow_mobile
from portal.actions.quality import duplicates
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, save_version
from portal.database import lock, write
from portal.derived import completeness, search_terms
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ClientAddress, ClientPhone
from portal.reads.accounts.actors import Actor
from portal.rules.shared.masking import mask_phone

TAKEN = _l("This number is on the record already.")
MOST = 12
"""Phones or addresses of one client: more is a mistake."""


def add_phone(actor: Actor, client: Client, kind: str, number: str, label: str) -> None:
    """A further phone (E.164); the first one of a client without any becomes the main one. Raises Invalid."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        if client.mobile == number:
            raise Invalid(TAKEN, field="number")
        if not client.mobile:
            save_version(client, None, mobile=number, mobile_kind=kind, mobile_label=label)
            follow_mobile(client, "")
        else:
            _room(ClientPhone, client)
            _insert_phone(client, kind, number, label)
        search_terms.follow(client)
        _told(actor, "client.phone_added", client, phone=mask_phone(number))


def _room(model: Any, client: Client) -> None:
    if model.select().where(model.client == client.id).count() >= MOST:
        raise Invalid(_l("There are enough of them. Please remove one that is no longer right."))


def _insert_phone(client: Client, kind: str, number: str, label: str) -> None:
    if ClientPhone.select().where(ClientPhone.client == client.id, ClientPhone.number == number).exists():
        raise Invalid(TAKEN, field="number")
    try:
        ClientPhone.create(client=client.id, kind=kind, number=number, label=label, created_at=clock.now())
    except IntegrityError:
        raise Invalid(TAKEN, field="number") from None


def make_main_phone(actor: Actor, client: Client, phone_id: int) -> str:
    """This phone becomes the main one; the old main one stays as a further one. Answers its number. Raises
    OutOfScope."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        row = _one(ClientPhone, client, phone_id)
        before = (client.mobile_kind or "mobile", client.mobile, client.mobile_label)
        row.delete_instance()
        save_version(client, None, mobile=row.number, mobile_kind=row.kind, mobile_label=row.label)
        if before[1]:
            _insert_phone(client, *before)
        follow_mobile(client, before[1])
        search_terms.follow(client)
        _told(actor, "client.phone_main", client, phone=mask_phone(row.number))
        return str(row.number)


def remove_phone(actor: Actor, client: Client, phone_id: int) -> None:
    """A further phone is gone. Raises OutOfScope."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        row = _one(ClientPhone, client, phone_id)
        row.delete_instance()
        search_terms.follow(client)
        _told(actor, "client.phone_removed", client, phone=mask_phone(row.number))


def add_address(actor: Actor, client: Client, kind: str, district: str, line: str) -> None:
    """A further address; the first one of a client without any becomes the main one. Raises Invalid."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        if (
            line == client.address
            or ClientAddress.select().where(ClientAddress.client == client.id, ClientAddress.line == line).exists()
        ):
            raise Invalid(_l("This address is on the record already."), field="line")
        if not client.address:
            save_version(client, None, address=line, district=district or client.district, address_kind=kind)
        else:
            _room(ClientAddress, client)
            ClientAddress.create(client=client.id, kind=kind, district=district, line=line, created_at=clock.now())
        narrow([client.id])
        _told(actor, "client.address_added", client, address=line)


def make_main_address(actor: Actor, client: Client, address_id: int) -> None:
    """This address becomes the main one; the old main one stays as a further one. Raises OutOfScope."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        row = _one(ClientAddress, client, address_id)
        before = {"kind": client.address_kind or "home", "district": client.district, "line": client.address}
        row.delete_instance()
        save_version(client, None, address=row.line, district=row.district, address_kind=row.kind)
        if before["line"]:
            ClientAddress.create(client=client.id, created_at=clock.now(), **before)
        _told(actor, "client.address_main", client, address=row.line)


def remove_address(actor: Actor, client: Client, address_id: int) -> None:
    """A further address is gone. Raises OutOfScope."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        row = _one(ClientAddress, client, address_id)
        row.delete_instance()
        _told(actor, "client.address_removed", client, address=row.line)


def confirm(actor: Actor, client: Client) -> None:
    """The client has said today that the record is right."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        as_shown(client, client.version)
        if client.verified_on == clock.today():
            return
        Client.update(verified_on=clock.today()).where(Client.id == client.id).execute()
        completeness.refresh([client.id])
        audit(actor, "client.verified", client, **client.said)


def _one(model: Any, client: Client, row_id: int) -> Any:
    row = model.get_or_none((model.id == row_id) & (model.client == client.id))
    if row is None:
        raise OutOfScope()
    return row


def _told(actor: Actor, action: str, client: Client, **words: Any) -> None:
    Client.update(updated_at=clock.now()).where(Client.id == client.id).execute()
    if "phone" in words:
        duplicates.look_again([client.id])
    completeness.refresh([client.id])
    audit(actor, action, client, **client.said, **words)
