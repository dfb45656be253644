"""What points to a client, found from the tables themselves: a table that comes later is among it by itself. Merges to
look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import peewee

from portal.database import database
from portal.models import ALL, FollowUp, Request
from portal.models.clients.client import Client, ClientTerm
from portal.models.quality import ClientMerge, DuplicatePair, Finding, MergeStep
from portal.models.tiers.tiers import TierGrant
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.clients import opened
from portal.reads.clients.scope import ClientScope

LEFT = frozenset(
    {
        (ClientTerm, "client"),
        (Finding, "client"),
        (DuplicatePair, "first"),
        (DuplicatePair, "second"),
        (ClientMerge, "kept"),
        (ClientMerge, "gone"),
    }
)
"""What speaks of one record, not of the person: search terms and findings are made anew, pairs and merges keep both."""


@dataclass(frozen=True)
class Reference:
    """A column that points to a client."""

    model: Any
    field: Any

    @property
    def table(self) -> str:
        return str(self.model._meta.table_name)

    @property
    def column(self) -> str:
        return str(self.field.column_name)

    @property
    def may_clash(self) -> bool:
        """Can the database refuse to give a row to the other client, because he has one like it?"""
        if self.field.primary_key or self.field.unique or _in_composite_key(self.model, self.field):
            return True
        return any(
            isinstance(index, peewee.Index) and index._unique and self.field in index._expressions
            for index in self.model._meta.fields_to_index()
        )

    @property
    def has_children(self) -> bool:
        """Do other tables point to rows of this one?"""
        return any(backref.model is not self.model for backref in self.model._meta.backrefs)


def _in_composite_key(model: Any, field: Any) -> bool:
    key = model._meta.primary_key
    return isinstance(key, peewee.CompositeKey) and field.name in key.field_names


def all_references() -> Iterator[Reference]:
    """Every column of every table that points to a client."""
    for model in ALL:
        for field in model._meta.sorted_fields:
            if isinstance(field, peewee.ForeignKeyField) and field.rel_model is Client:
                yield Reference(model, field)


@lru_cache(maxsize=1)
def references() -> tuple[Reference, ...]:
    """Those that a merge leads to the kept record."""
    return tuple(one for one in all_references() if (one.model, one.field.name) not in LEFT)


def grants_of(*clients: int) -> dict[int, TierGrant]:
    """Client → the tier that he holds by hand now (one statement)."""
    query = TierGrant.select().where(TierGrant.client.in_(clients), TierGrant.ended_at.is_null())
    return {row.client_id: row for row in query}


COUNTED_WITH = {"merged_from": "", "merged_into": "", "referrer": "introduced"}


def counts(client_id: int, reader: Actor | None = None) -> dict[str, int]:
    """What points to a client: table (`introduced` for clients that he introduced) → rows, without those that have
    none, and without complaints that concern the reader. One statement.
    """
    hidden: dict[Any, list[Any]] = {}
    if reader is not None:
        hidden = {Request: recusal.conditions(reader), FollowUp: recusal.calls(reader)}
    parts: list[peewee.ModelSelect] = []
    names: list[str] = []
    for one in references():
        name = COUNTED_WITH.get(one.field.name, one.table)
        if name:
            place = peewee.Value(len(names)).alias("place")
            query = one.model.select(place, peewee.fn.COUNT(one.field)).where(one.field == client_id)
            parts.append(query.where(*hidden.get(one.model, ())))
            names.append(name)
    found: dict[str, int] = {}
    for place, count in database.execute(reduce(lambda one, other: one.union_all(other), parts)):
        if count:
            found[names[place]] = found.get(names[place], 0) + count
    return found


def seen_in(scope: ClientScope) -> Any:
    """The kept record is in scope, and until the merge is done the other one, too."""
    kept, gone = (
        peewee.fn.EXISTS(Client.select(Client.id).where(Client.id == side, scope.condition()))
        for side in (ClientMerge.kept, ClientMerge.gone)
    )
    return kept & ((ClientMerge.state == "done") | gone)


def merge_in_scope(scope: ClientScope, merge_id: int) -> ClientMerge | None:
    """A merge whose records are in scope, with both records and the people (one statement)."""
    kept, gone = Client.alias("kept_row"), Client.alias("gone_row")
    found = (
        ClientMerge.select(ClientMerge, kept, gone)
        .join(kept, on=(ClientMerge.kept == kept.id), attr="kept")
        .join_from(ClientMerge, gone, on=(ClientMerge.gone == gone.id), attr="gone")
        .where(
            ClientMerge.id == merge_id,
            seen_in(scope),
        )
        .get_or_none()
    )
    for one in (found.kept_id, found.gone_id) if found else ():
        opened.fetched(scope.actor, one)
    return found


def merges(scope: ClientScope, *states: str, count: int = 40) -> list[ClientMerge]:
    """The latest merges in these states whose kept record is in scope, those that wait first (one statement)."""
    kept, gone = Client.alias("kept_row"), Client.alias("gone_row")
    return list(
        ClientMerge.select(ClientMerge, kept, gone)
        .join(kept, on=(ClientMerge.kept == kept.id), attr="kept")
        .join_from(ClientMerge, gone, on=(ClientMerge.gone == gone.id), attr="gone")
        .where(
            ClientMerge.state.in_(states),
            seen_in(scope),
        )
        .order_by(ClientMerge.state.desc(), ClientMerge.id.desc())
        .limit(count)
    )


def moved(merge: ClientMerge) -> dict[str, int]:
    """Table → rows that a merge moved (one statement)."""
    found: dict[str, int] = {}
    query = MergeStep.select(MergeStep.table, MergeStep.deed, MergeStep.keys).where(MergeStep.merge == merge.id)
    for table, deed, keys in query.tuples():
        if deed in ("moved", "changed", "removed") and table != "client":
            found[table] = found.get(table, 0) + len(keys)
    return found
