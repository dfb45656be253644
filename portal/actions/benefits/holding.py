"""A benefit is held for a client on a day, and each hold is resolved once: used, released or lapsed (R8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import IntegrityError, fn

from portal.actions.benefits import granting, lots
from portal.actions.shared.recording import audit, once
from portal.database import held, lock, stand_by, write
from portal.ground import clock, formats
from portal.ground.errors import Invalid, OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Entry, Hold, Lot, Partner, Resolution
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.shared import built
from portal.rules.benefits.allocation import Stock, allocate, share_out
from portal.rules.benefits.tiers import fall

OURS = ("bank", "partner")
"""Who cancelled, where the client is not to lose what has ended meanwhile."""


ASKED = (
    *(Client.id, Client.number, Client.name, Client.kind, Client.branch, Client.status, Client.merged_into),
    *(Client.tier, Client.tier_since),
)
"""What a booking asks of its client: writing SQL for all his columns takes longer than reading them."""


class AllowanceUsed(Refused):
    """Nothing, or not enough, is left."""

    words = _l("There is not enough of this benefit left.")


class HeldElsewhere(Refused):
    """Enough would be left, but for what is held for another day; `days` says for which."""

    words = _l("What is left of this benefit is held for another booking.")


class ResolvedAlready(WrongState):
    """The hold ended before: `outcome` says how."""

    words = _l("This booking has ended already.")


@once(Hold)
def hold(
    actor: Actor | None,
    client: Client,
    code: str,
    quantity: int,
    day: date,
    *,
    guest_name: str = "",
    person: str = "self",
    note: str = "",
    answers: dict[str, str] | None = None,
    submission: str | None = None,
) -> Hold:
    """Hold so much of a benefit for a day. `person`: self, family or guest; `answers`: to what its version asks.

    Raises OutOfScope (no such benefit for him), Invalid (a day or a guest that cannot be), AllowanceUsed,
    HeldElsewhere.
    """
    version = reference.benefits().get(code)
    if version is None or not version.fits(client):
        raise OutOfScope()
    check(version, quantity, day, guest=person == "guest", guest_name=guest_name)
    with write():
        (row,) = built.rows(
            ("who books",), lambda: held(Client.select(*ASKED).where(Client.id == built.ONE)), {built.ONE: client.id}
        )
        if row.merged_into_id or row.status != "active":
            raise OutOfScope()
        granting.ensure(row, version)
        taken = _allocated(row, version, quantity, day, guest=person == "guest")
        made = Hold.create(
            client=row.id,
            version=version.id,
            quantity=quantity,
            day=day,
            guest_name=guest_name,
            person=person,
            note=note,
            answers=answers or {},
            author=actor.account_id if actor else None,
            created_at=clock.now(),
            submission=submission,
        )
        for lot, part in taken:
            lots.move(lot, "hold", part, author=made.author_id, hold=made.id, at=made.created_at)
        audit(actor, "benefit.held", row, **row.said, benefit=code, day=day.isoformat(), count=str(quantity))
        return made


def check(version: BenefitVersion, quantity: int, day: date, *, guest: bool, guest_name: str = "") -> None:
    """Raises Invalid for a day, a number or a guest that the benefit does not allow."""
    today = clock.today()
    earliest = today + timedelta(days=version.days_ahead)
    problems: dict[str, Any] = {}
    if quantity < 1:
        problems["quantity"] = _l("Please choose at least one.")
    if day < today:
        problems["wanted_on"] = _l("This day is over.")
    elif day < earliest:
        problems["wanted_on"] = _l("Please book ahead: %(day)s is the earliest day.", day=formats.day(earliest))
    elif day.isoformat() in (version.blackout or ()) or not version.offered(day):
        problems["wanted_on"] = _l("This benefit cannot be used on that day.")
    elif (partner := reference.partners().get(version.partner_id)) and not partner.gives_on(day):  # type: ignore[attr-defined]
        problems["wanted_on"] = _l("Our partner gives this until %(day)s.", day=formats.day(partner.contract_until))
    if guest and not version.guest_allowed:
        problems["guest_name"] = _l("This benefit is for the client only.")
    elif guest and not guest_name:
        problems["guest_name"] = _l("Please name the guest.")
    if problems:
        raise Invalid(fields=problems)


def _allocated(
    client: Client, version: BenefitVersion, quantity: int, day: date, *, guest: bool
) -> list[tuple[Lot, int]]:
    """The lots and how much of each; they are held from here on. Raises AllowanceUsed, HeldElsewhere."""
    points = version.kind == "points"
    own = guest and version.guest_rule == "own"
    wanted = quantity * version.points_price if points else quantity
    benefit, today = POINTS if points else version.code, clock.today()

    def query() -> Any:
        mine = (Lot.client == built.ONE) & (Lot.benefit == benefit) & (Lot.guests == own)
        return lots.of(mine & (Lot.until.is_null() | (Lot.until >= built.DAY)))

    rows = built.rows(("lots that run", benefit, own), query, {built.ONE: client.id, built.DAY: today})
    found = {lot.id: lot for lot in rows}
    stock = [Stock(lot.id, lot.since, lot.until, lot.available, lot.unlimited) for lot in found.values()]
    taken = allocate(stock, wanted, day, today)
    if not taken:
        fitting = [found[one.id] for one in stock if one.covers(day)]
        if sum(lot.available + lot.held for lot in fitting) >= wanted:
            raise HeldElsewhere(days=days_of(client.id, [lot.id for lot in fitting]))
        raise AllowanceUsed(left=sum(lot.available for lot in fitting))
    return [(found[key], part) for key, part in taken]


def days_of(client_id: int, lot_ids: list[int]) -> list[date]:
    """The days for which something of these lots is held, the next first."""
    query = Hold.select(Hold.day).distinct().join(Entry).where(Entry.lot.in_(lot_ids), Hold.client == client_id)
    open_ = ~fn.EXISTS(Resolution.select(Resolution.id).where(Resolution.hold == Hold.id))
    return [day for (day,) in query.where(open_).order_by(Hold.day).tuples()]


def use(
    actor: Actor | None,
    hold_id: int,
    quantity: int | None = None,
    *,
    cause: str = "staff",
    accepted_by: str = "",
    reason: str = "",
) -> Resolution:
    """What was held is used, whole or `quantity` of it: the rest returns.

    Raises OutOfScope, ResolvedAlready, Invalid.
    """
    return _resolve(actor, hold_id, "used", quantity, cause, accepted_by, reason)


def release(actor: Actor | None, hold_id: int, *, cause: str = "client", reason: str = "") -> Resolution:
    """What was held returns to its own lots; where one has ended it lapses, or a grace lot is given if the bank or the
    partner cancelled. `cause`: client, staff, bank, partner, day or time. Raises OutOfScope, ResolvedAlready."""
    return _resolve(actor, hold_id, "released", 0, cause, "", reason)


def lapse(actor: Actor | None, hold_id: int, *, cause: str = "day", reason: str = "") -> Resolution:
    """What was held is lost: it was not used, and does not return. Raises OutOfScope, ResolvedAlready."""
    return _resolve(actor, hold_id, "lapsed", 0, cause, "", reason)


def _resolve(
    actor: Actor | None, hold_id: int, outcome: str, used: int | None, cause: str, accepted_by: str, reason: str
) -> Resolution:
    with write():
        row = Hold.get_or_none(Hold.id == hold_id)
        if row is None:
            raise OutOfScope()
        client = lock(Client.select().where(Client.id == row.client_id))
        row = lock(Hold.select().where(Hold.id == hold_id))
        if row.client_id != client.id:  # merged at this moment
            client = lock(Client.select().where(Client.id == row.client_id))
        if before := Resolution.get_or_none(Resolution.hold == hold_id):
            raise ResolvedAlready(outcome=before.outcome)
        used = row.quantity if used is None else used
        beside_no_close(row.version_id)
        if outcome == "used" and not 0 < used <= row.quantity:
            raise Invalid(_l("No more can be used than was held."), field="quantity")
        made = _ended(actor, row, outcome, used, cause, accepted_by, reason)
        _move(row, made, client.tier_id)
        words = {"benefit": reference.benefit_versions()[row.version_id].code, "day": row.day.isoformat()}
        deed = "accepted" if outcome == "used" and cause == "partner" else outcome
        words |= {"partner": accepted_by} if deed == "accepted" else {}
        audit(actor, f"benefit.{deed}", client, **client.said, **words, count=str(used or row.quantity))
        return made


def beside_no_close(version_id: int) -> None:
    """A month of the partner is closed before this movement or after it, never meanwhile. Call inside `write()`."""
    if partner := reference.benefit_versions()[version_id].partner_id:  # type: ignore[attr-defined]
        stand_by(Partner.select(Partner.id).where(Partner.id == partner))


def _ended(
    actor: Actor | None, row: Hold, outcome: str, used: int, cause: str, accepted_by: str, reason: str
) -> Resolution:
    """The one line that says how it ended."""
    try:
        return Resolution.create(
            hold=row.id,
            outcome=outcome,
            used=used,
            returned=0 if outcome == "lapsed" else row.quantity - used,
            cause=cause,
            reason=reason[:200],
            accepted_by=accepted_by[:80],
            author=actor.account_id if actor else None,
            at=clock.now(),
        )
    except IntegrityError as error:
        raise ResolvedAlready() from error


def _move(row: Hold, made: Resolution, tier: str) -> None:
    """The entries of a resolution, lot by lot."""
    entries = list(Entry.select().where(Entry.hold == row.id, Entry.kind == "hold").order_by(Entry.id))
    found = {lot.id: lot for lot in lots.held(Lot.id.in_([one.lot_id for one in entries]))}
    version = reference.benefit_versions()[row.version_id]
    price = version.points_price if version.kind == "points" else 1
    of = {one.lot_id: one for one in entries}
    shares = share_out([(one.lot_id, one.quantity) for one in entries], made.used * price)
    for key, used, rest in shares:
        lot, same = found[key], {"hold": row.id, "entry": of[key].id, "author": made.author_id, "at": made.at}
        if used:
            lots.move(lot, "use", used, **same)
        if rest and (made.outcome == "lapsed" or lot_is_over(lot)):
            lots.move(lot, "lapse", rest, **same)
            if made.outcome != "lapsed" and made.cause in OURS:
                _grace(lot, rest, row, made)
        elif rest:
            lots.move(lot, "release", rest, **same)
            _trim(lot, tier)


def lot_is_over(lot: Lot) -> bool:
    """Has it ended? Its last day counts, until midnight in Changchun."""
    return lot.until is not None and lot.until < clock.today()


def _grace(lot: Lot, quantity: int, row: Hold, made: Resolution) -> None:
    """What lapsed by no fault of the client's is given anew for some days (a setting; 0: not at all)."""
    days = settings.value("benefits.grace_days")
    if days and not lot.unlimited:
        version, today = reference.benefit_versions()[lot.version_id], clock.today()
        until = today + timedelta(days=days)
        cause = f"grace-{row.id}-{lot.id}"
        lots.grant(
            row.client_id, version, quantity, cause, lot.period, today, until, guests=lot.guests, author=made.author_id
        )


def _trim(lot: Lot, tier: str) -> None:
    """What returned to a lot of a higher tier than the client now has ends, as the rest of it did."""
    if lot.unlimited or lot.upto <= 0 or settings.value("benefits.fall_keeps_lot"):
        return
    given = reference.amounts().get((lot.version_id, tier))
    amount = (given.guests if lot.guests else given.amount) if given else 0
    if amount < 0 or amount >= lot.upto:
        return
    same = (Lot.client == lot.client_id) & (Lot.benefit == lot.benefit_id) & (Lot.period == lot.period)
    others = lots.held(same & (Lot.guests == lot.guests) & (Lot.upto > 0))
    ends = fall(amount, *(sum(getattr(one, name) for one in others) for name in ("used", "held", "available")))
    if part := min(ends, lot.available):
        lots.move(lot, "expire", part, reason="tier")
