"""The client record and the filter of the client list."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, ValidationError

from .. import clock
from ..formats import joined
from ..i18n import gettext as _
from ..models.client_list import ORDERS, ClientFilter
from ..rules.documents import read_document
from ..rules.identity import phone
from .base import Day, FilterForm, Line, PortalForm, cleaned, optional, required

KINDS = [("individual", _l("Individual")), ("company", _l("Company"))]
GENDERS = [("", _l("Not known")), ("m", _l("Male")), ("f", _l("Female"))]
DOCUMENTS = [
    ("", _l("None")), ("resident_id", _l("Resident ID")), ("passport", _l("Passport")), ("hk_macao_permit", _l("Hong Kong or Macao permit")),
    ("taiwan_permit", _l("Taiwan permit")), ("uscc", _l("Unified social credit code")),
]  # fmt: skip
CHANNELS = [
    ("", _l("No preference")), ("phone", _l("Phone")), ("wechat", _l("WeChat")), ("visit", _l("Visit")), ("branch", _l("In branch")),
    ("sms", _l("Text message")), ("email", _l("E-mail")), ("portal", _l("Portal")),
]  # fmt: skip
CLASSES = [("liability", _l("Liability")), ("asset", _l("Asset")), ("intermediary", _l("Intermediary"))]
ORDER_WORDS = [
    ("aum", _l("AUM, highest first")),
    ("due", _l("Next contact due")),
    ("name", _l("Name")),
    ("newest", _l("Newest")),
]


class ClientForm(PortalForm):
    kind = RadioField(_l("Kind"), [required()], choices=KINDS, default="individual")
    name = Line(_l("Name"), 120)
    name_latin = Line(_l("Name in Latin letters"), 120, needed=False)
    branch = SelectField(_l("Branch"), [required()], validate_choice=False)
    gender = SelectField(_l("Gender"), choices=GENDERS, default="")
    birthday = Day(_l("Birthday"), [optional()])
    document_kind = SelectField(_l("Document"), choices=DOCUMENTS, default="")
    document = StringField(
        _l("Document number"), [optional()], filters=[cleaned], render_kw={"maxlength": 32, "autocomplete": "off"}
    )
    mobile = StringField(
        _l("Mobile number"), [optional()], filters=[cleaned], render_kw={"inputmode": "tel", "autocomplete": "off"}
    )
    email = StringField(
        _l("E-mail"), [optional()], filters=[cleaned], render_kw={"inputmode": "email", "autocomplete": "off"}
    )
    wechat = Line(_l("WeChat name"), 64, needed=False)
    address = Line(_l("Address"), 200, needed=False)
    district = Line(_l("District"), 64, needed=False)
    employer = Line(_l("Employer"), 120, needed=False)
    plant = Line(_l("Plant"), 64, needed=False)
    post = Line(_l("Post"), 64, needed=False)
    legal_representative = Line(_l("Legal representative"), 64, needed=False)
    industry = Line(_l("Industry"), 64, needed=False)
    hobbies = Line(_l("Hobbies"), 200, needed=False)
    preferred_channel = SelectField(_l("Preferred channel"), choices=CHANNELS, default="")
    preferred_times = Line(_l("Preferred times"), 80, needed=False)
    do_not_call = BooleanField(_l("Please do not call"))

    def validate_mobile(self, field: Any) -> None:
        try:
            field.data = phone(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(_l("This is not a phone number. A mobile number has 11 digits.")) from None

    def validate_birthday(self, field: Any) -> None:
        if field.data and not (field.data.year >= 1900 and field.data <= clock.today()):
            raise ValidationError(_l("A birthday lies in the past."))

    def validate_email(self, field: Any) -> None:
        text = field.data or ""
        if text and (
            len(text) > 120
            or text.count("@") != 1
            or "." not in text.rpartition("@")[2]
            or any(c.isspace() for c in text)
        ):
            raise ValidationError(_l("This is not an e-mail address."))

    def validate_document(self, field: Any) -> None:
        if not field.data:
            return
        if not self.document_kind.data:
            raise ValidationError(_l("Please choose the kind of document."))
        try:
            read_document(self.document_kind.data, field.data, clock.today())
        except ValueError:
            raise ValidationError(
                _l("This number is not valid for the kind of document (check the last digit).")
            ) from None

    def record(self) -> dict[str, Any]:
        """What was typed, as the columns of the record."""
        skip = {"submission", "version"}
        return {
            name: field.data if field.data is not None or name == "birthday" else ""
            for name, field in self._fields.items()
            if name not in skip
        }


class ClientFilterForm(FilterForm):
    """The filter row; it lives in the address (`class` is a Python word, so its field is set apart)."""

    q = StringField(_l("Name, pinyin, number or last digits of the phone"), filters=[cleaned])
    branch = SelectField(_l("Branch"), validate_choice=False)
    tier = SelectMultipleField(_l("Tier"), validate_choice=False)
    kind = SelectField(_l("Kind"), choices=[("", _l("All")), *KINDS], validate_choice=False)
    klass = SelectField(_l("Class"), choices=[("", _l("All")), *CLASSES], validate_choice=False, name="class")
    district = SelectField(_l("District"), validate_choice=False)
    manager = SelectField(_l("Client manager"), validate_choice=False)
    adviser = SelectField(_l("Wealth adviser"), validate_choice=False)
    team = SelectField(_l("Team"), choices=[("", _l("All")), ("incomplete", _l("Not complete"))], validate_choice=False)
    order = SelectField(_l("Order"), choices=ORDER_WORDS, default="aum", validators=[AnyOf([*ORDERS])])

    def wanted(self) -> ClientFilter:
        return ClientFilter(
            q=(self.q.data or "")[:60], branch=self.branch.data or "", tier=[t for t in self.tier.data or [] if t], kind=self.kind.data or "",
            klass=self.klass.data or "", district=self.district.data or "", manager=self.manager.data or "", adviser=self.adviser.data or "",
            team=self.team.data or "",
        )  # fmt: skip

    @property
    def ordered(self) -> str:
        return self.order.data if self.order.data in ORDERS else "aum"

    def active(self) -> list[tuple[str, str]]:
        """(field, label: value) of the filters that narrow the list now."""
        found = []
        for name, field in self._fields.items():
            value = field.data
            if name == "order" or not value or value == [""]:
                continue
            choices = {str(code): str(word) for code, word in field.choices or []} if hasattr(field, "choices") else {}
            words = joined(choices.get(v, v) for v in (value if isinstance(value, list) else [value]))
            found.append((field.name, f"{field.label.text}{_(': ')}{words}"))
        return found
