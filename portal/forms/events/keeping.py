"""What plans begin from: an event held again, a template, how kinds begin; venues with their rooms."""

from __future__ import annotations

import re
from typing import Any

from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.events.parts import KIND_STEPS
from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Moment, Whole, between, required
from portal.forms.shared.rows import Cell, Rows
from portal.ground import i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.rules import steps
from portal.rules.events.plan import MOST_GUESTS, MOST_LINES, MOST_SEATS
from portal.rules.events.series import MOST
from portal.words.events import FIELDS

ROOMS = (Cell("name", _l("Room"), longest=50), Cell("capacity", _l("Seats"), "whole", low=1, high=MOST_SEATS))
KIND_PROGRAMME = (
    Cell("after", _l("Minutes after it begins"), "whole", low=-240, high=24 * 60),
    Cell("what", _l("What happens"), longest=80),
)
KIND_BUDGET = (Cell("label", _l("What for"), longest=60),)


class AgainForm(PortalForm):
    starts_at = Moment(FIELDS["starts_at"], [required()])
    branch = SelectField(FIELDS["branch"])
    times = Whole(_l("How many events"), [required(), between(1, MOST)], default=1)
    way = RadioField(
        _l("Each month"),
        choices=[
            ("weekday", _l("On the same day of the week, as the second Thursday")),
            ("day", _l("On the same date, the 31st on the last day of the month")),
        ],
        default="weekday",
    )

    def __init__(self, *args: Any, branches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch.choices = branches


class TemplateForm(PortalForm):
    name = Line(_l("Name of the template"), 60)


def leads_to_a_page(form: Any, field: Any) -> None:
    """An address of the web, nothing that a browser would run."""
    if field.data and not re.fullmatch(r"https?://[^\s<>\"']+", field.data, re.ASCII):
        raise StopValidation(str(_l("Please enter an address that begins with https://.")))


class VenueForm(PortalForm):
    name = Line(FIELDS["venue_name"], 60)
    branch = SelectField(FIELDS["branch"])
    address = Line(FIELDS["address"], 160, needed=False)
    map_url = Line(FIELDS["map_url"], 300, needed=False, validators=[leads_to_a_page])
    way = Line(FIELDS["way"], 200, needed=False, description=_l("Clients read it: parking, entrance, floor."))
    rooms = Rows(FIELDS["rooms"], ROOMS, most=30)

    def __init__(self, *args: Any, branches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch.choices = branches

    def values(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in ("name", "address", "map_url", "way")}


class KindForm(PortalForm):
    capacity = Whole(FIELDS["capacity"], [required(), between(1, MOST_SEATS)])
    guests = Whole(FIELDS["guests_per_client"], [required(), between(0, MOST_GUESTS)])
    hours = Whole(_l("Hours it lasts"), [required(), between(1, 72)])
    closes_days = Whole(_l("Sign-up ends so many days before"), [required(), between(0, 60)])
    tiers = SelectMultipleField(
        FIELDS["tiers"], [required()], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    programme = Rows(FIELDS["programme"], KIND_PROGRAMME, most=MOST_LINES)
    budget_lines = Rows(_l("What the budget usually goes to"), KIND_BUDGET, most=MOST_LINES)
    steps = Rows(FIELDS["steps"], KIND_STEPS, most=steps.MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers.choices = [(t.code, i18n.named(t)) for t in reference.tiers().values()]

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("capacity", "guests", "hours", "closes_days")}
        lines = {name: self[name].data for name in ("programme", "budget_lines", "steps")}
        return plain | lines | {"tiers": ",".join(self.tiers.data)}
