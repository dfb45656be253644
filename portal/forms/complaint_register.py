"""What of the register is asked for."""

from __future__ import annotations

from wtforms import Form
from wtforms.validators import Optional

from portal.forms.shared.choosing import SelectField
from portal.ground import clock, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch
from portal.reads.complaints import classes
from portal.reads.complaints.register import Wanted
from portal.rules.complaints import Quarter, quarter_of
from portal.words.complaint_register import quarter_name
from portal.words.complaints import STATES

QUARTERS = 16
"""So many can be chosen: files are kept for three years after closing."""


class RegisterForm(Form):
    """Read from the address; what makes no sense counts as not asked."""

    quarter = SelectField(_l("Quarter"), [Optional()], validate_choice=False)
    branch = SelectField(_l("Branch"), [Optional()], validate_choice=False)
    business = SelectField(_l("Business"), [Optional()], validate_choice=False)
    cause = SelectField(_l("Cause of the complaint"), [Optional()], validate_choice=False)
    channel = SelectField(_l("Channel"), [Optional()], validate_choice=False)
    district = SelectField(_l("Region"), [Optional()], validate_choice=False)
    state = SelectField(_l("State"), [Optional()], validate_choice=False)

    def offer(self, branches: list[Branch]) -> RegisterForm:
        """Fill the choices and put what makes no sense right."""
        quarters = [quarter_of(clock.today())]
        while len(quarters) < QUARTERS:
            quarters.append(quarters[-1].before)
        self.quarter.choices = [(one.code, quarter_name(one)) for one in quarters]
        self.branch.choices = [("", _("All")), *((one.code, i18n.named(one)) for one in branches)]
        for axis in ("business", "cause", "channel"):
            every = [(code, classes.whole_name(axis, code)) for code in classes.classes()[axis]]
            self[axis].choices = [("", _("All")), *every]
        self.state.choices = [("", _("All")), *((code, str(one.word)) for code, one in STATES.items())]
        self.district.choices = [("", _("All"))]
        for field in self:
            codes = [code for code, _word in field.choices]
            if field.name != "district":
                field.data = field.data if field.data in codes else codes[0]
        return self

    @property
    def chosen(self) -> Quarter:
        year, number = self.quarter.data.split("-")
        return Quarter(int(year), int(number))

    def offer_districts(self, found: list[str]) -> RegisterForm:
        """The regions from which complaints of the quarter come."""
        self.district.choices = [("", _("All")), *((one, one) for one in found)]
        self.district.data = self.district.data if self.district.data in found else ""
        return self

    def wanted(self, branches: list[Branch]) -> Wanted:
        """As the reads ask for it: a branch by its path, which stands for all below it."""
        path = next((one.path for one in branches if one.code == self.branch.data), "")
        named = {name: self[name].data or "" for name in ("channel", "business", "cause", "district", "state")}
        return Wanted(self.chosen, path, **named)

    @property
    def set_apart(self) -> int:
        """How many filters besides the quarter are set."""
        return sum(bool(field.data) for field in self if field.name != "quarter")
