"""Figures of teams in words, each with what it means."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

WAY_WORDS = {"person": _l("Person"), "team": _l("Team"), "branch": _l("Branch")}

FIGURES: dict[str, Any] = {
    "vips": _l("VIPs served"),
    "advised": _l("VIPs advised"),
    "due": _l("VIPs with a plan"),
    "kept": _l("Contact kept"),
    "missed": _l("Contact not kept"),
    "filed": _l("Requests filed"),
    "prompt": _l("First reply in time"),
    "late": _l("First reply late"),
    "calls": _l("Follow-ups due"),
    "called": _l("Follow-ups made"),
    "uncalled": _l("Follow-ups late"),
    "handovers": _l("Handovers open"),
}

MEANINGS: dict[str, Any] = {
    "vips": _l(
        "Load: VIPs on the last day of the month whose client manager the person was; of a team or branch all its VIPs."
    ),
    "advised": _l("VIPs on the last day of the month whose wealth adviser the person was."),
    "due": _l(
        "VIPs whose contact plan ran on that day (no mourning), counted for whoever keeps the contact by the plan."
    ),
    "kept": _l(
        "Those of them whom a contact reached within the latest interval of their tier or plan. Attempts do not count."
    ),
    "missed": _l("Those of them whose latest day had passed without a contact that reached them."),
    "filed": _l("Requests filed in the month, without praise and without what was withdrawn before we wrote."),
    "prompt": _l("Those answered for the first time within the working time that the bank promises itself."),
    "late": _l("Those answered later, and those still unanswered after that time."),
    "calls": _l("Follow-up calls that were to be made by a day of the month, with clients of today's branch and team."),
    "called": _l("Those of them that have been made, of whoever made them."),
    "uncalled": _l("Those of them whose day has passed without a call, of whoever has them."),
    "handovers": _l(
        "Handovers announced by the last day of the month and neither signed nor cancelled then, of whoever hands over."
    ),
}

COLUMNS: tuple[tuple[str, str], ...] = (
    ("vips", ""),
    ("advised", ""),
    ("kept", "due"),
    ("missed", ""),
    ("prompt", "filed"),
    ("late", ""),
    ("called", "calls"),
    ("uncalled", ""),
    ("handovers", ""),
)
"""A column for each figure, or for one out of another, with its share."""
