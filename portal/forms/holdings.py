"""What staff note and answer on a client's holdings, and the catalogue of products."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField
from wtforms.validators import Regexp

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Money, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference
from portal.rules.holdings.services import NUMBER
from portal.words.holdings import FIELDS, WRONG

ANSWERS = [
    ("taken", _l("Take it up: I will speak to the client")),
    ("postponed", _l("Postpone it to a day")),
    ("declined", _l("Do not suggest it")),
]
RISKS = [
    (0, _l("none")),
    (1, _l("R1 low")),
    (2, _l("R2 low to middle")),
    (3, _l("R3 middle")),
    (4, _l("R4 middle to high")),
    (5, _l("R5 high")),
]


def class_choices() -> list[tuple[str, str]]:
    """Classes of products by name, in the order of the catalogue."""
    return [(code, named(one)) for code, one in reference.product_classes().items()]


class OutsideForm(PortalForm):
    product_class = SelectField(_l("What the client holds there"), [required()])
    bank = Line(_l("Bank"), 64)
    amount = Money(_l("Amount"), [optional()], description=_l("Yuan, as far as it is known"))
    learnt = Line(_l("How we know"), 200, description=_l("For example: said so on the phone, payments to that bank"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product_class.choices = [("", str(_l("Please choose"))), *class_choices()]


class EndOutsideForm(PortalForm):
    reason = Line(_l("Why it ended"), 200)


class ServiceForm(PortalForm):
    product = SelectField(_l("Service"), [required()])
    number = Line(
        _l("Number of the contract"),
        32,
        needed=False,
        description=_l("As it stands on the paper; it is shown masked"),
        render_kw={"data-private": "1"},
        validators=[Regexp(NUMBER, message=WRONG["number"])],
    )
    since = Day(_l("Since"), [required()])


class EndServiceForm(PortalForm):
    until = Day(_l("Last day"), [required()])
    reason = Line(_l("Why it ended"), 200)


class WrongServiceForm(PortalForm):
    reason = Line(_l("What was wrong"), 200)


class AnswerSuggestionForm(PortalForm):
    answer = RadioField(_l("Your answer"), [required()], choices=ANSWERS)
    until = Day(_l("Show it again on"), [optional()], description=_l("Only when you postpone it"))
    note = Line(
        FIELDS["note"],
        200,
        needed=False,
        description=_l("What you will do, or the client's reason. A reason is needed to decline."),
    )


class ProductForm(PortalForm):
    name_zh = Line(FIELDS["name_zh"], 64)
    name_en = Line(FIELDS["name_en"], 96)
    partner_zh = Line(
        FIELDS["partner_zh"], 64, needed=False, description=_l("Who makes it, when the bank only sells it")
    )
    partner_en = Line(FIELDS["partner_en"], 96, needed=False)
    risk_level = SelectField(FIELDS["risk_level"], choices=RISKS, coerce=int, default=0)
    needs_credit = BooleanField(FIELDS["needs_credit"])
    for_persons = BooleanField(FIELDS["for_persons"])
    for_companies = BooleanField(FIELDS["for_companies"])
    closed_on = Day(FIELDS["closed_on"], [optional()], description=_l("What clients hold already stays theirs"))

    def values(self) -> dict[str, Any]:
        """What was typed, empty texts as ""."""
        words = {name: self._fields[name].data or "" for name in ("name_zh", "name_en", "partner_zh", "partner_en")}
        rest = ("risk_level", "needs_credit", "for_persons", "for_companies", "closed_on")
        return words | {name: self._fields[name].data for name in rest}


class NewProductForm(ProductForm):
    product_class = SelectField(_l("Class"), [required()])
    code = Line(
        _l("Code"),
        24,
        description=_l("Small letters, figures and underscores; it never changes"),
        validators=[
            Regexp(r"[a-z][a-z0-9_]{1,23}\Z", message=_l("Please use 2 to 24 small letters, figures and underscores."))
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product_class.choices = class_choices()
