"""By which causes complaints are told apart when they are decided: our own tree (classes.py)."""

from __future__ import annotations

from portal.reads.complaints import classes


def causes() -> tuple[str, ...]:
    """Codes of the causes that a complaint may be closed with."""
    return tuple(code for code, _name in classes.choices("inner"))


class Causes:
    """What causes are called, as a dictionary is asked for it."""

    def get(self, code: str | None, unknown: str = "") -> str:
        return classes.whole_name("inner", code) or unknown


CAUSES = Causes()
