"""Grounds and ways of complaints, as head office keeps them."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import Line
from portal.ground.i18n import lazy_gettext as _l
from portal.words.complaints import LIST_FIELDS

_CODE = re.compile(r"[a-z][a-z0-9_]{1,11}", re.ASCII)


class EntryForm(PortalForm):
    """`detail`: where a way leads; a ground has none."""

    name_zh = Line(LIST_FIELDS["name_zh"], 40)
    name_en = Line(LIST_FIELDS["name_en"], 60)
    detail_zh = Line(LIST_FIELDS["detail_zh"], 200, needed=False)
    detail_en = Line(LIST_FIELDS["detail_en"], 300, needed=False)
    active = BooleanField(LIST_FIELDS["active"], default=True)

    def of(self, which: str) -> Any:
        if which == "grounds":
            del self.detail_zh, self.detail_en
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in ("name_zh", "name_en", "detail_zh", "detail_en", "active") if name in self)

    def values(self) -> dict[str, Any]:
        return {name: bool(self[name].data) if name == "active" else self[name].data or "" for name in self.names}

    def fill(self, row: Any) -> None:
        for name in self.names:
            self[name].data = getattr(row, name)
        self.saves_over(row.version)


class NewEntryForm(EntryForm):
    code = Line(LIST_FIELDS["code"], 12, description=_l("Small letters, digits and _; it is never shown."))

    def validate_code(self, field: Any) -> None:
        if field.data and not _CODE.fullmatch(field.data):
            raise ValidationError(str(_l("Small letters, digits and _ only, a letter first.")))
