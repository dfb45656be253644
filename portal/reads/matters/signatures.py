"""Texts that wait for his signature."""

from __future__ import annotations

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.reads.matters.lines import Desk, Matter


def waiting(desk: Desk) -> list[Matter]:
    """Until it is signed the matter behind it waits: it is of today."""
    if not desk.signs:
        return []
    return [
        Matter(
            ("signature", one.row.id),
            desk.today,
            "writing-sign",
            _("Please sign by %(day)s", day=formats.day(one.row.until)) if one.row.until else _("Please sign"),
            one.title,
            _("Read and sign"),
            f"/me/signatures/{one.row.token}",
            rank=1,
            tone="wait",
        )
        for one in desk.signatures
    ]
