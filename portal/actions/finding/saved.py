"""Saved filters: kept, changed, shared, frozen, counted, deleted by whoever they belong to."""

from __future__ import annotations

from typing import Any

from portal.actions.shared.recording import audit, once, save_version
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, SavedFilter
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import COUNT_UP_TO, ORDERS
from portal.reads.finding.result import how_many, keep_members
from portal.reads.finding.saved import NoSuchFilter, own_filter, uses_of
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission

FROZEN = _l("A frozen filter stays as it was on its day. Save what you see as another one.")
DOCUMENT = _l("A search for a document cannot be kept.")


def _read(actor: Actor) -> ClientScope:
    """Who fits a filter is a matter of reading, whatever the page asks for."""
    return ClientScope(actor, may=Permission.CLIENTS_READ)


def branches_to_share_with(actor: Actor) -> list[Branch]:
    """The branches of his roles and those below; for head office all."""
    return tree.branches_below(actor.paths_for(Permission.FILTERS_WRITE))


@once(SavedFilter)
def save(
    actor: Actor,
    wanted: ClientFilter,
    order: str,
    name: str,
    branch: str = "",
    freeze: bool = False,
    submission: str | None = None,
) -> SavedFilter:
    """Keep a filter under a name. Raises Invalid (a document was searched), OutOfScope (a branch that is not his)."""
    if wanted.documents or wanted.empty:
        raise Invalid(DOCUMENT if wanted.documents else _l("No filter is set yet, so there is nothing to save."))
    with write():
        saved = SavedFilter.create(
            name=name,
            query=wanted.text(),
            ordered=order if order in ORDERS else "aum",
            owner=actor.account_id,
            shared_with=_branch(actor, branch),
            created_at=clock.now(),
            submission=submission,
        )
        _count(actor, saved)
        audit(actor, "filter.saved", saved, filter=name)
        if freeze:
            _freeze(actor, saved)
        return saved


def _branch(actor: Actor, code: str) -> int | None:
    if not code:
        return None
    found = next((one.id for one in branches_to_share_with(actor) if one.code == code), None)
    if found is None:
        raise OutOfScope()
    return found


def change_view(actor: Actor, filter_id: int, wanted: ClientFilter, order: str) -> SavedFilter:
    """Keep what the list shows now in a filter that stands. Raises OutOfScope, WrongState (frozen), Invalid."""
    with write():
        saved = own_filter(actor, filter_id)
        if saved.frozen_at:
            raise WrongState(FROZEN)
        if wanted.documents:
            raise Invalid(DOCUMENT)
        changes = save_version(saved, None, query=wanted.text(), ordered=order)
        if changes:
            _count(actor, saved)
            audit(actor, "filter.changed", saved, **saved.said, changes={"query": changes.get("query", ["", ""])})
        return saved


def rename(actor: Actor, filter_id: int, name: str, branch: str, version: int | None) -> SavedFilter:
    """Another name, shared with a branch or private. Raises OutOfScope, StaleVersion."""
    with write():
        saved = own_filter(actor, filter_id)
        changes = save_version(saved, version, name=name, shared_with_id=_branch(actor, branch))
        if changes:
            audit(actor, "filter.renamed", saved, filter=name)
        return saved


def freeze(actor: Actor, filter_id: int) -> SavedFilter:
    """Hold who fits now; later the filter shows these clients, whatever becomes of them. Raises OutOfScope,
    WrongState."""
    with write():
        saved = own_filter(actor, filter_id)
        if saved.frozen_at:
            raise WrongState(FROZEN)
        _freeze(actor, saved)
        return saved


def _freeze(actor: Actor, saved: SavedFilter) -> None:
    members = keep_members(saved.id, _read(actor), ClientFilter.from_query(saved.query))
    values: dict[str, Any] = {
        "frozen_at": clock.now(),
        "members": members,
        "counted": members,
        "counted_at": clock.now(),
    }
    SavedFilter.update(**values).where(SavedFilter.id == saved.id).execute()
    saved.frozen_at = values["frozen_at"]
    saved.members = members
    audit(actor, "filter.frozen", saved, **saved.said, count=str(members))


def count_again(actor: Actor, filter_id: int) -> SavedFilter:
    """How many fit now, up to 1,001, with the moment. Raises OutOfScope, WrongState (a frozen one has its number)."""
    with write():
        saved = own_filter(actor, filter_id)
        if saved.frozen_at:
            raise WrongState(FROZEN)
        _count(actor, saved)
        return saved


def _count(actor: Actor, saved: SavedFilter) -> None:
    saved.counted = how_many(_read(actor), ClientFilter.from_query(saved.query), COUNT_UP_TO)
    SavedFilter.update(counted=saved.counted, counted_at=clock.now()).where(SavedFilter.id == saved.id).execute()


def delete(actor: Actor, filter_id: int) -> str:
    """Take a filter away. Raises OutOfScope; Refused while something uses it, naming by whom."""
    with write():
        saved = own_filter(actor, filter_id)
        if uses := uses_of([saved.id]).get(saved.id):
            users = ", ".join(use.words for use in uses[:5])
            raise Refused(
                _l("“%(filter)s” is still used by: %(users)s. End that first.", filter=saved.name, users=users)
            )
        if not SavedFilter.delete().where(SavedFilter.id == saved.id).execute():
            raise NoSuchFilter()
        audit(actor, "filter.deleted", saved, **saved.said)
        return str(saved.name)
