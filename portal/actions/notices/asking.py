"""Asked again in the moment before sending: is it still true, still wanted, still his to know?

Nothing is sent because it was queued. What is found against it is a word (`words/notices.py`, WHY).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.ground import clock
from portal.models import Account, Client, ContactPlan, Delivery, Endpoint, Staff
from portal.reads.accounts.actors import by_account
from portal.reads.administration.settings import value
from portal.reads.clients.consents import allowed_for
from portal.reads.notices import channels, texts
from portal.reads.notices.matters import Matter, is_true, matter_of
from portal.reads.notices.wishes import is_off, wishes_of
from portal.reads.reachable import out_of_reach
from portal.rules.notices import kinds, moments


class Dropped(Exception):
    """It is not to be sent."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Later(Exception):
    """Not now; `gathered`: with others, in the digest."""

    def __init__(self, moment: datetime, *, gathered: bool = False) -> None:
        super().__init__()
        self.moment, self.gathered = moment, gathered


@dataclass(frozen=True)
class Ready:
    """It may be sent: to whom, in which language, and what it says."""

    address: str
    language: str
    words: dict[str, Any]
    path: str
    written: date
    client: int | None


def ask(row: Delivery) -> Ready:
    """Of a delivery to a person. Raises Dropped, Later."""
    duty, path = kinds.is_duty(row.kind), str(row.notice.path if row.notice_id else row.path)
    account, client, staff = _reader(row)
    if row.notice_id and row.notice.read_at:
        raise Dropped("read")
    if account is not None and not _may_read(account, path):
        raise Dropped("closed")
    matter = matter_of(path)
    if client is not None and matter.client not in (None, client.id):
        raise Dropped("closed")
    _still_so(row, matter, duty)
    if client is not None:
        _not_in_grief(row.kind, client, duty)
        if (purpose := kinds.MARKETING.get(row.kind)) and not allowed_for(purpose, client.id):
            raise Dropped("consent")
    _wanted(row, account, client, duty)
    address = _address(row, client, staff)
    if account is not None and client is not None and client.is_company and _goes_there(row, client):
        raise Dropped("same")
    language = account.language if account is not None and account.language else "zh"
    words = row.notice.words if row.notice_id else row.words or {}
    return Ready(address, language, words, path, clock.local(row.created_at).date(), client.id if client else None)


def _reader(row: Delivery) -> tuple[Account | None, Client | None, Staff | None]:
    """Raises Dropped: he is gone."""
    if row.account_id is None:
        return None, Client.get_by_id(row.client_id), None
    account = Account.get_by_id(row.account_id)
    client = Client.get_by_id(account.client_id) if account.client_id else None
    staff = Staff.get_by_id(account.staff_id) if account.staff_id else None
    return account, client, staff


def _may_read(account: Account, path: str) -> bool:
    """Is what it is about open to him now? Raises Dropped: his login has ended."""
    actor = by_account(account.id, clock.today())
    if actor is None:
        raise Dropped("ended")
    page = path.partition("#")[0]
    return not out_of_reach(actor, [page])


def _still_so(row: Delivery, matter: Matter, duty: bool) -> None:
    if not is_true(row.kind, matter):
        raise Dropped("untrue")
    if not duty and row.created_at < clock.now() - timedelta(hours=value("notices.oldest_hours")):
        raise Dropped("old")


def _not_in_grief(kind: str, client: Client, duty: bool) -> None:
    plan = ContactPlan.get_or_none(ContactPlan.client == client.id)
    if plan is None or not plan.stopped:
        return
    if plan.stopped == "death":
        raise Dropped("death")
    mourns = plan.stopped_until is None or plan.stopped_until >= clock.today()
    if mourns and not duty and kinds.group_of(kind) not in kinds.HIS_OWN:
        raise Dropped("mourning")


def _wanted(row: Delivery, account: Account | None, client: Client | None, duty: bool) -> None:
    if duty:
        return
    if not texts.leaves(row.kind):
        raise Dropped("kind_off")
    said = wishes_of(row.channel, account.id if account else None, client.id if client and not account else None)
    wish = kinds.wish(said, row.kind, row.channel)
    if wish == kinds.OFF:
        raise Dropped("unwanted")
    if wish == kinds.DAILY and not row.gathered:
        wall = clock.local(clock.now())
        raise Later(moments.next_digest(wall, value("notices.quiet_until")).astimezone(clock.UTC), gathered=True)
    first = channels.first_moment(row.kind, clock.now())
    if first > clock.now():
        raise Later(first, gathered=row.gathered)


def _address(row: Delivery, client: Client | None, staff: Staff | None) -> str:
    who = client or staff
    address = str((who.email if row.channel == kinds.EMAIL else who.mobile) if who is not None else "")
    if not address:
        raise Dropped("no_address")
    if row.channel == kinds.EMAIL and is_off(address):
        raise Dropped("address_off")
    return address


def _goes_there(row: Delivery, client: Client) -> bool:
    """Does the same go to the one address of the company, for somebody else who acts for it?"""
    others = Delivery.select(Delivery.id).join(Account, on=(Delivery.account == Account.id))
    same = others.where(
        *(Account.client == client.id, Delivery.channel == row.channel, Delivery.kind == row.kind),
        *(Delivery.created_at == row.created_at, Delivery.id < row.id),
    )
    return same.where(Delivery.state.in_(("waiting", "sent"))).exists()


def ask_endpoint(row: Delivery, endpoint: Endpoint) -> None:
    """Of a delivery to a machine or a group. What is confidential is for none of them. Raises Dropped, Later."""
    if endpoint.off:
        raise Dropped("channel_off")
    if kinds.group_of(row.kind) not in endpoint.groups:
        raise Dropped("unwanted")
    matter = matter_of(row.path)
    if matter.complaint or kinds.area_of(row.kind) == "complaint":
        raise Dropped("confidential")
    if endpoint.branch_id and not matter.branch.startswith(endpoint.branch.path):
        raise Dropped("elsewhere")
    _still_so(row, matter, kinds.is_duty(row.kind))
    if not texts.leaves(row.kind) and not kinds.is_duty(row.kind):
        raise Dropped("kind_off")
    if endpoint.kind in channels.ROBOTS and (first := channels.first_moment(row.kind, clock.now())) > clock.now():
        raise Later(first)
