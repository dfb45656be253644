"""Findings and required fields in words, the filter of the list to work off, and "not the same person"."""

from __future__ import annotations

from typing import Any

from wtforms import StringField

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Line, cleaned
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference
from portal.reads.organisation import tree
from portal.reads.quality.findings import QualityFilter
from portal.rules.quality import findings
from portal.words.quality import CODE_WORDS, field_words


def mend_path(number: str, finding: Any) -> str:
    """Where a finding is mended: the field of the edit form, the pairs, or the page."""
    if finding.code == "duplicate":
        return f"/clients/{number}/alike"
    if finding.code == "assets_without_account":
        return f"/clients/{number}#holdings"
    return f"/clients/{number}/edit#{finding.field}" if finding.field else f"/clients/{number}/edit"


class NotSameForm(PortalForm):
    reason = Line(_l("Why they are two"), 200)


class DeclineForm(PortalForm):
    words = Line(_l("Why not"), 200)


class QualityFilterForm(FilterForm):
    """What the list to work off is narrowed to; it lives in the address."""

    finding = SelectField(_l("Finding"), validate_choice=False)
    manager = SelectField(_l("Client manager"), validate_choice=False)
    branch = SelectField(_l("Branch"), validate_choice=False)
    whose = StringField(filters=[cleaned])

    def offer(self, paths: list[str], people: list[tuple[str, str]], counts: dict[str, int]) -> QualityFilterForm:
        """Fill the choices, with the numbers beside the kinds of finding."""
        every = ("", _("All"))
        self.finding.choices = [
            every,
            *(
                (code, f"{words} ({'1,000+' if counts.get(code, 0) > 1000 else counts.get(code, 0)})")
                for code, words in CODE_WORDS.items()
            ),
            *((f"missing.{name}", _("Missing: %(field)s", field=field_words(name))) for name in sorted_fields()),
        ]
        self.manager.choices = [
            every,
            ("none", _("Nobody yet")),
            *people,
        ]
        self.branch.choices = [every, *((b.code, "　" * b.depth + named(b)) for b in tree.branches_below(paths))]
        return self

    def wanted(self, mine: int | None) -> QualityFilter:
        code, _, name = (self.finding.data or "").partition(".")
        known = code in CODE_WORDS and (not name or (code == "missing" and name in sorted_fields()))
        return QualityFilter(
            code=(f"{code}.{name}" if name else code) if known else "",
            manager=self.manager.data or "",
            branch=self.branch.data or "",
            mine=mine,
        )

    @property
    def on(self) -> int:
        return sum(1 for field in (self.finding, self.manager, self.branch) if field.data)


def sorted_fields() -> list[str]:
    """Every field that can be required, of persons first."""
    return list(dict.fromkeys([*findings.PERSON_FIELDS, *findings.COMPANY_FIELDS]))


class RequiredForm(PortalForm):
    """For each field of each kind the tier from which it is needed: `individual.birthday` = `standard`, "" for
    never."""

    def read(self, form: Any) -> dict[tuple[str, str], str]:
        """(kind, field) → tier, as it was sent; what is unknown counts as never."""
        tiers = set(reference.tiers())
        found = {}
        for kind, names in findings.FIELDS.items():
            for name in names:
                tier = form.get(f"{kind}.{name}", "")
                found[kind, name] = tier if tier in tiers else ""
        return found
