"""What a page says of itself to whoever is signed in, sealed: nobody writes it himself, or uses another's."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_login import current_user
from itsdangerous import BadSignature, Signer

from portal.reads.shared import marks


def sealed(purpose: str, text: str) -> str:
    """The text with a seal behind it, for this person and purpose."""
    return _signer(purpose).sign(text).decode()


def opened(purpose: str, text: str) -> str:
    """The text within; "" for one that this person was not given for this purpose."""
    try:
        return _signer(purpose).unsign(text.strip()).decode()
    except (BadSignature, UnicodeError):
        return ""


def mark_of(*things: Any) -> str:
    """What the form of a deed about these rows carries (`reads/shared/marks.py`)."""
    return sealed("seen", marks.mark_of(*things))


def _signer(purpose: str) -> Signer:
    who = current_user.account_id if current_user.is_authenticated else 0
    return Signer(current_app.secret_key or "", salt=f"{purpose} {who}")
