"""Recording and ending a relation between clients."""

from __future__ import annotations

from wtforms import BooleanField

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, optional, required
from portal.forms.shared.naming import NamesClient
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.clients.relations import ROLES
from portal.words.clients import ROLE_WORDS


class RelationForm(NamesClient, PortalForm):
    """`other` is what names a client; with `outside` only a name is kept."""

    role = SelectField(
        _l("What the other is to this client"),
        [required()],
        choices=[("", _l("Please choose")), *((role, ROLE_WORDS[role]) for role in ROLES)],
    )
    other = Line(_l("The other side"), 64)
    outside = BooleanField(_l("Not a client of the bank: keep the name only"))
    since = Day(_l("Since"), [optional()])
    note = Line(_l("Note"), 200, needed=False)


class EndRelationForm(PortalForm):
    until = Day(_l("Ended on"), [optional()])
    reason = Line(_l("Reason"), 200)
