"""Attacks leave a record: what was refused for want of a right, a password, a code or a token stands in the audit trail
as `security.*`, with address, user if known and request id.

Bounded, so that nobody fills the disk with it: so many an address and hour, so many in all. Nothing that was typed is
kept: of a user name nobody has, a mark by which tries for the same one are seen to belong together.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from portal.actions.shared.recording import audit, origin
from portal.database import write
from portal.ground import clock
from portal.ground import settings as at_work
from portal.reads.accounts.actors import Actor

PER_ADDRESS = 60
"""Entries an address (or a person who is signed in) and hour in each process; the last says that more were left out."""

IN_ALL = 3000
"""Entries an hour in each process, from wherever they come."""


def note(kind: str, actor: Actor | None = None, **words: str) -> None:
    """One refusal (`words/administration.py` has the sentence of each kind)."""
    left = _left(f"account {actor.account_id}" if actor else _network(origin()[0]))
    if left < 0:
        return
    with write():
        audit(actor, f"security.{kind}", branch=actor.branch_id if actor else None, **words)  # type: ignore[arg-type]
        if left == 0:
            audit(None, "security.more")


def mark_of(typed: str) -> str:
    """What stands for a typed name: the same for the same, and nobody reads the name out of it."""
    return (at_work.keys().equality(typed.strip()) or "")[:8]


def _left(whose: str) -> int:
    """How many more this address, or whoever is signed in, may leave in this hour, after this one."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    kept: tuple[datetime, Counter[str]] | None = at_work.memory().get("attacks")
    if kept is None or kept[0] != hour:
        kept = at_work.memory()["attacks"] = (hour, Counter())
    counts = kept[1]
    if counts[whose] > PER_ADDRESS or counts["all"] > IN_ALL:
        return -1
    counts[whose] += 1
    counts["all"] += 1
    return min(PER_ADDRESS - counts[whose], IN_ALL - counts["all"])


def _network(ip: str) -> str:
    """An IPv6 address is one of 2^64 that its owner has: they count as one."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else ip
