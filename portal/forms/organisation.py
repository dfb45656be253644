"""Staff, roles and branches."""

from __future__ import annotations

import re
from typing import Any

from wtforms import StringField, ValidationError

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, Name, at_most, cleaned, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.clients.identity import phone
from portal.words.clients import GENDERS
from portal.words.organisation import FIELDS


class StaffForm(PortalForm):
    name = Name(FIELDS["name"], 64)
    username = StringField(
        _l("User name"),
        [required(), at_most(32)],
        filters=[cleaned],
        description=_l("Small letters, digits and dots, e.g. wanglei2."),
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    branch = SelectField(FIELDS["branch"], [required()], validate_choice=False)
    post = SelectField(FIELDS["post"], [required()])
    mobile = StringField(FIELDS["mobile"], [optional()], filters=[cleaned], render_kw={"inputmode": "tel"})
    desk_phone = Line(FIELDS["desk_phone"], 20, needed=False)
    email = Line(FIELDS["email"], 120, needed=False)
    gender = SelectField(
        FIELDS["gender"], [optional()], choices=GENDERS, description=_l("How clients address the person.")
    )
    languages = Line(
        FIELDS["languages"],
        80,
        needed=False,
        description=_l("Besides Chinese, for clients who would rather speak another."),
    )
    introduction_zh = Line(FIELDS["introduction_zh"], 200, needed=False)
    introduction_en = Line(FIELDS["introduction_en"], 300, needed=False)

    def only_contacts(self) -> StaffForm:
        """Of his own record somebody changes no more than how to reach him: what he is called, where he works and what
        clients read of him is for others to enter."""
        for name in ("name", "username", "branch", "post", "gender", "languages", "introduction_zh", "introduction_en"):
            if name in self:
                del self[name]
        return self

    def validate_username(self, field: Any) -> None:
        field.data = (field.data or "").lower()
        if not re.fullmatch(r"[a-z][a-z0-9.]{2,31}", field.data):
            raise ValidationError(_l("At least three: a small letter first, then small letters, digits or dots."))

    def validate_mobile(self, field: Any) -> None:
        try:
            field.data = phone(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(_l("This is not a phone number. A mobile number has 11 digits.")) from None

    def record(self) -> dict[str, Any]:
        return {
            name: self[name].data or ""
            for name in (
                "name",
                "branch",
                "post",
                "mobile",
                "desk_phone",
                "email",
                "gender",
                "languages",
                "introduction_zh",
                "introduction_en",
            )
            if name in self
        }


class RoleForm(PortalForm):
    role = SelectField(_l("Role"), [required()], validate_choice=False)
    branch = SelectField(_l("Over"), [required()], validate_choice=False)
    since = Day(_l("From"), [required()])
    until = Day(_l("Until (the first day without it)"), [optional()])
    reason = Line(_l("Reason"), 200)


class BranchForm(PortalForm):
    name_zh = Line(FIELDS["name_zh"], 64)
    name_en = Line(FIELDS["name_en"], 96)
    address = Line(FIELDS["address"], 160, needed=False)
    phone = Line(FIELDS["phone"], 32, needed=False)


class StaffFilterForm(FilterForm):
    q = StringField(_l("Name or user name"), filters=[cleaned])
    branch = SelectField(FIELDS["branch"], validate_choice=False)
