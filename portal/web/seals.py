"""The mark of what a page showed, sealed for whoever is signed in: nobody writes one himself, or uses another's."""

from __future__ import annotations

import hmac
from typing import Any

from flask_login import current_user

from portal.ground import settings
from portal.reads.shared import marks

LENGTH = 16


def mark_of(*things: Any) -> str:
    """What the form of a deed about these rows carries (`reads/shared/marks.py`)."""
    return sealed(marks.mark_of(*things))


def sealed(mark: str) -> str:
    """A mark with its seal behind it."""
    return f"{mark}-{_seal(mark)}"


def opened(text: str) -> str:
    """The mark within; "" for one that this person was not given."""
    mark, _, seal = text.strip().rpartition("-")
    return mark if mark and hmac.compare_digest(seal.encode(), _seal(mark).encode()) else ""


def _seal(mark: str) -> str:
    who = current_user.account_id if current_user.is_authenticated else 0
    return (settings.keys().equality(f"seen {who} {mark}") or "")[:LENGTH]
