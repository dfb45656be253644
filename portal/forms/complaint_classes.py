"""Classes of complaints: those of one complaint, and what head office calls them."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Line, Money, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, ComplaintClass
from portal.reads.complaints import classes
from portal.rules.complaints import MONEY, RESPONSES
from portal.words.complaints import FIELDS
from portal.words.complaints import RESPONSES as RESPONSE_WORDS

COLUMNS = ("class_channel", "class_business", "inner_cause", "class_cause", "response", "redress")
AXIS_OF = {column: axis for axis, column in classes.COLUMN_OF.items()}
_CODE = re.compile(r"[a-z][a-z0-9_]{1,15}", re.ASCII)


class ClassifyForm(PortalForm):
    """What a complaint was about, and what it led to."""

    class_channel = SelectField(FIELDS["class_channel"], [required()])
    class_business = SelectField(FIELDS["class_business"], [required()])
    inner_cause = SelectField(FIELDS["inner_cause"], [required()])
    class_cause = SelectField(
        FIELDS["class_cause"], [optional()], description=_l("Left open, it is that to which our own cause belongs.")
    )
    response = RadioField(FIELDS["response"], [optional()], choices=list(RESPONSE_WORDS.items()))
    redress = Money(FIELDS["redress"], [optional()], description=_l("Only where money was paid."))

    def offer(self, row: Complaint) -> ClassifyForm:
        """The classes in use, and those that the complaint has."""
        for column, axis in AXIS_OF.items():
            first = _l("By our own cause") if column == "class_cause" else _l("Please choose")
            self[column].choices = [("", first), *classes.choices(axis, getattr(row, column))]
        return self

    def fill(self, row: Complaint) -> ClassifyForm:
        """What stands in the form before anybody types."""
        for column in COLUMNS:
            self[column].data = getattr(row, column)
        self.saves_over(row.version)
        return self

    def validate_redress(self, field: Any) -> None:
        if self.response.data == MONEY and (field.data or 0) <= 0 and not field.errors:
            raise ValidationError(str(_l("How much was paid?")))

    def values(self) -> dict[str, Any]:
        """What was typed, as the record keeps it."""
        found = {column: self[column].data or None for column in COLUMNS}
        return found | {"response": self.response.data if self.response.data in RESPONSES else None}


class ClassForm(PortalForm):
    """What a class is called."""

    name_zh = Line(FIELDS["name_zh"], 40)
    name_en = Line(FIELDS["name_en"], 60)
    number = Line(FIELDS["number"], 12, needed=False)
    active = BooleanField(
        FIELDS["active"], default=True, description=_l("Switched off, it stays with the complaints that have it.")
    )

    def values(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in ("name_zh", "name_en", "number")} | {
            "active": bool(self.active.data)
        }

    def fill(self, row: ComplaintClass) -> ClassForm:
        for name in ("name_zh", "name_en", "number", "active"):
            self[name].data = getattr(row, name)
        self.saves_over(row.version)
        return self


class NewClassForm(ClassForm):
    """A class more; of our own causes also the standard's one to which it belongs."""

    code = Line(
        FIELDS["code"], 16, description=_l("Small letters, digits and _; it is kept for ever and shown to nobody.")
    )
    parent = SelectField(FIELDS["parent"], [optional()])
    standard = SelectField(FIELDS["standard"], [optional()])

    def offer(self, axis: str) -> NewClassForm:
        tops = [(one.code, classes.named(axis, one.code)) for one, _below in classes.tree(axis) if one.active]
        self.parent.choices = [("", _l("Nothing: a class of the first level")), *tops]
        if axis == "inner":
            self.standard.choices = [("", _l("That of the class above it")), *classes.choices("cause")]
        else:
            del self.standard
        return self

    def validate_code(self, field: Any) -> None:
        if field.data and not _CODE.fullmatch(field.data):
            raise ValidationError(str(_l("Small letters, digits and _ only, a letter first.")))

    def values(self) -> dict[str, Any]:
        found = super().values() | {"parent": self.parent.data or ""}
        return found | {"standard": (self.standard.data or "") if "standard" in self._fields else ""}
