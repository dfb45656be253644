"""The client record and the filter of the client list."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from .. import clock
from ..models import Client
from ..rules.documents import read_document
from ..rules.identity import phone
from ..rules.masking import mask_phone
from .base import Day, Line, PortalForm, cleaned, optional, required

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
    kept: Any = None

    def keep(self, client: Client) -> ClientForm:
        """The form of a record that stands: what is personal shows masked and stays as it is unless something else is typed."""
        self.kept = client
        if not self.is_submitted():
            self.version.data, self.document.data, self.mobile.data = str(client.version), "", mask_phone(client.mobile)
        return self

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

    def validate_document_kind(self, field: Any) -> None:
        changed = self.kept and self.kept.document_hmac and field.data not in ("", self.kept.document_kind)
        if changed and not self.document.data:
            raise ValidationError(_l("Please enter the number of this document, too."))

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
        skip = {"submission", "version"} | ({"mobile"} if self._mobile_stays else set())
        return {
            name: field.data if field.data is not None or name == "birthday" else ""
            for name, field in self._fields.items()
            if name not in skip
        }
