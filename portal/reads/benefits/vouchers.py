"""Vouchers as a client, staff and a partner's desk see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, Value, fn

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models import Account, Client, DeskShowing, Hold, Resolution, Staff, Voucher, VoucherNews
from portal.models.benefits.catalogue import BenefitVersion, Partner
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.benefits.left import BenefitLine, benefits_of
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.vouchers import plain_number
from portal.rules.shared.bands import last_day
from portal.rules.shared.masking import mask_name

SHOWN = 100


def offered(code: str, client: Client) -> BenefitVersion:
    """What is offered today under a code to such a client. Raises OutOfScope."""
    version = reference.benefits().get(code)
    if version is None or not version.fits(client):
        raise OutOfScope()
    return version


def left_of(version: BenefitVersion, client: Client) -> BenefitLine | None:
    """What the client has of it."""
    return next((one for one in benefits_of(client) if one.benefit.code == version.code), None)


@dataclass
class VoucherLine:
    """A voucher with what it stands on; `mine`: of a client whom the reader serves himself."""

    row: Voucher
    hold: Hold
    client: Client
    mine: bool = False

    @property
    def version(self) -> BenefitVersion:
        """What was promised, whatever the catalogue says today."""
        return reference.benefit_versions()[self.row.version_id]

    @property
    def number(self) -> str:
        return str(self.row.number)

    @property
    def person_name(self) -> str:
        """Who uses it."""
        if self.hold.person != "self":
            return str(self.hold.guest_name)
        authorised = self.row.authorised
        return str(authorised.person_name if authorised else self.client.name)

    @property
    def masked_name(self) -> str:
        return mask_name(self.person_name)

    @property
    def confirm_by(self) -> date:
        return self.row.confirm_by  # type: ignore[no-any-return]

    @property
    def late(self) -> bool:
        """Nobody has confirmed it, and the lead time is broken."""
        return self.row.state == "asked" and clock.today() > self.confirm_by


def _select(*more: Any) -> Any:
    who = Account.alias("authorised")
    query = Voucher.select(Voucher, Hold, Client, who.id, who.person_name, *more)
    query = query.join(Hold, on=(Voucher.hold == Hold.id)).switch(Voucher)
    query = query.join(Client, on=(Voucher.client == Client.id)).switch(Voucher)
    return query.left_outer_join(who, on=(Voucher.authorised == who.id), attr="authorised")


def _line(row: Any) -> VoucherLine:
    return VoucherLine(row, row.hold, row.client, bool(getattr(row, "mine", False)))


def own_vouchers(client_id: int) -> list[VoucherLine]:
    """A client's vouchers: the open ones by day, then the others, the latest first. One statement."""
    query = _select().where(Voucher.client == client_id)
    closed = Case(None, [(Voucher.ended_at.is_null(), 0)], 1)
    rows = [_line(row) for row in query.order_by(closed, Voucher.day.desc(), Voucher.id.desc()).limit(SHOWN)]
    return [*reversed([one for one in rows if one.row.is_open]), *(one for one in rows if not one.row.is_open)]


def own_voucher(client_id: int, number: str) -> VoucherLine:
    """One of a client's own. Raises OutOfScope."""
    return _one(_select().where(Voucher.client == client_id, Voucher.number == plain_number(number)))


def open_vouchers(client_id: int) -> list[VoucherLine]:
    """What a client has booked, the next first. One statement."""
    query = _select().where(Voucher.client == client_id, Voucher.ended_at.is_null())
    return [_line(row) for row in query.order_by(Voucher.day, Voucher.id).limit(SHOWN)]


def by_token(token: str) -> VoucherLine:
    """What a partner's desk sees. Raises OutOfScope."""
    return _one(_select().where(Voucher.token == token))


def voucher_of(actor: Actor, number: str, may: P = P.VOUCHERS_READ) -> VoucherLine:
    """A voucher of a client over whom the actor holds `may`. Raises OutOfScope."""
    scope = ClientScope(actor, may=may)
    return _one(_select().where(Voucher.number == plain_number(number), scope.condition()))


def _one(query: Any) -> VoucherLine:
    row = query.first()
    if row is None:
        raise OutOfScope()
    return _line(row)


PARTS = ("asked", "today", "week")


def in_work(actor: Actor, part: str) -> list[VoucherLine]:
    """What is to be confirmed, or what is booked for today or until the end of the week: the clients of his own seats
    first. One statement."""
    scope, today = ClientScope(actor, may=P.VOUCHERS_READ), clock.today()
    own = scope.own()
    mine = Case(None, [(own, 1)], 0) if own is not None else Value(0)
    open_ = Voucher.ended_at.is_null()
    wanted = {
        "asked": Voucher.state == "asked",
        "today": (Voucher.state == "confirmed") & (Voucher.day == today),
        "week": (Voucher.day > today) & (Voucher.day <= last_day(today)),
    }[part]
    query = _select(mine.alias("mine")).where(open_, wanted, scope.condition())
    return [_line(row) for row in query.order_by(mine.desc(), Voucher.day, Voucher.id).limit(SHOWN + 1)]


@dataclass
class Ending:
    """How a voucher ended, as its page says it: how much was used and returned, by whom."""

    used: int
    returned: int
    by: str


def ending_of(line: VoucherLine) -> Ending | None:
    """One statement."""
    query = Resolution.select(Resolution.used, Resolution.returned, Resolution.accepted_by, Staff.name)
    query = query.left_outer_join(Account, on=(Resolution.author == Account.id))
    query = query.left_outer_join(Staff, on=(Account.staff == Staff.id))
    row = query.where(Resolution.hold == line.hold.id).tuples().first()
    return Ending(row[0], row[1], row[2] or row[3] or "") if row else None


@dataclass
class Step:
    """Something that happened on the way: `kind` asked, news or confirmed, when, by whom ("": by himself) and what was
    said."""

    kind: str
    at: Any
    who: str = ""
    words: str = ""


def steps_of(line: VoucherLine) -> list[Step]:
    """What happened to a voucher until it was confirmed, the first first. At most two statements."""
    row, writer = line.row, fn.COALESCE(Staff.name, "")
    people = Account.select(Account.id, writer).left_outer_join(Staff, on=(Account.staff == Staff.id))
    keys = {line.hold.author_id, row.confirmed_by_id} - {None}
    names = dict(people.where(Account.id.in_(keys)).tuples()) if keys else {}
    query = VoucherNews.select(VoucherNews.at, writer, VoucherNews.words)
    query = query.left_outer_join(Account, on=(VoucherNews.author == Account.id))
    query = query.left_outer_join(Staff, on=(Account.staff == Staff.id))
    said = query.where(VoucherNews.voucher == row.id).order_by(VoucherNews.id)
    found = [Step("asked", row.created_at, names.get(line.hold.author_id, ""))]
    found += [Step("news", at, who, words) for at, who, words in said.tuples()]
    if row.confirmed_at:
        found.append(Step("confirmed", row.confirmed_at, names.get(row.confirmed_by_id, ""), row.result))
    return sorted(found, key=lambda step: step.at)


def partner_of(line: VoucherLine) -> Partner | None:
    """Who gives it on the bank's behalf."""
    return line.version.partner  # type: ignore[no-any-return]


def showings(client_id: int) -> list[Any]:
    """What partners' desks saw of a client, the latest first: (moment, partner, number of the voucher). One
    statement."""
    query = DeskShowing.select(DeskShowing, Partner, Voucher.number).join(Partner).switch(DeskShowing).join(Voucher)
    return list(query.where(Voucher.client == client_id).order_by(DeskShowing.id.desc()).limit(SHOWN))
