"""The filter of the list of clients as a form over the address, and what it says when it is on."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from portal.forms.shared.base import FilterForm
from portal.forms.shared.choosing import SelectField, SelectMultipleField
from portal.forms.shared.fields import cleaned
from portal.ground import formats, security, settings
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named, ngettext
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.choices import Choices, carried
from portal.reads.finding.filter import FIELDS, NAMES, OF_HEADS, ClientFilter
from portal.reads.finding.listed import ORDERS_OF_HEADS
from portal.reads.organisation import tree
from portal.rules.clients.documents import possible_documents
from portal.words.clients import KINDS
from portal.words.screening import CLIENT_STATES
from portal.words.states import choices

CLASSES = [("liability", _l("Liability")), ("asset", _l("Asset")), ("intermediary", _l("Intermediary"))]
ORDER_WORDS = [
    ("aum", _l("AUM, highest first")),
    ("due", _l("Next contact due")),
    ("name", _l("By name")),
    ("newest", _l("Newest")),
]
CHANGES = [("rising", _l("Rising")), ("falling", _l("Falling"))]
BIRTHDAYS = ("0", "7", "14", "30", "60", "90")
CONTACTS = ("30", "60", "90", "180", "365")


def documents_meant(typed: str) -> list[str]:
    """The HMACs of the document that may have been typed into a search."""
    key = settings.keys()
    return [security.equality(number, key) or "" for number in possible_documents(typed)]


def filter_in(address: MultiDict[str, Any]) -> ClientFilter:
    """What an address narrows the list to; a document is looked for by its HMAC."""
    found = ClientFilter.from_query({name: [cleaned(text) for text in address.getlist(name)] for name in IN_ADDRESS})
    found.documents = documents_meant(found.q)
    return found


def _choice(label: Any, choices: Any = (), **options: Any) -> SelectField:
    return SelectField(label, choices=[("", _l("All")), *choices], validate_choice=False, **options)


class Several(SelectMultipleField):
    """Choices as boxes to tick; any of them fits."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, validate_choice=False, **options)


def said(label: str, value: str) -> str:
    """A chip's words."""
    return _("%(label)s: %(value)s", label=label, value=value)


class ClientFilterForm(FilterForm):
    """The filter lives in the address (`class` is a Python word, so its field is set apart)."""

    q = StringField(_l("Name, pinyin, number, document or last digits of the phone"), filters=[cleaned])
    branch = _choice(_l("Branch"))
    tier = Several(_l("Tier"))
    kind = _choice(_l("Kind"), KINDS)
    klass = Several(_l("Class"), choices=CLASSES, name="class")
    industry = Several(_l("Industry"))
    employer = StringField(_l("Employer begins with"), filters=[cleaned])
    plant = _choice(_l("Plant"))
    district = _choice(_l("District"))
    manager = _choice(_l("Client manager"))
    adviser = _choice(_l("Wealth adviser"))
    team = _choice(_l("Team"), [("incomplete", _l("Not complete"))])
    aum_from = StringField(_l("AUM from (yuan)"), filters=[cleaned])
    aum_to = StringField(_l("AUM up to (yuan)"), filters=[cleaned])
    change = _choice(_l("AUM over 3 months"), CHANGES)
    change_from = StringField(_l("Change from (yuan)"), filters=[cleaned])
    change_to = StringField(_l("Change up to (yuan)"), filters=[cleaned])
    birthday = _choice(_l("Birthday"))
    last_contact = _choice(_l("Last contact"))
    holds = Several(_l("Holds"))
    lacks = Several(_l("Does not hold"))
    tag = Several(_l("Tag"))
    complete_below = StringField(_l("Record complete below (%)"), filters=[cleaned])
    list_status = _choice(_l("VIP list"), choices(CLIENT_STATES))

    def fill(self, scope: ClientScope, found: Choices) -> None:
        """The choices that differ by who looks."""
        every = ("", _("All"))
        paths = ["/"] if scope.whole_bank else scope.actor.all_paths
        self.branch.choices = [every, *((b.code, "　" * b.depth + named(b)) for b in tree.branches_below(paths))]
        self.tier.choices = [("vip", _("All VIP tiers")), *((t.code, named(t)) for t in reference.tiers().values())]
        self.district.choices = [every, *((name, name) for name in reference.districts())]
        self.plant.choices = [every, *((name, name) for name in carried("plant"))]
        self.industry.choices = [(code, industry_name(code)) for code in carried("industry")]
        self.holds.choices = self.lacks.choices = [
            (one.code, named(one)) for one in reference.product_classes().values()
        ]
        self.tag.choices = [(code, name) for code, name, _colour in found.tags]
        self.birthday.choices = [every, *((n, birthday_words(n)) for n in _with(BIRTHDAYS, self.birthday.data))]
        weeks = ((n, contact_words(n)) for n in _with(CONTACTS, self.last_contact.data))
        self.last_contact.choices = [every, *weeks, ("never", _("Never"))]
        for role, people in (("manager", self.manager), ("adviser", self.adviser)):
            mine = [(user, name) for user, name, kind in found.people if kind == role]
            people.choices = [every, ("none", _("Nobody yet")), *mine]

    def active(self, wanted: ClientFilter) -> list[tuple[str, str, str]]:
        """(name in the address, value, words) of everything that narrows the list now, besides what is searched for."""
        found = []
        for name, values in wanted.to_query().items():
            label = self._fields[BY_ADDRESS.get(name, name)].label.text
            found += [(name, value, said(label, self._said(name, value))) for value in values if name != "q"]
        return found

    def _said(self, name: str, value: str) -> str:
        """A value as a person reads it."""
        if name in ("aum_from", "aum_to", "change_from", "change_to"):
            return formats.short_money(int(value) * 100)
        if name == "complete_below":
            return f"{value}%"
        field = self._fields[BY_ADDRESS.get(name, name)]
        known = {str(code): str(word).strip("\u3000") for code, word in getattr(field, "choices", None) or []}
        return known.get(value, value)


IN_ADDRESS = tuple(NAMES.get(name, name) for name in FIELDS)
"""The filter's parameters as an address names them."""
BY_ADDRESS = {address: name for name, address in NAMES.items()}
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("Who it is"), ("tier", "kind", "klass", "tag", "district")),
    (_l("Work and industry"), ("industry", "employer", "plant")),
    (_l("Who serves"), ("branch", "manager", "adviser", "team")),
    (_l("Money"), ("aum_from", "aum_to", "change", "change_from", "change_to")),
    (_l("Products held"), ("holds", "lacks")),
    (_l("Occasions"), ("birthday", "last_contact")),
    (_l("Record and VIP list"), ("complete_below", "list_status")),
)
"""The groups of the panel, in its order."""


def orders_for(scope: ClientScope) -> list[tuple[str, Any]]:
    """The orders that this reader may choose from."""
    return [pair for pair in ORDER_WORDS if pair[0] in ORDERS_OF_HEADS] if scope.head else ORDER_WORDS


def groups_for(scope: ClientScope) -> list[tuple[Any, tuple[str, ...]]]:
    """The groups that this reader has; of heads only what is shown of them can be asked for."""
    if not scope.head:
        return [*GROUPS]
    parts = [(label, tuple(name for name in names if name in OF_HEADS)) for label, names in GROUPS]
    return [(label, names) for label, names in parts if names]


def _with(values: tuple[str, ...], typed: Any) -> list[str]:
    """The usual numbers of days, and the one of the address where it is another."""
    known = {*values, str(typed)} if str(typed or "").isdecimal() and len(str(typed)) < 5 else {*values}
    return sorted(known, key=int)


def birthday_words(days: str) -> str:
    return _("Today") if days == "0" else ngettext("In the next %(num)d day", "In the next %(num)d days", int(days))


def contact_words(days: str) -> str:
    return ngettext("None for %(num)d day", "None for %(num)d days", int(days))


def industry_name(code: str) -> str:
    """An industry as people read it: the classification's name, else the text as the record has it."""
    found = reference.industries().get(code)
    return named(found) if found else code
