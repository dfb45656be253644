"""The links of mails: signed, so that nobody makes one, and without anything that names a person."""

from __future__ import annotations

from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from portal.ground import settings
from portal.ground.security import keyed_digest

LOGIN, CLIENT = "a", "c"
LONGEST = 1000
"""A token of ours is shorter, whatever is in a mail."""
Whose = tuple[str, int, list[str]]
"""Login or client, its id, and the kinds."""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.keys().hmac_key, salt="unsubscribe")


def unsubscribe_token(account: int | None, client: int | None, kinds: list[str]) -> str:
    """For these kinds alone. It stays good: mails are read late."""
    return str(_signer().dumps([LOGIN if account else CLIENT, account or client, sorted({*kinds})]))


def whose(token: str) -> Whose | None:
    """None for a token that is not ours."""
    if len(token) > LONGEST:
        return None
    try:
        side, number, kinds = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return side, int(number), [str(one) for one in kinds]


def message_id(delivery: int, created: datetime) -> str:
    """The name of a delivery outside: the same at each attempt, and nobody else's."""
    return f"{delivery}.{keyed_digest(f'delivery {delivery} of {created.isoformat()}', settings.keys().hmac_key)}"
