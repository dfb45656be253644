"""A client redeems a benefit, or staff for one who phones; staff confirm, decline or mark it used (R8).

Each deed stands upon the ledger's: what is asked holds, what ends resolves the hold, in one transaction.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.benefits import agreeing, answering, holding
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.derived import holders
from portal.ground import clock, formats, security
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, Hold, Lot, Voucher, VoucherNews
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.rules.benefits.periods import period_of
from portal.rules.benefits.vouchers import confirmed_by, new_number

Wish = dict[str, Any]
"""What was asked: `quantity`, `wanted_on`, `person`, `guest_name`, `note`, `answers` by key; of a company also
`authorised`, a login; where the contract asks for it `consent`, and `last_four` of a document that the bank does not
have."""


@once(Voucher)
def redeem(actor: Actor, client: Client, code: str, wish: Wish, submission: str | None = None) -> Voucher:
    """A voucher for a day, confirmed at once or by staff as the version says.

    Raises OutOfScope (no such benefit for him), Invalid (day, number, person, terms not signed), AllowanceUsed,
    HeldElsewhere (with the words that say which booking).
    """
    version, day = reference.benefits().get(code), wish["wanted_on"]
    if version is None or not version.fits(client):
        raise OutOfScope()
    agreeing.must_be_signed(client, version)
    person, authorised = _checked(actor, client, version, wish)
    answers = answering.judged(version, wish.get("answers", {}))
    try:
        with write():
            may_step(actor)
            held = holding.hold(
                actor,
                client,
                code,
                wish["quantity"],
                day,
                guest_name=wish["guest_name"] if person != "self" else "",
                person=person,
                note=wish["note"],
                answers=answers,
            )
            made = _made(actor, held, version, authorised, wish, submission)
            _tell_new(actor, client, made)
            return made
    except holding.HeldElsewhere as refused:
        raise _which(client, version, refused) from refused
    except holding.AllowanceUsed as refused:
        _term(client, version, day, wish["quantity"])
        raise refused


def _checked(actor: Actor, client: Client, version: BenefitVersion, wish: Wish) -> tuple[str, int | None]:
    """For whom it is, and who redeems for a company. Raises Invalid."""
    person = wish["person"]
    if person == "family" and not version.guest_allowed:
        raise Invalid(_l("This benefit is for the client only."), field="person")
    if person == "family" and not wish["guest_name"]:
        raise Invalid(_l("Please name the family member."), field="guest_name")
    if person == "self" and wish["guest_name"]:
        raise Invalid(_l("You named somebody: is it a guest or family?"), field="person")
    unknown = version.shows_document and (person != "self" or client.is_company)
    if unknown and wish.get("consent") and not wish.get("last_four"):
        raise Invalid(_l("Please type the last four figures of the person's document."), field="last_four")
    if not client.is_company:
        return person, None
    if actor.is_client:
        return person, actor.account_id
    chosen = wish.get("authorised")
    if chosen not in {one.id for one in authorised_of(client)}:
        raise Invalid(_l("Please choose who redeems for the company."), field="authorised")
    return person, chosen


def authorised_of(client: Client) -> list[Account]:
    """Who may redeem for a company: its authorised persons whose scope allows a request, today."""
    query = Account.select().where(Account.client == client.id, Account.active, Account.scope.in_(("request", "sign")))
    valid = Account.valid_until.is_null() | (Account.valid_until >= clock.today())
    return list(query.where(valid, Account.person_name != "").order_by(Account.id))


def _made(
    actor: Actor, held: Hold, version: BenefitVersion, authorised: int | None, wish: Wish, form: str | None
) -> Voucher:
    now, at_once = clock.now(), version.confirmed_by == "nobody"
    agreed = version.shows_document and wish.get("consent")
    made: Voucher = Voucher.create(
        hold=held.id,
        client=held.client_id,
        version=held.version_id,
        number=new_number(),
        token=security.new_token(),
        day=held.day,
        confirm_by=confirmed_by(held.day, version.days_ahead),
        state="confirmed" if at_once else "asked",
        authorised=authorised,
        confirmed_at=now if at_once else None,
        consent_at=now if agreed else None,
        consent_by=actor.account_id if agreed else None,
        last_four=wish.get("last_four", "") if agreed else "",
        created_at=now,
        submission=form,
    )
    return made


def _tell_new(actor: Actor, client: Client, made: Voucher) -> None:
    words = words_of(made)
    if not actor.is_client:
        kind = "voucher.booked" if made.state == "confirmed" else "voucher.asked_for_you"
        tell(accounts_of_client(client.id), kind, f"/me/vouchers/{made.number}", **words)
    if made.state == "asked":
        tell(seat_accounts(client), "voucher.asked", staff_page(made), but=actor, client=client.name, **words)


def words_of(row: Voucher) -> dict[str, Any]:
    """What notices and the trail say of a voucher."""
    code = reference.benefit_versions()[row.version_id].code
    return {"benefit": code, "day": row.day.isoformat(), "voucher": row.number}


def staff_page(row: Voucher) -> str:
    return f"/benefits/redemptions/{row.number}"


def seat_accounts(client: Client) -> list[int]:
    """Logins of whoever has the client's matters today; where nobody has, of the branch's admins."""
    holder = holders.of_a_new_one(client)["holder"]
    return accounts_of_staff([holder]) if holder else admin_accounts(client.branch_id)


def _which(client: Client, version: BenefitVersion, refused: holding.HeldElsewhere) -> holding.HeldElsewhere:
    """The same refusal, saying which bookings hold it."""
    days = refused.context["days"]
    points, versions = version.kind == "points", reference.benefit_versions().values()
    same = [row.id for row in versions if (row.kind == "points" if points else row.code == version.code)]
    query = Voucher.select(Voucher.day, Voucher.number).where(
        Voucher.client == client.id, Voucher.ended_at.is_null(), Voucher.version.in_(same), Voucher.day.in_(days)
    )
    rows = list(query.order_by(Voucher.day, Voucher.id).tuples())
    known = [f"{formats.day(day)} ({number})" for day, number in rows]
    known += [formats.day(day) for day in days if day not in {one for one, _number in rows}]
    words = _l(
        "What is left of this benefit is held for another booking: %(bookings)s.", bookings=formats.joined(known)
    )
    return holding.HeldElsewhere(words, **refused.context)


def _term(client: Client, version: BenefitVersion, day: date, quantity: int) -> None:
    """Enough would be left, but for a day within another term: Invalid says by when."""
    wanted = quantity * version.points_price if version.kind == "points" else quantity
    code = POINTS if version.kind == "points" else version.code
    today = clock.today()
    runs = (Lot.until >= today) & (Lot.since <= today)
    found = list(Lot.select().where(Lot.client == client.id, Lot.benefit == code, runs))
    ends = [lot.until for lot in found if lot.unlimited or lot.available >= wanted]
    if not found and (given := reference.amounts().get((version.id, client.tier_id))):  # nothing was granted yet
        until = period_of(version.period, today, client.tier_since).until
        ends = [until] if until and (given.amount < 0 or given.amount >= wanted) else []
    if ends and day > max(ends):
        words = _l("What you have ends on %(day)s: please choose a day by then.", day=formats.day(max(ends)))
        raise Invalid(words, field="wanted_on")


def held(row: Voucher) -> tuple[Voucher, Client]:
    """The voucher and its client for this transaction against others, in the order in which the ledger takes them."""
    client = lock(Client.select().where(Client.id == row.client_id))
    found = lock(Voucher.select().where(Voucher.id == row.id))
    if found.client_id != client.id:  # merged, or parted again, a moment ago
        client = lock(Client.select().where(Client.id == found.client_id))
    return found, client


def confirm(actor: Actor, row: Voucher, result: str = "", day: date | None = None) -> Voucher:
    """Staff say yes; `result` is what was booked, `day` another one than was wanted. Raises Overtaken, WrongState,
    Invalid."""
    with write():
        row, client = held(row)
        possible = row.state == "asked" and row.day >= clock.today()
        as_shown(row, possible=possible)
        if not possible:
            raise WrongState()
        if not result and reference.benefit_versions()[row.version_id].says_result:
            raise Invalid(_l("Please write what was booked: the client reads it."), field="result")
        changes = answering.move(row, day) if day and day != row.day else {}
        moment = clock.now()
        values = {"state": "confirmed", "confirmed_by": actor.account_id, "confirmed_at": moment, "result": result}
        Voucher.update(**values).where(Voucher.id == row.id).execute()
        row.state, row.result = "confirmed", result
        audit(actor, "voucher.confirmed", client, changes=changes, **client.said, **words_of(row))
        kind = "voucher.confirmed_as" if result else "voucher.confirmed"
        words = words_of(row) | ({"result": result} if result else {})
        tell(accounts_of_client(row.client_id), kind, f"/me/vouchers/{row.number}", **words)
        return row


@once(VoucherNews)
def news(actor: Actor, row: Voucher, words: str, submission: str | None = None) -> VoucherNews:
    """Staff tell the client how it stands, before it is confirmed or after. Raises WrongState when it has ended."""
    with write():
        row, client = held(row)
        if not row.is_open:
            raise WrongState()
        made: VoucherNews = VoucherNews.create(
            voucher=row.id, words=words, author=actor.account_id, at=clock.now(), submission=submission
        )
        audit(actor, "voucher.news", client, **client.said, **words_of(row))
        page = f"/me/vouchers/{row.number}"
        tell(accounts_of_client(row.client_id), "voucher.news", page, news=words, **words_of(row))
        return made


def decline(actor: Actor, row: Voucher, reason: str, cause: str = "bank") -> Voucher:
    """Staff say no, or call off what was confirmed: what was held returns. `cause`: bank, partner or client (who asks
    for it by phone, until the lead time). Raises Overtaken, WrongState."""
    with write():
        row, _client = held(row)
        as_shown(row, possible=row.is_open)
        if cause == "client":
            _in_time(row)
        state = "declined" if row.state == "asked" and cause != "client" else "cancelled"
        end(actor, row, state, cause, reason=reason)
        tell(
            accounts_of_client(row.client_id),
            f"voucher.{state}",
            f"/me/vouchers/{row.number}",
            reason=reason[:200],
            **words_of(row),
        )
        return row


def cancel(actor: Actor, row: Voucher) -> Voucher:
    """The client gives it back himself, until the lead time. Raises Overtaken, WrongState."""
    with write():
        row, client = held(row)
        as_shown(row, possible=row.is_open)
        _in_time(row)
        end(actor, row, "cancelled", "client")
        tell(seat_accounts(client), "voucher.given_back", staff_page(row), client=client.name, **words_of(row))
        return row


def agree(actor: Actor, row: Voucher, *, agreed: bool) -> Voucher:
    """The client says whether the desk sees whose voucher it is: as easily withdrawn as given. Raises WrongState."""
    with write():
        may_step(actor)
        row, client = held(row)
        if not row.is_open or not reference.benefit_versions()[row.version_id].shows_document:
            raise WrongState()
        values = {"consent_at": clock.now() if agreed else None, "consent_by": actor.account_id if agreed else None}
        Voucher.update(**values).where(Voucher.id == row.id).execute()
        deed = "voucher.agreed" if agreed else "voucher.withdrawn"
        audit(actor, deed, client, **client.said, voucher=row.number)
        return row


def _in_time(row: Voucher) -> None:
    if row.is_open and clock.today() > row.confirm_by:
        raise WrongState(_l("It is too late to give this back here: please call your team."))


def use(actor: Actor, row: Voucher, quantity: int | None = None) -> Voucher:
    """Staff mark it used, whole or in part; the rest returns. Raises Overtaken, WrongState, Invalid."""
    with write():
        row, _client = held(row)
        as_shown(row, possible=row.state == "confirmed")
        if row.state == "confirmed" and row.day > clock.today():
            raise WrongState(_l("It is for %(day)s: it cannot be used before.", day=formats.day(row.day)))
        took(actor, row, quantity, cause="staff", accepted_by=actor.name)
        return row


def took(actor: Actor | None, row: Voucher, quantity: int | None, *, cause: str, accepted_by: str) -> None:
    """Somebody took a confirmed voucher: the ledger, the row, the client's notice. Call inside `write()` with it held.
    Raises WrongState, Invalid."""
    if row.state != "confirmed":
        raise WrongState()
    ended = holding.use(actor, row.hold_id, quantity, cause=cause, accepted_by=accepted_by)
    _close(row, "used", accepted_by=accepted_by)
    tell(
        accounts_of_client(row.client_id),
        "voucher.used",
        f"/me/vouchers/{row.number}",
        count=str(ended.used),
        by=accepted_by,
        **words_of(row),
    )


def end(actor: Actor | None, row: Voucher, state: str, cause: str, *, reason: str = "", lost: bool = False) -> None:
    """What was held returns (or is `lost`), and the voucher has ended. Call inside `write()` with it held. Raises
    WrongState."""
    if not row.is_open:
        raise WrongState()
    deed = holding.lapse if lost else holding.release
    deed(actor, row.hold_id, cause=cause, reason=reason)
    _close(row, state, reason=reason[:200])


def _close(row: Voucher, state: str, **values: str) -> None:
    changed: dict[str, Any] = {"state": state, "ended_at": clock.now(), **values}
    Voucher.update(**changed).where(Voucher.id == row.id).execute()
    for name, value in changed.items():
        setattr(row, name, value)
