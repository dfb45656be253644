"""At 0:00 of its day a checked handover passes: all its seats in one transaction, in statements about many at once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from peewee import fn

from portal.actions import steps as checklist
from portal.actions.organisation.leaving import end_of_time
from portal.actions.shared.queueing import queue_for_clients
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, put, tell
from portal.actions.teams import limits
from portal.database import Model, among, engine, lock, write
from portal.derived import holders
from portal.derived.seats import follow_many
from portal.ground import clock, steps
from portal.models import (
    Account,
    AuditEntry,
    Client,
    Handover,
    HandoverSeat,
    Request,
    Seat,
    Staff,
)
from portal.models.requests import IS_OPEN
from portal.reads.administration import settings
from portal.reads.handovers.lines import all_lines, unlisted
from portal.reads.handovers.receiving import becomes
from portal.rules.handovers import ALL_GO, CHECKED, GIVEN, ROTATION, Verdict, first_day
from portal.rules.steps import HANDOVER

log = logging.getLogger(__name__)

AT_ONCE = 500
Pair = tuple[Any, Verdict]
"""A line as it was, and what becomes of it."""


@steps.every_minute
def pass_what_is_due() -> int:
    """Handovers whose day has come; where the worker stood still they pass later, and count from their day all the
    same. One that fails keeps none of the others. Answers how many passed."""
    due = Handover.select(Handover.id).where(Handover.state == CHECKED, Handover.begins <= clock.today())
    passed = 0
    for (one,) in list(due.order_by(Handover.begins, Handover.id).tuples()):
        try:
            passed += pass_on(one)
        except Exception:
            log.exception("handover %s did not pass", one)
    return passed


def pass_on(handover_id: int) -> bool:
    """All seats of a handover pass, in one transaction. Answers False where somebody else was quicker."""
    with write():
        row: Handover = lock(Handover.select().where(Handover.id == handover_id))
        if row.state != CHECKED or row.begins > clock.today():
            return False
        _list_what_came_later(row)
        lines = all_lines(row)
        _hold(line.client_id for line in lines)
        limits.hold(one for one in {row.staff_id, *(line.receiver_id for line in lines)} if one)
        lines = all_lines(row)  # as they stand now that all of them are held
        by_line = {line.id: line for line in lines}
        pairs = [(by_line[one.line], one) for one in becomes(row.staff_id, lines)]
        leaving = [pair for pair in pairs if pair[1].outcome != "changed"]
        staff = dict(Staff.select(Staff.id, Staff.name).where(Staff.id.in_(_people(row, lines))).tuples())
        _end_seats(row, leaving)
        _begin_seats(row, [pair for pair in leaving if pair[1].outcome == "passed"])
        clients = sorted({line.client_id for line, _one in leaving})
        follow_many(clients)
        _work_follows(row, clients)
        end_of_time(None, row.staff, _ends_by(row), row.begins, clients, row.branch)
        holders.follow_clients(clients)
        _close(row, pairs)
        _record(row, leaving, staff)
        _tell(row, pairs, staff)
        return True


def _ends_by(row: Handover) -> str:
    """By what his time ends now; of who had left before, nothing but his clients is left to pass."""
    return ROTATION if row.staff.left_on and row.staff.left_on <= row.begins else row.cause


def _people(row: Handover, lines: list[Any]) -> list[int]:
    return sorted({row.staff_id, *(line.receiver_id for line in lines if line.receiver_id)})


def _list_what_came_later(row: Handover) -> None:
    """Whoever leaves keeps nothing: a seat that he was given after the check stays open, and is named."""
    if row.cause in ALL_GO:
        rows = [
            {"handover": row.id, "seat": seat, "client": client, "kind": kind, "open_reason": "later"}
            for seat, client, kind in unlisted(row)
        ]
        _insert(HandoverSeat, rows)


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        model.insert_many(rows[start : start + AT_ONCE]).execute()


def _hold(clients: Iterable[int]) -> None:
    """Hold the clients for this transaction in the order of their ids: of two deeds the second sees the first one's."""
    query = Client.select(Client.id).where(among(Client.id, sorted(set(clients)))).order_by(Client.id)
    if engine() != "sqlite":
        list(query.for_update("FOR NO KEY UPDATE").tuples())


def _words(row: Handover) -> str:
    return row.number + (f" {row.reason}" if row.reason else "")


def _end_seats(row: Handover, leaving: list[Pair]) -> None:
    """The leaver's seats end on the day (one that began later has no day)."""
    values = {"ended_by": row.checked_by_id, "ended_reason": _words(row)[:200]}
    seats = among(Seat.id, [line.seat_id for line, _one in leaving])
    Seat.update(until=row.begins, **values).where(seats, Seat.since <= row.begins, Seat.until.is_null()).execute()
    Seat.update(until=Seat.since, **values).where(seats, Seat.until.is_null()).execute()


def _begin_seats(row: Handover, passed: list[Pair]) -> None:
    now, sat = clock.now(), _sat_since_then(row, passed)
    rows = [
        {
            "client": line.client_id,
            "kind": line.kind,
            "staff": line.receiver_id,
            "since": first_day(row.begins, line.sat_since, sat.get((line.client_id, line.kind, line.receiver_id))),
            "reason": _words(row)[:200],
            "author": row.checked_by_id,
            "created_at": now,
        }
        for line, _one in passed
    ]
    _insert(Seat, rows)


def _sat_since_then(row: Handover, passed: list[Pair]) -> dict[tuple[int, str, int], date]:
    """(client, kind, who) → the last day, exclusive, on which a receiver sat there himself since the handover's day:
    where it passes late, he may have."""
    if row.begins >= clock.today():
        return {}
    query = Seat.select(Seat.client, Seat.kind, Seat.staff, fn.MAX(Seat.until)).where(
        among(Seat.client, [line.client_id for line, _one in passed]), Seat.until > row.begins
    )
    rows = query.group_by(Seat.client, Seat.kind, Seat.staff)
    return {(client, kind, staff): until for client, kind, staff, until in rows.tuples()}


def _work_follows(row: Handover, clients: list[int]) -> None:
    """What he took from a queue is the seat's when it falls back."""
    mine = (Request.assignee == row.staff_id) & among(Request.client, clients) & IS_OPEN
    Request.update(seat="manager").where(mine).execute()


def _close(row: Handover, pairs: list[Pair]) -> None:
    by_verdict: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line, one in pairs:
        by_verdict[one.outcome, one.why].append(line.id)
    for (outcome, why), ids in by_verdict.items():
        HandoverSeat.update(outcome=outcome, open_reason=why, running=False).where(
            among(HandoverSeat.id, ids)
        ).execute()
    called_on = [line.id for line, one in pairs if one.outcome in GIVEN]
    checklist.begin(HANDOVER, called_on, row.begins, settings.value("teams.call_days"))
    Handover.update(state="passed", passed_at=clock.now(), version=Handover.version + 1).where(
        Handover.id == row.id
    ).execute()


def _record(row: Handover, leaving: list[Pair], staff: dict[int, str]) -> None:
    now, before = clock.now(), staff[row.staff_id]
    rows = []
    for line, one in leaving:
        follows = "" if one.outcome == "open" else staff[line.receiver_id]
        words = {**row.said, "client": line.name, "before": before, "staff": follows}
        rows.append(
            {
                "at": now,
                "actor": None,
                "actor_name": "",
                "action": f"handover.{line.kind if follows else 'open'}",
                "subject_type": "client",
                "subject_id": line.client_id,
                "branch": line.branch,
                "words": words,
                "changes": {"staff": [before, follows]},
                "ip": "",
                "request_id": "",
            }
        )
    _insert(AuditEntry, rows)


def _tell(row: Handover, pairs: list[Pair], staff: dict[int, str]) -> None:
    """The receivers, whoever looks after the branch, who goes, and each client."""
    path, day = f"/teams/handovers/{row.number}", row.begins.isoformat()
    given: dict[int, int] = defaultdict(int)
    for line, one in pairs:
        if one.outcome in GIVEN:
            given[line.receiver_id] += 1
    left = sum(one.outcome in ("open", "changed") for _line, one in pairs)
    for person, count in sorted(given.items()):
        words = {**row.said, "staff": staff[row.staff_id], "count": str(count)}
        tell(accounts_of_staff([person]), "handover.you_have", path, **words)
    counts = {**row.said, "count": str(sum(given.values())), "left": str(left)}
    audit(None, "handover.passed", row, branch=row.branch_id, **counts)
    people = [*admin_accounts(row.branch_id), *accounts_of_staff([row.staff_id, row.author_id, row.witness_id])]
    tell(people, "handover.passed", path, **counts)
    gender = dict(Staff.select(Staff.id, Staff.gender).where(among(Staff.id, sorted(staff))).tuples())
    called = {one: (name, gender[one]) for one, name in staff.items()}
    _tell_clients(pairs, lambda line, one: _to_client(row, line, one, called, day))


def _to_client(
    row: Handover, line: Any, one: Verdict, called: dict[int, tuple[str, str]], day: str
) -> tuple[str, dict[str, str]]:
    before, before_gender = called[row.staff_id]
    words = {"before": before, "before_gender": before_gender, "from_day": day, "cause": row.cause}
    if one.outcome == "open":
        return "handover.yours_left", words
    staff, gender = called[line.receiver_id]
    return f"handover.your_{line.kind}", {**words, "staff": staff, "staff_gender": gender}


def _tell_clients(pairs: list[Pair], say: Callable[[Any, Verdict], tuple[str, dict[str, str]]]) -> None:
    ids = sorted({line.client_id for line, one in pairs if one.outcome in ("passed", "open")})
    logins: dict[int, list[int]] = defaultdict(list)
    for account, client in (
        Account.select(Account.id, Account.client).where(among(Account.client, ids), Account.active).tuples()
    ):
        logins[client].append(account)
    now, rows, silent = clock.now(), [], []
    for line, one in pairs:
        if one.outcome not in ("passed", "open"):
            continue
        kind, words = say(line, one)
        rows += [
            {"account": account, "kind": kind, "words": words, "path": "/me/team", "at": now}
            for account in logins[line.client_id]
        ]
        if not logins[line.client_id]:
            silent.append((line.client_id, kind, "/me/team", words))
    put(rows)
    queue_for_clients(silent)
