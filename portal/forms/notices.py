"""What people wish of notices, telling a client by phone, the bank's channels, head office's words."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField, SelectMultipleField
from portal.forms.shared.fields import Line, Text, required
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.notices.kinds import GROUPS, USUAL, WISHES
from portal.words.contacts import CHANNELS, OUTCOMES
from portal.words.notices import CHANNELS as WAYS
from portal.words.notices import FIELDS
from portal.words.notices import GROUPS as GROUP_WORDS
from portal.words.notices import WISHES as WISH_WORDS


class WishesForm(PortalForm):
    """A choice for each group and channel: `email_requests`, `sms_events`."""

    def chosen(self, channels: tuple[str, ...]) -> dict[tuple[str, str], str]:
        """What was chosen in these channels; one that the page did not show stays as it is."""
        return {
            (group, channel): str(self[f"{channel}_{group}"].data)
            for group in GROUPS
            for channel in channels
            if self[f"{channel}_{group}"].raw_data
        }

    def show(self, said: dict[str, dict[str, str]]) -> WishesForm:
        """`said`: channel → group → how."""
        for group in GROUPS:
            for channel in WISHES:
                self[f"{channel}_{group}"].data = said.get(channel, {}).get(group, USUAL[channel])
        return self


for _group in GROUPS:
    for _channel, _ways in WISHES.items():
        setattr(
            WishesForm,
            f"{_channel}_{_group}",
            SelectField(WAYS[_channel], choices=[(way, WISH_WORDS[way]) for way in _ways], default=USUAL[_channel]),
        )


class AloneForm(PortalForm):
    """One kind of notice whose mails are switched off alone. `offer`: (kind, what it is called)."""

    kind = SelectField(_l("Kind of notice"), [required()])

    def offer(self, kinds: list[tuple[str, str]]) -> AloneForm:
        self.kind.choices = [("", _l("Please choose")), *kinds]
        return self


class TellForm(PortalForm):
    """A call in which a client is told what no channel brought him."""

    outcome = RadioField(_l("Outcome"), choices=OUTCOMES, default="reached")
    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    summary = Text(_l("What was said"), 2000)


_CODE = re.compile(r"([a-z]+)\s*[=:：]\s*([A-Za-z0-9_-]{1,40})")


class EndpointForm(PortalForm):
    """A channel of the bank. `address`: where to; of a robot its token. Empty, where one stands already, keeps it."""

    name = Line(FIELDS["name"], 60)
    address = Line(FIELDS["address"], 500, needed=False)
    groups = SelectMultipleField(
        FIELDS["groups"],
        choices=[*GROUP_WORDS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    branch = SelectField(FIELDS["branch"], validate_choice=True)
    templates = Text(FIELDS["templates"], 400, needed=False)
    key = Line(FIELDS["key"], 200, needed=False)
    private = BooleanField(FIELDS["private"])

    def offer(self, kind: str, branches: list[tuple[str, str]]) -> EndpointForm:
        """The fields of a kind of channel, and the branches to choose from."""
        self.branch.choices = [("", _l("The whole bank")), *branches]
        for name in ("groups", "branch") if kind == "sms" else ("templates", "key"):
            del self[name]
        if kind not in ("webhook", "sms"):
            del self["private"]
        return self

    def fill(self, row: Any) -> None:
        self.name.data = row.name
        if self.private:
            self.private.data = row.private
        if self.groups:
            self.groups.data, self.branch.data = [*row.groups], str(row.branch_id or "")
        if self.templates:
            self.templates.data = "\n".join(f"{group} = {code}" for group, code in sorted(row.templates.items()))

    def validate_templates(self, field: Any) -> None:
        for line in (field.data or "").splitlines():
            found = _CODE.fullmatch(line.strip())
            if line.strip() and (not found or found[1] not in GROUPS):
                raise ValidationError(str(_l("Please write a line for each subject: requests = SMS_1234")))

    def codes(self) -> dict[str, str]:
        lines = (_CODE.fullmatch(line.strip()) for line in (self.templates.data or "").splitlines())
        return {found[1]: found[2] for found in lines if found}

    def values(self, kind: str) -> dict[str, Any]:
        """As the deed takes them."""
        found: dict[str, Any] = {"name": self.name.data, "address": self.address.data or ""}
        if self.private:
            found["private"] = bool(self.private.data)
        if kind == "sms":
            return found | {"templates": self.codes(), "key": self.key.data or ""}
        branch = int(self.branch.data) if self.branch.data else None
        return found | {"groups": [*(self.groups.data or [])], "branch_id": branch}


class NoticeTextForm(PortalForm):
    """Words of a kind outside; empty ones are the portal's own."""

    zh = Line(FIELDS["zh"], 200, needed=False)
    en = Line(FIELDS["en"], 300, needed=False)
    outside = BooleanField(FIELDS["outside"], default=True)
