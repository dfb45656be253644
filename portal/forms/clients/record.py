"""The client's record: one form in groups, with the fields of a person or of a company."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Name, Phone, Text, cleaned, optional, required
from portal.forms.shared.naming import NamesClient
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.rules.clients import values
from portal.rules.clients.documents import read_document
from portal.rules.clients.identity import phone
from portal.rules.clients.records import COMPANY_ONLY, PERSON_ONLY
from portal.rules.shared.masking import mask_phone, may_be_whole
from portal.words import clients
from portal.words.clients import FIELDS, WRONG

NOT_THE_RECORD = {"submission", "version", "pick"}
JUDGED = ("birthday", "email", "risk_assessed_on", "risk_valid_until")
MAY_BE_NONE = {"birthday", "risk_assessed_on", "risk_valid_until"}
PERSONS_DOCUMENTS = [one for one in clients.DOCUMENTS if one[0] != "uscc"]
COMPANYS_DOCUMENTS = [one for one in clients.DOCUMENTS if one[0] in ("", "uscc")]
NOT_VALID = _l("This number is not valid for the kind of document (check the last digit).")


class ClientForm(NamesClient, PortalForm):
    kind = RadioField(FIELDS["kind"], [required()], choices=clients.KINDS, default="individual")
    name = Name(FIELDS["name"], 120)
    name_latin = Name(FIELDS["name_latin"], 120, needed=False)
    branch = SelectField(FIELDS["branch"], [required()], validate_choice=False)
    gender = SelectField(FIELDS["gender"], choices=clients.GENDERS, default="")
    birthday = Day(FIELDS["birthday"], [optional()])
    birthday_lunar = BooleanField(FIELDS["birthday_lunar"])
    document_kind = SelectField(FIELDS["document_kind"], choices=clients.DOCUMENTS, default="")
    document = StringField(
        FIELDS["document"],
        [optional()],
        filters=[cleaned],
        render_kw={"maxlength": 32, "autocomplete": "off", "data-private": "1"},
    )
    legal_representative = Name(FIELDS["legal_representative"], 64, needed=False)
    industry = SelectField(FIELDS["industry"], choices=[], default="")
    business = Line(FIELDS["business"], 120, needed=False)
    company_size = SelectField(FIELDS["company_size"], choices=clients.COMPANY_SIZES, default="")
    supplier_tier = SelectField(FIELDS["supplier_tier"], choices=clients.SUPPLIER_TIERS, default="")
    mobile = Phone(FIELDS["mobile"])
    mobile_label = Line(FIELDS["mobile_label"], 32, needed=False)
    email = StringField(
        FIELDS["email"], [optional()], filters=[cleaned], render_kw={"inputmode": "email", "autocomplete": "off"}
    )
    wechat = Line(FIELDS["wechat"], 64, needed=False)
    district = Line(FIELDS["district"], 64, needed=False)
    address = Line(FIELDS["address"], 200, needed=False)
    preferred_channel = SelectField(FIELDS["preferred_channel"], choices=clients.CHANNELS, default="")
    preferred_times = Line(FIELDS["preferred_times"], 80, needed=False)
    address_as = Line(FIELDS["address_as"], 32, needed=False)
    languages = Line(FIELDS["languages"], 80, needed=False)
    do_not_call = BooleanField(FIELDS["do_not_call"])
    employer = Line(FIELDS["employer"], 120, needed=False)
    plant = Line(FIELDS["plant"], 64, needed=False)
    post = Line(FIELDS["post"], 64, needed=False)
    hobbies = Line(FIELDS["hobbies"], 200, needed=False)
    character = Line(FIELDS["character"], 200, needed=False)
    origin = SelectField(FIELDS["origin"], choices=clients.ORIGINS, default="")
    referrer = Line(FIELDS["referrer"], 60, needed=False, render_kw={"autocomplete": "off"})
    risk_rating = SelectField(FIELDS["risk_rating"], choices=clients.RISK_RATINGS, default="")
    risk_assessed_on = Day(FIELDS["risk_assessed_on"], [optional()])
    risk_valid_until = Day(FIELDS["risk_valid_until"], [optional()])
    credit_mark = SelectField(FIELDS["credit_mark"], choices=clients.CREDIT_MARKS, default="")
    notes = Text(FIELDS["notes"], values.LONGEST_NOTES, needed=False)
    kept: Any = None

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.industry.choices = clients.industry_choices()
        self.for_company = kind == "company"
        for name in PERSON_ONLY if self.for_company else COMPANY_ONLY:
            del self[name]
        self.name.label.text = str(_l("Company name") if self.for_company else _l("Name"))
        self.document_kind.choices = COMPANYS_DOCUMENTS if self.for_company else PERSONS_DOCUMENTS

    def keep(self, client: Client) -> ClientForm:
        """The form of a record that stands: what is personal shows masked and stays as it is unless something else is
        typed; kind and branch are not changed here."""
        self.kept = client
        del self.branch
        del self.kind
        if not self.is_submitted():
            self.version.data = str(client.version)
            for name, value in self.personal(client).items():
                self[name].data = value
        return self

    @staticmethod
    def personal(client: Client) -> dict[str, Any]:
        """What stands in the fields that do not show their column as it is."""
        referrer = client.referrer.number if client.referrer_id else ""
        return {"document": "", "mobile": mask_phone(client.mobile), "referrer": referrer}

    @property
    def _mobile_stays(self) -> bool:
        """The mask came back as it was (or as it was when somebody else saved)."""
        typed = self.mobile.data or ""
        return bool(
            self.kept
            and "*" in typed
            and (typed == mask_phone(self.kept.mobile) or self.version_number != self.kept.version)
        )

    def validate_mobile(self, field: Any) -> None:
        if self._mobile_stays:
            return
        try:
            field.data = phone(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(_l("This is not a phone number. A mobile number has 11 digits.")) from None

    def _judge(self, name: str) -> None:
        """What the one judge of the record says of a field, whatever a page names it. Raises ValidationError."""
        typed = {field: self._fields[field].data for field in JUDGED if field in self._fields}
        if code := values.wrong(typed, clock.today()).get(name):
            raise ValidationError(WRONG[code])

    def validate_birthday(self, field: Any) -> None:
        self._judge("birthday")

    def validate_email(self, field: Any) -> None:
        self._judge("email")

    def validate_document_kind(self, field: Any) -> None:
        changed = self.kept and self.kept.document_hmac and field.data not in ("", self.kept.document_kind)
        if changed and not self.document.data:
            raise ValidationError(WRONG["document"])

    def validate_document(self, field: Any) -> None:
        if not field.data:
            return
        if not self.document_kind.data:
            raise ValidationError(_l("Please choose the kind of document."))
        try:
            read_document(self.document_kind.data, field.data, clock.today())
        except ValueError:
            raise ValidationError(NOT_VALID) from None

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        day = self.risk_assessed_on
        if values.lacking({"risk_rating": self.risk_rating.data, "risk_assessed_on": day.data}) and not day.errors:
            day.errors = [str(WRONG["unassessed"])]
            return False
        return bool(good)

    def validate_risk_assessed_on(self, field: Any) -> None:
        self._judge("risk_assessed_on")

    def validate_risk_valid_until(self, field: Any) -> None:
        self._judge("risk_valid_until")

    def record(self) -> dict[str, Any]:
        """What was typed, as the columns of the record (`document` and `referrer` as they were typed)."""
        skip = NOT_THE_RECORD | ({"mobile"} if self._mobile_stays else set())
        if self.kept and self.named(self.referrer) == self.personal(self.kept)["referrer"]:
            skip |= {"referrer"}
        found = {
            name: field.data if field.data is not None or name in MAY_BE_NONE else ""
            for name, field in self._fields.items()
            if name not in skip
        }
        return found | ({"referrer": self.named(self.referrer)} if "referrer" in found else {})


class PhoneForm(PortalForm):
    phone_kind = SelectField(_l("Kind of phone"), choices=clients.PHONE_KINDS, default="mobile")
    number = Phone(_l("Phone number"), needed=True)
    label = Line(_l("Note on this phone"), 32, needed=False)

    def validate_number(self, field: Any) -> None:
        try:
            field.data = phone(field.data)
        except ValueError:
            raise ValidationError(_l("This is not a phone number. A mobile number has 11 digits.")) from None


class AddressForm(PortalForm):
    address_kind = SelectField(FIELDS["address_kind"], choices=clients.ADDRESS_KINDS, default="home")
    district = Line(FIELDS["district"], 64, needed=False)
    line = Line(_l("Address"), 200)


class RevealForm(PortalForm):
    """Why a whole number is needed; `field` says which, as the page names it."""

    reason = Line(_l("What do you need it for?"), 200)

    def validate_reason(self, field: Any) -> None:
        if not may_be_whole(True, field.data):
            raise ValidationError(_l("Please say it in some words: the client can read it."))


class PersonForm(PortalForm):
    """Somebody who acts for a company."""

    person_name = Name(FIELDS["person_name"], 64)
    authority = Line(FIELDS["authority"], 32, needed=False)
    person_mobile = Phone(FIELDS["person_mobile"])
    scope = RadioField(FIELDS["scope"], [required()], choices=clients.SCOPES, default="request")
    valid_until = Day(FIELDS["valid_until"], [optional()])
    kept: Any = None

    def keep(self, person: Any) -> PersonForm:
        """The form of somebody who acts already: his number shows masked and stays unless another is typed."""
        self.kept = person
        if not self.is_submitted():
            self.version.data, self.person_mobile.data = str(person.version), mask_phone(person.mobile)
        return self

    @property
    def _mobile_stays(self) -> bool:
        return bool(
            self.kept
            and "*" in (self.person_mobile.data or "")
            and self.person_mobile.data == mask_phone(self.kept.mobile)
        )

    def validate_person_mobile(self, field: Any) -> None:
        if self._mobile_stays:
            return
        try:
            field.data = phone(field.data)
        except ValueError:
            raise ValidationError(_l("This is not a phone number. A mobile number has 11 digits.")) from None

    def validate_valid_until(self, field: Any) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_l("The end is in the past. To end an authority, use its own button."))

    def values(self) -> dict[str, Any]:
        """What was typed, as the columns of the login."""
        found = {
            "person_name": self.person_name.data,
            "authority": self.authority.data or "",
            "scope": self.scope.data,
            "valid_until": self.valid_until.data,
        }
        return found if self._mobile_stays else found | {"mobile": self.person_mobile.data or None}


class ReasonForm(PortalForm):
    reason = Line(_l("Reason"), 200)


PROPOSABLE = (
    "name_latin",
    "birthday_lunar",
    "mobile",
    "email",
    "wechat",
    "district",
    "address",
    "preferred_channel",
    "preferred_times",
    "address_as",
    "languages",
    "do_not_call",
    "employer",
    "plant",
    "post",
    "hobbies",
    "legal_representative",
    "business",
)
"""What a client may ask to have corrected; name, birthday and documents are changed with the document in hand."""


class CorrectionForm(ClientForm):
    """What we hold, for the client to correct; `note` is his own word to whoever looks at it."""

    note = Line(_l("Anything you would like to add"), 200, needed=False)

    def keep(self, client: Client) -> CorrectionForm:
        super().keep(client)
        for name in [*self._fields]:
            if name not in (*PROPOSABLE, "note", "submission", "version"):
                del self[name]
        self.mobile.label.text = str(_l("Phone"))
        return self

    @staticmethod
    def personal(client: Client) -> dict[str, Any]:
        return {"mobile": mask_phone(client.mobile)}

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(PortalForm.validate(self, extra_validators))

    def wanted(self) -> dict[str, Any]:
        """What was typed, by column; the phone only where another was typed."""
        return {
            name: field.data if field.data is not None else ""
            for name, field in self._fields.items()
            if name in PROPOSABLE and not (name == "mobile" and self._mobile_stays)
        }
