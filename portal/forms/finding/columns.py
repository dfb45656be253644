"""The columns that a person's lists of clients show."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectMultipleField
from portal.ground.i18n import lazy_gettext as _l

COLUMNS: dict[str, Any] = {
    "number": _l("Number"),
    "tier": _l("Tier"),
    "kind": _l("Kind"),
    "aum": _l("Monthly AUM"),
    "growth": _l("3 months"),
    "change": _l("Change in 3 months"),
    "manager": _l("Client manager"),
    "adviser": _l("Wealth adviser"),
    "last": _l("Last contact"),
    "due": _l("Next contact"),
    "requests": _l("Open requests"),
    "birthday": _l("Next birthday"),
    "phone": _l("Phone"),
    "employer": _l("Employer"),
    "industry": _l("Industry"),
    "district": _l("District"),
    "completeness": _l("Record complete"),
    "list": _l("VIP list"),
}
"""Code → heading. The name is always shown; the order is this one."""
USUAL = ("number", "tier", "kind", "aum", "growth", "manager", "adviser", "last", "due")
OF_HEADS = ("number", "tier", "kind", "manager", "adviser")
"""What is shown of clients whose head alone is open."""
MOST = 10


SEATS = ("manager", "adviser")
"""Columns that name who sits where."""


def columns_of(kept: str, full: bool, own: frozenset[str] = frozenset()) -> list[str]:
    """The columns to show: those that the person kept, else the usual ones; of heads always the same five. `own`: the
    seat in which the reader himself sits with all of these clients, and whose column says nothing."""
    if not full:
        return [*OF_HEADS]
    chosen = [code for code in COLUMNS if code in kept.split(",")]
    return chosen or [code for code in USUAL if code not in own]


class ColumnsForm(PortalForm):
    columns = SelectMultipleField(
        _l("Columns"), choices=[*COLUMNS.items()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def validate_columns(self, field: Any) -> None:
        if not 1 <= len(field.data or []) <= MOST:
            raise ValidationError(_l("Please choose between 1 and %(most)s columns.", most=MOST))

    def chosen(self) -> str:
        """As the account keeps it."""
        return ",".join(code for code in COLUMNS if code in (self.columns.data or []))
