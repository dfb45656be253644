"""The link of a mailed invitation: signed, so that nobody makes one, and without anything that names a person."""

from __future__ import annotations

import re

from itsdangerous import BadSignature, URLSafeSerializer

from portal.ground import settings
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.events.invitations import Invitation

PAGE = re.compile(r"/me/events/(E-[0-9]{4}-[0-9]+)")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.keys().hmac_key, salt="invitation")


def token_of(invitation: Invitation) -> str:
    return str(_signer().dumps(invitation.id))


def by_token(token: str) -> Invitation:
    """The invitation with its event and client. Raises OutOfScope: the token is none of ours, or what it led to is
    gone."""
    try:
        key = int(_signer().loads(token[:200]))
    except (BadSignature, ValueError, TypeError):
        raise OutOfScope() from None
    query = Invitation.select(Invitation, Event, Client).join(Event).switch(Invitation).join(Client)
    found: Invitation | None = query.where(Invitation.id == key).get_or_none()
    if found is None or found.event.state not in ("published", "held", "cancelled"):
        raise OutOfScope()
    return found


def invited_by(path: str, client_id: int | None) -> str:
    """The token of the client's invitation to the event that a notice leads to; "" where there is none."""
    page = PAGE.fullmatch(path)
    if not page or not client_id:
        return ""
    query = Invitation.select(Invitation.id).join(Event).where(Event.number == page[1], Invitation.client == client_id)
    found = query.first()
    return token_of(found) if found else ""
