"""Rotating the data key: a new key, everything encrypted anew in batches, the old key gone when nothing carries it.

Each row says itself under which key it lies, so a rotation that was cut off goes on where it stopped.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL

from portal.actions.shared import files
from portal.actions.shared.recording import audit
from portal.database import database, engine, write
from portal.ground import private
from portal.ground.keys import Keys, key_id, new_key
from portal.models import Client, ClientMerge, Endpoint, Export, ImportChange, ImportRow, SignaturePicture

AT_ONCE = 500
SEALED: list[tuple[Any, str]] = [
    (Client, "document_encrypted"),
    (ClientMerge, "kept_document"),
    (ClientMerge, "typed_document"),
    (Endpoint, "address_encrypted"),
    (Endpoint, "keys_encrypted"),
    (SignaturePicture, "sealed"),
]
"""Columns that hold what was encrypted. An area that encrypts more adds its own."""
WITHIN: list[tuple[Any, str]] = [(ImportRow, "cells"), (ImportChange, "changes")]
"""Columns of JSON in which encrypted texts stand among others."""
TOKEN = re.compile(r"([0-9a-f]{8}):(gAAAA[0-9A-Za-z_\-]+=*)", re.ASCII)

Report = Callable[[int, int], None]


def rotate(keys: Keys, report: Report = lambda done, left: None, at_once: int = AT_ONCE) -> list[str]:
    """Rotate the data key, or go on with a rotation that was cut off. Answers the ids of the keys that are gone ([]
    when the keys come from a setting: there whoever set them takes the old one out).

    `report(done, left)` hears after each batch how many rows carry the new key by now and how many do not.
    """
    if len(keys.all) == 1 and keys.in_file:
        keys.add(new_key())
    with write():
        audit(None, "keys.rotating", key=key_id(keys.current))
    wait_for_older_work()
    done = 0
    while count := _batch(keys, at_once):
        done += count
        report(done, left_with(keys))
    _carry_files_over(keys)
    return _retire(keys)


def _carry_files_over(keys: Keys) -> None:
    """Files with whole numbers that wait to be fetched: encrypted anew, or over where no key of ours opens them."""
    for export in list(Export.select().where(Export.unmasked, Export.storage_name != "")):
        path = files.path_of(export.storage_name)
        try:
            private.write(path, keys.encrypt_file(keys.decrypt_file(path.read_bytes())))
        except (OSError, ValueError):
            with write():
                Export.update(storage_name="").where(Export.id == export.id).execute()

    for path in sorted((keys.path.parent / "imports").rglob("*.sealed")):
        with suppress(ValueError):  # of one that no key opens the import says so itself
            private.write(path, _anew(path.read_text(), keys, keys.decrypt_file, keys.encrypt_file).encode())


def _anew(text: str, keys: Keys, opened: Callable[[Any], Any], sealed: Callable[[Any], Any]) -> str:
    """A text whose tokens are encrypted anew, where they do not carry the current key. Raises ValueError (no key)."""

    def one(found: re.Match[str]) -> str:
        if found[1] == key_id(keys.current):
            return found[0]
        fresh = sealed(opened(found[0] if opened == keys.decrypt else found[0].encode()))
        return fresh if isinstance(fresh, str) else fresh.decode()

    return TOKEN.sub(one, text)


def left_with(keys: Keys) -> int:
    """How many values do not carry the current key yet."""
    whole = sum(model.select().where(_old(model, column, keys)).count() for model, column in SEALED)
    return whole + sum(model.select().where(_old_within(model, column, keys)).count() for model, column in WITHIN)


def _old_within(model: Any, column: str, keys: Keys) -> Any:
    """A row of JSON that holds a token of a key that goes."""
    text = getattr(model, column).cast("text")
    marks = [text.contains(f"{key_id(key)}:gAAAA") for key in keys.all[1:]]
    return reduce(or_, marks) if marks else SQL("1 = 0")


def _batch_within(keys: Keys, at_once: int) -> int:
    for model, column in WITHIN:
        rows = list(model.select().where(_old_within(model, column, keys)).order_by(model.id).limit(at_once))
        with write():
            for row in rows:
                text = json.dumps(getattr(row, column), ensure_ascii=False)
                fresh = json.loads(_anew(text, keys, keys.decrypt, keys.encrypt))
                model.update(**{column: fresh}).where(model.id == row.id).execute()
        if rows:
            return len(rows)
    return 0


def _old(model: Any, column: str, keys: Keys) -> Any:
    field = getattr(model, column)
    return (field != "") & ~field.startswith(f"{key_id(keys.current)}:")


def _batch(keys: Keys, at_once: int) -> int:
    """Encrypt some rows anew in a transaction of their own; a row that somebody changed in between is met again."""
    for model, column in SEALED:
        field = getattr(model, column)
        key = model._meta.primary_key
        query = model.select(key, field).where(_old(model, column, keys)).order_by(key).limit(at_once)
        rows = list(query.tuples())
        if not rows:
            continue
        with write():
            for row_id, text in rows:
                fresh = keys.encrypt(keys.decrypt(text))
                model.update(**{column: fresh}).where(key == row_id, field == text).execute()
        return len(rows)
    return _batch_within(keys, at_once)


def _retire(keys: Keys) -> list[str]:
    """The old keys go when nothing carries them. On SQLite nobody writes meanwhile; on PostgreSQL whatever began before
    the new key has ended (`wait_for_older_work`), and what began later uses the new one."""
    with write():
        if left_with(keys):
            raise RuntimeError("rows with an old key came in; run it again")
        gone = keys.retire() if keys.in_file else []
        audit(None, "keys.rotated", key=key_id(keys.current))
    return gone


def wait_for_older_work(most_seconds: float = 600) -> None:
    """Return when every transaction that began before now has ended: it may still write with the key of before."""
    if engine() == "sqlite":
        with write():
            return
    began = database.execute_sql("SELECT clock_timestamp()").fetchone()[0]
    until = time.monotonic() + most_seconds
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    sql = f"SELECT COUNT(*) FROM pg_stat_activity WHERE {others} AND xact_start < %s"  # noqa: S608
    while database.execute_sql(sql, (began,)).fetchone()[0]:
        if time.monotonic() > until:
            raise RuntimeError("a transaction has been open for ten minutes; end it and run this again")
        time.sleep(0.2)
