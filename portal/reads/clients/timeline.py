"""What happened with a client, over all areas, in one order: one statement, newest first, page by page.

Each area is a part of one UNION ALL with its own LIMIT; a page's cursor is (moment, kind, id), so that moments of the
same second are neither lost nor shown twice. What a relation's other side is called is not read here: not everybody may
know it (`circle.named_in` says who may).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.database import UtcField, database, engine
from portal.reads.shared import built
from portal.rules.shared.addresses import moment, row_id

PAGE = 20
STEPS = ("resolved", "closed", "reopened", "withdrawn")
"""What becomes of a request that the timeline tells; the rest is in its thread."""
BY_ITSELF = "-"
"""Who did what the worker does."""
RECORD_DEEDS = (
    "client.created",
    "client.edited",
    "client.verified",
    "client.merged",
    "client.parted",
    "client.unmerged",
    "client.phone_added",
    "client.phone_main",
    "client.phone_removed",
    "client.address_added",
    "client.address_main",
    "client.address_removed",
    "service.ended",
    "service.resumed",
    "service.wrong",
)
"""Changes of the record; who merely looked at it is the audit trail's matter."""


@dataclass
class Moment:
    """One line of the timeline. `what`, `more` and `ref` mean what their kind's part selects."""

    kind: str
    id: int
    at: datetime
    who: str
    what: str
    more: str
    ref: str


@dataclass
class TimelineFilter:
    """`kinds` (several; none: all) and `by`, the id of the member of staff who did it."""

    kinds: list[str] = field(default_factory=list)
    by: int | None = None


@dataclass(frozen=True)
class Part:
    """One area: its columns what, more, ref; where it reads; its moment and the id of whoever did it."""

    kind: str
    columns: str
    source: str
    at: str
    by: str
    client: str = "x.client_id = ?"
    who: str = "COALESCE(s.name, '')"
    id: str = "x.id"


EVERY_REQUEST: tuple[str, list[Any]] = ("SELECT id FROM request", [])


def known(contact: str) -> str:
    """SQL of a condition: a contact about a complaint is there for who made it, and who reads that; any other for
    everybody."""
    read = f"SELECT q.id FROM request q WHERE q.client_id = {contact}.client_id AND q.id IN ({{complaints}})"  # noqa: S608
    return f"({contact}.complaint_id IS NULL OR {contact}.staff_id = {{reader}} OR {contact}.complaint_id IN ({read}))"


OPEN_WORDS = "CASE WHEN x.confidential THEN '' ELSE x.summary END"
"""What was said in a contact, as those read it from whom confidential ones are kept."""
_NOON = {"sqlite": "{} || ' 04:00:00'", "postgresql": "({} + TIME '04:00')"}
"""A day as a moment: noon in Changchun."""
_EITHER = "x.id IN (SELECT id FROM relation WHERE first_id = ? UNION ALL SELECT id FROM relation WHERE second_id = ?)"
_PARTS: tuple[Part, ...] = (
    Part(
        "benefit",
        "v.benefit_id, x.guest_name, CAST(r.used AS TEXT)",
        "hold x JOIN resolution r ON r.hold_id = x.id AND r.used > 0 JOIN benefit_version v ON v.id = x.version_id "
        "LEFT JOIN account a ON a.id = r.author_id LEFT JOIN staff s ON s.id = a.staff_id",
        "r.at",
        "a.staff_id",
    ),
    Part(
        "contact",
        f"x.channel, {OPEN_WORDS}, x.outcome || ':' || x.began || CASE WHEN x.confidential THEN '*' ELSE '' END",
        "contact x JOIN staff s ON s.id = x.staff_id",
        "x.happened_at",
        "x.staff_id",
        client=f"x.client_id = ? AND {known('x')}",
    ),
    Part(
        "deal",
        "x.kind, CASE WHEN x.offer <> '' THEN x.offer WHEN x.name <> '' THEN x.name ELSE x.product_class_id END, "
        "CAST(x.happened_on AS TEXT)",
        "deal x",
        "x.created_at",
        "NULL",
        who="''",
    ),
    Part(
        "event",
        "CAST(x.guests AS TEXT), e.title, e.number",
        "sign_up x JOIN event e ON e.id = x.event_id JOIN account a ON a.id = x.author_id LEFT JOIN staff s ON s.id = "
        "a.staff_id",
        "x.at",
        "a.staff_id",
        client="x.client_id = ? AND x.cancelled_at IS NULL",
    ),
    Part(
        "record",
        "x.action, x.words, x.changes",
        "audit_entry x LEFT JOIN account a ON a.id = x.actor_id LEFT JOIN staff s ON s.id = a.staff_id",
        "x.at",
        "a.staff_id",
        client=f"x.subject_type = 'client' AND x.subject_id = ? AND x.action IN ({', '.join(map(repr, RECORD_DEEDS))})",
        who="x.actor_name",
    ),
    Part(
        "relation",
        "x.kind, x.outside, CASE WHEN x.first_id = ? THEN 'second' ELSE 'first' END",
        "relation x LEFT JOIN staff s ON s.id = x.author_id",
        "x.created_at",
        "x.author_id",
        client=_EITHER,
    ),
    Part(
        "relation_end",
        "x.kind, x.outside, CASE WHEN x.first_id = ? THEN 'second' ELSE 'first' END",
        "relation x LEFT JOIN staff s ON s.id = x.ended_by_id",
        "NOON:x.until",
        "x.ended_by_id",
        client=f"{_EITHER} AND x.until IS NOT NULL",
    ),
    Part(
        "request",
        "x.kind, x.subject, x.number",
        "request x JOIN account a ON a.id = x.filed_by_id LEFT JOIN staff s ON s.id = a.staff_id",
        "x.filed_at",
        "a.staff_id",
        client="x.client_id = ? AND (x.kind <> 'complaint' OR x.id IN ({complaints}))",
    ),
    Part(
        "request_step",
        "x.body, r.subject, r.number",
        "request r JOIN request_entry x ON x.request_id = r.id LEFT JOIN account a ON a.id = x.author_id LEFT JOIN "
        "staff s ON s.id = a.staff_id",
        "x.at",
        "a.staff_id",
        client=f"r.client_id = ? AND x.kind = 'event' AND x.body IN ({', '.join(map(repr, STEPS))}) "
        "AND (r.kind <> 'complaint' OR r.id IN ({complaints}))",
        who=f"CASE WHEN x.author_id IS NULL THEN '{BY_ITSELF}' ELSE COALESCE(s.name, '') END",
    ),
    Part(
        "team",
        "x.kind, x.reason, t.name",
        "seat x JOIN staff t ON t.id = x.staff_id LEFT JOIN staff s ON s.id = x.author_id",
        "x.created_at",
        "x.author_id",
    ),
    Part(
        "team_end",
        "x.kind, x.ended_reason, t.name",
        "seat x JOIN staff t ON t.id = x.staff_id LEFT JOIN staff s ON s.id = x.ended_by_id",
        "NOON:x.until",
        "x.ended_by_id",
        client="x.client_id = ? AND x.until IS NOT NULL",
    ),
    Part(
        "tier",
        "x.tier_id, x.reason, ''",
        "tier_change x LEFT JOIN staff s ON s.id = x.author_id",
        "x.created_at",
        "x.author_id",
    ),
)
KINDS = ("contact", "request", "event", "benefit", "tier", "team", "deal", "relation", "record")
"""What a reader filters by; an end or a step goes with its beginning."""


def timeline_of(
    client_id: int,
    wanted: TimelineFilter | None = None,
    before: str = "",
    count: int = PAGE,
    *,
    confidential: bool = False,
    complaints: tuple[str, list[Any]] = EVERY_REQUEST,
    reader: int | None = None,
) -> tuple[list[Moment], str]:
    """A page of what happened with this client, the latest first, and the cursor of the older ones ("" at the end).
    `confidential`: with the words of confidential contacts. `complaints`: a query of the ids of those that the reader
    (a member of staff) reads; of others nothing is told, nor of the calls that followed them.
    """
    wanted = wanted or TimelineFilter()
    start = _cursor(before)
    texts: list[str] = []
    params: list[Any] = []
    for part in _PARTS:
        if (wanted.kinds and part.kind.partition("_")[0] not in wanted.kinds) or (wanted.by and part.by == "NULL"):
            continue
        text, values = _select(part, client_id, wanted.by, start, count + 1)
        text = text.replace(OPEN_WORDS, "x.summary") if confidential else text
        texts.append(f"SELECT * FROM ({text}) AS p{len(texts)}")  # noqa: S608
        params += values
    if not texts:
        return [], ""
    sql = f"{' UNION ALL '.join(texts)} ORDER BY at DESC, kind DESC, id DESC LIMIT {count + 1}"
    own = (database.obj.param, [reader or 0])
    sql, params = built.composed(sql, params, reader=own, complaints=complaints)
    found = database.execute_sql(sql, params).fetchall()
    read = UtcField().python_value
    rows = [Moment(row[0], row[1], read(row[2]), *row[3:]) for row in found]
    return rows[:count], _cursor_of(rows[count - 1]) if len(rows) > count else ""


def _select(part: Part, client_id: int, by: int | None, start: Any, limit: int) -> tuple[str, list[Any]]:
    """One part's newest rows before the cursor."""
    at = _NOON[engine()].format(part.at.removeprefix("NOON:")) if part.at.startswith("NOON:") else part.at
    conditions, values = [part.client], [client_id] * (part.client.count("?") + part.columns.count("?"))
    if by:
        conditions.append(f"{part.by} = ?")
        values.append(by)
    if start:
        moment_, kind, last = start
        if part.kind == kind:
            conditions.append(f"({at} < ? OR ({at} = ? AND {part.id} < ?))")
            values += [moment_, moment_, last]
        else:
            conditions.append(f"{at} {'<=' if part.kind < kind else '<'} ?")
            values.append(moment_)
    what, more, ref = part.columns.split(", ", 2)
    text = (
        f"SELECT '{part.kind}' AS kind, {part.id} AS id, {at} AS at, {part.who} AS who, {what} AS what, "  # noqa: S608
        f"{more} AS more, {ref} AS ref "
        f"FROM {part.source} WHERE {' AND '.join(conditions)} ORDER BY {_order(part, at)} DESC, {part.id} DESC LIMIT "
        f"{limit}"
    )
    return text, values


def _order(part: Part, at: str) -> str:
    return part.at.removeprefix("NOON:") if part.at.startswith("NOON:") else at


def _cursor_of(row: Moment) -> str:
    return f"{row.at.strftime('%Y-%m-%d %H:%M:%S')}~{row.kind}~{row.id}"


def _cursor(text: str) -> Any:
    """(moment for the driver, kind, id) out of an address, or None for what is no cursor."""
    at, _, rest = text.partition("~")
    kind, _, number = rest.partition("~")
    last = row_id(number)
    if not moment(at) or last is None or kind not in {part.kind for part in _PARTS}:
        return None
    return (at if engine() == "sqlite" else datetime.strptime(at, "%Y-%m-%d %H:%M:%S"), kind, last)


def people_of(client_id: int) -> list[tuple[int, str]]:
    """(id, name) of the staff who did something with this client, for the filter; complaints, which not everybody
    reads, lead to none."""
    sql = """SELECT s.id, s.name FROM staff s WHERE s.id IN (
      SELECT c.staff_id FROM contact c WHERE c.client_id = ? AND c.complaint_id IS NULL
      UNION SELECT q.author_id FROM seat q WHERE q.client_id = ?
      UNION SELECT t.author_id FROM tier_change t WHERE t.client_id = ?
      UNION SELECT a.staff_id FROM request r JOIN account a ON a.id = r.filed_by_id
        WHERE r.client_id = ? AND r.kind <> 'complaint'
      UNION SELECT a.staff_id FROM request r JOIN request_entry e ON e.request_id = r.id
      JOIN account a ON a.id = e.author_id
        WHERE r.client_id = ? AND r.kind <> 'complaint' AND e.kind = 'event'
      UNION SELECT a.staff_id FROM audit_entry e JOIN account a ON a.id = e.actor_id
        WHERE e.subject_type = 'client' AND e.subject_id = ? AND e.action = 'client.edited'
    ) ORDER BY s.name"""
    return [
        tuple(row) for row in database.execute_sql(sql.replace("?", database.obj.param), [client_id] * 6).fetchall()
    ]
