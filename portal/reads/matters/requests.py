"""Requests in which it is the client's turn: we wait for his answer, or ask how it was."""

from __future__ import annotations

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import pgettext as _p
from portal.models.requests import Request
from portal.reads.matters.lines import Desk, Matter


def waiting(desk: Desk) -> list[Matter]:
    """Asked is asked: it is first of the day, whenever it was."""
    return [
        Matter(
            ("request", one.id),
            desk.today,
            "message-dots",
            _("We need your answer"),
            one.subject,
            _p("deed of a client", "Reply"),
            f"/me/requests/{one.number}#thread",
            tone="wait",
        )
        for one in desk.requests
        if one.status == "waiting" and desk.writes
    ]


def to_rate(desk: Desk) -> list[Matter]:
    """Where he was asked; on its own page a finished one can be rated without."""
    return [
        Matter(
            ("request", one.id),
            desk.today,
            "star",
            _("How was it for you?"),
            _("%(subject)s, settled on %(day)s", subject=one.subject, day=_settled(one)),
            _("Rate it"),
            f"/me/requests/{one.number}#rate",
            rank=1,
            tone="done",
        )
        for one in desk.requests
        if one.status == "resolved" and one.invited_at and not one.score and desk.writes
    ]


def _settled(row: Request) -> str:
    return formats.day(clock.local(row.resolved_at or row.moved_at).date())
