"""The words for the codes of a client's record, as forms offer them and as pages and the audit trail read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.ground.i18n import named
from portal.reads import reference
from portal.words import contacts

Choices = list[tuple[str, Any]]

KINDS: Choices = [("individual", _l("Individual")), ("company", _l("Company"))]
GENDERS: Choices = [("", _l("Not known")), ("m", _l("Male")), ("f", _l("Female"))]
DOCUMENTS: Choices = [
    ("", _l("None")),
    ("resident_id", _l("Resident ID")),
    ("temporary_id", _l("Temporary resident ID")),
    ("household_book", _l("Household book")),
    ("passport", _l("Passport")),
    ("hk_macao_permit", _l("Hong Kong or Macao permit")),
    ("taiwan_permit", _l("Taiwan permit")),
    ("hmt_residence", _l("Residence permit (Hong Kong, Macao, Taiwan)")),
    ("foreign_resident", _l("Permanent residence (foreigners)")),
    ("military_id", _l("Military ID")),
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
    """The sections of the classification in the reader's language: 制造业."""
    return [("", _l("Not known")), *((code, named(one)) for code, one in reference.industries().items())]


def word(field: str, code: str) -> str:
    """The word for a code of this field of the record; the code itself where there is none."""
    if field == "industry":
        found = reference.industries().get(code)
        return named(found) if found else code
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
    ("parent", ""): _l("Father or mother"),
    ("parent", "m"): _l("Father"),
    ("parent", "f"): _l("Mother"),
    ("child", "m"): _l("Son"),
    ("child", "f"): _l("Daughter"),
}


def role_word(role: str, gender: str = "") -> str:
    """What the other side is to this one, in the reader's language; family by gender where it is known."""
    return str(BY_GENDER.get((role, gender), ROLE_WORDS[role]))


DEEDS: dict[str, Any] = {
    "client.created": _l("%(actor)s entered %(client)s as %(number)s"),
    "client.tagged": _l("%(actor)s added the tag “%(tag)s” to %(client)s"),
    "client.untagged": _l("%(actor)s removed the tag “%(tag)s” from %(client)s"),
    "client.edited": _l("%(actor)s edited the record of %(client)s"),
    "client.phone_added": _l("%(actor)s added the phone %(phone)s to the record of %(client)s"),
    "client.phone_main": _l("%(actor)s made %(phone)s the main phone of %(client)s"),
    "client.phone_removed": _l("%(actor)s removed the phone %(phone)s from the record of %(client)s"),
    "client.address_added": _l("%(actor)s added an address to the record of %(client)s: %(address)s"),
    "client.address_main": _l("%(actor)s made another address the main one of %(client)s: %(address)s"),
    "client.address_removed": _l("%(actor)s removed an address from the record of %(client)s: %(address)s"),
    "client.revealed": _l("%(actor)s looked at the whole %(what)s of %(client)s: %(reason)s"),
    "client.looked_up": _l("%(actor)s looked up a whole number (%(what)s %(number)s): %(count)s found"),
    "client.verified": _l("%(actor)s confirmed the record with %(client)s"),
    "person.added": _l("%(actor)s authorised %(person)s to act for %(client)s: %(scope)s"),
    "person.changed": _l("%(actor)s changed what %(person)s may do for %(client)s"),
    "person.ended": _l("%(actor)s ended the authority of %(person)s for %(client)s: %(reason)s"),
    "proposal.made": _l("%(actor)s asked for corrections to the record of %(client)s"),
    "proposal.withdrawn": _l("%(actor)s took back the correction of “%(field)s”"),
    "proposal.accepted": _l("%(actor)s confirmed the correction of “%(field)s” for %(client)s"),
    "proposal.declined": _l("%(actor)s declined the correction of “%(field)s” for %(client)s: %(reason)s"),
    "relation.added": _l("%(actor)s recorded %(other)s in the circle of %(client)s: %(relation)s"),
    "relation.ended": _l("%(actor)s ended the relation of %(client)s to %(other)s: %(relation)s"),
}

NOTICES: dict[str, Any] = {
    "proposal.made": _l("%(client)s asks you to correct the record"),
    "proposal.accepted": _l("Your correction is in our records: %(field)s"),
    "proposal.declined": _l("We could not take over your correction of “%(field)s”: %(reason)s"),
    "person.ran_out": _l("The authority of %(person)s for %(client)s has run out"),
}

WRONG: dict[str, Any] = {
    "birthday": _l("A birthday must be in the past."),
    "email": _l("This is not an e-mail address."),
    "assessed": _l("An assessment must be in the past."),
    "unassessed": _l("Please say when this was assessed."),
    "ends": _l("The end cannot be before the assessment."),
    "document_kind": _l("This kind of document is not one of such a client."),
    "document": _l("Please enter the number of this document, too."),
}
"""What `rules/clients/values.py` finds."""

FIELDS: dict[str, Any] = {
    "kind": _l("Kind"),
    "name": _lp("of a client", "Name"),
    "name_latin": _l("Name in Latin letters"),
    "gender": _l("Gender"),
    "birthday": _l("Birthday"),
    "birthday_lunar": _l("Keeps the birthday by the lunar calendar"),
    "document_kind": _l("Document"),
    "document": _l("Document number"),
    "document_masked": _l("Document number"),
    "mobile": _l("Main phone"),
    "mobile_kind": _l("Kind of phone"),
    "mobile_label": _l("Note on this phone"),
    "email": _l("E-mail"),
    "wechat": _l("WeChat name"),
    "address": _l("Main address"),
    "address_kind": _l("Kind of address"),
    "district": _l("District"),
    "preferred_channel": _l("Preferred channel"),
    "preferred_times": _l("Preferred times"),
    "address_as": _l("Form of address"),
    "do_not_call": _l("Please do not call"),
    "languages": _l("Languages"),
    "employer": _l("Employer"),
    "plant": _l("Plant"),
    "post": _lp("of a client", "Post"),
    "hobbies": _l("Hobbies"),
    "character": _l("Character"),
    "origin": _l("How the client came"),
    "referrer": _l("Introduced by"),
    "notes": _l("Notes for colleagues"),
    "legal_representative": _l("Legal representative"),
    "industry": _l("Industry"),
    "business": _l("Main business"),
    "company_size": _l("Size"),
    "supplier_tier": _l("FAW supplier level"),
    "credit_mark": _l("Credit mark"),
    "risk_rating": _l("Investor risk rating"),
    "risk_assessed_on": _l("Assessed on"),
    "risk_valid_until": _l("Valid until"),
    "branch": _l("Branch"),
    "person_name": _l("Name"),
    "person_mobile": _l("Mobile number"),
    "authority": _l("Position"),
    "scope": _l("May do"),
    "valid_until": _l("Valid until"),
    "note": _l("Note"),
}
"""What its columns are called, also in the audit trail."""
