"""A follow-up call and what the client answered; which calls are listed."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Line, Text, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.clients.records import words_apart
from portal.rules.contacts import words_of
from portal.rules.follow_ups import Answers, Said
from portal.words.contacts import CHANNELS, OUTCOMES
from portal.words.contacts import FIELDS as CONTACT_FIELDS
from portal.words.event_results import FIELDS as EVENT_FIELDS
from portal.words.event_results import SCORES
from portal.words.follow_ups import ANSWERS, CAUSES, FIELDS

NO_ANSWER = ("", _l("No answer"))


class FollowUpForm(PortalForm):
    """The call, and of one with questions the three of them."""

    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    outcome = RadioField(_l("Outcome"), choices=OUTCOMES, default="reached")
    summary = Text(_l("What was said"), 2000)
    satisfied = RadioField(FIELDS["satisfied"], [optional()], choices=[*ANSWERS, NO_ANSWER], default="")
    understood = RadioField(FIELDS["understood"], [optional()], choices=[*ANSWERS, NO_ANSWER], default="")
    remark = Text(FIELDS["remark"], 1000, needed=False)

    @property
    def answers(self) -> Answers:
        return Answers(self.satisfied.data or "", self.understood.data or "", self.remark.data or "")

    @property
    def without_questions(self) -> Answers:
        """Of a call that asks none: what he said of himself."""
        return Answers(remark=self.remark.data or "")


class EventCallForm(PortalForm):
    """The call after an event: its own three questions and no others; what interests him, and what he needs."""

    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    outcome = RadioField(_l("Outcome"), choices=OUTCOMES, default="reached")
    summary = Text(_l("What was said"), 2000)
    score = RadioField(EVENT_FIELDS["score"], [optional()], coerce=int, choices=[*SCORES, (0, NO_ANSWER[1])], default=0)
    good = Text(EVENT_FIELDS["good"], 500, needed=False)
    wish = Text(EVENT_FIELDS["wish"], 500, needed=False)
    interests = Line(_l("What interests him"), 200, needed=False, description=_l("It goes into his record."))
    need = Line(
        CONTACT_FIELDS["need"], 200, needed=False, description=_l("Marked words of the contact, apart by commas")
    )

    def said(self, *, asked: bool) -> Said:
        """What was typed; answers only where the page asked for them."""
        score = (self.score.data or 0) if asked else 0
        return Said(
            score,
            (self.good.data or "") if score else "",
            (self.wish.data or "") if score else "",
            tuple(words_apart(self.interests.data or "")) if "interests" in self else (),
            words_of({"need": self.need.data or ""}),
        )

    def validate_score(self, field: Any) -> None:
        if not field.data and (self.good.data or self.wish.data):
            raise ValidationError(_l("Please choose how he liked it, too."))


class CallsForm(FilterForm):
    """Whose calls, whether they are to be made or were, after what, and with which answer."""

    whose = SelectField(_l("Whose"), [optional()], choices=[("mine", _l("Mine")), ("team", _l("My team's"))])
    state = SelectField(_l("State"), [optional()], choices=[("open", _l("To be made")), ("done", _l("Made"))])
    cause = SelectField(_l("After"), [optional()], choices=[("", _l("All")), *CAUSES])
    satisfied = SelectField(FIELDS["satisfied"], [optional()], choices=[("", _l("All")), *ANSWERS])
    understood = SelectField(FIELDS["understood"], [optional()], choices=[("", _l("All")), *ANSWERS])
