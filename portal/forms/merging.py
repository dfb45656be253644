"""The form of a merge: for each field in which the records differ a choice of side, or something else that is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from .. import formats
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..rules import merging as rule
from ..rules.masking import mask_phone
from .base import Line, PortalForm, shown
from .quality import field_words
from .record import ClientForm

BY_SIDE_ALONE = frozenset({"document", "mobile", "risk_rating", "do_not_call"})
"""Secrets, and what has only two values or several columns, is chosen and not typed."""


@dataclass
class Choice:
    """One field of the merge: what each side says, which is chosen, and the control for something else."""

    unit: str
    label: str
    kept: str
    gone: str
    chosen: str
    control: Any = None
    errors: list[str] = field(default_factory=list)


class MergeForm(PortalForm):
    """`<unit>` is kept, gone or typed; `<unit>_typed` what was typed. `kept_version` and `gone_version` say what was seen."""

    reason = Line(_l("Why they are one"), 200)
    kept_version = HiddenField()
    gone_version = HiddenField()

    def fill(self, kept: Any, gone: Any, sent: Any, take: str = "") -> MergeForm:
        """Every differing field, as proposed, as one column takes all (`take`), or as it was sent."""
        proposed = rule.proposed(kept, gone)
        sides = {"kept": kept, "gone": gone}
        self.choices = []
        for unit, side in proposed.items():
            chosen = sent.get(unit, "") if sent else ""
            if chosen not in ("kept", "gone", "typed") or (chosen == "typed" and unit in BY_SIDE_ALONE):
                chosen = take if take in rule.SIDES else side
            control = None if unit in BY_SIDE_ALONE else _control(unit, sent, sides[side])
            self.choices.append(Choice(unit, field_words(unit), said(unit, kept), said(unit, gone), chosen, control))
        if not sent:
            self.kept_version.data, self.gone_version.data = str(kept.version), str(gone.version)
        return self

    def values(self) -> dict[str, Any] | None:
        """Unit → side, or {"typed": {column: value}}; None when something typed cannot be (the errors say what)."""
        found: dict[str, Any] = {}
        for choice in self.choices:
            if choice.chosen != "typed":
                found[choice.unit] = choice.chosen
                continue
            choice.errors = _checked(choice)
            if not choice.errors:
                found[choice.unit] = {"typed": {choice.unit: choice.control.data}}
        return None if any(choice.errors for choice in self.choices) else found

    @property
    def versions(self) -> tuple[int | None, int | None]:
        texts = [str(one.data or "") for one in (self.kept_version, self.gone_version)]
        found = [int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None for text in texts]
        return found[0], found[1]


def _control(unit: str, sent: Any, record: Any) -> Any:
    """The client form's own field for this unit, holding what was typed or what the proposed record says; None where the
    form has none.
    """
    typed = MultiDict({unit: sent.get(f"{unit}_typed", "")}) if sent else None
    form = ClientForm(formdata=typed, data={unit: getattr(record, unit, None)})
    found = form._fields.get(unit)
    if found is None:
        return None
    found.form = form
    found.name = found.id = found.label.field_id = f"{unit}_typed"
    return found


def _checked(choice: Choice) -> list[str]:
    control = choice.control
    if control is None:
        return [str(_l("Please choose one of the two."))]
    form = control.form
    inline = getattr(form, f"validate_{choice.unit}", None)
    return [] if control.validate(form, [inline] if inline else []) else [str(words) for words in control.errors]


def said(unit: str, record: Any) -> str:
    """What a record says in a unit, as it may be shown."""
    value = getattr(record, rule.UNITS[unit][0])
    if unit == "document":
        return record.document_masked or "–"
    if unit == "mobile":
        return mask_phone(value) or "–"
    if unit == "birthday" and value:
        return formats.day(value, weekday=False) + (_(" (kept by the lunar calendar)") if record.birthday_lunar else "")
    if unit == "do_not_call":
        return _("Please do not call") if value else "–"
    control = ClientForm(formdata=None)._fields.get(unit)
    return shown(control, value) if control is not None and getattr(control, "choices", None) else str(value or "–")


def described(unit: str, choice: Any, merge: Any) -> str:
    """What a waiting proposal chose for a unit, in words."""
    if isinstance(choice, dict):
        value = choice["typed"].get(unit)
        return str(value) if value not in (None, "") else "–"
    return said(unit, merge.kept if choice == "kept" else merge.gone)
