"""Whether a form that comes again brings the same as before: the digest of what a deed was given, beside the row that
it made.

The digest is written in the transaction of the row, by whatever inserts it (`Model.save`): a row stands with its digest
or not at all. The row's own index lets one of two forms win that arrive together; the other one is compared with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

from portal.database import Model, database, inserting, write
from portal.ground import clock, steps
from portal.ground.errors import SentBefore
from portal.models import SentContent
from portal.reads.accounts.actors import Actor

KEPT = timedelta(days=30)
"""How long a digest is kept: a page that is older is an old page, and what it sends counts as the same."""
PIECE = 1 << 20


def digest_of(deed: str, given: Mapping[str, Any]) -> str:
    """SHA-256 over what a deed is given, without the submission itself."""
    content = [(name, _plain(value)) for name, value in sorted(given.items()) if name != "submission"]
    return hashlib.sha256(repr((deed, content)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value in words that are the same whenever the same is sent."""
    if isinstance(value, Actor):
        return ("account", value.account_id)
    if isinstance(value, Model):
        return (value._meta.table_name, value._pk)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return sorted((str(name), _plain(one)) for name, one in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_plain(one)) for one in value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return [(one.name, _plain(getattr(value, one.name))) for one in fields(value)]
    if hasattr(value, "read") and hasattr(value, "seek"):
        return _of_file(value)
    return str(value)


def _of_file(file: Any) -> str:
    found, at = hashlib.sha256(), file.tell()
    while piece := file.read(PIECE):
        found.update(piece)
    file.seek(at)
    return found.hexdigest()


@contextmanager
def noted(model: type[Model], digest: str) -> Iterator[None]:
    """The row of `model` that is made meanwhile gets this digest. A deed that makes one of two kinds of rows notes
    both, one inside the other."""
    around = inserting.get()

    def note(row: Model) -> None:
        if type(row) is model and row.submission:  # type: ignore[attr-defined]
            remember(key_of(model, row.__data__), digest)
        elif around is not None:
            around(row)

    before = inserting.set(note)
    try:
        yield
    finally:
        inserting.reset(before)


def key_of(model: type[Model], values: Mapping[str, Any]) -> str:
    parts = (values[name] for name in model.submission_key)
    return ":".join((model._meta.table_name, *(str(getattr(one, "_pk", one)) for one in parts)))


NEW = """INSERT INTO sent_content (key, digest, at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, at = excluded.at"""


def remember(key: str, digest: str) -> None:
    """Call inside `write()`, with the row."""
    database.execute_sql(NEW.replace("?", database.obj.param), (key, digest, SentContent.at.db_value(clock.now())))


def compare(key: str, digest: str) -> None:
    """Raises SentBefore where the same submission brought something else. What has no digest counts as the same."""
    known = SentContent.select(SentContent.digest).where(SentContent.key == key).scalar()
    if known is not None and known != digest:
        raise SentBefore()


@steps.every_night
def forget() -> int:
    """Digests that nobody will ask for any more."""
    with write():
        return int(SentContent.delete().where(SentContent.at < clock.now() - KEPT).execute())
