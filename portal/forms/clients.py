"""The filter of the client list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf

from ..formats import joined
from ..i18n import gettext as _
from ..models.client_list import ORDERS, ClientFilter
from .base import FilterForm, cleaned
from .codes import KINDS

CLASSES = [("liability", _l("Liability")), ("asset", _l("Asset")), ("intermediary", _l("Intermediary"))]
ORDER_WORDS = [
    ("aum", _l("AUM, highest first")),
    ("due", _l("Next contact due")),
    ("name", _l("Name")),
    ("newest", _l("Newest")),
]


class ClientFilterForm(FilterForm):
    """The filter row; it lives in the address (`class` is a Python word, so its field is set apart)."""

    q = StringField(_l("Name, pinyin, number or last digits of the phone"), filters=[cleaned])
    branch = SelectField(_l("Branch"), validate_choice=False)
    tier = SelectMultipleField(_l("Tier"), validate_choice=False)
    kind = SelectField(_l("Kind"), choices=[("", _l("All")), *KINDS], validate_choice=False)
    klass = SelectField(_l("Class"), choices=[("", _l("All")), *CLASSES], validate_choice=False, name="class")
    district = SelectField(_l("District"), validate_choice=False)
    manager = SelectField(_l("Client manager"), validate_choice=False)
    adviser = SelectField(_l("Wealth adviser"), validate_choice=False)
    team = SelectField(_l("Team"), choices=[("", _l("All")), ("incomplete", _l("Not complete"))], validate_choice=False)
    order = SelectField(_l("Order"), choices=ORDER_WORDS, default="aum", validators=[AnyOf([*ORDERS])])

    def wanted(self) -> ClientFilter:
        return ClientFilter(
            q=(self.q.data or "")[:60], branch=self.branch.data or "", tier=[t for t in self.tier.data or [] if t], kind=self.kind.data or "",
            klass=self.klass.data or "", district=self.district.data or "", manager=self.manager.data or "", adviser=self.adviser.data or "",
            team=self.team.data or "",
        )  # fmt: skip

    @property
    def ordered(self) -> str:
        return self.order.data if self.order.data in ORDERS else "aum"

    def active(self) -> list[tuple[str, str]]:
        """(field, label: value) of the filters that narrow the list now."""
        found = []
        for name, field in self._fields.items():
            value = field.data
            if name == "order" or not value or value == [""]:
                continue
            choices = {str(code): str(word) for code, word in field.choices or []} if hasattr(field, "choices") else {}
            words = joined(choices.get(v, v) for v in (value if isinstance(value, list) else [value]))
            found.append((field.name, f"{field.label.text}{_(': ')}{words}"))
        return found
