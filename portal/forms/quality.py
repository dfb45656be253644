"""Findings and required fields in words, the filter of the list to work off, and "not the same person"."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField

from portal.forms.base import FilterForm, Line, PortalForm, cleaned
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named, ngettext
from portal.reads import reference
from portal.reads.organisation import tree
from portal.reads.quality.findings import QualityFilter
from portal.rules.quality import findings

FIELD_WORDS: dict[str, Any] = {
    "name": _l("Name"),
    "name_latin": _l("Name in Latin letters"),
    "gender": _l("Gender"),
    "birthday": _l("Birthday"),
    "document": _l("Document"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "wechat": _l("WeChat name"),
    "address": _l("Address"),
    "district": _l("District"),
    "employer": _l("Employer"),
    "plant": _l("Plant"),
    "post": _l("Post"),
    "hobbies": _l("Hobbies"),
    "character": _l("Character"),
    "languages": _l("Languages"),
    "preferred_channel": _l("Preferred channel"),
    "preferred_times": _l("Preferred times"),
    "do_not_call": _l("Please do not call"),
    "legal_representative": _l("Legal representative"),
    "industry": _l("Industry"),
    "business": _l("Main business"),
    "company_size": _l("Size of the company"),
    "supplier_tier": _l("FAW supplier level"),
    "origin": _l("How the client came to us"),
    "risk_rating": _l("Risk rating"),
    "credit_mark": _l("Credit mark"),
    "notes": _l("Notes"),
}

CODE_WORDS: dict[str, Any] = {
    "missing": _l("Something is missing"),
    "birthday_document": _l("Birthday and ID differ"),
    "gender_document": _l("Gender and ID differ"),
    "no_legal_representative": _l("No legal representative"),
    "too_old": _l("Implausible age"),
    "born_later": _l("Born in the future"),
    "assets_without_account": _l("Assets without an account"),
    "rating_expired": _l("Risk rating has run out"),
    "stale": _l("Not verified for long"),
    "duplicate": _l("Looks like another record"),
    "phone_shared": _l("Phone shared by many"),
}

REASON_WORDS: dict[str, Any] = {
    "document": _l("the same document number"),
    "company_name": _l("the same company name"),
    "name_birthday": _l("the same name and birthday"),
    "name_phone": _l("the same name and phone"),
    "sound_phone": _l("a name that sounds the same, and the same phone"),
    "name_phone_tail": _l("the same name and last four digits of the phone"),
    "sound_birthday": _l("a name that sounds the same, and the same birthday"),
    "sound_phone_tail": _l("a name that sounds the same, and the same last four digits of the phone"),
    "name_employer": _l("the same name and employer"),
    "sound_employer": _l("a name that sounds the same, and the same employer"),
    "phone": _l("the same phone"),
}

STRENGTH_WORDS: dict[str, Any] = {"certain": _l("certain"), "likely": _l("likely"), "possible": _l("possible")}
STRENGTH_TONES = {"certain": "late", "likely": "wait", "possible": "info"}


def field_words(name: str) -> str:
    """A field as people call it."""
    return str(FIELD_WORDS.get(name, name))


def reason_words(reasons: Any) -> str:
    """Why two records look like one, in words; each reason has commas of its own."""
    return _("; ").join(str(REASON_WORDS[code]) for code in reasons if code in REASON_WORDS)


def finding_sentence(finding: Any) -> str:
    """A finding as a sentence in the reader's language."""
    words = finding.words or {}
    if finding.code == "missing":
        return _("Missing: %(field)s", field=field_words(finding.field))
    if finding.code == "too_old":
        return _("Would be %(age)s years old", age=words.get("age", findings.OLDEST))
    if finding.code == "stale":
        count = words.get("months", 12)
        return ngettext(
            "Not verified or changed for %(num)d month", "Not verified or changed for %(num)d months", count
        )
    if finding.code == "duplicate":
        count = words.get("count", 1)
        return ngettext("Looks like %(num)d other record", "Looks like %(num)d other records", count)
    if finding.code == "phone_shared":
        return ngettext("%(num)d client has this phone", "%(num)d clients have this phone", words.get("count", 1))
    return str(CODE_WORDS[finding.code])


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
