"""Fields that a benefit's version asks for, and the slots in which head office writes what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, TextInput, TimeInput

from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Line, Text, at_most, cleaned, optional
from portal.ground import clock
from portal.ground.i18n import language
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.benefits.asks import LONGEST, LONGEST_LABEL, MOST, Ask, Slot, judge, slots
from portal.words.benefits import ANSWER_FAULTS, ASKS, ask_label

WIDGETS: dict[str, Any] = {"day": DateInput(), "time": TimeInput()}
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "number": {"inputmode": "numeric", "autocomplete": "off"},
    "tail": {"inputmode": "numeric", "autocomplete": "off"},
    "plate": {"autocapitalize": "characters", "autocomplete": "off"},
}
HELP: dict[str, Any] = {
    "tail": _l("Only the last four figures, never the whole number"),
    "plate": _l("As 吉A12345 or 吉AD12345"),
}


class Judged:
    """What was typed is an answer to what is asked (rules/benefits/asks.py)."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.field_flags = {"required": True} if ask.needed else {}

    def __call__(self, form: Any, field: Any) -> None:
        _answer, why = judge(self.ask, field.data, clock.today())
        if why:
            field.errors[:] = []
            raise StopValidation(str(ANSWER_FAULTS[why]))


class Answer(StringField):
    """An answer that is typed."""

    def __init__(self, label: Any = None, *, ask: Ask, **options: Any) -> None:
        self.widget = WIDGETS.get(ask.kind, TextInput())
        options.setdefault("render_kw", ATTRIBUTES.get(ask.kind))
        checks = [at_most(LONGEST), Judged(ask)]
        super().__init__(label, checks, filters=[cleaned], description=HELP.get(ask.kind, ""), **options)


class AskedMixin:
    """A form that asks what a version asks: `ask_<key>` for each. Make its class by `asking`."""

    asked: tuple[Ask, ...] = ()

    def named_fields(self) -> list[Any]:
        """The fields in their order, called in the reader's language."""
        found = []
        for ask in self.asked:
            field = self[f"ask_{ask.key}"]  # type: ignore[index]
            field.label.text = ask_label(ask)
            if ask.kind == "choice":
                place = 1 if language() == "en" else 0
                field.choices = [("", _l("Please choose")), *((pair[0], pair[place]) for pair in ask.choices)]
            found.append(field)
        return found

    def answers(self) -> dict[str, str]:
        return {ask.key: self[f"ask_{ask.key}"].data or "" for ask in self.asked}  # type: ignore[index]


@lru_cache(128)
def asking(form: Any, asks: tuple[Ask, ...]) -> Any:
    """The form with a field for each question."""
    fields: dict[str, Any] = {"asked": asks}
    for ask in asks:
        if ask.kind == "choice":
            fields[f"ask_{ask.key}"] = SelectField(ask.zh, [Judged(ask)], choices=[], validate_choice=False)
        else:
            fields[f"ask_{ask.key}"] = Answer(ask.zh, ask=ask)
    return type(form.__name__, (form,), fields)


PARTS = ("kind", "zh", "en", "needed", "choices")


def slot_fields() -> dict[str, Any]:
    """Head office's slots: what kind of answer, both labels, needed or not, choices."""
    fields: dict[str, Any] = {}
    for n in range(1, MOST + 1):
        fields[f"ask{n}_kind"] = SelectField(
            _l("Kind of answer"), [optional()], choices=[("", _l("Nothing is asked")), *ASKS], default=""
        )
        fields[f"ask{n}_zh"] = Line(_l("Label in Chinese"), LONGEST_LABEL, needed=False)
        fields[f"ask{n}_en"] = Line(_l("Label in English"), LONGEST_LABEL, needed=False)
        fields[f"ask{n}_needed"] = BooleanField(_l("It must be answered"))
        fields[f"ask{n}_choices"] = Text(
            _l("Choices"),
            2000,
            needed=False,
            description=_l("For a choice alone: one a line, in both languages, as 池座 | Stalls"),
        )
    return fields


def typed_slots(form: Any) -> list[Slot]:
    def said(n: int, part: str) -> str:
        return form[f"ask{n}_{part}"].data or ""

    return [
        Slot(said(n, "kind"), said(n, "zh"), said(n, "en"), bool(form[f"ask{n}_needed"].data), said(n, "choices"))
        for n in range(1, MOST + 1)
    ]


def fill_slots(form: Any, asks: Iterable[Ask]) -> None:
    """What stands in the slots before anybody types."""
    for n, slot in enumerate(slots(asks), start=1):
        for part in PARTS:
            form[f"ask{n}_{part}"].data = getattr(slot, part)
