"""Fields to choose from: a choice is written as the pair (code, label), and the library gets its SelectChoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice


class Choice(SelectChoice):
    """A code and its label; taken apart it is that pair, as templates and `dict(field.choices)` read it."""

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.label))


def choices_of(pairs: Iterable[tuple[Any, Any]] | None) -> list[Choice] | None:
    """Pairs of code and label as choices; None for a field whose choices are not known yet."""
    return None if pairs is None else [Choice(*pair) for pair in pairs]


class SelectField(wtforms.SelectField):
    """One of a list: pairs go in, choices are kept."""

    def __init__(self, *args: Any, choices: Iterable[tuple[Any, Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, choices=choices_of(choices), **options)

    @property
    def choices(self) -> Any:
        return self._choices

    @choices.setter
    def choices(self, pairs: Iterable[tuple[Any, Any]] | None) -> None:
        self._choices = choices_of(pairs)


class RadioField(SelectField, wtforms.RadioField):
    """One of a few, all of them seen."""


class SelectMultipleField(SelectField, wtforms.SelectMultipleField):
    """Any of a list."""
