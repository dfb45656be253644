"""One setting of the bank: a value in its unit, the day from which it holds, and why."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import Day, Line, Money, Whole, between, required
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.administration.settings import Described

UNITS = {
    "int": "",
    "days": _l("days"),
    "working_days": _l("working days"),
    "months": _l("months"),
    "minutes": _l("minutes"),
    "hours": _l("hours"),
    "times": _l("times"),
    "percent": "%",
    "yuan": _l("yuan"),
    "bool": "",
}


class SettingForm(PortalForm):
    since = Day(_l("Holds from"), [required()], default=clock.today)
    reason = Line(_l("Reason"), 200)
    seen = HiddenField()

    @property
    def seen_id(self) -> int | None:
        text = str(self.seen.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


class YuanForm(SettingForm):
    value = Money(_l("Value"), [required()])
    low, high = 0, 10**13

    def validate_value(self, field: Any) -> None:
        if field.data is not None and not self.low <= field.data <= self.high:
            raise ValidationError(
                str(_l("Please enter an amount from %(min)s to %(max)s yuan."))
                % {"min": f"{self.low // 100:,}", "max": f"{self.high // 100:,}"}
            )


class SwitchForm(SettingForm):
    value = BooleanField(_l("Switched on"))


def form_for(one: Described, now: Any) -> SettingForm:
    """The form of a setting, filled with what holds now."""
    if one.kind == "yuan":
        money = YuanForm(data={"value": now})
        money.low, money.high = one.min * 100, one.max * 100
        return money
    if one.kind == "bool":
        return SwitchForm(data={"value": now})

    class WholeForm(SettingForm):
        value = Whole(_l("Value"), [required(), between(one.min, one.max)])

    return WholeForm(data={"value": now})
