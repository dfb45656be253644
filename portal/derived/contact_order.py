"""The place of whoever is due in the order of what matters, on his row (`rules/contacts.py`): lists walk it. Open
complaints are not in it, for not everybody may read them: a list puts those clients ahead for whom it may.

It moves with the days: every morning all of them are brought up to date, between that those about whom something
changed. Who is not due until the end of the week (and some days more) has no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from portal.database import database, write
from portal.ground import clock, steps
from portal.models import Client, WorkerSign
from portal.models.clients.client import IS_DUE
from portal.reads.contacts.signals import Row, read, signals_of
from portal.rules.contacts import place, placed_until, weight

AT_ONCE = 500
SIGN = "contact order"
"""The worker's sign of the last day by which all were placed."""
NONE = -1


def follow(clients: Iterable[int]) -> None:
    """The rows of these clients say their place of today. Call inside `write()`."""
    ids, today = sorted(set(clients)), clock.today()
    for start in range(0, len(ids), AT_ONCE):
        _write(_differing(ids[start : start + AT_ONCE], today))


@steps.every_minute
def follow_the_day() -> int:
    """Once a day, as soon as it begins: those whom the day moves. Answers how many moved."""
    sign = WorkerSign.get_or_none(WorkerSign.name == SIGN)
    if sign is not None and clock.local(sign.seen_at).date() >= clock.today():
        return 0
    return follow_all()


def follow_all() -> int:
    """Everybody who is due, or has a place; some at a time, each time a transaction of its own. Answers how many
    moved."""
    moved, today = 0, clock.today()
    for ids in _placed(today):
        if _differing(ids, today):
            with write():
                moved += _write(_differing(ids, today))
    with write():
        WorkerSign.insert(name=SIGN, seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()
    return moved


def _placed(today: date) -> Iterator[list[int]]:
    """Ids of those who are due or have a place, some at a time."""
    due = Client.select(Client.id).where(Client.next_contact_due <= placed_until(today))
    found = {row[0] for query in (due, Client.select(Client.id).where(IS_DUE)) for row in query.tuples()}
    ids = sorted(found)
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _differing(ids: list[int], today: date) -> list[tuple[int, int]]:
    """(id, place or NONE) of those whose row says otherwise."""
    rows = _rows(ids, today)
    places = _places(rows, today)
    return [(row.id, NONE if said is None else said) for row in rows if (said := places[row.id]) != row.stands_at]


def _rows(ids: list[int], today: date) -> list[Row]:
    wanted = Client.id.in_(ids), IS_DUE | (Client.next_contact_due <= placed_until(today))
    return read(*Client.select(Client.id, Client.id.alias("k")).where(*wanted).sql())


def _places(rows: list[Row], today: date) -> dict[int, int | None]:
    found, until = signals_of(rows, today), placed_until(today)
    return {row.id: place(weight(found[row.id].signals), row.due) if row.due <= until else None for row in rows}


def _write(places: list[tuple[int, int]]) -> int:
    """One statement: whole numbers of our own stand in its text."""
    if places:
        values = ", ".join(f"({client:d}, {said:d})" for client, said in sorted(places))
        database.execute_sql(
            f"""UPDATE client SET contact_order = NULLIF(v.column2, {NONE}) FROM (VALUES {values}) AS v
            WHERE client.id = v.column1"""  # noqa: S608
        )
    return len(places)


def faults() -> Iterator[str]:
    """A place of today, or of a day since all were placed last: the worker may not have come to it yet."""
    today = clock.today()
    sign = WorkerSign.get_or_none(WorkerSign.name == SIGN)
    since = clock.local(sign.seen_at).date() if sign else today
    days = [today - timedelta(days=back) for back in range(max(0, (today - since).days) + 1)]
    for ids in _placed(today):
        wrong = _rows(ids, today)
        for day in days:
            places = _places(wrong, day) if wrong else {}
            wrong = [row for row in wrong if places[row.id] != row.stands_at]
        for row in sorted(wrong):
            yield f"client {row.number}: {row.stands_at} is not his place in the order of what matters"
