"""Filing requests and working on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Day, Line, Text, cleaned, optional, required
from portal.ground import clock, formats, i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.reads.administration.hours import is_quiet_at
from portal.reads.organisation import tree
from portal.reads.requests.queue import RequestFilter
from portal.reads.teams.seats import Team
from portal.rules.complaints import PAPERS
from portal.rules.requests import call_times
from portal.rules.shared.uploads import MAX_BYTES, MAX_FILES, MAX_TOGETHER, Upload
from portal.words.complaints import PAPERS as PAPER_WORDS
from portal.words.requests import KINDS, STATES
from portal.words.states import choices

LIMITS = {"data-most": MAX_FILES, "data-each": MAX_BYTES, "data-together": MAX_TOGETHER}
"""How many files, bytes of each and of all: a script says it before they are sent."""


class FilesForm(PortalForm):
    attachments = MultipleFileField(
        _l("Files"),
        [optional()],
        description=_l("Photos, PDF, Word or Excel: up to ten files, 20 MB each and 50 MB together."),
        render_kw={"accept": "image/*,.heic,.pdf,.docx,.xlsx,.txt,.csv", **LIMITS},
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
    about_staff = SelectMultipleField(
        _l("Is it about somebody in particular"),
        description=_l("Whoever is named here does not handle it."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    about_branch = SelectField(_l("Is it about a branch"), default="")
    about_partner = SelectField(_l("Is it about a partner of ours"), default="")
    incident_on = Day(_l("When it happened"), [optional()])
    held = SelectMultipleField(
        _l("What we have already, to be laid beside it"),
        description=_l("You need not send these to us again."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    repeat_of = SelectField(_l("Is there something new about an earlier complaint"), default="")
    praised = SelectField(_l("Whom the praise is for"), [optional()], validate_choice=False)
    start = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_team([])
        self.of_complaint({}, [])
        self.category.choices = [
            ("", _l("Please choose")),
            *((c.code, i18n.named(c)) for c in reference.categories().values() if c.active),
        ]
        self.praised.choices = []

    def offer(self, team: Team) -> RequestForm:
        """The colleagues whom praise may be for: those who serve him."""
        logins = [(getattr(seat.person, "login", None), seat.person.name) for seat in team.current()]
        people = {login.username: name for login, name in logins if login is not None and login.username}
        self.praised.choices = [("", _l("Everybody who helped")), *people.items()] if people else []
        return self

    def name_team(self, team: list[tuple[str, str, int]]) -> None:
        """(user name, what he is called, key) of those whom a complaint may name here."""
        self.team = {username: key for username, _name, key in team}
        self.about_staff.choices = [(username, name) for username, name, _key in team]

    def of_complaint(self, held: dict[str, str], earlier: list[tuple[str, str]], at: int | None = None) -> None:
        """Fill what only a complaint asks: papers that the bank holds, (number, subject) of earlier ones, the branches
        around the client's own."""
        kinds = [kind for kind in PAPERS if kind in held]
        self.held.choices = [(kind, f"{PAPER_WORDS[kind]} {held[kind]}".strip()) for kind in kinds]
        self.repeat_of.choices = [("", _l("No")), *((number, f"{number} {words}") for number, words in earlier)]
        near = tree.around(at) if at else []
        self.about_branch.choices = [("", _l("No")), *((one.code, i18n.named(one)) for one in near)]
        partners = [(str(key), i18n.named(one)) for key, one in reference.partners().items()]
        self.about_partner.choices = [("", _l("No")), *partners]

    def validate_incident_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(str(_l("A day up to today.")))

    def values(self) -> dict[str, Any]:
        """What was typed, of a complaint with whom it is about (`about`: kind and key) and what its record says."""
        found = {name: getattr(self, name).data for name in ("kind", "category", "subject", "details")}
        if self.kind.data != "complaint":
            return found | {"praised": self.praised.data or ""}
        about = [("staff", self.team[username]) for username in dict.fromkeys(self.about_staff.data or [])]
        by_code = {one.code: one.id for one in tree.branch_tree()}
        about += [("branch", by_code[self.about_branch.data])] if self.about_branch.data else []
        about += [("partner", int(self.about_partner.data))] if self.about_partner.data else []
        said = {"incident_on": self.incident_on.data, "held": self.held.data, "repeats": self.repeat_of.data}
        return found | {"about": about, "complaint": said}


class CallBackForm(PortalForm):
    """When the client wants to be called: a day and a time of those that are possible now."""

    on = SelectField(_l("Which day"), [required()])
    time = SelectField(_l("What time"), [required()])
    about = Line(_l("What the call is about"), 100, needed=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments = {clock.local(one): one for one in call_times(clock.now(), reference.office(), is_quiet_at)}
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
    anyway = BooleanField(_l("Settle it although a sub-task is open"))
    phrase = SelectField(
        _l("Approved phrase"), [optional()], validate_choice=False, choices=[("", _l("Choose a phrase"))]
    )
    then = HiddenField()

    @property
    def inserts(self) -> bool:
        """Is a phrase only put into the text?"""
        return self.then.data == "insert"

    @property
    def resolves(self) -> bool:
        return self.then.data == "resolve"

    def insert(self, texts: dict[str, str]) -> None:
        """Put the chosen phrase behind what was typed. Nothing is judged or sent."""
        parts = [(self.body.data or "").rstrip(), texts.get(self.phrase.data or "", "")]
        self.body.data = "\n".join(part for part in parts if part)
        self.phrase.data = ""
        self.body.raw_data = None

    def validate_waiting(self, field: Any) -> None:
        if field.data and self.resolves:
            raise ValidationError(str(_l("Either wait for an answer, or settle it.")))


class NoteForm(FilesForm):
    internal = HiddenField(default="1")
    body = Text(_l("Internal note"), 4000)


class AnswerForm(FilesForm):
    """The client writes in his own request."""

    body = Text(_l("Your message"), 4000)


class ResolveForm(PortalForm):
    answer = Text(_l("Answer to the client"), 4000)
    root_cause = Line(_l("Root cause (for the bank only)"), 200, needed=False)

    def of_record(self) -> dict[str, str]:
        """Only a complaint has a record besides (forms/complaints.py)."""
        return {}


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
    category = SelectField(_l("What is it about"), validate_choice=False)
    overdue = BooleanField(_l("Only late ones"))
    mine = BooleanField(_l("Only mine"))
    unassigned = BooleanField(_l("Only those nobody has"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ((one.code, i18n.named(one)) for one in reference.categories().values())
        self.category.choices = [("", _l("All")), *known]

    def wanted(self) -> RequestFilter:
        return RequestFilter(
            q=(self.q.data or "")[:60],
            status=self.status.data or "",
            kind=self.kind.data or "",
            overdue=self.overdue.data,
            mine=self.mine.data,
            category=self.category.data or "",
            unassigned=self.unassigned.data,
        )
