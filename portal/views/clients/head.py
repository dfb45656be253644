"""What the head of a client's page shows besides his row: docs/client-page.md says which facts and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.ground import clock, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Client, Request
from portal.reads.clients.latest import Latest
from portal.reads.organisation import tree
from portal.rules.shared.festivals import next_festival

FESTIVALS = {
    "spring_festival": _l("Spring Festival"),
    "lantern": _l("Lantern Festival"),
    "dragon_boat": _l("Dragon Boat Festival"),
    "mid_autumn": _l("Mid-Autumn Festival"),
    "double_ninth": _l("Double Ninth Festival"),
    "new_year": _l("New Year"),
    "national_day": _l("National Day"),
}
SOON = timedelta(days=14)


@dataclass
class Head:
    """`birthday` is the next occasion unless a festival comes earlier; `nearest` the open request that is due first."""

    branch: str
    nearest: Request | None
    birthday: date | None
    birthday_soon: str
    festival: str
    festival_day: date


def head_of(client: Client, latest: Latest) -> Head:
    """The head of a client's page, out of what was read anyway."""
    code, day = next_festival(clock.today())
    birthday = client.next_birthday if client.next_birthday and clock.today() <= client.next_birthday <= day else None
    branch = next((one for one in tree.branch_tree() if one.id == client.branch_id), None)
    running = [row for row in latest.requests if row.due_at and row.status in ("new", "taken")]
    return Head(
        branch=i18n.named(branch) if branch else "",
        nearest=min(running, key=lambda row: row.due_at, default=None),
        birthday=birthday,
        birthday_soon=_soon(birthday),
        festival=str(FESTIVALS[code]),
        festival_day=day,
    )


def _soon(birthday: date | None) -> str:
    left: Any = birthday - clock.today() if birthday else None
    if left is None or left > SOON:
        return ""
    return ngettext("in %(num)d day", "in %(num)d days", left.days) if left.days else _("today")
