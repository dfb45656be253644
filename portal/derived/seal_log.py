"""The seals once more, outside the database: a line each in a file beside the key, and to syslog where that is set.

Lines are only ever added. What the file names and the database lacks was taken away.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from itertools import islice
from logging.handlers import SysLogHandler
from pathlib import Path
from typing import BinaryIO

from portal.ground import settings
from portal.models import AuditSeal

log = logging.getLogger(__name__)
AT_ONCE = 500
TAIL = 4096
KEYED = AuditSeal.method == "hmac"


def path() -> Path:
    return settings.keys().seal_log


def follow() -> None:
    """Write down the seals that came since the last line. A file that cannot be written is a fault of the log of the
    machine, not one that stops the sealing; the lines come when it can."""
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path(), os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            fresh = AuditSeal.select().where(KEYED, AuditSeal.id > _last(file)).order_by(AuditSeal.id)
            for one in fresh.iterator():
                line = line_of(one)
                file.write(f"{line}\n".encode())
                _to_syslog(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.error("the log of seals cannot be written: %s", error)


def line_of(link: AuditSeal) -> str:
    return f"{link.at.isoformat()} {link.trail} {link.id} {link.first} {link.last} {link.count} {link.digest}"


def _last(file: BinaryIO) -> int:
    """The id of the seal in the last line; 0 for an empty file."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
    lines = file.read().splitlines()
    return (_read(lines[-1].decode(errors="replace")) or (0, ""))[0] if lines else 0


def _read(line: str) -> tuple[int, str] | None:
    """Id and digest of the seal in a line; None where it is none."""
    parts = line.split()
    return (int(parts[2]), parts[6]) if len(parts) == 7 and parts[2].isdigit() else None


def faults() -> Iterator[str]:
    """A line for seals that the file names and the database lacks or knows otherwise, and the other way round. Without
    an application at work there is no file to look at."""
    if not settings.at_work():
        return
    if not path().exists():
        if AuditSeal.select().where(KEYED).exists():
            yield f"the log of seals is gone: {path()}"
        return
    named, last, missing = 0, 0, []
    with path().open(encoding="utf-8", errors="replace") as file:
        while lines := list(islice(file, AT_ONCE)):
            told = [one for one in map(_read, lines) if one]
            if len(told) < len(lines):
                yield f"the log of seals has {len(lines) - len(told)} lines that are none"
            kept = dict(
                AuditSeal.select(AuditSeal.id, AuditSeal.digest).where(AuditSeal.id.in_([*dict(told)])).tuples()
            )
            missing += [number for number, _digest in told if number not in kept]
            yield from (
                f"seal {number}: another one than the log of seals names"
                for number, digest in told
                if kept.get(number, digest) != digest
            )
            named, last = named + len(told), max([last, *dict(told)])
    if missing:
        yield f"{len(missing)} seals are gone that the log of seals names: {missing[0]}–{missing[-1]}"
    lacking = AuditSeal.select().where(KEYED, AuditSeal.id <= last).count() - (named - len(missing))
    if lacking:
        yield f"{abs(lacking)} lines {'too few' if lacking > 0 else 'too many'} stand in the log of seals"


def _to_syslog(line: str) -> None:
    """`PORTAL_SEAL_SYSLOG` is a socket (/dev/log) or host:port."""
    address = settings.current().seal_syslog
    if not address:
        return
    host, _, port = address.rpartition(":")
    try:
        handler = SysLogHandler((host, int(port)) if host and port.isdigit() else address)
        handler.emit(logging.LogRecord("portal.seals", logging.NOTSET, "", 0, f"portal seal {line}", None, None))
        handler.close()
    except OSError as error:
        log.error("syslog cannot be reached: %s", error)
