"""Seats of a team in words."""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l

SEAT_WORDS = {"manager": _l("Client manager"), "adviser": _l("Wealth adviser"), "specialist": _l("Service team")}
