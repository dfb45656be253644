"""The form of a merge: for each field in which the records differ a choice of side, or something else that is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.forms.clients.record import ClientForm
from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import Line, shown
from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.rules.quality import merging
from portal.rules.shared.masking import mask_phone
from portal.words import clients
from portal.words.quality import field_words

TYPED = {
    "document": ("document_kind", "document"),
    "birthday": ("birthday", "birthday_lunar"),
    "risk_rating": ("risk_rating", "risk_assessed_on", "risk_valid_until"),
}
"""Units that take more than one control; every other is typed in the one of its own name."""
SECRET = frozenset({"document", "mobile"})
"""What stands masked on both sides: typed whole or not at all."""
NEEDED = {
    "document": _l("Please enter the number, or choose one of the two."),
    "mobile": _l("Please enter the number, or choose one of the two."),
    "risk_assessed_on": _l("Please say when this was assessed."),
}


@dataclass
class Choice:
    """One field of the merge: what each side says, which is chosen, and the controls for something else."""

    unit: str
    label: str
    kept: str
    gone: str
    chosen: str
    controls: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class MergeForm(PortalForm):
    """`<unit>` is kept, gone or typed; `<field>_typed` what was typed. `kept_version` and `gone_version` say what was
    seen."""

    reason = Line(_l("Why they are one"), 200)
    kept_version = HiddenField()
    gone_version = HiddenField()

    def fill(self, kept: Any, gone: Any, sent: Any, take: str = "") -> MergeForm:
        """Every differing field, as proposed, as one column takes all (`take`), or as it was sent."""
        proposed = merging.proposed(kept, gone)
        sides = {"kept": kept, "gone": gone}
        self.choices = []
        for unit, side in proposed.items():
            chosen = sent.get(unit, "") if sent else ""
            if chosen not in ("kept", "gone", "typed"):
                chosen = take if take in merging.SIDES else side
            controls = _controls(unit, sent, sides[side])
            self.choices.append(Choice(unit, field_words(unit), said(unit, kept), said(unit, gone), chosen, controls))
        if not sent:
            self.kept_version.data, self.gone_version.data = str(kept.version), str(gone.version)
        return self

    def values(self) -> dict[str, Any] | None:
        """Unit → side, or {"typed": {field: value}}; None when something typed cannot be (the errors say what)."""
        found: dict[str, Any] = {}
        for choice in self.choices:
            if choice.chosen != "typed":
                found[choice.unit] = choice.chosen
                continue
            choice.errors = _checked(choice)
            if not choice.errors:
                found[choice.unit] = {"typed": {_column(one): one.data for one in choice.controls}}
        return None if any(choice.errors for choice in self.choices) else found

    @property
    def versions(self) -> tuple[int | None, int | None]:
        texts = [str(one.data or "") for one in (self.kept_version, self.gone_version)]
        found = [int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None for text in texts]
        return found[0], found[1]


def _column(control: Any) -> str:
    return str(control.name).removesuffix("_typed")


def _controls(unit: str, sent: Any, record: Any) -> list[Any]:
    """The client form's own fields for this unit, holding what was typed or what the proposed record says; what is
    secret begins empty.
    """
    names = TYPED.get(unit, (unit,))
    typed = MultiDict({name: sent[f"{name}_typed"] for name in names if f"{name}_typed" in sent}) if sent else None
    stands = {name: "" if name in SECRET else getattr(record, name) for name in names}
    form: Any = ClientForm(formdata=typed, data=stands, kind=record.kind)
    found = [form._fields[name] for name in names]
    for one in found:
        one.form = form
        one.name = one.id = one.label.field_id = f"{one.name}_typed"
    return found


def _checked(choice: Choice) -> list[str]:
    """What is wrong with what was typed; each control keeps its own part."""
    for control in choice.controls:
        name = _column(control)
        inline = getattr(type(control.form), f"validate_{name}", None)
        needed = name in NEEDED and (name != "risk_assessed_on" or choice.controls[0].data)
        if control.validate(control.form, [inline] if inline else []) and needed and not control.data:
            control.errors = [str(NEEDED[name])]
    return [str(words) for control in choice.controls for words in control.errors]


def said(unit: str, record: Any) -> str:
    """What a record says in a unit, as it may be shown."""
    value = getattr(record, merging.UNITS[unit][0])
    if unit == "document":
        kind = clients.word("document_kind", record.document_kind)
        return f"{kind} {record.document_masked}" if record.document_masked else "–"
    if unit == "mobile":
        return mask_phone(value) or "–"
    if unit == "birthday" and value:
        return formats.day(value, weekday=False) + (_(" (kept by the lunar calendar)") if record.birthday_lunar else "")
    if unit == "do_not_call":
        return _("Please do not call") if value else "–"
    if unit == "risk_rating" and value and record.risk_valid_until:
        until = _("valid until %(day)s", day=formats.day(record.risk_valid_until, weekday=False))
        return f"{clients.word(unit, value)} · {until}"
    control = ClientForm(formdata=None, kind=record.kind)._fields.get(unit)
    return shown(control, value) if control is not None and getattr(control, "choices", None) else str(value or "–")


def described(unit: str, choice: Any, merge: Any) -> str:
    """What a waiting proposal chose for a unit, in words."""
    if not isinstance(choice, dict):
        return said(unit, merge.kept if choice == "kept" else merge.gone)
    fields = Client._meta.fields
    typed = {name: fields[name].python_value(value) for name, value in choice["typed"].items()}
    return said(unit, SimpleNamespace(**{"birthday_lunar": merge.kept.birthday_lunar, "kind": merge.kept.kind} | typed))
