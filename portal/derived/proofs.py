"""`portal check`: every derived column proved against its source. One line a fault, as it is found.

The texts of SQL hold names of our own tables and nothing that was typed.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from portal.actions.administration.sealing import broken_seals
from portal.database import UtcField, database, engine
from portal.derived import aum, balances, classes, completeness, screening
from portal.derived.tiers import tier_faults
from portal.ground import clock
from portal.models import Client, ClientPhone, ClientTerm, Contact, Request
from portal.models import ClockMark as Mark
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key, terms_of
from portal.rules.shared import case_clock
from portal.rules.shared.codes import client_number, event_number, list_number, request_number
from portal.rules.shared.workdays import OFFICE

AT_ONCE = 500
ON_THE_ROW = (
    "id",
    "number",
    "name",
    "name_latin",
    "name_key",
    "mobile",
    "kind",
    "aum",
    "aum_before",
    "aum_change",
    "aum_average",
    "aum_month",
)


def faults() -> Iterator[str]:
    """A line for each fault of the whole database; nothing is changed."""
    for sentence, sql in (*COMPARISONS, *classes.comparisons()):
        yield from _differing(sentence, sql)
    if engine() == "sqlite":
        yield from _differing(*SEARCH_INDEX)
    for check in (
        _clients,
        _contacts,
        _clocks,
        screening.list_faults,
        _sequences,
        completeness.faults,
        tier_faults,
        broken_seals,
    ):
        yield from check()


def _differing(sentence: str, sql: str) -> Iterator[str]:
    for row in database.execute_sql(sql):
        yield sentence.format(*row)


def _seat(kind: str) -> tuple[str, str]:
    return (
        f"client {{}}: {kind} is staff {{}}, the seats say {{}}",
        f"""SELECT c.number, c.{kind}_id, s.staff_id FROM client c
        LEFT JOIN seat s ON s.client_id = c.id AND s.kind = '{kind}' AND s.until IS NULL
        WHERE COALESCE(c.{kind}_id, 0) <> COALESCE(s.staff_id, 0) ORDER BY c.id""",
    )


def _twice(table: str, what: str, column: str = "number") -> tuple[str, str]:
    return (
        f"{what} number {{}} stands {{}} times",
        f"SELECT {column}, COUNT(*) FROM {table} WHERE {column} <> '' GROUP BY {column} HAVING COUNT(*) > 1",
    )


COMPARISONS: tuple[tuple[str, str], ...] = (
    _seat("manager"),
    _seat("adviser"),
    (
        "client {}: {} specialists, the seats say {}",
        """SELECT * FROM (SELECT c.number, c.specialists, (SELECT COUNT(*) FROM seat s WHERE s.client_id = c.id
            AND s.kind = 'specialist' AND s.until IS NULL) AS seats, c.id FROM client c) AS found
        WHERE specialists <> seats ORDER BY id""",
    ),
    (
        "client {}: {} open requests, the requests say {}",
        """SELECT * FROM (SELECT c.number, c.open_requests, (SELECT COUNT(*) FROM request r WHERE r.client_id = c.id
            AND r.status IN ('new', 'taken', 'waiting')) AS really, c.id FROM client c) AS found
        WHERE open_requests <> really ORDER BY id""",
    ),
    (
        "client {}: tier {} since {}, the last change says {} since {}",
        """SELECT c.number, c.tier_id, c.tier_since, t.tier_id, t.since FROM client c
        JOIN tier_change t ON t.id = (SELECT x.id FROM tier_change x WHERE x.client_id = c.id
            ORDER BY x.since DESC, x.id DESC LIMIT 1)
        WHERE c.tier_id <> t.tier_id OR c.tier_since IS NULL OR c.tier_since <> t.since ORDER BY c.id""",
    ),
    (
        "client {}: introduced by client id {}, the relations say {}",
        """SELECT c.number, c.referrer_id, r.first_id FROM client c
        LEFT JOIN relation r ON r.second_id = c.id AND r.kind = 'introducer' AND r.until IS NULL
        WHERE COALESCE(c.referrer_id, 0) <> COALESCE(r.first_id, 0) ORDER BY c.id""",
    ),
    (
        "client {}: the search terms are missing",
        """SELECT c.number FROM client c
        LEFT JOIN client_term t ON t.client_id = c.id WHERE t.client_id IS NULL OR t.terms = '' ORDER BY c.id""",
    ),
    (
        "event {}: {} seats taken, the sign-ups say {}",
        """SELECT * FROM (SELECT e.number, e.seats_taken, (SELECT COALESCE(SUM(1 + u.guests), 0) FROM sign_up u
            WHERE u.event_id = e.id AND u.cancelled_at IS NULL) AS really, e.id FROM event e) AS found
        WHERE seats_taken <> really ORDER BY id""",
    ),
    (
        "request {}: {} files, its attachments say {}",
        """SELECT * FROM (SELECT r.number, r.files, (SELECT COUNT(*) FROM attachment a WHERE a.request_id = r.id
            AND NOT a.internal) AS really, r.id FROM request r) AS found WHERE files <> really ORDER BY id""",
    ),
    (
        "account {}: the balance is {} of {}, the last transaction says otherwise",
        f"SELECT number, balance, balance_on FROM holding_account WHERE {balances.BALANCE_DIFFERS} ORDER BY id",
    ),
    (
        "account {}: the balance is {} of {}, the last change of it says otherwise",
        f"SELECT number, balance, balance_on FROM holding_account WHERE {balances.CHANGE_DIFFERS} ORDER BY id",
    ),
    (
        "account {}: client {} holds it without the right of an owner",
        """SELECT h.number, c.number FROM holding_account h JOIN client c ON c.id = h.client_id
        LEFT JOIN account_right r ON r.account_id = h.id AND r.client_id = h.client_id AND r.kind = 'owner'
        WHERE r.id IS NULL ORDER BY h.id""",
    ),
    (
        "account {}: the product {} of the catalogue is of another class than {}",
        """SELECT h.number, h.offer, h.product FROM holding_account h LEFT JOIN product p ON p.code = h.offer
        WHERE h.offer <> '' AND (p.code IS NULL OR p.product_class_id <> h.product) ORDER BY h.id""",
    ),
    _twice("client", "client"),
    _twice("request", "request"),
    _twice("event", "event"),
    _twice("holding_account", "account"),
    _twice("card", "card"),
    _twice("tier_list", "list"),
    *screening.COMPARISONS,
)

SEARCH_INDEX = (
    "client {}: the search index has nothing of it",
    """SELECT c.number FROM client_term t JOIN client c ON c.id = t.client_id
    LEFT JOIN client_search_docsize d ON d.id = t.client_id WHERE d.id IS NULL ORDER BY c.id""",
)


def _in_parts(model: Any, columns: list[Any]) -> Iterator[list[dict[str, Any]]]:
    """Rows of a table by id, some at a time."""
    after = 0
    while rows := list(model.select(*columns).where(model.id > after).order_by(model.id).limit(AT_ONCE).dicts()):
        yield rows
        after = rows[-1]["id"]


def _clients() -> Iterator[str]:
    """Sort keys, search terms and AUM figures, by the rules that made them."""
    names = (
        "id",
        "number",
        "name",
        "name_latin",
        "name_key",
        "mobile",
        "kind",
        "aum",
        "aum_before",
        "aum_change",
        "aum_average",
        "aum_month",
        "birthday",
        "birthday_lunar",
        "lunar_year",
        "lunar_month",
        "lunar_day",
        "lunar_leap",
        "next_birthday",
        "merged_into",
    )
    today = clock.today()
    for rows in _in_parts(Client, [getattr(Client, name) for name in names]):
        ids = [row["id"] for row in rows]
        terms = dict(ClientTerm.select(ClientTerm.client, ClientTerm.terms).where(ClientTerm.client.in_(ids)).tuples())
        phones: dict[int, list[str]] = {}
        for client, phone in (
            ClientPhone.select(ClientPhone.client, ClientPhone.number).where(ClientPhone.client.in_(ids)).tuples()
        ):
            phones.setdefault(client, []).append(phone)
        months = aum.months_of(ids)
        for row in rows:
            company = row["kind"] == "company"
            if row["name_key"] != name_key(row["name"], company=company):
                yield f"client {row['number']}: the sort key does not fit the name"
            said = terms_of(row["name"], row["name_latin"], row["number"], row["mobile"], company=company)
            said = said.union(*(terms_of("", phone=phone) for phone in phones.get(row["id"], ())))
            if terms.get(row["id"]) and set(terms[row["id"]].split()) != said:
                yield f"client {row['number']}: the search terms are not those of the record"
            yield from _birthday(row, today)
            if row["id"] in months:
                yield from _aum(row, aum.aum_figures(months[row["id"]]))


def _birthday(row: dict[str, Any], today: date) -> Iterator[str]:
    """The lunar day of whoever keeps it, and the next birthday."""
    said = birthdays.columns(row["birthday"], bool(row["birthday_lunar"]), today)
    coming = said.pop("next_birthday")
    if row["birthday"] and any(row[name] != value for name, value in said.items()):
        yield f"client {row['number']}: the lunar birthday is not that of the day of birth"
    if not row["birthday"] and row["lunar_month"]:
        kept = birthdays.Lunar(row["lunar_month"], row["lunar_day"], bool(row["lunar_leap"]), row["lunar_year"])
        coming = birthdays.next_birthday(None, kept, today)
    if row["next_birthday"] != (None if row["merged_into"] else coming):
        yield f"client {row['number']}: the next birthday is not {row['next_birthday']}"


def _aum(row: dict[str, Any], figures: dict[str, Any]) -> Iterator[str]:
    for name, value in figures.items():
        if row[name] != value:
            yield f"client {row['number']}: {name} is {row[name]}, the months say {value}"


def _contacts() -> Iterator[str]:
    """The last contact by the bank's calendar, and when the next is due."""
    for rows in _in_parts(Client, [Client.id, Client.number, Client.last_contact, Client.next_contact_due]):
        query = Contact.select(Contact.client, Contact.happened_at, Contact.next_due)
        query = query.where(Contact.client.in_([row["id"] for row in rows])).order_by(Contact.happened_at, Contact.id)
        latest = {client: (at, due) for client, at, due in query.tuples()}
        for row in rows:
            at, due = latest.get(row["id"], (None, None))
            day = clock.local(UtcField().python_value(at)).date() if at else None
            if row["last_contact"] != day:
                yield f"client {row['number']}: the last contact is {row['last_contact']}, the contacts say {day}"
            if at and row["next_contact_due"] != (due or NEVER):
                yield f"client {row['number']}: the next is due {row['next_contact_due']}, the last contact says {due}"


def _clocks() -> Iterator[str]:
    """When a request is due and whether it was late, by its clock's log."""
    columns = [Request.id, Request.number, Request.minutes, Request.due_at, Request.resolved_late, Request.cycle]
    now = clock.now()
    for rows in _in_parts(Request, columns):
        marks: dict[int, list[case_clock.ClockMark]] = {row["id"]: [] for row in rows}
        query = Mark.select(Mark.request, Mark.kind, Mark.at, Mark.cause).where(Mark.request.in_(list(marks)))
        for request, kind, at, cause in query.order_by(Mark.id).tuples():
            marks[request].append(case_clock.ClockMark(kind, at, cause))
        for row in rows:
            yield from _by_either(
                list(_clock(row, case_clock.reckon(marks[row["id"]], row["minutes"], now, hours)))
                for hours in (reference.office(), OFFICE)
            )


def _by_either(found: Iterator[list[str]]) -> list[str]:
    """The faults by the calendar of today; none where it fits the one before the notice was entered, for a promise
    keeps the calendar under which it was made.
    """
    first = next(found)
    return first if first and next(found) else []


def _clock(row: dict[str, Any], state: case_clock.ClockState) -> Iterator[str]:
    due = None if state.stopped or state.paused else state.due_at
    if row["due_at"] != due:
        yield f"request {row['number']}: due {row['due_at']}, its clock says {due}"
    if state.stopped and row["resolved_late"] != state.late:
        yield f"request {row['number']}: late is {row['resolved_late']}, its clock says {state.late}"
    if row["cycle"] != state.cycle:
        yield f"request {row['number']}: cycle {row['cycle']}, its clock says {state.cycle}"


def _sequences() -> Iterator[str]:
    """Numbers that no sequence has given out yet: they would be given a second time."""
    given = dict(database.execute_sql("SELECT name, value FROM sequence").fetchall())
    yield from _beyond("client", "client", client_number(given["client"]) if given.get("client") else "")
    kinds: tuple[tuple[str, str, Callable[[int, int], str]], ...] = (
        ("request", "request", request_number),
        ("event", "event", event_number),
        ("list", "tier_list", list_number),
    )
    for name, table, number in kinds:
        years = database.execute_sql(f"SELECT DISTINCT SUBSTR(number, 3, 4) FROM {table}").fetchall()
        for (year,) in sorted(years):
            value = given.get(f"{name}-{year}", 0)
            yield from _beyond(table, name, number(int(year), value) if value else "", f"{name[0].upper()}-{year}-")


def _beyond(table: str, what: str, last: str, prefix: str = "") -> Iterator[str]:
    """Numbers of a year (or all) behind the last one given out; longer ones come after shorter ones."""
    mark = database.obj.param
    sql = f"""SELECT number FROM {table} WHERE SUBSTR(number, 1, {len(prefix)}) = {mark}
        AND (LENGTH(number) > LENGTH({mark}) OR (LENGTH(number) = LENGTH({mark}) AND number > {mark}))
        ORDER BY number"""
    for (number,) in database.execute_sql(sql, (prefix, last, last, last)):
        yield f"{what} {number} lies beyond its sequence, which ended at {last or 'nothing'}"
