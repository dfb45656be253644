"""Recording a complaint and working on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, FileField, HiddenField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.requests import FilesForm
from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Day, Line, Name, Text, at_most, optional, required
from portal.ground import clock, i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.reads.complaints.causes import CAUSES, causes
from portal.reads.complaints.lists import grounds
from portal.reads.organisation import tree
from portal.rules.clients.identity import phone
from portal.rules.complaints import OURS, PAPERS, SPEAKERS
from portal.rules.shared.uploads import Upload
from portal.words.complaints import CHANNELS, COMPLAINANTS, OUTCOMES, REVIEW_OUTCOMES, VERDICTS
from portal.words.complaints import PAPERS as PAPER_WORDS

EARLIEST = timedelta(days=400)
PLEASE = _l("Please fill this in.")
SPEAK = _l("One to five speak for those who complain together.")


def boxes(label: Any, **options: Any) -> Any:
    """Any of a list, all of them seen."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **options)


def people_in(text: str | None, speaks: bool) -> list[tuple[str, str, bool]]:
    """One person a line: the name, and behind a comma or a blank how he is reached."""
    found = []
    for line in (text or "").splitlines():
        name, _sign, contact = line.strip().replace("，", ",").partition(",")
        if name.strip():
            found.append((name.strip()[:64], contact.strip()[:120], speaks))
    return found


def reached_at(text: str) -> str:
    """A phone as E.164, anything else (an address, a mail) as it was typed."""
    try:
        return phone(text)
    except ValueError:
        return text


class AboutForm(PortalForm):
    """Whom or what a complaint is about; keys are those of the choices."""

    about_staff = boxes(_l("Colleagues"))
    about_branch = SelectField(_l("A branch"), default="")
    about_partner = SelectField(_l("A partner"), default="")

    def offer(self, colleagues: list[tuple[str, str, int]]) -> Any:
        self.keys = {username: key for username, _name, key in colleagues}
        self.about_staff.choices = [(username, name) for username, name, _key in colleagues]
        branches = [(one.code, i18n.named(one)) for one in tree.branch_tree()]
        self.about_branch.choices = [("", _l("None")), *branches]
        partners = [(str(key), i18n.named(one)) for key, one in reference.partners().items()]
        self.about_partner.choices = [("", _l("None")), *partners]
        return self

    def about(self) -> list[tuple[str, int]]:
        """Kinds and keys of what was chosen."""
        found = [("staff", self.keys[name]) for name in dict.fromkeys(self.about_staff.data or [])]
        by_code = {one.code: one.id for one in tree.branch_tree()}
        found += [("branch", by_code[self.about_branch.data])] if self.about_branch.data else []
        return found + ([("partner", int(self.about_partner.data))] if self.about_partner.data else [])

    def show(self, about: list[Any]) -> None:
        """What is on record."""
        by_id = {one.id: one.code for one in tree.branch_tree()}
        by_key = {key: username for username, key in self.keys.items()}
        self.about_staff.data = [by_key[one.staff_id] for one in about if one.staff_id in by_key]
        self.about_branch.data = next((by_id[one.branch_id] for one in about if one.branch_id), "")
        self.about_partner.data = next((str(one.partner_id) for one in about if one.partner_id), "")


class RepeatForm(PortalForm):
    repeat_of = HiddenField(validators=[at_most(16)])


class ComplaintForm(FilesForm, AboutForm):
    """What any colleague records, as it was said to him."""

    complainant = RadioField(_l("Who complains"), [required()], choices=list(COMPLAINANTS.items()), default="client")
    client = Line(_l("Client number"), 16, needed=False)
    client_name = Name(_l("Name of the client"), 64, needed=False)
    name = Name(_l("Name of who complains"), 64, needed=False)
    contact = Line(
        _l("How he is reached"), 120, needed=False, description=_l("A phone number, or a mail or postal address.")
    )
    speakers = Text(
        _l("Who speaks for all"),
        600,
        needed=False,
        description=_l("One person a line, name and phone divided by a comma; at most five."),
    )
    others = Text(_l("Who else complains"), 2000, needed=False, description=_l("One person a line."))
    authority = FileField(_l("Written authority of the agent"), [optional()])
    channel = SelectField(_l("By what way it came"), [required()], choices=list(CHANNELS.items()), default="phone")
    received_on = Day(_l("Received on"), [required()])
    incident_on = Day(_l("When it happened"), [optional()])
    branch = SelectField(_l("Which branch deals with it"), [required()])
    category = SelectField(_l("What is it about"), [required()])
    subject = Line(_l("In a few words"), 120)
    details = Text(_l("What was said"), 4000)

    def prepare(self, own_branch: int | None, colleagues: list[tuple[str, str, int]]) -> ComplaintForm:
        """Fill the choices; the branch is one's own unless another is chosen."""
        self.offer(colleagues)
        self.branch.choices = [(one.code, i18n.named(one)) for one in tree.branch_tree()]
        kinds = [(one.code, i18n.named(one)) for one in reference.categories().values() if one.active]
        self.category.choices = [("", _l("Please choose")), *kinds]
        if not self.is_submitted():
            own = next((one.code for one in tree.branch_tree() if one.id == own_branch), None)
            self.received_on.data, self.branch.data = clock.today(), own
        return self

    def validate_received_on(self, field: Any) -> None:
        if field.data and not clock.today() - EARLIEST <= field.data <= clock.today():
            raise ValidationError(str(_l("A day up to today.")))

    def validate_incident_on(self, field: Any) -> None:
        if field.data and self.received_on.data and field.data > self.received_on.data:
            raise ValidationError(str(_l("It happened before it was received.")))

    def validate_speakers(self, field: Any) -> None:
        if self.complainant.data == "joint" and len(people_in(field.data, True)) > SPEAKERS:
            raise ValidationError(str(SPEAK))

    def validate(self, extra_validators: Any = None) -> bool:
        """What is needed follows from who complains; an empty field asks nobody else."""
        fine: bool = super().validate(extra_validators)
        if self.complainant.data == "other":
            self.client.data = ""
        for name, words in self._needed():
            if not self[name].data and not self[name].errors:
                self[name].errors, fine = [str(words)], False
        return fine

    def _needed(self) -> Iterator[tuple[str, Any]]:
        who = self.complainant.data
        if who in ("agent", "heir", "other"):
            yield from (("name", PLEASE), ("contact", PLEASE))
        if who == "joint":
            yield "speakers", SPEAK
        if who != "other":
            yield "client", _l("Without the number choose “somebody who is no client”; it can be found out later.")

    def uploads(self) -> list[Upload]:
        """An agent's authority first, then the other files."""
        file = self.authority.data
        first = [Upload(file.filename, file.read())] if self._authorised and file else []
        return [*first, *super().uploads()]

    @property
    def _authorised(self) -> bool:
        return self.complainant.data == "agent" and bool(getattr(self.authority.data, "filename", ""))

    def values(self) -> dict[str, Any]:
        by_code = {one.code: one.id for one in tree.branch_tree()}
        several = self.complainant.data == "joint"
        people = [*people_in(self.speakers.data, True), *people_in(self.others.data, False)] if several else []
        himself = self.complainant.data == "client"
        return {
            "kind": "complaint",
            "category": self.category.data,
            "subject": self.subject.data,
            "details": self.details.data,
            "branch": by_code[self.branch.data],
            "client": self.client.data or "",
            "client_name": self.client_name.data or "",
            "about": self.about(),
            "complaint": {
                "complainant": self.complainant.data,
                "name": "" if himself else self.name.data or "",
                "contact": "" if himself else reached_at(self.contact.data or ""),
                "channel": self.channel.data,
                "received_on": self.received_on.data,
                "incident_on": self.incident_on.data,
                "people": people,
                "authorised": self._authorised,
            },
        }


class PaperForm(FilesForm):
    """A paper that was asked for has come."""


class ClientForm(PortalForm):
    """Who complains turns out to be a client: number and name must belong together."""

    client = Line(_l("Client number"), 16)
    client_name = Name(_l("Name of the client"), 64)


class RefuseForm(PortalForm):
    ground = SelectField(_l("Ground"), [required()])
    words = Text(_l("What we write to the complainant"), 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = [("", _l("Please choose")), *((one.code, i18n.named(one)) for one in grounds())]


class ExtendForm(PortalForm):
    """More time; `told` is asked where whoever complains has no login."""

    reason = Line(_l("Reason (the complainant reads it)"), 500)
    told = BooleanField(_l("I have told the complainant, with the reason"))


class ExtensionForm(PortalForm):
    approved = RadioField(
        _l("Your decision"), [required()], choices=[("yes", _l("Approve more time")), ("no", _l("Decline more time"))]
    )
    words = Line(_l("Why"), 500)
    told = BooleanField(_l("The complainant has been told, with the reason"))


class PapersForm(PortalForm):
    """What is asked of whoever complains, and what the bank lays beside it from its own."""

    held = boxes(_l("Lay beside it what the bank holds"))
    asked = boxes(_l("Ask the complainant for"), validate_choice=False)
    words = Line(_l("What it is needed for (the complainant reads it)"), 200, needed=False)

    def offer(self, have: dict[str, str], there: set[str]) -> PapersForm:
        """`have`: what the bank holds; `there`: what stands beside the complaint already. What is held cannot be
        asked for here, and is refused when it is sent all the same."""
        self.held.choices = [(kind, PAPER_WORDS[kind]) for kind in PAPERS if kind in have and kind not in there]
        self.asked.choices = [(kind, PAPER_WORDS[kind]) for kind in PAPERS if kind not in there and kind not in OURS]
        self.have = have
        return self


class MeasureForm(PortalForm):
    cause = SelectField(_l("Against which cause"), [required()])
    what = Text(_l("What is done"), 500)
    owner = SelectField(_l("Who does it"), [required()], validate_choice=False)
    due = Day(_l("Done by"), [required()])

    def offer(self, people: dict[str, tuple[str, int]], without: set[int], cause: str | None) -> MeasureForm:
        self.cause.choices = [("", _l("Please choose")), *((code, CAUSES.get(code)) for code in causes())]
        names = [(username, name) for username, (name, key) in people.items() if key not in without]
        self.owner.choices = [("", _l("Choose a person")), *names]
        if not self.is_submitted():
            self.cause.data = cause or ""
            self.due.data = clock.today() + timedelta(days=30)
        return self


class DoneForm(PortalForm):
    words = Text(_l("What was done"), 500)


class LookForm(PortalForm):
    verdict = RadioField(_l("Did it help"), [required()], choices=list(VERDICTS.items()))
    words = Text(_l("What the numbers say, and what follows"), 500)


class ToldForm(PortalForm):
    on = Day(_l("Told on"), [required()], default=lambda: clock.today())
    how = Line(_l("How he was told"), 200)

    @property
    def day(self) -> date:
        found: date = self.on.data
        return found


class WithdrawForm(PortalForm):
    reason = Line(_l("How and why it was withdrawn"), 200)


class ReviewForm(PortalForm):
    words = Text(_l("What you disagree with"), 2000)


class ReviewForHimForm(PortalForm):
    words = Text(_l("What the complainant disagrees with"), 2000)


class ReviewAnswerForm(PortalForm):
    outcome = RadioField(_l("Outcome"), [required()], choices=list(REVIEW_OUTCOMES.items()))
    words = Text(_l("Answer to the complainant"), 4000)


class DecideForm(PortalForm):
    """Resolving a complaint: `answer` and `root_cause` as of any request, and what its record keeps."""

    answer = Text(_l("Decision, as the complainant reads it"), 4000)
    outcome = SelectField(_l("Outcome"), default="", choices=[("", _l("Please choose")), *OUTCOMES.items()])
    cause = SelectField(_l("Cause of the complaint"), default="")
    root_cause = Line(_l("Root cause in words (for the bank only)"), 200, needed=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cause.choices = [("", _l("Please choose")), *((code, CAUSES.get(code)) for code in causes())]

    def of_record(self) -> dict[str, str]:
        """What the complaint's record keeps of it."""
        return {"outcome": self.outcome.data or "", "cause": self.cause.data or ""}
