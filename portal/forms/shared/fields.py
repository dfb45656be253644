"""Fields in the bank's units, with cleaned text."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import TimeInput

from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.shared.texts import clean_line, clean_name, clean_text

BIGGEST_AMOUNT = 10**14
LARGE = (HiddenField, TextAreaField)
LONGEST_LIST = 10_000
"""Characters of what stands in the page or in lines and has no measure of its own: a packed list, days of a year."""


def cleaned(value: Any) -> Any:
    """NUL, control, direction and unseen characters out, NFC, trimmed."""
    return clean_text(value) if isinstance(value, str) else value


def cleaned_line(value: Any) -> Any:
    """The same as one line."""
    return clean_line(value) if isinstance(value, str) else value


LONGEST_UNSAID = 500
"""Characters that are read of a field which does not say how many it takes: a number, a day, a choice."""


def longest(field: Any) -> int:
    """Characters of a field that are read: a good deal more than it takes, so that who wrote too much gets it back."""
    said = [check.max for check in field.validators if isinstance(check, Length) and check.max > 0]
    return 2 * min(said) + 200 if said else LONGEST_LIST if isinstance(field, LARGE) else LONGEST_UNSAID


def required() -> InputRequired:
    return InputRequired(_l("Please fill this in."))


def optional() -> Optional:
    return Optional(strip_whitespace=True)


def at_most(count: int) -> Length:
    return Length(max=count, message=_l("At most %(max)d characters, please."))


def between(low: int, high: int) -> NumberRange:
    return NumberRange(low, high, _l("Please enter a whole number from %(min)s to %(max)s."))


class Line(StringField):
    """One line of text."""

    def __init__(self, label: Any, longest: int, *, needed: bool = True, **options: Any) -> None:
        checks = [required(), NotBlank()] if needed else [optional()]
        options.setdefault("filters", [cleaned_line])
        super().__init__(label, [*checks, at_most(longest), *options.pop("validators", [])], **options)


class Name(Line):
    """A name: one line, without blanks that only pad it."""

    def __init__(self, label: Any, longest: int, **options: Any) -> None:
        super().__init__(label, longest, filters=[lambda value: value and clean_name(value)], **options)


class Phone(StringField):
    """A phone. A form that is shown again shows it as it was typed, not as it is kept (E.164)."""

    def __init__(self, label: Any, *, needed: bool = False, **options: Any) -> None:
        checks = [required(), NotBlank(), at_most(40)] if needed else [optional()]
        options.setdefault("render_kw", {"inputmode": "tel", "autocomplete": "off"})
        super().__init__(label, checks, filters=[cleaned], **options)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")

    def show(self, text: str) -> None:
        """Show this instead of what was typed."""
        self.data, self.raw_data = text, None


class Text(TextAreaField):
    """Several lines of text."""

    def __init__(self, label: Any, longest: int, *, needed: bool = True, **options: Any) -> None:
        checks = [required(), NotBlank()] if needed else [optional()]
        super().__init__(label, [*checks, at_most(longest)], filters=[cleaned], **options)


class NotBlank:
    """What remains after cleaning must be something."""

    field_flags: dict[str, Any] = {}

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Please fill this in.")))


class Whole(IntegerField):
    """A whole number; anything else is a message, not a crash."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            text = cleaned(valuelist[0])
            if not re.fullmatch(r"[+-]?[0-9]{1,15}", text):
                self.data = None
                raise ValueError(str(_l("Please enter a whole number.")))
            self.data = int(text)


class Day(DateField):
    """A date as 2026-12-24."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_l("There is no such date. Please write it as 2026-12-24."))) from None
        if self.data and not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(str(_l("There is no such date. Please write it as 2026-12-24.")))


class Hour(StringField):
    """A time of the wall clock as 14:30; "" for none."""

    widget = TimeInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        text = cleaned(valuelist[0])[:5] if valuelist and valuelist[0] else ""
        if text and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
            self.data = ""
            raise ValueError(str(_l("There is no such time. Please write it as 14:30.")))
        self.data = text

    def _value(self) -> str:
        return " ".join(self.raw_data) if self.raw_data else str(self.data or "")


class Moment(DateTimeLocalField):
    """A moment on the bank's wall clock, as 2026-12-24T19:00; its data is UTC."""

    data: Any

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_l("There is no such moment. Please write it as 2026-12-24T19:00."))) from None
        if self.data:
            if not 2000 <= self.data.year <= 2100:
                self.data = None
                raise ValueError(str(_l("There is no such moment. Please write it as 2026-12-24T19:00.")))
            self.data = clock.from_local(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock.local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""


UNITS_OF_MONEY = {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def fen_of(text: str) -> int:
    """An amount as people type it, in fen: yuan with up to two decimals, or 30万, 1.5亿. Raises ValueError."""
    found = re.fullmatch(r"[¥￥]?\s*(-?[0-9][0-9,，]*(?:\.[0-9]{1,10})?)\s*([万萬亿億]?)\s*元?", text, re.ASCII)
    if not found or (not found[2] and not re.fullmatch(r"[^.]+(\.[0-9]{1,2})?", found[1])):
        raise ValueError(text)
    fen = Decimal(found[1].replace(",", "").replace("，", "")) * UNITS_OF_MONEY[found[2]] * 100
    if fen != int(fen) or abs(fen) >= BIGGEST_AMOUNT:
        raise ValueError(text)
    return int(fen)


class Money(StringField):
    """Yuan with up to two decimals, also as 30万; its data is fen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = cleaned(valuelist[0] if valuelist else "")
        if not text:
            return
        try:
            self.data = fen_of(text)
        except ValueError:
            raise ValueError(str(_l("Please enter an amount in yuan with at most two decimals."))) from None

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"


FROM_THE_LIST = _l("Please choose from the list.")


WORDS = {
    "Not a valid choice.": FROM_THE_LIST,
    "Invalid Choice: could not coerce.": FROM_THE_LIST,
    "'%(value)s' is not a valid choice for this field.": FROM_THE_LIST,
    "This field is required.": _l("Please fill this in."),
    "Not a valid integer value.": _l("Please enter a whole number."),
    "Not a valid date value.": _l("There is no such date. Please write it as 2026-12-24."),
    "Not a valid datetime value.": _l("There is no such moment. Please write it as 2026-12-24T19:00."),
}


class OwnWords:
    """The form library's own messages, in the words of our catalogues."""

    def gettext(self, text: str) -> str:
        return str(WORDS.get(text, text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(WORDS.get(one, one if count == 1 else many))


def shown(field: Any, value: Any) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "":
        return "–"
    if said := getattr(field, "said", None):
        return str(said(value))
    if isinstance(value, (list, tuple)):
        words = dict(field.choices)
        return ", ".join(str(words.get(one, one)) for one in sorted(value))
    if isinstance(field, Money):
        return f"¥{value // 100:,}.{value % 100:02d}"
    if isinstance(field, Moment):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    choices = getattr(field, "choices", None)
    return str(dict(choices).get(value, value)).strip("\u3000") if choices else str(value)


def is_uuid(text: Any) -> bool:
    try:
        return str(uuid.UUID(str(text))) == str(text).lower()
    except ValueError:
        return False
