"""The keys of what is encrypted at rest: outside the database, newest first, changed while the portal runs.

`instance/data_key` holds the Fernet keys, one a line, the newest first; `instance/hmac_key` the key of the HMAC under
which an ID number is found again, which never changes. `PORTAL_DATA_KEY` (newest first, commas between) and
`PORTAL_HMAC_KEY` take their place where keys come from elsewhere. `instance/seal_key` (`PORTAL_SEAL_KEY`) is the one
under which the audit trail is sealed; it never changes either.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from portal.config import BadSetting

ID_LENGTH = 8


@lru_cache(maxsize=8)
def key_id(key: str) -> str:
    """The name of a key, which may be seen: it stands before each text that was encrypted with it."""
    return hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH]


@lru_cache(16)
def _box(key: str) -> Fernet:
    """What encrypts and decrypts with a key; an import asks for it with each row."""
    return Fernet(key.encode())


def new_key() -> str:
    return Fernet.generate_key().decode()


class Keys:
    """The keys in use. From a file they are read anew when it changes, so that every process follows a rotation."""

    def __init__(self, path: Path, setting: str = "", hmac_setting: str = "", seal_setting: str = "") -> None:
        self.path = path
        self._seal = seal_setting
        self.setting = [key.strip() for key in setting.split(",") if key.strip()]
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, int, int], list[str]] | None = None
        old = bool(self.setting) or path.exists()
        if not self.setting and not path.exists():
            _write_new(path, new_key())
        self._hmac = hmac_setting or self._hmac_key(old)
        for key in self.all:
            _check(key)

    @property
    def in_file(self) -> bool:
        """Do the keys stand in the file (which a rotation may write), not in a setting?"""
        return not self.setting

    @property
    def all(self) -> list[str]:
        """Every key that a row may carry, the newest first."""
        if self.setting:
            return self.setting
        try:
            stat = self.path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            with self._lock:
                if self._read is None or self._read[0] != stamp:
                    self._read = (stamp, self.path.read_text().split())
                return self._read[1]
        except OSError as error:
            raise BadSetting(f"{self.path} cannot be read ({error.strerror}); it holds the data keys") from None

    @property
    def current(self) -> str:
        """The key that everything new is encrypted with."""
        return self.all[0]

    @property
    def hmac_key(self) -> str:
        """For whoever draws many ID numbers in other processes."""
        return self._hmac

    @property
    def seal_key(self) -> str:
        """The key of the seals, made when the first one is."""
        if not self._seal:
            path = self.path.with_name("seal_key")
            _write_new(path, secrets.token_hex(32))
            self._seal = path.read_text().strip()
        return self._seal

    @property
    def seal_log(self) -> Path:
        """Where each seal stands once more, beside its key."""
        return self.path.with_name("seals.log")

    def encrypt(self, text: str) -> str:
        """`<key id>:<token>`; "" stays ""."""
        key = self.current
        return f"{key_id(key)}:{_box(key).encrypt(text.encode()).decode()}" if text else ""

    def decrypt(self, text: str) -> str:
        """Raises ValueError when no key fits."""
        if not text:
            return ""
        name, mark, token = text.rpartition(":")
        fitting = [key for key in self.all if not mark or key_id(key) == name]
        for key in fitting:
            try:
                return _box(key).decrypt(token.encode()).decode()
            except InvalidToken:
                continue
        raise ValueError("no data key fits")

    def encrypt_file(self, data: bytes) -> bytes:
        """What a file holds that must not lie open on the disk: `<key id>:<token>`."""
        key = self.current
        return key_id(key).encode() + b":" + _box(key).encrypt(data)

    def decrypt_file(self, data: bytes) -> bytes:
        """Raises ValueError when no key fits (it was rotated away)."""
        name, _, token = data.partition(b":")
        for key in self.all:
            if key_id(key).encode() == name:
                try:
                    return _box(key).decrypt(token)
                except InvalidToken:
                    break
        raise ValueError("no data key fits")

    def equality(self, text: str) -> str | None:
        """The HMAC under which an ID number is found again without being readable."""
        return hmac.new(self._hmac.encode(), text.upper().encode(), hashlib.sha256).hexdigest() if text else None

    def add(self, key: str) -> None:
        """A new current key before the others, in one step: a process reads the old file or the new one."""
        self._replace([key, *self.all])

    def retire(self) -> list[str]:
        """Only the current key stays. Answers the ids of those that are gone."""
        gone = self.all[1:]
        self._replace([self.current])
        return [key_id(key) for key in gone]

    def _replace(self, keys: list[str]) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _write_new(fresh, "\n".join(keys) + "\n")
        os.replace(fresh, self.path)

    def _hmac_key(self, old: bool) -> str:
        """The kept HMAC key. A portal that had only a data key found its ID numbers by that one: it stays that for
        good."""
        path = self.path.with_name("hmac_key")
        try:
            if not path.exists():
                _write_new(path, self.all[-1] if old else secrets.token_hex(32))
            return path.read_text().strip()
        except FileExistsError:
            return path.read_text().strip()
        except OSError as error:
            raise BadSetting(f"{path} cannot be written or read ({error.strerror})") from None


def _check(key: str) -> None:
    try:
        Fernet(key.encode())
    except ValueError:
        raise BadSetting(
            "a data key must be a Fernet key (32 bytes in URL-safe base64); see docs/operations.md"
        ) from None


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return
    except OSError as error:
        raise BadSetting(
            f"{path.parent} cannot be written ({error.strerror}); set PORTAL_INSTANCE to another folder"
        ) from None
