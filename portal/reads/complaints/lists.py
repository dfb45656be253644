"""Grounds on which a complaint may be refused, and the ways by which one may be brought."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import OutOfScope
from portal.models.complaints import ComplaintGround, ComplaintWay
from portal.reads.shared.kept import kept

LISTS: dict[str, Any] = {"grounds": ComplaintGround, "ways": ComplaintWay}


def entries(which: str) -> list[Any]:
    """All of a list, those switched off too. Raises OutOfScope for one that is none."""
    if which not in LISTS:
        raise OutOfScope()
    return list(LISTS[which].select().order_by(LISTS[which].position, LISTS[which].code))


def entry(which: str, code: str) -> Any:
    """Raises OutOfScope."""
    found = next((one for one in entries(which) if one.code == code), None)
    if found is None:
        raise OutOfScope()
    return found


def grounds() -> list[ComplaintGround]:
    """Those in use, in their order."""
    query = ComplaintGround.select().where(ComplaintGround.active)
    return kept("complaint_grounds", lambda: list(query.order_by(ComplaintGround.position, ComplaintGround.code)))


def ways() -> list[ComplaintWay]:
    """Those in use, in their order."""
    query = ComplaintWay.select().where(ComplaintWay.active)
    return kept("complaint_ways", lambda: list(query.order_by(ComplaintWay.position, ComplaintWay.code)))
