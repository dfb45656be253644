"""Forms of tags, saved filters, deeds on a whole result, and exports."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, required
from portal.ground.i18n import lazy_gettext as _l
from portal.models.finding.exports import COLUMNS

COLOURS = [
    ("plain", _l("Grey")),
    ("info", _l("Blue")),
    ("done", _l("Green")),
    ("wait", _l("Amber")),
    ("late", _l("Red")),
]


def for_file(columns: list[str]) -> list[str]:
    """The columns of a file that show what these columns of a list show; the name always."""
    chosen = {"name", *columns} | ({"change"} if "growth" in columns else set())
    return [code for code in COLUMNS if code in chosen]


class TagForm(PortalForm):
    branch = SelectField(_l("Branch"), [required()])
    name = Line(_l("Tag"), 24)
    colour = RadioField(_l("Colour"), choices=COLOURS, default="plain")


class HangForm(PortalForm):
    tag = SelectField(_l("Tag"), [required()])


class SavedFilterForm(PortalForm):
    name = Line(_l("Name of the filter"), 60)
    shared_with = SelectField(_l("Who sees it"))
    list = HiddenField()


class NewFilterForm(SavedFilterForm):
    freeze = BooleanField(_l("Hold the clients of today"))


class BulkForm(PortalForm):
    deed = RadioField(
        _l("What to do"), choices=[("tag", _l("Add a tag")), ("untag", _l("Remove a tag"))], default="tag"
    )
    chosen = SelectField(_l("Tag"), [required()])
    list = HiddenField()


class ExportForm(PortalForm):
    kind = RadioField(
        _l("File"), choices=[("xlsx", _l("Excel workbook (xlsx)")), ("csv", _l("Text (csv, UTF-8)"))], default="xlsx"
    )
    columns: Any = SelectMultipleField(
        _l("Columns"),
        choices=[*COLUMNS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    unmasked = BooleanField(_l("With whole phone and document numbers"))
    reason = Line(_l("Reason for whole numbers"), 200, needed=False)
    list = HiddenField()
