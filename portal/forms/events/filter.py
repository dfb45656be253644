"""The filter over the list of all events."""

from __future__ import annotations

from wtforms import StringField

from portal.forms.shared.base import FilterForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import cleaned
from portal.ground.i18n import lazy_gettext as _l
from portal.words.events import KINDS, STATES
from portal.words.states import choices


class EventFilterForm(FilterForm):
    q = StringField(_l("Number or title"), filters=[cleaned])
    kind = SelectField(_l("Kind"), choices=[("", _l("All")), *KINDS], validate_choice=False)
    state = SelectField(_l("State"), choices=[("", _l("All")), *choices(STATES)], validate_choice=False)
