"""Rules of the tiers, trying others out, and tiers given by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import StringField

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, Money, Whole, cleaned, optional, required
from portal.ground import i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.reads.organisation import tree
from portal.rules.tiers.judgement import Rules
from portal.rules.tiers.levels import CLASSES
from portal.words.tiers import FIELDS, KIND_WORDS


class Weight(StringField):
    """A factor with at most two decimals, such as 0.8; its data is a Decimal."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        text = cleaned(valuelist[0] if valuelist else "").replace("，", ".").replace(",", ".")
        if not text:
            return
        if not re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,2})?", text):
            raise ValueError(str(_l("Please enter a factor with at most two decimals, such as 0.8.")))
        self.data = Decimal(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"


class Threshold(Money):
    """An amount to be read at a glance: 500,000."""

    def _value(self) -> str:
        raw = super()._value()
        return raw if self.raw_data or self.data is None else f"{self.data // 100:,}{self._cents()}"

    def plain(self) -> str:
        """The same without separators, as an address carries it."""
        return super()._value() if self.data is None else f"{self.data // 100}{self._cents()}"

    def _cents(self) -> str:
        return f".{self.data % 100:02d}" if self.data and self.data % 100 else ""


class TrialForm(PortalForm):
    """Thresholds (fen), weights and months, to be tried. Make it by `of_levels`: it has a threshold for each level."""

    weight_deposits = Weight(FIELDS["weight_deposits"], [required()])
    weight_wealth = Weight(FIELDS["weight_wealth"], [required()])
    weight_funds = Weight(FIELDS["weight_funds"], [required()])
    weight_insurance = Weight(FIELDS["weight_insurance"], [required()])
    average_months = Whole(FIELDS["average_months"], [required()])
    protected_months = Whole(FIELDS["protected_months"], [required()])

    @classmethod
    def of_levels(cls, *args: Any, **kwargs: Any) -> Any:
        """The form over the bank's levels; of one that does not hold yet the threshold may stay empty."""
        fields: dict[str, Any] = {}
        for tier in reference.tiers().values():
            if tier.rank:
                label, checks = (
                    _("%(tier)s from, yuan", tier=i18n.named(tier)),
                    [required() if tier.in_force else optional()],
                )
                fields[f"threshold_{tier.code}"] = Threshold(label, checks)
        return type(cls.__name__, (cls,), fields)(*args, **kwargs)

    @property
    def thresholds(self) -> list[Any]:
        """The fields of the levels, lowest first."""
        return [self[f"threshold_{code}"] for code in reference.vip_tiers()]

    def tidy(self) -> TrialForm:
        """Show what was read from an address as it was understood: 30万 as 300,000."""
        for one in self.thresholds:
            one.raw_data = one.raw_data if one.data is None else None
        return self

    def values(self, valid_from: date | None) -> dict[str, Any]:
        """What was typed, as the rules take it; thresholds in fen, None for a level that shall not hold yet."""
        return {
            "valid_from": valid_from,
            "thresholds": {code: self[f"threshold_{code}"].data for code in reference.vip_tiers()},
            "weights": {name: self[f"weight_{name}"].data for name in CLASSES},
            "average_months": self.average_months.data,
            "protected_months": self.protected_months.data,
        }

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as an address carries it."""
        names = (*(f"weight_{name}" for name in CLASSES), "average_months", "protected_months")
        return {one.name: one.plain() for one in self.thresholds} | {name: self[name]._value() for name in names}


class RulesForm(TrialForm):
    valid_from = Day(
        _l("Holds from"), [required()], description=_l("The first day of a month, next month at the earliest.")
    )
    reason = Line(_l("Reason"), 200)


def filled_from(rules: Rules) -> dict[str, Any]:
    """What stands in the form before anybody types: the values of `rules`."""
    return {
        **{f"threshold_{code}": rules.thresholds.get(code) for code in reference.vip_tiers()},
        **{f"weight_{name}": weight for name, weight in rules.weights.items()},
        "average_months": rules.average_months,
        "protected_months": rules.protected_months,
    }


class MoversForm(FilterForm):
    """Which of those who would move are listed: one way, perhaps one branch."""

    kind = SelectField(_l("Which"), choices=[*KIND_WORDS.items()], validate_choice=False)
    branch = SelectField(_l("Branch"), validate_choice=False)

    def offer(self, branches: list[int], moves: Mapping[str, int]) -> MoversForm:
        """The branches where somebody moves; without a choice the first way that anybody goes (`moves`: way →
        clients)."""
        names = [(b.code, i18n.named(b)) for b in tree.branch_tree() if b.id in branches]
        self.branch.choices = [("", _("All")), *names]
        if self.kind.data not in KIND_WORDS:
            self.kind.data = next((kind for kind in KIND_WORDS if moves[kind]), "up")
        return self

    @property
    def branch_id(self) -> int | None:
        return next((b.id for b in tree.branch_tree() if b.code == self.branch.data), None)


class GrantForm(PortalForm):
    tier = SelectField(FIELDS["tier"], [required()], validate_choice=False)
    until = Day(_l("Until"), [required()], description=_l("From this day on the months decide again."))
    reason = Line(_l("Reason"), 200)

    def offer(self, own: str) -> GrantForm:
        """The tiers from the client's own upwards."""
        rank = reference.tiers()[own].rank
        self.tier.choices = [
            (t.code, i18n.named(t)) for t in reference.tiers().values() if t.rank >= max(1, rank) and t.in_force
        ]
        return self


class EndGrantForm(PortalForm):
    reason = Line(_l("Reason"), 200)


class LevelForm(PortalForm):
    """A level of the bank: its names, what it is for, and for one that does not hold yet above which other it
    stands."""

    name_zh = Line(FIELDS["name_zh"], 32)
    name_en = Line(FIELDS["name_en"], 32)
    words_zh = Line(FIELDS["words_zh"], 160, needed=False)
    words_en = Line(FIELDS["words_en"], 240, needed=False)
    above = SelectField(
        FIELDS["above"],
        [required()],
        validate_choice=False,
        description=_l("It begins with the benefits of that level."),
    )

    def offer(self, but: str = "") -> LevelForm:
        """Every level that it can stand above."""
        self.above.choices = [(tier.code, i18n.named(tier)) for tier in reference.tiers().values() if tier.code != but]
        return self
