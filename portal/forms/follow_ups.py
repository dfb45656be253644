"""A follow-up call and what the client answered; which calls are listed."""

from __future__ import annotations

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Text, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.follow_ups import Answers
from portal.words.contacts import CHANNELS, OUTCOMES
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


class CallsForm(FilterForm):
    """Whose calls, whether they are to be made or were, after what, and with which answer."""

    whose = SelectField(_l("Whose"), [optional()], choices=[("mine", _l("Mine")), ("team", _l("My team's"))])
    state = SelectField(_l("State"), [optional()], choices=[("open", _l("To be made")), ("done", _l("Made"))])
    cause = SelectField(_l("After"), [optional()], choices=[("", _l("All")), *CAUSES])
    satisfied = SelectField(FIELDS["satisfied"], [optional()], choices=[("", _l("All")), *ANSWERS])
    understood = SelectField(FIELDS["understood"], [optional()], choices=[("", _l("All")), *ANSWERS])
