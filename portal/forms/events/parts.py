"""The parts of a plan, a form each: programme, people, budget, checklist, picture."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, optional
from portal.forms.shared.rows import Cell, Rows
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.rules import steps
from portal.rules.events.pairs import ids_of, wished
from portal.rules.events.plan import BIGGEST_LINE_FEN, MOST_LINES
from portal.rules.shared.lines import packed, unpacked
from portal.rules.shared.pictures import MAX_BYTES
from portal.rules.shared.uploads import Upload
from portal.words.events import FIELDS

PROGRAMME = (
    Cell("at", _l("Time"), "hour"),
    Cell("what", _l("What happens"), longest=80),
    Cell("who", _l("Speaks or leads"), longest=40, needed=False),
)
SPEAKERS = (
    Cell("name", _l("Name of the speaker"), longest=40),
    Cell("about", _l("Who that is"), longest=100, needed=False),
)
GIFTS = (
    Cell("what", _l("Gift"), longest=60),
    Cell("count", _l("Pieces"), "whole", low=1, high=10_000),
    Cell("each", _l("Yuan each"), "money", high=BIGGEST_LINE_FEN),
)
BUDGET = (Cell("label", _l("What for"), longest=60), Cell("yuan", _l("Yuan"), "money", high=BIGGEST_LINE_FEN))
STEPS = (
    Cell("offset", _l("Working days"), "whole", low=-steps.FARTHEST, high=steps.FARTHEST),
    Cell("label", _l("What is to be done"), longest=steps.LONGEST),
    Cell("staff", _l("By whom"), "choice", needed=False),
)
KIND_STEPS = STEPS[:2]
People = list[tuple[int, str]]


class PartForm(PortalForm):
    """A part of a plan: what a change that waits would make of it is written on."""

    def wanting(self, change: Any) -> PartForm:
        for name, value in wished(change.changes if change else {}).items():
            if name in self._fields:
                self._fields[name].data = value
        return self

    def values(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if isinstance(field, Rows)}


class ProgrammeForm(PartForm):
    programme = Rows(FIELDS["programme"], PROGRAMME, most=MOST_LINES, sorts=True)
    speakers = Rows(FIELDS["speakers"], SPEAKERS, most=20)
    gifts = Rows(FIELDS["gifts"], GIFTS, most=20)


class BudgetForm(PartForm):
    budget_lines = Rows(FIELDS["budget_lines"], BUDGET, most=MOST_LINES)

    def suggest(self, kind: str) -> BudgetForm:
        """What events of this kind usually spend on."""
        row = reference.event_kinds().get(kind)
        self.budget_lines.suggestions = {"label": [one for (one,) in unpacked(row.budget_lines, 1)] if row else []}
        return self


class PeopleForm(PartForm):
    charge = SelectField(FIELDS["charge"], default="")
    helpers = SelectMultipleField(
        FIELDS["helpers"], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def of(self, people: People, charge: str, helpers: str) -> PeopleForm:
        """The people to choose from, and whom the plan names."""
        self.names = {str(ident): name for ident, name in people}
        self.charge.choices = [("", _l("Nobody yet")), *self.names.items()]
        self.helpers.choices = [*self.names.items()]
        if not self.is_submitted():
            self.charge.data = next((str(one) for one in ids_of(charge)), "")
            self.helpers.data = [str(one) for one in ids_of(helpers)]
        return self

    def wanting(self, change: Any) -> PeopleForm:
        found = wished(change.changes if change else {})
        if "charge" in found:
            self.charge.data = next((str(one) for one in ids_of(found["charge"])), "")
        return self

    def values(self) -> dict[str, Any]:
        charge = self.charge.data or ""
        helping = [one for one in self.helpers.data or [] if one != charge]
        return {"charge": self._named([charge] if charge else []), "helpers": self._named(helping)}

    def _named(self, idents: list[str]) -> str:
        rows = sorted((self.names[one], int(one)) for one in idents)
        return packed((ident, name) for name, ident in rows)


class StepsForm(PartForm):
    steps = Rows(FIELDS["steps"], STEPS, most=steps.MOST)

    def of(self, people: People) -> StepsForm:
        names = [(str(ident), name) for ident, name in people]
        self.steps.choices = {"staff": [("", _l("Whoever is in charge")), *names]}
        return self

    def lines(self) -> list[tuple[int, str, int | None]]:
        """Offset, what is to be done, and who does it."""
        return [
            (int(offset), label, int(staff) if staff else None)
            for offset, label, staff in unpacked(self.steps.data, len(STEPS))
        ]


class PictureForm(PortalForm):
    picture = FileField(
        FIELDS["picture"],
        [optional()],
        description=_l("JPEG, PNG or WebP, up to 5 MB; it is cut to 16:9 and written anew, without its metadata."),
        render_kw={"accept": "image/jpeg,image/png,image/webp", "data-most": 1, "data-each": MAX_BYTES},
    )
    picture_words = Line(FIELDS["picture_words"], 120, needed=False, description=_l("For people who do not see it"))
    no_picture = BooleanField(_l("Show no picture any more"))

    def upload(self) -> Upload | None:
        """The picture that was chosen."""
        file = self.picture.data
        return Upload(file.filename, file.read()) if getattr(file, "filename", "") else None
