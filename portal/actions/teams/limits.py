"""The limits of clients per manager, asked where a seat is given: inside its transaction, the manager held."""

from __future__ import annotations

from collections.abc import Iterable

from portal.database import among, engine
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Staff
from portal.reads.teams.load import limit_of, managed
from portal.words.tiers import tier_name


class Full(Invalid):
    """The manager serves as many clients of the level as one may."""


class ReasonWanted(Invalid):
    """The manager serves more clients of the level than the soft limit: one more wants a reason."""


def hold(staff: Iterable[int]) -> None:
    """Hold people for this transaction, always in the same order: what they serve is counted after it."""
    query = Staff.select(Staff.id).where(among(Staff.id, sorted(set(staff)))).order_by(Staff.id)
    if engine() != "sqlite":
        list(query.for_update("FOR NO KEY UPDATE").tuples())  # rows that point to them may be written meanwhile


def check(staff: Staff, client: Client, beyond: str, field: str = "staff") -> None:
    """Call inside `write()` after `hold`. Raises Full beside `field`, ReasonWanted beside `beyond`."""
    limit = limit_of(client.tier_id)
    serves = managed([staff.id], client.tier_id)[staff.id].get(client.tier_id, 0)
    if limit.is_full(serves):
        raise Full(
            _l(
                "%(name)s serves %(count)s %(tier)s clients already; %(most)s is the most for one client manager.",
                name=staff.name,
                count=serves,
                tier=tier_name(client.tier_id),
                most=limit.hard,
            ),
            field=field,
        )
    if limit.is_above(serves) and not beyond:
        raise ReasonWanted(
            _l(
                "%(name)s serves %(count)s %(tier)s clients already, and a reason is asked for above %(most)s.",
                name=staff.name,
                count=serves,
                tier=tier_name(client.tier_id),
                most=limit.soft,
            ),
            field="beyond",
        )
