"""Filing requests and working on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField, StringField
from wtforms.validators import ValidationError

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Line, Text, cleaned, optional, required
from portal.ground import clock, formats, i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.reads.requests.queue import RequestFilter
from portal.rules.requests import call_times
from portal.rules.shared.uploads import MAX_BYTES, MAX_FILES, Upload
from portal.words.requests import KINDS, STATES
from portal.words.states import choices

LIMITS = {"data-most": MAX_FILES, "data-each": MAX_BYTES, "data-together": MAX_FILES * MAX_BYTES}
"""How many files, bytes of each and of all: a script says it before they are sent."""


class FilesForm(PortalForm):
    attachments = MultipleFileField(
        _l("Files"),
        [optional()],
        description=_l("Photos, PDF, Word or Excel; up to five, 10 MB each."),
        render_kw={"accept": "image/*,.pdf,.docx,.xlsx,.txt,.csv", **LIMITS},
    )

    def uploads(self) -> list[Upload]:
        """The files that were really chosen."""
        files = [file for file in self.attachments.data or [] if getattr(file, "filename", "")]
        return [Upload(file.filename, file.read()) for file in files]


class RequestForm(FilesForm):
    kind = RadioField(_l("What is it"), [required()], choices=KINDS, default="request")
    category = SelectField(_l("What is it about"), [required()])
    subject = Line(_l("In a few words"), 120)
    details = Text(_l("What can we do for you"), 4000)
    start = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = [
            ("", _l("Please choose")),
            *((c.code, i18n.named(c)) for c in reference.categories().values() if c.active),
        ]

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name).data for name in ("kind", "category", "subject", "details")}


class CallBackForm(PortalForm):
    """When the client wants to be called: a day and a time of those that are possible now."""

    on = SelectField(_l("Which day"), [required()])
    time = SelectField(_l("What time"), [required()])
    about = Line(_l("What is it about"), 100, needed=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments = {clock.local(one): one for one in call_times(clock.now(), reference.office())}
        days = sorted({one.date() for one in self.moments})
        times = sorted({one.time() for one in self.moments})
        self.on.choices = [(day.isoformat(), formats.day(day)) for day in days]
        self.time.choices = [(f"{one:%H:%M}", f"{one:%H:%M}") for one in times]
        if not self.is_submitted() and self.moments:
            first = min(self.moments)
            self.on.data, self.time.data = first.date().isoformat(), f"{first:%H:%M}"

    def validate_time(self, field: Any) -> None:
        """A time of one day may be over, or not worked, on another."""
        if self.on.data and field.data and self.moment is None:
            raise ValidationError(str(_l("We cannot call then. Please choose one of the times shown.")))

    @property
    def moment(self) -> datetime | None:
        """The moment (UTC) that was chosen."""
        wanted = f"{self.on.data}T{self.time.data}"
        return next((utc for wall, utc in self.moments.items() if f"{wall:%Y-%m-%dT%H:%M}" == wanted), None)


class ReplyForm(FilesForm):
    """A reply to the client. The note below is a form of its own: no switch turns one into the other."""

    body = Text(_l("Reply to the client"), 4000)
    waiting = BooleanField(_l("Wait for the client's answer (the clock pauses)"))


class NoteForm(FilesForm):
    internal = HiddenField(default="1")
    body = Text(_l("Internal note"), 4000)


class AnswerForm(FilesForm):
    """The client writes in his own request."""

    body = Text(_l("Your message"), 4000)


class ResolveForm(PortalForm):
    answer = Text(_l("Answer to the client"), 4000)
    root_cause = Line(_l("Root cause (for the bank only)"), 200, needed=False)


class RateForm(PortalForm):
    score = RadioField(
        _l("How satisfied are you"),
        [required()],
        coerce=int,
        validate_choice=True,
        choices=[
            (5, _l("Very satisfied")),
            (4, _l("Satisfied")),
            (3, _l("All right")),
            (2, _l("Not satisfied")),
            (1, _l("Not satisfied at all")),
        ],
    )
    comment = Text(_l("Anything you would like to add"), 1000, needed=False)


class ReasonForm(PortalForm):
    reason = Text(_l("What is still open"), 2000, needed=False)


class ReassignForm(PortalForm):
    staff = SelectField(_l("Colleague"), [required()], validate_choice=False)
    reason = Line(_l("Reason"), 200)


class RequestFilterForm(FilterForm):
    q = StringField(_l("Number, subject or client"), filters=[cleaned])
    status = SelectField(
        _l("State"),
        choices=[("", _l("Open")), *choices(STATES), ("finished", _l("Finished")), ("all", _l("All"))],
        validate_choice=False,
    )
    kind = SelectField(_l("Kind"), choices=[("", _l("All")), *KINDS], validate_choice=False)
    overdue = BooleanField(_l("Only late ones"))
    mine = BooleanField(_l("Only mine"))

    def wanted(self) -> RequestFilter:
        return RequestFilter(
            q=(self.q.data or "")[:60],
            status=self.status.data or "",
            kind=self.kind.data or "",
            overdue=self.overdue.data,
            mine=self.mine.data,
        )
