"""Quiet hours: one setting for all that is sent or called (`rules/notices/moments.py`)."""

from __future__ import annotations

from datetime import time

from portal.ground import clock
from portal.reads.administration.settings import value
from portal.rules.notices.moments import is_quiet


def is_quiet_at(at: time) -> bool:
    """Is it quiet at this time of the wall clock?"""
    return is_quiet(at, value("notices.quiet_from"), value("notices.quiet_until"))


def quiet_now() -> bool:
    """May nobody be called now?"""
    return is_quiet_at(clock.local(clock.now()).time())


def quiet_until() -> str:
    """Until when nobody is called ("8:00"); "" while it is not quiet."""
    return f"{value('notices.quiet_until')}:00" if quiet_now() else ""
