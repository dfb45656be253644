"""Approved phrases: all for head office, those in use for whoever writes a reply."""

from __future__ import annotations

from portal.ground.errors import OutOfScope
from portal.models.handling import ReplyPhrase
from portal.models.organisation import Staff
from portal.reads.shared.kept import drop, kept


def phrases() -> list[ReplyPhrase]:
    """Every phrase in the order of the list (one statement a minute)."""
    return kept("phrases", lambda: list(ReplyPhrase.select().order_by(ReplyPhrase.position, ReplyPhrase.id)))


def in_use(category: str) -> list[ReplyPhrase]:
    """Those that fit a request of this category, its own first."""
    found = [one for one in phrases() if one.active and one.category_id in (None, category)]
    return sorted(found, key=lambda one: one.category_id is None)


def phrase(ident: int) -> ReplyPhrase:
    """One, with whoever changed it last. Raises OutOfScope."""
    query = ReplyPhrase.select(ReplyPhrase, Staff).left_outer_join(Staff, on=(ReplyPhrase.author == Staff.id))
    found = query.where(ReplyPhrase.id == ident).get_or_none()
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def changed() -> None:
    """Read them anew."""
    drop("phrases")
