"""Which figures are asked for."""

from __future__ import annotations

from datetime import date

from wtforms import Form, SelectField
from wtforms.validators import Optional

from portal.ground import formats
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.reads.measures.asked import WAYS
from portal.words.measures import WAY_WORDS


class MeasuresForm(Form):
    """Read from the address; what makes no sense counts as not asked."""

    month = SelectField(_l("Month"), [Optional()], validate_choice=False)
    by = SelectField(_lp("of figures", "By"), [Optional()], validate_choice=False)
    branch = SelectField(_l("Branch"), [Optional()], validate_choice=False)

    def offer(self, months: list[date], branches: list[tuple[str, str]], ways: tuple[str, ...] = WAYS) -> MeasuresForm:
        """Fill the choices and put what makes no sense right."""
        self.month.choices = [(month.isoformat()[:7], formats.month(month)) for month in months]
        self.by.choices = [(way, WAY_WORDS[way]) for way in ways]
        self.branch.choices = [("", _l("All")), *branches]
        for field in (self.month, self.by, self.branch):
            codes = [code for code, _word in field.choices]
            field.data = field.data if field.data in codes else codes[0]
        return self

    def month_of(self) -> date:
        """The first day of the chosen month."""
        return date.fromisoformat(f"{self.month.data}-01")
