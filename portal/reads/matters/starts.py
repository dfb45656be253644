"""What a client begins with one tap: the benefits that he uses most, and the words of a request that begins on his
page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models.clients.client import Client
from portal.reads.holdings.names import holding_name
from portal.reads.matters.holdings import ends_of
from portal.rules.requests import renewal_of
from portal.rules.shared.masking import mask_account

MOST = 2
EVENINGS = frozenset({"culture_salon", "elite_salon"})
WITHOUT = EVENINGS | {"etc_waiver"}
"""These begin elsewhere: one signs up for an evening, and the waiver needs nothing."""


@dataclass(frozen=True)
class Start:
    code: str
    icon: str
    label: str
    left: str
    href: str


@dataclass(frozen=True)
class Wish:
    """A request as it would be filed; the client changes what he likes."""

    start: str
    category: str
    subject: str
    details: str


def benefit_href(code: str) -> str:
    """Where a client uses a benefit: for an evening he signs up, everything else he books."""
    return "/me/events" if code in EVENINGS else f"/me/benefits/{code}/redeem"


def starts_of(benefits: Iterable[Any]) -> list[Start]:
    """Of the benefits that he may use now, those he uses most (then as the catalogue has them). No statement."""
    usable = [one for one in benefits if (one.unlimited or one.left > 0) and one.benefit.code not in WITHOUT]
    first = sorted(usable, key=lambda one: -one.used)[:MOST]
    return [
        Start(one.benefit.code, one.benefit.icon, named(one.benefit), left_words(one), benefit_href(one.benefit.code))
        for one in first
    ]


def left_words(one: Any) -> str:
    """What is left of a benefit, with its counter word."""
    if one.unlimited:
        return _("unlimited")
    return _("%(left)s left", left=formats.counted(one.left, one.benefit.unit))


def wish_of(client: Client, text: str) -> Wish | None:
    """The request that `text` (rules/requests.py) begins, in the reader's language; None for what is not his."""
    account = renewal_of(text)
    return None if account is None else _renewal(client, text, account)


def _renewal(client: Client, text: str, account: int) -> Wish | None:
    row = next((one for one in ends_of(client.id) if one["id"] == account), None)
    if row is None:
        return None
    name, day = holding_name(row), formats.day(row["matures_on"], weekday=False)
    details = _(
        "%(name)s, %(account)s, ends on %(day)s. I would like to renew it; please tell me what you suggest.",
        name=name,
        account=mask_account(row["number"]),
        day=day,
    )
    category = "account" if row["product"] in ("deposit", "settlement") else "wealth"
    subject = _("Renewal of %(name)s, which ends on %(day)s", name=name[:80], day=day)
    return Wish(text, category, subject[:120], details)


def call_wish(about: str | None, moment: datetime | None) -> dict[str, Any]:
    """A request to be called at a moment, as it is filed."""
    subject = _("Please call me back: %(about)s", about=about) if about else _("Please call me back")
    local = clock.local(moment) if moment else None  # in words that hold tomorrow, too
    when = f"{formats.day(local.date())} {local:%H:%M}" if local else ""
    details = _("Please call me on %(when)s.", when=when) if when else ""
    return {"kind": "request", "category": "other", "subject": subject[:120], "details": details, "call_at": moment}
