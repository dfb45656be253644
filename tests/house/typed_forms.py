"""Forms that `test_bad_input.py` leaves out: who sends them, where, with what."""

from __future__ import annotations

AREAS: tuple[str, ...] = ()
