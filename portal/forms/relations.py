"""Recording and ending a relation between clients."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField

from portal.forms.base import Day, Line, PortalForm, cleaned, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.clients.relations import ROLES

ROLE_WORDS: dict[str, Any] = {
    "spouse": _l("Spouse"),
    "parent": _l("Parent"),
    "child": _l("Child"),
    "colleague": _l("Colleague"),
    "employer": _l("Employer"),
    "employee": _l("Employee"),
    "supplier": _l("Supplier"),
    "customer": _l("Customer"),
    "introducer": _l("Introduced by"),
    "introduced": _l("Introduced by this client"),
}
BY_GENDER: dict[tuple[str, str], Any] = {
    ("spouse", "m"): _l("Husband"),
    ("spouse", "f"): _l("Wife"),
    ("parent", "m"): _l("Father"),
    ("parent", "f"): _l("Mother"),
    ("child", "m"): _l("Son"),
    ("child", "f"): _l("Daughter"),
}


def role_word(role: str, gender: str = "") -> str:
    """What the other side is to this one, in the reader's language; family by gender where it is known."""
    return str(BY_GENDER.get((role, gender), ROLE_WORDS[role]))


class RelationForm(PortalForm):
    """`other` is a client's number or name; `pick` the number chosen where several fit; with `outside` only a name is
    kept."""

    role = SelectField(
        _l("What the other is to this client"),
        [required()],
        choices=[("", _l("Please choose")), *((role, ROLE_WORDS[role]) for role in ROLES)],
    )
    other = Line(_l("The other side"), 64, description=_l("Client number or name"))
    pick = StringField(_l("Which of them"), [optional()], filters=[cleaned])
    outside = BooleanField(_l("Not a client of the bank: keep the name only"))
    since = Day(_l("Since"), [optional()])
    note = Line(_l("Note"), 200, needed=False)


class EndRelationForm(PortalForm):
    until = Day(_l("Ended on"), [optional()])
    reason = Line(_l("Reason"), 200)
