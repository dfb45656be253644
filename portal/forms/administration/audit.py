"""The filter of the audit trail."""

from __future__ import annotations

from wtforms import IntegerField, StringField

from portal.forms.shared.base import FilterForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, cleaned, optional
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.administration.trail import AuditFilter

AREAS = [
    ("", _l("All")),
    ("account", _l("Sign-ins and accounts")),
    ("security", _l("Refusals and attacks")),
    ("client", _l("Clients")),
    ("team", _l("Teams")),
    ("request", _l("Requests")),
    ("event", _l("Events")),
    ("staff", _l("Staff")),
    ("role", _l("Roles")),
    ("branch", _l("Branches")),
    ("import", _l("Imports")),
]


class AuditFilterForm(FilterForm):
    actor = StringField(_l("Who (name or user name)"), filters=[cleaned])
    action = SelectField(_l("What"), choices=AREAS, validate_choice=False)
    subject = StringField(_l("About"), filters=[cleaned])
    since = Day(_l("From"), [optional()])
    until = Day(_l("To"), [optional()])
    before = IntegerField(validators=[optional()])

    def wanted(self) -> AuditFilter:
        self.validate()
        return AuditFilter(
            actor=(self.actor.data or "")[:64],
            action=(self.action.data or "")[:40],
            subject=(self.subject.data or "")[:64],
            since=self.since.data,
            until=self.until.data,
        )
