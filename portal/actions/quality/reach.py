"""Phones and addresses at a merge: what is not chosen as the main one stays on the record as a further one, unless
something else was typed in its place; who signed in with a number that was typed over signs in with the new one.
"""

from __future__ import annotations

from typing import Any

from portal.actions.quality.moving import Journal
from portal.ground import clock
from portal.models import Account, Client, ClientAddress, ClientMerge, ClientPhone
from portal.rules.quality import merging


def keep_the_others(row: ClientMerge, kept: Client, gone: Client, journal: Journal) -> None:
    """Call when everything has moved and before the kept record takes its new values."""
    chosen = merging.proposed(kept, gone) | row.choices
    sides = {"kept": kept, "gone": gone}
    phone, address = chosen.get("mobile"), chosen.get("address")
    if isinstance(phone, dict):
        _logins_follow(phone["typed"]["mobile"], kept, gone, journal)
    elif phone:
        other = sides[merging.other(phone)]
        _further(ClientPhone, kept, other.mobile, journal, kind=other.mobile_kind or "mobile", label=other.mobile_label)
    if isinstance(address, str):
        other = sides[merging.other(address)]
        kind = other.address_kind or ("registered" if kept.is_company else "home")
        _further(ClientAddress, kept, other.address, journal, kind=kind, district=other.district)


def _further(model: Any, kept: Client, text: str, journal: Journal, **values: Any) -> None:
    """One more phone or address of the kept record, unless it is there or there is nothing."""
    field = model.number if model is ClientPhone else model.line
    if text and not model.select().where(model.client == kept.id, field == text).exists():
        journal.added(model.create(client=kept.id, created_at=clock.now(), **{field.name: text}, **values))


def main_is_not_further(kept: Client, journal: Journal) -> None:
    """What has become the main phone or address does not stand among the further ones. Call after the record is
    saved."""
    for row in ClientPhone.select().where(ClientPhone.client == kept.id, ClientPhone.number == kept.mobile):
        journal.remove(row)
    for row in ClientAddress.select().where(ClientAddress.client == kept.id, ClientAddress.line == kept.address):
        journal.remove(row)


def _logins_follow(number: str, kept: Client, gone: Client, journal: Journal) -> None:
    """Both main numbers were typed over: the first login that signed in with one of them has the new one, unless
    somebody else's has it; any other signs in by its user name.
    """
    before = [one for one in (kept.mobile, gone.mobile) if one]
    free = not Account.select().where(Account.mobile == number).exists()
    for login in Account.select().where(Account.client == kept.id, Account.mobile.in_(before)).order_by(Account.id):
        journal.change(login, mobile=number if free else None)
        free = False
