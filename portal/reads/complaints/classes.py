"""By which classes complaints are told apart: the standard's axes and our own tree of causes (R6)."""

from __future__ import annotations

from portal.ground import i18n
from portal.models.complaints import Complaint, ComplaintClass
from portal.reads.shared.kept import drop, kept

AXES = ("channel", "business", "cause", "inner")
COLUMN_OF = {
    "channel": "class_channel",
    "business": "class_business",
    "cause": "class_cause",
    "inner": "inner_cause",
}
"""Axis → the column of a complaint that holds its code."""
_KEPT = "complaint classes"


def classes() -> dict[str, dict[str, ComplaintClass]]:
    """Axis → code → class, whether in use or not, in their order."""

    def read() -> dict[str, dict[str, ComplaintClass]]:
        found: dict[str, dict[str, ComplaintClass]] = {axis: {} for axis in AXES}
        for row in ComplaintClass.select().order_by(ComplaintClass.position, ComplaintClass.id):
            found[row.axis][row.code] = row
        return found

    return kept(_KEPT, read)


def forget() -> None:
    """A class was changed: they are read anew."""
    drop(_KEPT)


def tree(axis: str) -> list[tuple[ComplaintClass, list[ComplaintClass]]]:
    """The classes of an axis: each of the first level with those that belong to it."""
    rows = classes()[axis].values()
    return [(one, [child for child in rows if child.parent == one.code]) for one in rows if not one.parent]


def named(axis: str, code: str | None) -> str:
    """What a class is called; "" for none. One that nobody knows is called by its code."""
    row = classes()[axis].get(code or "")
    return i18n.named(row) if row else code or ""


def whole_name(axis: str, code: str | None) -> str:
    """The same, after the class that it belongs to."""
    row = classes()[axis].get(code or "")
    above = named(axis, row.parent) if row and row.parent else ""
    return f"{above} · {named(axis, code)}" if above else named(axis, code)


def choices(axis: str, standing: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the classes in use, each after the one that it belongs to; and the one that stands, if any."""
    found = []
    for one, below in tree(axis):
        for row in (one, *below):
            if (row.active and one.active) or row.code == standing:
                found.append((row.code, whole_name(axis, row.code)))
    return found


def top_of(axis: str, code: str | None) -> str:
    """The class of the first level that a code belongs to; "" for none."""
    row = classes()[axis].get(code or "")
    return (row.parent or row.code) if row else code or ""


def below(axis: str, code: str) -> list[str]:
    """A code, and those that belong to it."""
    return [code, *(row.code for row in classes()[axis].values() if row.parent == code)]


def in_use(axis: str, code: str) -> bool:
    """Does any complaint have this class?"""
    column = getattr(Complaint, COLUMN_OF[axis])
    return Complaint.select(Complaint.id).where(column == code).exists()
