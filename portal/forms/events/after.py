"""What came of an event: what a client says of it, expenses, the result; whether children are on a picture."""

from __future__ import annotations

from typing import Any

from wtforms import MultipleFileField
from wtforms.validators import NumberRange

from portal.forms.requests import LIMITS, FilesForm
from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Money, Text, Whole, optional, required
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.words.event_results import FIELDS, SCORES


class FeedbackForm(PortalForm):
    """Three questions to a client who came."""

    score = RadioField(FIELDS["score"], [required()], coerce=int, choices=SCORES)
    good = Text(FIELDS["good"], 500, needed=False)
    wish = Text(FIELDS["wish"], 500, needed=False)


class ExpenseForm(FilesForm):
    """What was paid, with its receipt."""

    amount = Money(FIELDS["amount"], [required(), NumberRange(1, 10**12, _l("Please enter an amount above zero."))])
    on = Day(FIELDS["on"], [required()])
    words = Line(FIELDS["words"], 120)
    line = SelectField(FIELDS["line"], [optional()], coerce=int, default=0)
    attachments = MultipleFileField(
        _l("Receipt"),
        [optional()],
        description=_l("A photo or a PDF of up to 20 MB."),
        render_kw={"accept": "image/*,.heic,.pdf", **LIMITS, "data-most": 1},
    )

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line.choices = [(0, _l("Under no line")), *lines]
        if not self.is_submitted():
            self.on.data = clock.today()


class StrikeForm(PortalForm):
    reason = Line(_l("Why it is struck"), 200)


class ResultForm(PortalForm):
    """In the words of whoever answers for the event."""

    went = Text(FIELDS["went"], 2000)
    follows = Text(FIELDS["follows"], 2000, needed=False)


class ResultBackForm(PortalForm):
    reason = Text(_l("What is missing"), 500)


class YearForm(FilterForm):
    year = Whole(_l("Year"), [optional(), NumberRange(2000, 2100)])


class PhotosForm(FilesForm):
    """Pictures from a phone."""

    attachments = MultipleFileField(
        _l("Pictures"),
        [optional()],
        description=_l("Up to ten at a time, 20 MB each. Where they were taken is removed."),
        render_kw={"accept": "image/*,.heic", **LIMITS},
    )


class ReleaseForm(PortalForm):
    """Whoever releases a picture has looked at it."""

    children = RadioField(_l("Are there children on it?"), [required()], choices=[("no", _l("No")), ("yes", _l("Yes"))])
