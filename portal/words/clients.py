"""The words for the codes of a client's record, as forms offer them and as pages and the audit trail read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference
from portal.words import contacts

Choices = list[tuple[str, Any]]

KINDS: Choices = [("individual", _l("Individual")), ("company", _l("Company"))]
GENDERS: Choices = [("", _l("Not known")), ("m", _l("Male")), ("f", _l("Female"))]
DOCUMENTS: Choices = [
    ("", _l("None")),
    ("resident_id", _l("Resident ID")),
    ("passport", _l("Passport")),
    ("hk_macao_permit", _l("Hong Kong or Macao permit")),
    ("taiwan_permit", _l("Taiwan permit")),
    ("uscc", _l("Unified social credit code")),
]
CHANNELS: Choices = [("", _l("No preference")), *contacts.CHANNELS]
ORIGINS: Choices = [
    ("", _l("Not known")),
    ("walk_in", _l("Came to the branch")),
    ("introduced", _l("Introduced by a client")),
    ("payroll", _l("Payroll of the employer")),
    ("supplier", _l("FAW supplier")),
    ("event", _l("Event")),
    ("campaign", _l("Campaign")),
    ("list", _l("Screening list")),
    ("online", _l("Online")),
    ("transfer", _l("From another branch")),
    ("other", _l("Other")),
]
RISK_RATINGS: Choices = [
    ("", _l("Not assessed")),
    ("C1", _l("C1 Cautious")),
    ("C2", _l("C2 Steady")),
    ("C3", _l("C3 Balanced")),
    ("C4", _l("C4 Growth")),
    ("C5", _l("C5 Aggressive")),
]
CREDIT_MARKS: Choices = [
    ("", _l("Not marked")),
    ("good", _l("Good")),
    ("normal", _l("Normal")),
    ("watch", _l("To be watched")),
    ("bad", _l("Bad")),
]
COMPANY_SIZES: Choices = [
    ("", _l("Not known")),
    ("large", _l("Large")),
    ("medium", _l("Medium")),
    ("small", _l("Small")),
    ("micro", _l("Micro")),
]
SUPPLIER_TIERS: Choices = [
    ("", _l("No FAW supplier")),
    ("1", _l("First-level supplier")),
    ("2", _l("Second-level supplier")),
    ("3", _l("Third-level supplier")),
]
PHONE_KINDS: Choices = [
    ("mobile", _l("Mobile")),
    ("home", _l("At home")),
    ("work", _l("At work")),
    ("other", _l("Other")),
]
ADDRESS_KINDS: Choices = [
    ("home", _l("At home")),
    ("work", _l("At work")),
    ("registered", _l("Registered")),
    ("mail", _l("For letters")),
    ("other", _l("Other")),
]
SCOPES: Choices = [
    ("read", _l("Read only")),
    ("request", _l("Read and file requests")),
    ("sign", _l("Everything, signs for the company")),
]

BY_FIELD: dict[str, Choices] = {
    "kind": KINDS,
    "gender": GENDERS,
    "document_kind": DOCUMENTS,
    "preferred_channel": CHANNELS,
    "origin": ORIGINS,
    "risk_rating": RISK_RATINGS,
    "credit_mark": CREDIT_MARKS,
    "company_size": COMPANY_SIZES,
    "supplier_tier": SUPPLIER_TIERS,
    "mobile_kind": PHONE_KINDS,
    "phone_kind": PHONE_KINDS,
    "address_kind": ADDRESS_KINDS,
    "scope": SCOPES,
}
YES_OR_NO = frozenset({"do_not_call", "birthday_lunar"})


def industry_choices() -> Choices:
    """The sections of the classification in the reader's language: C 制造业."""
    return [("", _l("Not known")), *((code, f"{code} {named(one)}") for code, one in reference.industries().items())]


def word(field: str, code: str) -> str:
    """The word for a code of this field of the record; the code itself where there is none."""
    if field == "industry":
        found = reference.industries().get(code)
        return f"{code} {named(found)}" if found else code
    if field in YES_OR_NO and code in ("True", "False"):
        return str(_l("yes") if code == "True" else _l("no"))
    return str(dict(BY_FIELD.get(field, ())).get(code, code))


def without_blank(choices: Iterable[tuple[str, Any]]) -> Choices:
    """The same choices without the one for nothing."""
    return [(code, label) for code, label in choices if code]


NUMBERS: dict[str, Any] = {
    "document": _l("document number"),
    "mobile": _l("phone number"),
    "account": _l("account number"),
    "card": _l("card number"),
    "loan": _l("loan number"),
    "service": _l("contract number"),
    "order": _l("number of the account paid to"),
}
"""What a masked number is."""


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
