"""Head office's words for notices outside of the portal."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, fn

from portal.models.organisation import Staff
from portal.models.outbox import NoticeText
from portal.reads.shared.kept import drop, kept


def _read() -> dict[str, NoticeText]:
    latest = NoticeText.select(NoticeText.kind, fn.MAX(NoticeText.version)).group_by(NoticeText.kind)
    newest = dict(latest.tuples())
    rows = NoticeText.select()
    return {row.kind: row for row in rows if row.version == newest[row.kind]}


def standing() -> dict[str, NoticeText]:
    """Kind → the words that hold, for those that head office wrote (two statements a minute)."""
    return kept("notice texts", _read)


def changed() -> None:
    drop("notice texts")


def history_of(kind: str) -> list[Any]:
    """All versions with their authors, the latest first."""
    query = NoticeText.select(NoticeText, Staff.name.alias("who")).join(Staff, JOIN.LEFT_OUTER)
    return list(query.where(NoticeText.kind == kind).order_by(NoticeText.version.desc()).limit(20).objects())


def leaves(kind: str) -> bool:
    """Does head office let this kind leave the portal?"""
    found = standing().get(kind)
    return found is None or bool(found.outside)
