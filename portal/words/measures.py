"""Figures of teams in words, each with what it means."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp

WAY_WORDS = {"person": _l("Person"), "team": _lp("of figures", "Team"), "branch": _lp("kind of place", "Branch")}

FIGURES: dict[str, Any] = {
    "vips": _l("VIPs served"),
    "advised": _l("VIPs advised"),
    "due": _l("VIPs with a plan"),
    "kept": _l("Contact kept"),
    "missed": _l("Contact not kept"),
    "filed": _l("Requests filed"),
    "prompt": _l("First reply in time"),
    "late": _l("First reply late"),
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
}
