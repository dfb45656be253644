"""Forms of the list pipeline: a list, a name, a decision, an answer, a proposal."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.forms.requests import FilesForm
from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Line, Text, required
from portal.forms.shared.naming import NamesClient
from portal.ground import clock, formats, i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.rules.tiers.levels import month_before
from portal.words.screening import FIELDS, LIST_STATES
from portal.words.states import choices

DECISIONS = [("approve", _l("Approve")), ("return", _l("Return with a question")), ("reject", _l("Reject"))]


def tier_choices() -> list[tuple[str, str]]:
    """The VIP tiers that hold today, lowest first."""
    return [(tier.code, i18n.named(tier)) for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]


class ListForm(PortalForm):
    branch = SelectField(_l("Branch"), validate_choice=False)
    period = SelectField(FIELDS["period"], [required()], validate_choice=False)
    title = Line(FIELDS["title"], 80)

    def __init__(self, *args: Any, branches: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = clock.today().replace(day=1)
        ahead = [date(this.year + (this.month + n - 1) // 12, (this.month + n - 1) % 12 + 1, 1) for n in (2, 1)]
        months = [*ahead, *(month_before(this, n) for n in range(3))]
        kept = kwargs["obj"].period if kwargs.get("obj") else None
        months = sorted({*months, *([kept] if kept else [])}, reverse=True)
        self.period.choices = [(month.isoformat()[:7], formats.month(month)) for month in months]
        self.branch.choices = branches or []
        if not self.is_submitted():
            self.period.data = (kept or this).isoformat()[:7]

    def validate_period(self, field: Any) -> None:
        if field.data not in dict(field.choices):
            raise ValidationError(_l("Please choose a month of the list."))

    def values(self) -> dict[str, Any]:
        """`period` as the month's first day."""
        found = {"title": self.title.data, "period": date.fromisoformat(f"{self.period.data}-01")}
        return found | ({"branch": self.branch.data} if "branch" in self else {})


class HandForm(NamesClient, PortalForm):
    """A client put on a list by hand."""

    client = Line(_l("Client"), 80)
    tier = SelectField(FIELDS["tier"], [required()], validate_choice=False)
    reason = Line(FIELDS["reason"], 400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier.choices = tier_choices()


class NameForm(PortalForm):
    """What is proposed for a name, and what is said about it."""

    tier = SelectField(FIELDS["tier"], [required()], validate_choice=False)
    reason = Line(FIELDS["reason"], 400, needed=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier.choices = tier_choices()


class ReasonForm(PortalForm):
    reason = Line(_l("Reason"), 400)


class DecisionForm(PortalForm):
    decision = SelectField(_l("Your decision"), [required()], choices=DECISIONS)
    """Sent by the button that says it."""
    reason = Text(
        _l("Question or reason"),
        400,
        needed=False,
        description=_l("Needed to return or to reject; the branch reads it."),
    )


class AnswerForm(FilesForm):
    answer = Text(_l("Answer to head office"), 2000)


class PapersForm(FilesForm):
    """Papers alone."""


class ListsFilterForm(FilterForm):
    state = SelectField(_l("State"), choices=[("", _l("All")), *choices(LIST_STATES)], validate_choice=False)
    branch = SelectField(_l("Branch"), validate_choice=False)
    tier = SelectField(_l("Tier"), validate_choice=False)

    def offer(self, branches: list[tuple[str, str]]) -> ListsFilterForm:
        """Fill the choices."""
        every = ("", str(_l("All")))
        self.branch.choices, self.tier.choices = [every, *branches], [every, *tier_choices()]
        return self
