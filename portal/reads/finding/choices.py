"""What the filter panel offers: people, tags, saved filters, values that clients carry, numbers beside choices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from portal.database import database
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import RoleGrant, Staff
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import CLASSES, ONE_OF, ClientFilter
from portal.reads.finding.listed import COUNT_UP_TO
from portal.reads.finding.search import few_hits, matching, numbers
from portal.reads.organisation import tree as reference_tree
from portal.reads.shared import kept

MOST_VALUES = 80


@dataclass
class Choices:
    """`people`: (user name, name, role); `tags`: (id, name, colour); `filters`: (id, name, query, order, frozen, owner,
    members)."""

    people: list[tuple[str, str, str]] = field(default_factory=list)
    tags: list[tuple[str, str, str]] = field(default_factory=list)
    filters: list[Opened] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A saved filter as the list of clients needs it."""

    id: int
    name: str
    query: str
    ordered: str
    frozen: bool
    mine: bool


def related_branches(actor: Actor) -> list[int]:
    """Ids of the branches at, under and above those of this person's roles: what is kept for them concerns him."""
    paths = actor.all_paths or ([actor.branch_path] if actor.branch_path else [])
    tree = reference_tree.branch_tree()
    return [b.id for b in tree if any(b.path.startswith(path) or path.startswith(b.path) for path in paths)]


def choices(scope: ClientScope) -> Choices:
    """Everything that differs by who looks: colleagues, and in one statement his tags and saved filters."""
    mark, actor = database.obj.param, scope.actor
    related = ", ".join(map(str, related_branches(actor))) or "NULL"
    sql = f"""
        SELECT 'tag', CAST(t.id AS VARCHAR(20)), t.name, t.colour, '', 0, t.position FROM tag t
        WHERE t.branch_id IN ({related})
        UNION SELECT 'filter', CAST(f.id AS VARCHAR(20)), f.name, f.query, f.ordered,
               CASE WHEN f.frozen_at IS NULL THEN 0 ELSE 1 END, CASE WHEN f.owner_id = {mark} THEN 1 ELSE 0 END
          FROM saved_filter f WHERE f.owner_id = {mark} OR f.shared_with_id IN ({related})
        ORDER BY 1, 7, 3, 2"""  # noqa: S608 (ids of our own)
    found = Choices(people_below(None if scope.whole_bank else actor.all_paths))
    for kind, code, name, more, order, frozen, last in database.execute_sql(sql, [actor.account_id] * 2).fetchall():
        if kind == "tag":
            found.tags.append((code, name, more))
        else:
            found.filters.append(Opened(int(code), name, more, order, bool(frozen), bool(last)))
    return found


def people_below(paths: list[str] | None) -> list[tuple[str, str, str]]:
    """(user name, name, role) of the managers and advisers at and under these branches, None: of the bank. Kept for a
    minute."""

    def read() -> list[tuple[str, str, str]]:
        day = clock.today()
        query = (
            Staff.select(Account.username, Staff.name, RoleGrant.role)
            .distinct()
            .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id))
            .join_from(Staff, Account, on=(Account.staff == Staff.id))
            .where(RoleGrant.role.in_(("manager", "adviser")), RoleGrant.in_force(day), Staff.employed(day))
            .order_by(Staff.name, Account.username)
        )
        if paths is not None:
            query = query.where(RoleGrant.branch.in_([branch.id for branch in reference_tree.branches_below(paths)]))
        return list(query.tuples())

    return kept.kept(("people", None if paths is None else tuple(paths)), read)


def carried(column: str) -> list[str]:
    """The values that clients carry in `plant` or `industry`, at most 80: from one to the next through the index,
    whatever number of clients has each. Kept for a minute.
    """
    sql = f"""
        WITH RECURSIVE next(v) AS (
          SELECT MIN({column}) FROM client WHERE {column} > ''
          UNION ALL SELECT (SELECT MIN(c.{column}) FROM client c WHERE c.{column} > next.v) FROM next
          WHERE next.v IS NOT NULL)
        SELECT v FROM next WHERE v IS NOT NULL LIMIT {MOST_VALUES}"""  # noqa: S608
    return kept.kept(f"carried.{column}", lambda: [row[0] for row in database.execute_sql(sql).fetchall()])


def numbers_beside(scope: ClientScope, wanted: ClientFilter) -> dict[tuple[str, str], int]:
    """(field, choice) → how many clients that choice would leave, each counted up to 1,001, all other filters held.

    One statement, and one more for a search.
    """
    extra: list[Any] = []
    if wanted.q.strip():
        ids = few_hits(wanted.q, wanted.documents)
        extra = [Client.id.in_(numbers(ids))] if isinstance(ids, list) else [matching(wanted.q)]
    branches = scope.branch_ids(wanted.branch_ids())
    inside = scope.condition() if branches is None else Client.branch.in_(branches)
    parts, params = [], []
    for name, codes in (
        ("tier", tuple(reference.tiers())),
        ("kind", ONE_OF["kind"]),
        ("klass", () if scope.head else CLASSES),
    ):
        for code in codes:
            one = replace(wanted)
            setattr(one, name, code if name == "kind" else [code])
            query = Client.select(Client.id).where(inside, *one.conditions(), *extra).limit(COUNT_UP_TO + 1)
            sql, values = query.sql()
            parts.append(f"SELECT '{name}', '{code}', COUNT(*) FROM ({sql}) AS hits")  # noqa: S608 (our own codes)
            params += values
    rows = database.execute_sql(" UNION ALL ".join(parts), params).fetchall()
    return {(name, code): number for name, code, number in rows}
