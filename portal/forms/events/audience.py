"""Whom an event invites, its waves and places; and a client's answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Moment, Whole, between, optional, required
from portal.forms.shared.naming import NamesClient
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.rules.clients.records import words_apart
from portal.rules.events.audience import ANSWERS
from portal.rules.events.plan import MOST_SEATS
from portal.words.events import FIELDS, ORDERS

CLASSES = [
    ("liability", _l("Liability client")),
    ("asset", _l("Asset client")),
    ("intermediary", _l("Intermediary client")),
]
TIERS = ("diamond", "platinum", "gold", "standard")


class AudienceForm(PortalForm):
    """What narrows the tiers, and from when each tier sees the event."""

    classes = SelectMultipleField(
        _l("Only of these classes"),
        [optional()],
        choices=CLASSES,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    tags = SelectMultipleField(
        _l("Only with one of these tags"),
        [optional()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    interests = Line(
        _l("Only with one of these interests"),
        200,
        needed=False,
        description=_l("Apart by commas, as they stand in records; the call after an event adds to them."),
    )
    saved_filter = SelectField(_l("Only of this saved filter"), validate_choice=True, default="")
    wave_diamond = Moment(_l("Diamond clients are told from"), [optional()])
    wave_platinum = Moment(_l("Platinum clients are told from"), [optional()])
    wave_gold = Moment(_l("Gold clients are told from"), [optional()])
    wave_standard = Moment(_l("Standard clients are told from"), [optional()])
    answer_by_diamond = Moment(_l("Diamond clients answer by"), [optional()])
    answer_by_platinum = Moment(_l("Platinum clients answer by"), [optional()])
    answer_by_gold = Moment(_l("Gold clients answer by"), [optional()])
    answer_by_standard = Moment(_l("Standard clients answer by"), [optional()])

    def offer(self, tags: list[Any], filters: list[Any], tiers: list[str]) -> AudienceForm:
        """The choices of this coordinator; waves of the tiers that are invited."""
        self.tags.choices = [(str(one.id), one.name) for one in tags]
        self.saved_filter.choices = [("", _l("None")), *((str(one.id), one.name) for one in filters)]
        if not tags:
            del self["tags"]
        for tier in TIERS:
            if tier not in tiers or tier not in reference.tiers():
                del self[f"wave_{tier}"]
                del self[f"answer_by_{tier}"]
        return self

    def show(self, row: Any, waves: dict[str, datetime], deadlines: dict[str, datetime]) -> None:
        self.version.data = str(row.version)
        self.classes.data = list(row.classes)
        if "tags" in self:
            self.tags.data = [str(one) for one in row.tags]
        self.interests.data = row.interests
        self.saved_filter.data = str(row.saved_filter_id or "")
        for tier, moment in waves.items():
            if f"wave_{tier}" in self:
                self[f"wave_{tier}"].data = moment
        for tier, moment in deadlines.items():
            if f"answer_by_{tier}" in self:
                self[f"answer_by_{tier}"].data = moment

    @property
    def waves(self) -> list[Any]:
        """Of each tier its two fields: from when it is told, and by when it should answer."""
        return [(self[f"wave_{tier}"], self[f"answer_by_{tier}"]) for tier in TIERS if f"wave_{tier}" in self]

    def wanted(self) -> dict[str, Any]:
        tags = (self.tags.data or []) if "tags" in self else []
        return {
            "classes": self.classes.data or [],
            "tags": [int(one) for one in tags],
            "interests": "、".join(words_apart(self.interests.data or "")),
            "saved_filter": int(self.saved_filter.data) if self.saved_filter.data else None,
        }

    def opens(self) -> dict[str, datetime | None]:
        return {tier: self[f"wave_{tier}"].data for tier in TIERS if f"wave_{tier}" in self}

    def ends(self) -> dict[str, datetime | None]:
        return {tier: self[f"answer_by_{tier}"].data for tier in TIERS if f"answer_by_{tier}" in self}


class PlacesForm(PortalForm):
    """Places kept back, those of children and cars, and how the line is ordered."""

    kept_back = Whole(
        FIELDS["kept_back"],
        [required(), between(0, MOST_SEATS)],
        default=0,
        description=_l("Nobody signs up for them; at the door they may be used. Released, they go to who waits."),
    )
    most_children = Whole(
        FIELDS["most_children"], [optional(), between(0, MOST_SEATS)], description=_l("Empty: no limit of their own.")
    )
    most_cars = Whole(
        FIELDS["most_cars"], [optional(), between(0, MOST_SEATS)], description=_l("Empty: no limit of their own.")
    )
    waiting_order = SelectField(FIELDS["waiting_order"], [required()], choices=ORDERS)

    def wanted(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("kept_back", "most_children", "most_cars", "waiting_order")}


class PickForm(NamesClient, PortalForm):
    client = Line(_l("Client"), 80)


class AnswerForm(PortalForm):
    answer = SelectField(
        _l("Your answer"), [required(), AnyOf(ANSWERS)], choices=[(one, one) for one in ANSWERS], validate_choice=True
    )
