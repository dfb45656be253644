"""A form in which a client is named: what was typed, and the choice where several fit."""

from __future__ import annotations

from typing import Any

from wtforms import StringField

from portal.forms.shared.fields import cleaned, optional
from portal.ground.i18n import lazy_gettext as _l


class NamesClient:
    """`pick` is the number chosen where several fitted what was typed (`reads/finding/meant.py`)."""

    pick = StringField(_l("Which of them"), [optional()], filters=[cleaned])

    refusal: Any

    def named(self, field: Any) -> str:
        """Whom the field names: whoever was chosen, else what was typed."""
        return str(self.pick.data or field.data or "")

    @property
    def several(self) -> list[Any]:
        """Those who fit what was typed, when several do."""
        return getattr(self.refusal, "people", [])
