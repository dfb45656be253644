"""What a day does to vouchers, and notices before something ends (R8): the worker's part."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from peewee import fn

from portal.actions.benefits import vouchers
from portal.actions.shared.telling import accounts_of_client, put, tell
from portal.database import breathe, lock, write, write_step
from portal.ground import clock, steps
from portal.models import Account, Client, LedgerRun, Lot, Voucher
from portal.reads import reference
from portal.reads.finding.filter import plain_column
from portal.rules.benefits.vouchers import unanswered_on

AT_ONCE = 500
AHEAD = (30, 7)
"""Days before something ends, on which its client is told."""
CLIENTS_AT_ONCE = 5000
STATEMENT = "/me/benefits/statement"


@steps.every_minute
def end_what_is_over() -> int:
    """What nobody confirmed returns on its day, what was not used on its day returns or counts as used. Answers how
    many vouchers ended."""
    done, after = 0, 0
    while rows := _open(after):
        for row in rows:
            done += _ended(row)
        after = rows[-1].id
        breathe()
    return done


def _open(after: int) -> list[Voucher]:
    """Open vouchers that may be over today, in the order of their ids."""
    today = clock.today()
    over = (Voucher.day < today) | ((Voucher.day == today) & (Voucher.state == "asked"))
    query = Voucher.select().where(Voucher.ended_at.is_null(), over, Voucher.id > after)
    return list(query.order_by(Voucher.id).limit(AT_ONCE))


def _is_over(row: Voucher, today: date) -> bool:
    version = reference.benefit_versions()[row.version_id]
    if row.state == "asked":
        return today >= unanswered_on(row.day, version.days_ahead)
    return row.state == "confirmed" and row.day < today


def _ended(row: Voucher) -> bool:
    if not _is_over(row, clock.today()):
        return False
    with write():
        row, _client = vouchers.held(row)
        if not _is_over(row, clock.today()):
            return False
        asked = row.state == "asked"
        lost = not asked and reference.benefit_versions()[row.version_id].after_day == "used"
        kind = "voucher.unanswered" if asked else "voucher.lapsed" if lost else "voucher.returned"
        state, cause = ("lapsed" if lost else "returned"), ("bank" if asked else "day")
        vouchers.end(None, row, state, cause, lost=lost)
        page = f"/me/vouchers/{row.number}"
        tell(accounts_of_client(row.client_id), kind, page, **vouchers.words_of(row))
        return True


@steps.every_minute
def say_what_ends() -> int:
    """Once a day: clients read what ends in 30 and in 7 days, each lot once, also when days were missed. Answers how
    many were told."""
    today, told = clock.today(), 0
    before = LedgerRun.select().where(LedgerRun.kind == "notice", LedgerRun.finished_at.is_null(False))
    last = before.order_by(LedgerRun.day.desc()).first()
    if last is not None and last.day >= today:
        return 0
    since = last.day if last is not None else today - timedelta(days=1)
    for place, days in enumerate(AHEAD):
        told += _say(today, max(since, today - timedelta(days=6)), days, place)
    with write_step():
        LedgerRun.update(finished_at=clock.now()).where(LedgerRun.kind == "notice", LedgerRun.day == today).execute()
    return told


def _say(today: date, since: date, days: int, place: int) -> int:
    """Tell of what ends `days` after a day that came since the last run, part by part of the clients."""
    told, first, last = 0, since + timedelta(days=days + 1), today + timedelta(days=days)
    newest = _newest(first, last)
    while True:
        with write_step():
            LedgerRun.insert(kind="notice", day=today).on_conflict_ignore().execute()
            run = lock(LedgerRun.select().where(LedgerRun.kind == "notice", LedgerRun.day == today))
            if run.finished_at or run.part > place:
                return told
            over = run.after >= newest
            part = 0 if over else _part(run.after, first, last)
            run.after, run.part = (0, place + 1) if over else (run.after + CLIENTS_AT_ONCE, place)
            run.done += part
            run.save()
            told += part
        if over:
            return told
        breathe()


def _newest(first: date, last: date) -> int:
    """Up to which client it has to be looked; 0 where nothing ends between these days."""
    some = Lot.select(Lot.id).where(Lot.available > 0, Lot.until >= first, Lot.until <= last).limit(1)
    return (Client.select(fn.MAX(Client.id)).scalar() or 0) if some.exists() else 0


def _part(after: int, first: date, last: date) -> int:
    """Of the next clients those with something that ends between two days: one notice for each login. Answers how many
    clients."""
    until = plain_column(Lot.until, True)  # the clients' index leads, not that of all that ends
    query = Lot.select(Lot.client, Lot.benefit, Lot.until).where(
        Lot.client.between(after + 1, after + CLIENTS_AT_ONCE), Lot.available > 0, until >= first, until <= last
    )
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for client, code, ends in query.tuples():
        found[client][code] = min(ends, found[client].get(code, ends))
    if not found:
        return 0
    people = Account.select(Account.id, Account.client).join(Client, on=(Account.client == Client.id))
    mine = Account.client.between(min(found), max(found))
    moment = clock.now()
    rows = []
    for account, client in people.where(mine, Account.active, Client.status == "active").tuples():
        if client in found:
            kind, words = _said(found[client])
            rows.append({"account": account, "kind": kind, "words": words, "path": STATEMENT, "at": moment})
    put(rows)
    return len(found)


def _said(ends: dict[str, date]) -> tuple[str, dict[str, str]]:
    day = min(ends.values()).isoformat()
    if len(ends) == 1:
        return ("benefit.ends", {"benefit": next(iter(ends)), "day": day})
    return ("benefit.end_many", {"count": str(len(ends)), "day": day})
