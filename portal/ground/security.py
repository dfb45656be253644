"""Passwords, one-time codes, random ids, encrypted ID numbers (their keys: `ground/keys.py`)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.ground.keys import Keys

_hasher = PasswordHasher()
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_nobody: str | None = None


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Does the password fit? Without a stored hash the same work is done, so time tells nothing."""
    global _nobody
    if stored is None:
        _nobody = _nobody or _hasher.hash(secrets.token_hex(16))
    try:
        return _hasher.verify(stored or _nobody or "", password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def new_token() -> str:
    """A random id that cannot be guessed (256 bits)."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is kept of a token or code: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_digest(text: str, secret: str) -> str:
    """A short mark of a text that nobody can make, or lead back, without the secret."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:20]


def new_code() -> str:
    """A one-time code that can be read aloud: XXXX-XXXX-XXXX (60 bits)."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))


def plain_code(text: str) -> str:
    """A code as it was typed, in the form that is kept: upper case, no blanks or dashes."""
    return "".join(c for c in text.upper() if c in _ALPHABET)


def encrypt(text: str, key: Keys) -> str:
    """The text under the current data key (`app.config["DATA_KEY"]`); "" stays ""."""
    return key.encrypt(text)


def decrypt(text: str, key: Keys) -> str:
    """Raises ValueError when no data key fits."""
    return key.decrypt(text)


def equality(text: str, key: Keys) -> str | None:
    """The HMAC under which an ID number is found again without being readable."""
    return key.equality(text)
