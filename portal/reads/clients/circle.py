"""A client's circle as one reader may see it: who belongs to him, and what the family holds together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from peewee import SQL, Case, Value

from portal.models.clients.client import Client
from portal.models.clients.relations import Relation
from portal.models.organisation import Staff
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.shared import built
from portal.reads.shared.walking import merged
from portal.rules.clients.circle import MOST
from portal.rules.clients.relations import KINDS, other_role
from portal.rules.shared.addresses import row_id

PAGE = 100
SIGHT = ("none", "head", "all")


@dataclass
class Related:
    """The other side of a relation. `sight`: `all`, `head` (name and tier, no money), `none` (a client whom the reader
    may not see: no name, nothing), `outside` (no client)."""

    id: int
    kind: str
    role: str
    sight: str
    client_id: int | None
    row: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def family(self) -> bool:
        return KINDS[self.kind].family

    @property
    def known(self) -> bool:
        """May the reader know who it is?"""
        return self.sight != "none"

    @property
    def may_end(self) -> bool:
        return self.sight in ("all", "outside")


@dataclass
class Person:
    """One person of the circle with all that he is to the client."""

    related: list[Related]

    @property
    def one(self) -> Related:
        return self.related[0]


@dataclass
class Circle:
    """Current relations, the family first; `after` is the cursor of what lies beyond this page."""

    client: Client
    rows: list[Related]
    after: str | None

    @cached_property
    def people(self) -> list[Person]:
        """Each person once: a wife who is a colleague, too, stands in one place. Those whom the reader may not see stay
        apart."""
        found: dict[Any, Person] = {}
        for row in self.rows:
            key = (row.client_id if row.known else row.id, row.outside, row.known)
            found.setdefault(key, Person([])).related.append(row)
        return list(found.values())

    @property
    def around(self) -> list[Person]:
        return self.people[:MOST]

    @property
    def more(self) -> int:
        return len(self.people) - len(self.around)

    @cached_property
    def family(self) -> list[Related]:
        return list({(row.client_id, row.outside): row for row in self.rows if row.family}.values())

    @property
    def family_aum(self) -> int:
        """AUM of the client and of the members of his family whose record the reader may see, fen."""
        return self.client.aum + sum(row.aum for row in self.family if row.sight == "all")

    @property
    def family_clients(self) -> int:
        """How many people the sum is over, the client himself among them."""
        return 1 + sum(row.sight == "all" for row in self.family)

    @property
    def family_hidden(self) -> int:
        """Members of the family who are clients and whose record the reader may not see: left out of the sum."""
        return sum(row.sight in ("none", "head") for row in self.family)


def circle_of(actor: Actor, client: Client, after: str = "") -> Circle:
    """The current relations of a client in one statement; spouses, parents and children come before the others."""
    whole = ClientScope(actor)
    after = after if len(_start(after)) > 1 else ""
    key = ("circle", whole.shape(), after)
    found = built.rows(
        key, lambda: _page(whole.stand_in().actor, built.ONE, after), {built.ONE: client.id, **whole.marks()}
    )
    rows = [_related(row) for row in found]
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Circle(client, rows, f"{rows[-1].kind}~{rows[-1].id}" if more else None)


def _page(actor: Actor, client_id: int, after: str) -> Any:
    current = Relation.select(Relation.id, Relation.kind.alias("k")).where(Relation.until.is_null())
    sides = (Relation.first == client_id, Relation.second == client_id)
    parts = [current.where(side, *start) for side, start in product(sides, _start(after))]
    sql, params = merged(parts, True, PAGE + 1)
    return _query(actor, client_id, Relation.id.in_(SQL(f"(SELECT id FROM ({sql}) AS page)", params)), True)  # noqa: S608


def ended_of(actor: Actor, client: Client) -> list[Related]:
    """Relations that have ended, the latest first."""
    side = (Relation.first == client.id) | (Relation.second == client.id)
    return _read(actor, client, side & Relation.until.is_null(False), False)


def related(actor: Actor, client: Client, relation_id: int) -> Related | None:
    """One current relation of a client."""
    side = (Relation.first == client.id) | (Relation.second == client.id)
    found = _read(actor, client, side & (Relation.id == relation_id) & Relation.until.is_null(), True)
    return found[0] if found else None


def named_in(actor: Actor, client: Client, relations: Iterable[int]) -> dict[int, Related]:
    """Relation → its other side as this reader may know it, of some relations of a client, current or ended; no
    statement for none."""
    ids = list(relations)
    side = (Relation.first == client.id) | (Relation.second == client.id)
    return {row.id: row for row in _read(actor, client, side & Relation.id.in_(ids), True)} if ids else {}


def _start(after: str) -> list[list[Any]]:
    """Behind the row that the cursor names, as alternatives that do not overlap."""
    kind, _, text = after.rpartition("~")
    last = row_id(text)
    if kind not in KINDS or last is None:
        return [[]]
    return [[Relation.kind == kind, Relation.id < last], [Relation.kind < kind]]


def _read(actor: Actor, client: Client, which: Any, by_kind: bool) -> list[Related]:
    return [_related(row) for row in _query(actor, client.id, which, by_kind)]


def _query(actor: Actor, client_id: int, which: Any, by_kind: bool) -> Any:
    other = Case(None, [(Relation.first == client_id, Relation.second)], Relation.first)
    order = (Relation.kind.desc(), Relation.id.desc()) if by_kind else (Relation.until.desc(), Relation.id.desc())
    query = (
        Relation.select(
            Relation.id,
            Relation.kind,
            Relation.outside,
            Relation.since,
            Relation.until,
            Relation.note,
            Relation.ended_reason,
            Case(None, [(Relation.first == client_id, 0)], 1).alias("stands_first"),
            Client.id.alias("client_id"),
            Client.number,
            Client.name,
            Client.kind.alias("client_kind"),
            Client.gender,
            Client.tier.alias("tier"),
            Client.aum,
            Staff.name.alias("author"),
            _sight(actor).alias("sight"),
        )
        .join_from(Relation, Client, "LEFT OUTER JOIN", on=(Client.id == other))
        .join_from(Relation, Staff, "LEFT OUTER JOIN", on=(Relation.author == Staff.id))
        .where(which)
        .order_by(*order)
    )
    if not by_kind:
        query = query.limit(PAGE)
    return query.dicts()


def _sight(actor: Actor) -> Any:
    whole, head = ClientScope(actor), ClientScope(actor, head=True)
    if whole.whole_bank:
        return Value(2)
    return Case(None, [(whole.condition(), 2), (head.condition(), 1)], 0)


def _related(row: dict[str, Any]) -> Related:
    """What the reader may not see is taken out here, so that no template can show it."""
    outside = row["client_id"] is None
    sight = "outside" if outside else SIGHT[row["sight"]]
    role = other_role(row["kind"], bool(row["stands_first"]))
    if outside:
        row |= {"name": row["outside"], "number": "", "tier": "", "aum": 0, "gender": "", "client_kind": ""}
    if sight == "none":
        row |= {
            "name": "",
            "number": "",
            "tier": "",
            "gender": "",
            "client_kind": "",
            "note": "",
            "ended_reason": "",
            "author": "",
        }
    if sight in ("none", "head"):
        row["aum"] = 0
    return Related(row["id"], row["kind"], role, sight, row["client_id"], row)
