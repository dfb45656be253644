"""Which figures of benefits are asked for."""

from __future__ import annotations

from datetime import date

from wtforms import Form
from wtforms.validators import Optional

from portal.forms.shared.choosing import SelectField
from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.benefits.settling import last_of


class BenefitFiguresForm(Form):
    """Read from the address; what makes no sense counts as not asked."""

    month = SelectField(_l("Month"), [Optional()], validate_choice=False)
    branch = SelectField(_l("Branch"), [Optional()], validate_choice=False)

    def offer(self, months: list[date], branches: list[tuple[str, str]]) -> BenefitFiguresForm:
        """Fill the choices and put what makes no sense right."""
        self.month.choices = [
            ("", _("The last twelve months")),
            *((one.isoformat()[:7], formats.month(one)) for one in months),
        ]
        self.branch.choices = [("", _("All")), *branches]
        for field in (self.month, self.branch):
            codes = [code for code, _word in field.choices]
            field.data = field.data if field.data in codes else codes[0]
        return self

    def days(self, whole: tuple[date, date]) -> tuple[date, date]:
        """The first and the last day of what is chosen, or `whole`."""
        if not self.month.data:
            return whole
        first = date.fromisoformat(f"{self.month.data}-01")
        return first, last_of(first)
