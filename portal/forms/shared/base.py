"""The base of every form: cleaned text, once-only submissions, versions, fields in the bank's units."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Form,
    HiddenField,
    PasswordField,
    SelectFieldBase,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField

from portal import database
from portal.forms.shared.fields import LONGEST_UNSAID, OwnWords, cleaned, cleaned_line, is_uuid, longest, shown
from portal.ground.errors import Invalid, Refused, SentBefore, TooOften


class Bounded:
    """What was sent, as the fields of a form take it: no longer than they have use for, before anything runs over it.

    Something of what is too long stays, so that the field says so and shows it.
    """

    def __init__(self, form: Any, sent: Any) -> None:
        self.form, self.sent = form, sent

    def __contains__(self, name: str) -> bool:
        return name in self.sent

    def __iter__(self) -> Iterator[str]:
        return iter(self.sent)

    def __len__(self) -> int:
        return len(self.sent)

    def getlist(self, name: str) -> list[Any]:
        most = longest(self.form[name]) if name in self.form else LONGEST_UNSAID
        return [one[:most] if isinstance(one, str) else one for one in self.sent.getlist(name)]


class BoundedMeta:
    """For `class Meta` of a form."""

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        wrapped = super().wrap_formdata(form, formdata)  # type: ignore[misc]
        return wrapped if wrapped is None else Bounded(form, wrapped)

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        """Every text is cleaned before the form's own filters see it, and afterwards one line unless it is an area."""
        field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]
        if isinstance(field, StringField) and not isinstance(field, PasswordField):
            several = isinstance(field, (TextAreaField, HiddenField))
            field.filters = (cleaned, *field.filters, *(() if several else (cleaned_line,)))
        return field


class PortalForm(FlaskForm):
    """A form that changes something. CSRF is checked for the whole application, so not again here."""

    class Meta(BoundedMeta, FlaskForm.Meta):
        csrf = False
        locales = False

        def get_translations(self, form: Any) -> OwnWords:
            return OwnWords()

    submission = HiddenField()
    version = HiddenField()

    refusal: Refused | None = None
    """Why the deed was refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_uuid(self.submission.data):
            self.submission.data = str(uuid.uuid4())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Not where the form is only shown again with what was typed: it asks for nothing there."""
        return not database.only_shown() and bool(super().validate(*args, **kwargs))

    @property
    def version_number(self) -> int | None:
        """The version of the row that the form was filled from; None when it carries none."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def apart(self, prefix: str) -> PortalForm:
        """Other ids for the same names, where a page shows the form more than once."""
        for name, field in self._fields.items():
            field.id = field.label.field_id = f"{prefix}-{name}"
        return self

    def differs_from(self, values: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Where what was typed differs from what stands now, as (label, stands now, typed), for a stale save."""
        found = []
        for name, now in values.items():
            field = self._fields[name]
            before, after = shown(field, now), shown(field, field.data)
            if before != after:
                found.append((field.label.text, before, after))
        return found

    @contextmanager
    def refusing(self, *moved: type[Refused], field: str | None = "") -> Iterator[None]:
        """Do the deed that the form asks for: what it refuses as invalid stands beside its fields afterwards.

        The kinds in `moved` say that the matter is no longer as the form thought; their words stand by `field` ("" is
        above the form), or with None wherever the page says it. `refusal` keeps what it was, `status` follows it.
        """
        try:
            yield
        except moved as error:
            self.refusal = error
            if isinstance(error, SentBefore):  # sent once more, it is another deed
                self.submission.data = str(uuid.uuid4())
            if field is not None:
                self.refuse(Invalid(error.words, field=field))
        except Invalid as error:
            self.refusal = error
            self.refuse(error)

    @property
    def overtaken(self) -> bool:
        """Somebody or something was quicker than the form."""
        return self.refusal is not None and not isinstance(self.refusal, Invalid)

    @property
    def status(self) -> int:
        """How a page with the form is answered: 200 before it is sent, 422 when it is refused, 409 when overtaken, 429
        when too much was sent."""
        if isinstance(self.refusal, TooOften):
            return 429
        return 409 if self.overtaken else 422 if self.is_submitted() else 200

    def saves_over(self, version: int) -> None:
        """Sent once more, the form is saved over this version of the row."""
        self.version.data, self.version.raw_data = str(version), None

    def refuse(self, error: Invalid) -> None:
        """Put a rule's refusals beside their fields (or above the form)."""
        for name, words in error.fields.items():
            field = self._fields.get(name)
            if field is not None:
                field.errors = [*field.errors, str(words)]
            else:
                self.form_errors.append(str(words))


class FilterForm(Form):
    """A filter read from the query string; what makes no sense is ignored, never an error."""

    class Meta(BoundedMeta, Form.Meta):
        pass

    def values(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if field.data not in (None, "", [])}


@lru_cache
def known_forms() -> tuple[tuple[frozenset[str], dict[str, tuple[Any, bool]]], ...]:
    """Of every form of the portal the names of its fields, and for each its label and whether it is secret."""
    found = []
    forms = list(PortalForm.__subclasses__())
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        fields = {name: getattr(form, name) for name in dir(form)}
        known = {
            name: (field.args[0] if field.args else name, issubclass(field.field_class, PasswordField))
            for name, field in fields.items()
            if isinstance(field, UnboundField) and not issubclass(field.field_class, HiddenField)
        }
        found.append((frozenset(known), known))
    return tuple(found)


@lru_cache
def field_kinds() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name of a field → how people fill it ("text" or "choice") and, where they stand in the form, its choices."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    forms = list(PortalForm.__subclasses__())
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        for name in dir(form):
            field = getattr(form, name)
            if not isinstance(field, UnboundField) or issubclass(field.field_class, HiddenField):
                continue
            if issubclass(field.field_class, StringField) and found.get(name, ("",))[0] != "choice":
                found[name] = ("text", {})
            elif issubclass(field.field_class, SelectFieldBase):
                known = found.get(name, ("", {}))[1]
                given = field.kwargs.get("choices")
                words = {str(one[0]): one[1] for one in given} if isinstance(given, (list, tuple)) else {}
                found[name] = ("choice", {**known, **words})
    return found


def fields_of(names: Iterable[str]) -> dict[str, tuple[Any, bool]]:
    """The fields of the form that was sent, told by the names that came: the one that shares most and lacks least. What
    is secret in any form is secret here.
    """
    sent = frozenset(names)
    best = max(known_forms(), key=lambda one: (len(one[0] & sent), -len(one[0] - sent)))[1]
    secret = {name: (name, True) for _names, form in known_forms() for name, (_, hidden) in form.items() if hidden}
    return {**secret, **best}
