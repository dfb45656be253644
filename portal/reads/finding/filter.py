"""What a list of clients is narrowed to. The same object reads an address, is kept in a saved filter, and says its
conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from peewee import SQL, Expression, NodeList

from portal.database import engine
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import IS_COMPANY, TEAM_OPEN, Client, holds
from portal.models.finding.filters import SavedFilterMember
from portal.models.finding.tags import ClientTag
from portal.reads import reference
from portal.reads.organisation import tree
from portal.rules.shared.addresses import row_id, whole

CLASSES = ("liability", "asset", "intermediary")
LIST_STATES = ("candidate", "submitted", "returned", "approved", "completing", "complete", "rejected")
MOST_DAYS, MOST_YUAN, MOST_TEXT, MOST_CHOICES = 3660, 10**12, 60, 40
NOBODY = Client.id == -1
OF_HEADS = frozenset({"q", "branch", "tier", "kind", "manager", "adviser", "team", "documents", "members_of"})
"""What may narrow a list of heads: nothing else of the record, or who is on the list would tell what is not shown
(R7)."""
NAMES = {"klass": "class"}
"""Where a field is called otherwise in the address (`class` is a word of Python)."""


@dataclass
class ClientFilter:
    """Values are codes, names and user names as they stand in the address; money in whole yuan.

    Several values of one field mean any of them (of products held or not held: all); all fields together must hold.
    `documents` are the HMACs of a document number that was typed as `q`: they are never kept nor written into an
    address.
    """

    q: str = ""
    branch: str = ""
    tier: list[str] = field(default_factory=list)
    kind: str = ""
    klass: list[str] = field(default_factory=list)
    industry: list[str] = field(default_factory=list)
    employer: str = ""
    plant: str = ""
    district: str = ""
    manager: str = ""
    adviser: str = ""
    team: str = ""
    aum_from: int | None = None
    aum_to: int | None = None
    change: str = ""
    change_from: int | None = None
    change_to: int | None = None
    birthday: int | None = None
    last_contact: str = ""
    holds: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    complete_below: int | None = None
    list_status: str = ""
    documents: list[str] = field(default_factory=list)
    members_of: int | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, Any] | str) -> ClientFilter:
        """Read an address's parameters (name → text or texts) or a query string; what makes no sense is left out."""
        found = cls()
        known = parse_qs(query) if isinstance(query, str) else query
        for one in FIELDS:
            given = known.get(NAMES.get(one, one))
            values = [str(v).strip() for v in (given if isinstance(given, (list, tuple)) else [given]) if v is not None]
            setattr(found, one, _read(one, [v[:200] for v in values if v and "\0" not in v][:MOST_CHOICES]))
        return found

    def to_query(self) -> dict[str, list[str]]:
        """What an address, a saved filter or an audit entry carries; `from_query` of it is the same filter again."""
        found = {}
        for one in FIELDS:
            value = getattr(self, one)
            values = value if isinstance(value, list) else [] if value in (None, "") else [str(value)]
            if values:
                found[NAMES.get(one, one)] = list(values)
        return found

    def of_heads(self) -> ClientFilter:
        """The same without what only those who see the whole record may ask for."""
        plain = ClientFilter()
        return replace(self, **{one.name: getattr(plain, one.name) for one in fields(self) if one.name not in OF_HEADS})

    def text(self) -> str:
        """The same as a query string, in a fixed order: two equal filters have the same text."""
        return urlencode({name: sorted(values) for name, values in self.to_query().items()}, doseq=True)

    @property
    def empty(self) -> bool:
        """Nothing is narrowed."""
        return not self.to_query() and self.members_of is None

    @property
    def narrows(self) -> bool:
        """Do conditions besides the search and the branch hold?"""
        return self.members_of is not None or bool(set(self.to_query()) - {"q", "branch"})

    @property
    def has_own_index(self) -> bool:
        """Is one of the filters on whose index does not begin with the branch, and that few fit?"""
        return bool(self.employer or {self.manager, self.adviser} - {"", "none"})

    def branch_ids(self) -> list[int] | None:
        """The chosen branch and those below it; None when none is chosen."""
        if not self.branch:
            return None
        paths = [branch.path for branch in tree.branch_tree() if branch.code == self.branch]
        return [one.id for one in tree.branches_below(paths)]

    def conditions(self, walking: bool = False, order: str = "aum") -> list[Expression]:
        """As conditions on `Client`, all of which must hold; the search and the scope are others' matter.

        `walking`: an order's index is walked, so SQLite shall not prefer the index of a filter that many rows fit (it
        would sort them all). A client that was merged into another is never meant.
        """
        found: list[Any] = [unmerged()]
        if (ids := self.branch_ids()) is not None:
            found.append(plain_column(Client.branch, True).in_(ids))  # the scope's parts name the branches, too
        found += _between(plain_column(Client.aum, walking and order != "aum"), self.aum_from, self.aum_to)
        for read in (self._place, self._figures, self._moments):
            found += read(walking)
        found += self._people(walking, order)
        if self.tag:
            found.append(Client.id.in_(_tagged(self.tag)))
        if self.members_of is not None:
            found.append(Client.id.in_(_members(self.members_of)))
        return found

    def tiers(self) -> list[str]:
        """The chosen levels; `vip` stands for all above Standard."""
        found = [code for tier in self.tier for code in (reference.vip_tiers() if tier == "vip" else [tier])]
        return list(dict.fromkeys(found))

    def _place(self, walking: bool) -> list[Any]:
        found: list[Any] = []
        if self.tier:
            found.append(plain_column(Client.tier, walking).in_(self.tiers()))
        if self.kind:
            company = self.kind == "company" and not walking
            found.append(IS_COMPANY if company else plain_column(Client.kind, walking) == self.kind)
        if self.klass:
            columns = [getattr(Client, f"is_{name}") for name in self.klass]
            plain = [plain_column(column, True) == True for column in columns]  # noqa: E712
            found.append(_any(plain if walking else columns))
        if self.industry:
            found.append(plain_column(Client.industry, walking).in_(self.industry))
        if self.employer:
            found.append(_begins(plain_column(Client.employer, walking), self.employer))
        for name in ("plant", "district", "list_status"):
            if value := getattr(self, name):
                found.append(plain_column(getattr(Client, name), walking) == value)
        return found

    def _people(self, walking: bool, order: str) -> list[Any]:
        found: list[Any] = []
        for name in ("manager", "adviser"):
            if value := getattr(self, name):
                found.append(served_by(getattr(Client, name), value))
        if self.team == "incomplete" and not (walking and order != "aum"):
            found.append(TEAM_OPEN)
        elif self.team == "incomplete":
            none = plain_column(Client.specialists, True) == 0
            open_seat = Client.manager.is_null() | Client.adviser.is_null() | none
            found.append((Client.tier != "standard") & open_seat)
        return found

    def _figures(self, walking: bool) -> list[Any]:
        change = plain_column(Client.aum_change, walking)
        found = _between(change, self.change_from, self.change_to)
        for codes, wanted in ((self.holds, True), (self.lacks, False)):
            known = reference.product_classes()
            for code in codes:
                bit = known[code].bit if code in known else None
                if bit is None:
                    found.append(NOBODY)
                elif wanted:
                    found.append(holds(bit, plain=walking))
                else:
                    found.append(Client.products.bin_and(1 << bit) == 0)
        if self.change:
            found.append(change > 0 if self.change == "rising" else change < 0)
        if self.complete_below is not None:
            found.append(plain_column(Client.completeness, walking) < self.complete_below)
        return found

    def birthdays(self) -> list[date]:
        """The days that are asked for, today the first."""
        return [] if self.birthday is None else [clock.today() + timedelta(days=n) for n in range(self.birthday + 1)]

    def _moments(self, walking: bool) -> list[Any]:
        found: list[Any] = []
        today = clock.today()
        if self.birthday is not None:
            column = plain_column(Client.next_birthday, walking)
            found += [column >= today, column <= today + timedelta(days=self.birthday)]
        column = plain_column(Client.last_contact, walking)
        if self.last_contact == "never":
            found.append(column.is_null())
        elif self.last_contact:
            found.append((column < today - timedelta(days=int(self.last_contact))) | column.is_null())
        return found


FIELDS = tuple(one.name for one in fields(ClientFilter) if one.name not in ("documents", "members_of"))
NUMBERS = {
    "aum_from": MOST_YUAN,
    "aum_to": MOST_YUAN,
    "change_from": MOST_YUAN,
    "change_to": MOST_YUAN,
    "birthday": MOST_DAYS,
    "complete_below": 100,
}
SIGNED = {"change_from", "change_to"}
ONE_OF = {
    "kind": ("individual", "company"),
    "team": ("incomplete",),
    "change": ("rising", "falling"),
    "list_status": LIST_STATES,
}


def _read(name: str, values: list[str]) -> Any:
    """The value of one field out of the texts of an address."""
    if name == "klass":
        return [code for code in dict.fromkeys(values) if code in CLASSES]
    if name == "tag":
        return [str(row_id(v)) for v in dict.fromkeys(values) if row_id(v)]
    if name in ("tier", "industry", "holds", "lacks"):
        return list(dict.fromkeys(v[:64] for v in values))
    text = values[0] if values else ""
    if name in NUMBERS:
        number = whole(text.replace(",", ""))
        fits = number is not None and abs(number) <= NUMBERS[name] and (number >= 0 or name in SIGNED)
        return number if fits else None
    if name == "last_contact":
        days = whole(text)
        return text if text == "never" or (days is not None and 0 <= days <= MOST_DAYS) else ""
    if name in ONE_OF:
        return text if text in ONE_OF[name] else ""
    return text[:MOST_TEXT] if name == "q" else text[:120]


def plain_column(column: Any, walking: bool) -> Any:
    """SQLite takes no index for a column behind a plus sign. PostgreSQL decides by its statistics."""
    if not walking or engine() != "sqlite":
        return column
    return _Unindexed(column)


class _Unindexed(NodeList):  # type: ignore[misc]
    """`+column`, compared with values as the column would be."""

    def __init__(self, column: Any) -> None:
        super().__init__((SQL("+"), column), glue="")
        self.column = column

    def _with(self, expression: Expression) -> Expression:
        expression.lhs = self
        return expression

    def in_(self, values: Any) -> Any:
        return self._with(self.column.in_(values))

    def is_null(self) -> Any:
        return self._with(self.column.is_null())

    def __eq__(self, value: object) -> Any:
        return self._with(self.column == value)

    def __lt__(self, value: Any) -> Any:
        return self._with(self.column < value)

    def __le__(self, value: Any) -> Any:
        return self._with(self.column <= value)

    def __gt__(self, value: Any) -> Any:
        return self._with(self.column > value)

    def __ge__(self, value: Any) -> Any:
        return self._with(self.column >= value)

    __hash__ = None  # type: ignore[assignment]


def unmerged() -> Any:
    """Not merged into another client. (Nearly all are not: an index of it would be the wrong way to them.)"""
    return plain_column(Client.merged_into, True).is_null()


def _any(conditions: list[Any]) -> Any:
    found = conditions[0]
    for one in conditions[1:]:
        found |= one
    return found


def _between(column: Any, lowest: int | None, highest: int | None) -> list[Any]:
    """Yuan as given, compared in fen."""
    found = [] if lowest is None else [column >= lowest * 100]
    return found if highest is None else [*found, column <= highest * 100]


def _begins(column: Any, text: str) -> Any:
    """A name that begins so, as a range that an index is entered for (the column sorts byte by byte on both
    engines)."""
    return (column >= text) & (column < text + "\U0010ffff")


def served_by(column: Any, username: str) -> Expression:
    """`column` is the seat of this user; `none`: nobody's."""
    if username == "none":
        return column.is_null()
    return column.in_(Account.select(Account.staff).where(Account.username == username))


def _tagged(tags: list[str]) -> Any:
    return ClientTag.select(ClientTag.client).where(ClientTag.tag.in_([int(tag) for tag in tags]))


def _members(saved: int) -> Any:
    return SavedFilterMember.select(SavedFilterMember.client).where(SavedFilterMember.saved_filter == saved)
