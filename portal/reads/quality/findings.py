"""What records must say and what is wrong with them: for one client, for a list to work off, in figures by branch and
manager.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from peewee import Case, Expression, fn

from portal.database import database
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, RoleGrant, Staff, under
from portal.models.quality import Finding, QualityFigure, RequiredField
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import served_by
from portal.reads.organisation import tree
from portal.reads.shared import built, kept
from portal.reads.shared.walking import merged
from portal.rules.quality import findings
from portal.rules.shared.addresses import whole

PAGE = 50
COUNT_UP_TO = 1000


def required_fields() -> dict[tuple[str, str], list[str]]:
    """(kind, tier) → the fields that a record must have, inherited upwards; in the order of the rule."""
    return kept.kept("required_fields", _read_required)


def _read_required() -> dict[tuple[str, str], list[str]]:
    tiers = reference.tiers()
    from_rank = {(row.kind, row.field): tiers[row.tier_id].rank for row in RequiredField.select()}
    return {
        (kind, code): [name for name in names if from_rank.get((kind, name), tier.rank + 1) <= tier.rank]
        for kind, names in findings.FIELDS.items()
        for code, tier in tiers.items()
    }


def missing_fields(client: Client) -> list[str]:
    """The required fields of his kind and tier that this client's record lacks, by name; [] when all are there. The
    team is not part of it. No statement beside the settings, which are kept for a minute.
    """
    return findings.missing(client, required_fields().get((client.kind, client.tier_id), []))


def required_count(client: Client) -> int:
    """How many fields a record like this must have."""
    return len(required_fields().get((client.kind, client.tier_id), []))


def findings_of(client_id: int) -> list[Finding]:
    """Everything found about one client, in the order of the codes (one statement)."""
    rows = built.rows("findings", lambda: Finding.select().where(Finding.client == built.ONE), {built.ONE: client_id})
    return sorted(rows, key=lambda row: (findings.CODES.index(row.code), row.id))


@dataclass
class QualityFilter:
    """What the list to work off is narrowed to."""

    code: str = ""
    manager: str = ""
    branch: str = ""
    mine: int | None = None

    def branch_ids(self) -> list[int] | None:
        """The chosen branch and those below it; None when none is chosen."""
        if not self.branch:
            return None
        paths = [one.path for one in tree.branch_tree() if one.code == self.branch]
        return [one.id for one in tree.branches_below(paths)]

    def conditions(self) -> list[Expression]:
        found: list[Expression] = []
        if self.manager:
            found.append(served_by(Client.manager, self.manager))
        if self.mine is not None:
            found.append((Client.manager == self.mine) | (Client.adviser == self.mine))
        return found


@dataclass
class QualityPage:
    rows: list[dict[str, Any]]
    after: str | None


_ROW = (
    Client.id,
    Client.number,
    Client.name,
    Client.kind,
    Client.tier,
    Client.completeness,
    Client.manager,
    Client.branch,
    Client.verified_on,
)


def work_list(scope: ClientScope, wanted: QualityFilter, after: str = "", size: int = PAGE) -> QualityPage:
    """Records to work off, the least complete first (with a finding chosen: by entry), each with what was found.

    Two or three statements: the page's ids from one index for each branch, the rows, their findings.
    """
    keyed = _with_code(scope, wanted, after, size + 1) if wanted.code else _least(scope, wanted, after, size + 1)
    more, keyed = len(keyed) > size, keyed[:size]
    ids = [ident for ident, _ in keyed]
    if not ids:
        return QualityPage([], None)
    staff = Staff.alias("manager_row")
    query = (
        Client.select(*_ROW, staff.name.alias("manager_name"))
        .join(staff, "LEFT OUTER JOIN", on=(Client.manager == staff.id))
        .where(Client.id.in_(ids))
    )
    rows = {row["id"]: row | {"found": []} for row in query.dicts()}
    for finding in Finding.select().where(Finding.client.in_(ids)):
        rows[finding.client_id]["found"].append(finding)
    for row in rows.values():
        row["found"].sort(key=lambda one: (findings.CODES.index(one.code), one.id))
    last = keyed[-1]
    return QualityPage([rows[ident] for ident in ids if ident in rows], f"{last[1]}~{last[0]}" if more else None)


def _walk(parts: list[Any], limit: int) -> list[tuple[int, int]]:
    if not parts:
        return []
    sql, params = merged(parts, False, limit)
    return [(row[0], row[1]) for row in database.execute_sql(sql, params).fetchall()]


def _least(scope: ClientScope, wanted: QualityFilter, after: str, limit: int) -> list[tuple[int, int]]:
    """(id, completeness) of records with something to do, along the index of each branch."""
    percent, last = _cursor(after)
    starts: list[list[Expression]] = [[]]
    if last is not None:
        column = Client.completeness
        starts = [[column == percent, Client.id > last], [column > percent]]
    chosen = Client.select(Client.id, Client.completeness.alias("k"))
    todo = (Client.completeness > findings.NOT_RECKONED) & ((Client.completeness < 100) | (Client.findings > 0))
    pieces = scope.pieces(wanted.branch_ids())
    return _walk(
        [chosen.where(piece, todo, *wanted.conditions(), *start) for piece, start in product(pieces, starts)], limit
    )


def _with_code(scope: ClientScope, wanted: QualityFilter, after: str, limit: int) -> list[tuple[int, int]]:
    """(id, id) of records with one kind of finding, along the index of findings."""
    _, last = _cursor(after)
    code, _, name = wanted.code.partition(".")
    chosen = Finding.select(Finding.client.alias("id"), Finding.client.alias("k")).join(Client)
    conditions: list[Expression] = [Finding.code == code, *wanted.conditions()]
    if name:
        conditions.append(Finding.field == name)
    if last is not None:
        conditions.append(Finding.client > last)
    parts = [chosen.where(piece, *conditions) for piece in _pieces(scope, wanted)]
    if not name:
        parts = [part.distinct() for part in parts]
    return _walk(parts, limit)


def _pieces(scope: ClientScope, wanted: QualityFilter) -> list[Expression]:
    """The scope as conditions on findings, one for each branch."""
    within = wanted.branch_ids()
    if scope.whole_bank:
        return [Finding.id > 0] if within is None else [Finding.branch == branch for branch in within]
    ids = scope.actor.branch_ids(*scope.branch_roles) if scope.branch_roles else []
    ids = ids if within is None else [branch for branch in ids if branch in within]
    pieces: list[Expression] = [Finding.branch == branch for branch in ids]
    if scope.has_seats:
        seated = Finding.client.in_(scope.seats())
        pieces.append(seated & Finding.branch.not_in(ids) if ids else seated)
    return pieces


def _cursor(after: str) -> tuple[int, int | None]:
    value, _, ident = after.partition("~")
    percent, last = whole(value), whole(ident)
    return (percent or 0, last) if percent is not None and last is not None else (0, None)


@dataclass(frozen=True)
class Figure:
    """How complete the records of a branch or a person are; `percent` is the mean, rounded down."""

    label: Any
    key: str
    clients: int
    percent: int
    complete: int
    with_findings: int


def _sums() -> tuple[Any, ...]:
    return (
        fn.COUNT(Client.id),
        fn.SUM(Client.completeness),
        fn.SUM(Case(None, [(Client.completeness == 100, 1)], 0)),
        fn.SUM(Case(None, [(Client.findings > 0, 1)], 0)),
    )


def by_manager(scope: ClientScope, wanted: QualityFilter) -> list[Figure]:
    """Figures of the managers of the branches in scope (one statement); clients without one come first."""
    query = (
        Client.select(Staff.id, Staff.name, *_sums())
        .join(Staff, "LEFT OUTER JOIN", on=(Client.manager == Staff.id))
        .where(scope.condition(), Client.completeness > findings.NOT_RECKONED)
        .group_by(Staff.id, Staff.name)
    )
    ids = wanted.branch_ids()
    if ids is not None:
        query = query.where(Client.branch.in_(ids))
    users = _usernames()
    found = [_figure(name or "", users.get(ident, "none"), *rest) for ident, name, *rest in query.tuples()]
    return sorted(found, key=lambda one: (one.key != "none", one.percent, str(one.label)))


def managers_to_choose(scope: ClientScope) -> list[tuple[str, str]]:
    """(user name, name) of the managers whom the clients in scope can have, for the filter (one statement)."""
    day = clock.today()
    query = (
        Staff.select(Account.username, Staff.name)
        .distinct()
        .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id))
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .join_from(RoleGrant, Branch, on=(RoleGrant.branch == Branch.id))
        .where(RoleGrant.role == "manager", RoleGrant.in_force(day), Staff.employed(day))
        .order_by(Staff.name)
    )
    return list((query if scope.whole_bank else query.where(under(Branch.path, scope.actor.all_paths))).tuples())


def _usernames() -> dict[int, str]:
    return dict(Account.select(Account.staff, Account.username).where(Account.staff.is_null(False)).tuples())


def _figure(label: Any, key: str, clients: int, points: Any, complete: Any, with_findings: Any) -> Figure:
    return Figure(
        label, key, clients, int(points or 0) // clients if clients else 0, int(complete or 0), int(with_findings or 0)
    )


def by_branch(scope: ClientScope) -> tuple[list[Figure], date | None]:
    """Figures of the branches in scope as of the latest night, and that day (one statement)."""
    places = {one.id: one for one in tree.branch_tree()}
    day = QualityFigure.select(fn.MAX(QualityFigure.day)).scalar()
    if day is None:
        return [], None
    query = QualityFigure.select().where(QualityFigure.day == day, QualityFigure.clients > 0)
    if not scope.whole_bank:
        ids = scope.actor.branch_ids(*scope.branch_roles) if scope.branch_roles else []
        query = query.where(QualityFigure.branch.in_(ids))
    found = [
        _figure(
            places[row.branch_id], places[row.branch_id].code, row.clients, row.points, row.complete, row.with_findings
        )
        for row in query
    ]
    return sorted(found, key=lambda one: (one.percent, one.label.path)), day


def counts_by_code(scope: ClientScope, wanted: QualityFilter, codes: Iterable[str] = findings.CODES) -> dict[str, int]:
    """Code → how many records in scope have such a finding, each counted up to 1,001 (one statement)."""
    within = [_anywhere(_pieces(scope, wanted))]
    parts, params = [], []
    for code in codes:
        sql, values = Finding.select(Finding.id).where(Finding.code == code, *within).limit(COUNT_UP_TO + 1).sql()
        parts.append(f"SELECT '{code}' AS code, (SELECT COUNT(*) FROM ({sql}) AS hits) AS n")  # noqa: S608
        params += values
    return dict(database.execute_sql(" UNION ALL ".join(parts), params).fetchall())


def _anywhere(pieces: list[Expression]) -> Expression:
    return reduce(or_, pieces) if pieces else Finding.id == -1
