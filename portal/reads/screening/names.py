"""Whose lists and names one sees, the names of a list, what waits for head office, what is to be completed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff, under
from portal.models.screening import ListEntry, ListName, ListPaper, ListProposal, TierList
from portal.models.steps import Step
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.reads.screening.scope import ListScope, names_with_their_rows
from portal.reads.shared import built
from portal.reads.steps import due_by, joined, steps_of
from portal.rules.accounts.roles import Role
from portal.rules.screening.states import Left, left_on
from portal.rules.shared.addresses import row_id
from portal.rules.steps import NAME

PAGE = 50


@dataclass
class Rows:
    """One page of rows and where the next begins."""

    rows: list[Any]
    after: int | None


def _page(query: Any, column: Any, after: str, down: bool, size: int = PAGE) -> Rows:
    last = row_id(after)
    if last is not None:
        query = query.where(column < last if down else column > last)
    rows = list(query.order_by(column.desc() if down else column).limit(size + 1))
    more = len(rows) > size
    rows = rows[:size]
    return Rows(rows, rows[-1].id if more else None)


def lists_page(scope: ListScope, state: str = "", branch: str = "", after: str = "") -> Rows:
    """Lists in scope, newest first, each with how many names stand where."""
    query = TierList.select(TierList, Branch).join(Branch).where(scope.lists())
    if state:
        query = query.where(TierList.state == state)
    if branch:
        query = query.where(Branch.code == branch)
    found = _page(query, TierList.id, after, True, 30)
    counts = counts_of([row.id for row in found.rows])
    for row in found.rows:
        row.counts = counts.get(row.id, {})
    return found


def counts_of(list_ids: list[int]) -> dict[int, dict[str, int]]:
    """List → state of a name → how many."""
    found: dict[int, dict[str, int]] = {}
    if list_ids:
        query = ListName.select(ListName.tier_list, ListName.state, fn.COUNT(ListName.id)).where(
            ListName.tier_list.in_(list_ids)
        )
        for one, state, count in query.group_by(ListName.tier_list, ListName.state).tuples():
            found.setdefault(one, {})[state] = count
    return found


def names_of(tier_list: TierList, after: str = "", left_out: bool = False) -> Rows:
    """The names of a list in the order in which they came, or those that were left out of it."""
    query = names_with_their_rows().where(ListName.tier_list == tier_list.id)
    query = query.where(ListName.state == "left_out") if left_out else query.where(ListName.state != "left_out")
    return _page(query, ListName.id, after, False, 100)


def waiting_names(scope: ListScope, branch: str = "", tier: str = "", after: str = "") -> Rows:
    """Names that wait for head office, in the order in which they came."""
    query = names_with_their_rows().where(ListName.state == "submitted", scope.lists())
    if branch:
        query = query.where(Branch.path.startswith(_path_of(branch)))
    if tier:
        query = query.where(ListName.tier == tier)
    return _page(query, ListName.id, after, False)


def _path_of(code: str) -> str:
    return Branch.select(Branch.path).where(Branch.code == code).scalar() or "?"


def names_by_ids(scope: ListScope, ids: list[int]) -> list[ListName]:
    """These names with everything that is shown of them; what lies outside the scope is left out."""
    return list(names_with_their_rows().where(ListName.id.in_(ids), scope.lists()).order_by(ListName.id)) if ids else []


def to_complete(scope: ListScope, limit: int = 8, until: date | None = None) -> list[ListName]:
    """Names whose record is to be completed, the nearest due first; with `until` only those due by that day."""

    def query() -> Any:
        found = names_with_their_rows().where(ListName.state == "completing", ListScope(scope.actor.stand_in()).names())
        found = found.where(due_by(built.DAY))
        return found.order_by(Step.due_on, Step.id).limit(limit)

    values = {**scope.actor.marks, built.DAY: until or date.max}
    return built.rows(("to complete", scope.actor.reach, limit), query, values)


def own_names(scope: ListScope, limit: int = 100) -> list[ListName]:
    """Names on lists of the clients whom a manager or adviser serves now: in work first, the latest first."""
    running = Case(None, [(ListName.state == "completing", 0), (ListName.state.in_(("submitted", "returned")), 1)], 2)
    query = names_with_their_rows().where(
        ListName.client.in_(scope.seats()), ListName.state.not_in(("left_out", "withdrawn", "taken"))
    )
    return list(query.order_by(running, Step.due_on, ListName.id.desc()).limit(limit))


def names_of_client(scope: ListScope, client_id: int) -> list[ListName]:
    """Where one client was on lists that this person may read, the latest first."""
    query = names_with_their_rows().where(ListName.client == client_id, ListName.state != "left_out", scope.names())
    return list(query.order_by(ListName.id.desc()).limit(20))


@dataclass
class Waiting:
    """What waits for head office, and what is late in the branches."""

    lists: int
    names: int
    late: int


def waiting_counts(scope: ListScope) -> Waiting:
    """In one statement."""

    def query() -> Any:
        submitted = ListName.state == "submitted"
        found = ListName.select(
            fn.COUNT(fn.DISTINCT(Case(None, [(submitted, ListName.tier_list)]))),
            fn.COUNT(ListName.id).filter(submitted),
            fn.COUNT(ListName.id).filter(due_by(built.DAY)),
        ).join(TierList)
        found = found.join_from(ListName, Step, "LEFT OUTER JOIN", on=joined(NAME, ListName.id))
        inside = ListScope(scope.actor.stand_in()).lists()
        return found.where(ListName.state.in_(("submitted", "completing")), inside).tuples()

    values = {**scope.actor.marks, built.DAY: clock.today() - clock.days(1)}
    return Waiting(*built.rows(("waiting", scope.actor.reach), query, values)[0])


def history_of(name: ListName) -> list[ListEntry]:
    """Everything that was done and said, oldest first, with who."""
    query = ListEntry.select(ListEntry, Staff.name).join(Staff, "LEFT OUTER JOIN", attr="who")
    return list(query.where(ListEntry.name == name.id).order_by(ListEntry.id))


def papers_of(name: ListName) -> list[ListPaper]:
    return list(ListPaper.select().where(ListPaper.list_name == name.id).order_by(ListPaper.id))


def open_name_of(client_id: int) -> ListName | None:
    """Where a client is on an open list, whoever wrote it."""
    query = ListName.select(ListName, TierList, Branch).join(TierList).join(Branch)
    return query.where(
        ListName.client == client_id, ListName.state.in_(("taken", "submitted", "returned", "completing"))
    ).get_or_none()


def open_proposal_of(client_id: int) -> ListProposal | None:
    """Who proposed a client and waits for an answer."""
    return _proposals().where(ListProposal.client == client_id, ListProposal.state == "open").first()  # type: ignore[no-any-return]


def drafts_for(actor: Actor, client: Client) -> list[TierList]:
    """The latest drafts on which a branch admin can put this client."""
    ids = [one.id for one in tree.branches_below(actor.paths(Role.BRANCH_ADMIN))]
    home = next(one.path for one in tree.branch_tree() if one.id == client.branch_id)
    reach = [one.id for one in tree.branch_tree() if one.id in ids and home.startswith(one.path)]
    query = TierList.select().where(TierList.state == "draft", TierList.branch.in_(reach or [-1]))
    return list(query.order_by(TierList.id.desc()).limit(3))


def proposals(scope: ListScope, limit: int = 50) -> list[ListProposal]:
    """Open proposals of the branches whose lists one writes, oldest first."""
    branches = Branch.select(Branch.id).where(under(Branch.path, scope.actor.paths(Role.BRANCH_ADMIN)))
    query = _proposals().where(ListProposal.state == "open", ListProposal.branch.in_(branches))
    return list(query.order_by(ListProposal.id).limit(limit))


def own_proposals(actor: Actor, limit: int = 50) -> list[ListProposal]:
    """What somebody proposed himself, the latest first."""
    query = _proposals().where(ListProposal.author == actor.staff_id)
    return list(query.order_by(ListProposal.id.desc()).limit(limit))


def _proposals() -> Any:
    return (
        ListProposal.select(ListProposal, Client, Staff.name, Branch)
        .join(Client)
        .join_from(ListProposal, Staff, on=(ListProposal.author == Staff.id), attr="who")
        .join_from(ListProposal, Branch)
    )


def record_of(name: ListName) -> list[Any]:
    """The step of an approved name's record, with who did it; `people` are who complete it (manager, adviser)."""
    found = steps_of(NAME, name.id) if name.approved_on else []
    for one in found:
        seats = [name.client.manager_id, name.client.adviser_id]
        names = Staff.select(Staff.name).where(Staff.id.in_([seat for seat in seats if seat])).order_by(Staff.name)
        one.people = "、".join(name for (name,) in names.tuples())
    return found


def left_of(name: ListName) -> Left | None:
    """How the clock of a name stands; None when none runs."""
    if name.state != "completing":
        return None
    return left_on(name.record.due_on, clock.today(), reference.calendar())
