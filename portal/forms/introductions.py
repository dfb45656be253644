"""Introductions: what a client shows and whom he would like to meet; asking, answering, proposing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Text, optional, required
from portal.forms.shared.naming import NamesClient
from portal.ground import i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.words.introductions import AFTER, BEFORE, FIELDS


def _several(label: Any, choices: Any, **options: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        [optional()],
        choices=choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **options,
    )


class CardForm(PortalForm):
    willing = BooleanField(FIELDS["willing"])
    before = _several(FIELDS["before"], BEFORE)
    after = _several(FIELDS["after"], AFTER, description=_l("Your name is always shown then."))
    industry = SelectField(_l("Your line of business"), [optional()], default="")
    words = Line(
        FIELDS["about"], 120, needed=False, description=_l("It is read before both have agreed: no phone, please.")
    )
    industries = _several(FIELDS["industries"], [])
    interests = Line(FIELDS["interests"], 200, needed=False, description=_l("Apart by commas"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, i18n.named(one)) for one in reference.industries().values()]
        self.industry.choices = [("", _l("Not said")), *known]
        self.industries.choices = known

    def values(self) -> dict[str, Any]:
        return {
            "willing": bool(self.willing.data),
            "before": self.before.data or [],
            "after": self.after.data or [],
            "industry": self.industry.data or "",
            "words": self.words.data or "",
            "industries": self.industries.data or [],
            "interests": self.interests.data or "",
        }


class MeetForm(PortalForm):
    """A guest of an event whom one would like to meet."""

    whom = RadioField(_l("Whom would you like to meet?"), [required()], choices=[])
    words = Text(_l("A few words to him or her"), 300, needed=False)


class AnswerForm(PortalForm):
    answer = RadioField(
        _l("Would you like to meet?"), [required()], choices=[("yes", _l("Yes, gladly")), ("no", _l("Rather not"))]
    )


class ProposeForm(NamesClient, PortalForm):
    client = Line(_l("Whom would you introduce to him?"), 80)
    event = SelectField(_l("From which event it comes"), [optional()], default="")
    words = Text(_l("What both of them read"), 300, needed=False)

    def __init__(self, *args: Any, events: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event.choices = [("", _l("From none")), *((one.number, one.title) for one in events)]


class BetweenGuestsForm(PortalForm):
    """Two guests of an event whom somebody of the bank would introduce to each other."""

    first = SelectField(_l("One guest"), [required()])
    second = SelectField(_l("The other guest"), [required()])
    words = Text(_l("What both of them read"), 300, needed=False)

    def offer(self, own: Iterable[Any], all_: Iterable[Any]) -> BetweenGuestsForm:
        """`own`: guests whom this person may sign up; `all_`: those whom he may introduce them to."""
        for field, people in ((self.first, own), (self.second, all_)):
            known = [(one.number, f"{one.name} · {one.number}") for one in people]
            field.choices = [("", _l("Please choose")), *known]
        return self

    def validate_second(self, field: Any) -> None:
        if field.data == self.first.data:
            raise ValidationError(_l("Please choose two guests."))
