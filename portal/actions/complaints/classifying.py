"""What a complaint was about by the standard's axes and our own causes, and what it led to (R6)."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints.steps import hold
from portal.actions.shared.recording import audit, save_version
from portal.database import write
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, ComplaintClass, Request
from portal.reads.accounts.actors import Actor
from portal.reads.complaints import classes as read
from portal.rules.complaints import MONEY, RESPONSES


def classify(actor: Actor, request: Request, values: dict[str, Any], version: int | None = None) -> Complaint:
    """Write the classes of a complaint: `class_channel`, `class_business`, `class_cause`, `inner_cause` (codes),
    `response` and, of money, `redress` in fen. Without the standard's cause it is that of the inner one.

    Raises Invalid (a class that is not in use, money without an amount), StaleVersion.
    """
    with write():
        row, case = hold(request, "classify", decides=False)
        said = dict(values)
        _check(case, said)
        changes = save_version(case, version, **said)
        if changes:
            audit(actor, "complaint.classified", row, changes=changes, **case.said)
        return case


def _check(case: Complaint, said: dict[str, Any]) -> None:
    inner = read.classes()["inner"].get(said.get("inner_cause") or "")
    said["class_cause"] = said.get("class_cause") or (inner.standard if inner else None)
    for axis, column in read.COLUMN_OF.items():
        code = said.get(column) or None
        known = {one for one, _name in read.choices(axis, getattr(case, column))}
        if code is not None and code not in known:
            raise Invalid(_l("Please choose one of the classes."), field=column)
        said[column] = code
    response = said.get("response") or None
    if response is not None and response not in RESPONSES:
        raise Invalid(_l("Please choose what it led to."), field="response")
    if response == MONEY and (said.get("redress") or 0) <= 0:
        raise Invalid(_l("How much was paid?"), field="redress")
    said |= {"response": response, "redress": said.get("redress") if response == MONEY else None}


def edit_class(actor: Actor, row: ComplaintClass, version: int | None, values: dict[str, Any]) -> ComplaintClass:
    """Change what a class is called, its number, and whether it is in use. Raises StaleVersion."""
    with write():
        changes = save_version(row, version, **values)
        if changes:
            audit(actor, "complaint.class_edited", row, changes=changes, what=row.name_zh)
    read.forget()
    return row


def add_class(actor: Actor, axis: str, code: str, values: dict[str, Any]) -> ComplaintClass:
    """A new class of an axis. Raises Invalid: the code is taken, or what it belongs to is of the second level."""
    known = read.classes()[axis]
    if code in known:
        raise Invalid(_l("There is a class with this code already."), field="code")
    above = known.get(values.get("parent", ""))
    if values.get("parent") and (above is None or above.parent):
        raise Invalid(_l("A class belongs to one of the first level."), field="parent")
    with write():
        standard = values.get("standard") or (above.standard if above else "")
        row = ComplaintClass.create(
            axis=axis, code=code, position=len(known), **{**values, "standard": standard if axis == "inner" else ""}
        )
        audit(actor, "complaint.class_added", row, what=row.name_zh)
    read.forget()
    return row
