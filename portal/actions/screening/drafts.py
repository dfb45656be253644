"""A branch's list (R2): opened, filled from the screening or by hand, left out, submitted to head office, withdrawn."""

from __future__ import annotations

from typing import Any

from portal.actions.screening.steps import LONGEST_SCREEN, held, set_state, snapshot
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, next_number, once, save_version
from portal.actions.shared.telling import head_office_accounts, tell
from portal.database import write
from portal.derived import list_status
from portal.ground import clock
from portal.ground.errors import OutOfScope, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, ListEntry, ListName, TierList
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.finding.filter import ClientFilter
from portal.reads.organisation import tree
from portal.reads.screening.candidates import standard_now
from portal.rules.accounts.roles import Role


def realm(actor: Actor) -> list[Branch]:
    """The branches for which this person writes lists."""
    return tree.branches_below(actor.paths(Role.BRANCH_ADMIN))


@once(TierList)
def open_list(actor: Actor, values: dict[str, Any], submission: str | None = None) -> TierList:
    """Begin a list for a branch and a month, under head office's standard of today. Raises OutOfScope (not his
    branch)."""
    branch = Branch.get_or_none((Branch.code == values["branch"]) & under(Branch.path, actor.paths(Role.BRANCH_ADMIN)))
    if branch is None:
        raise OutOfScope()
    with write():
        row = TierList.create(
            number=next_number("list"),
            branch=branch.id,
            title=values["title"],
            period=values["period"],
            standard=standard_now(),
            created_by=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        audit(actor, "list.opened", row, **row.said)
        return row


def edit_list(actor: Actor, tier_list: TierList, values: dict[str, Any], version: int | None) -> TierList:
    """Change a draft's name and month. Raises StaleVersion, WrongState."""
    with write():
        row = held(actor, tier_list, "draft")
        changes = save_version(row, version, title=values["title"], period=values["period"])
        if changes:
            audit(actor, "list.edited", row, changes=changes, **row.said)
        return row


def keep_screen(actor: Actor, tier_list: TierList, wanted: ClientFilter, saved: int | None, edited: bool) -> None:
    """Remember with a draft how it is screened: the saved filter that it is drawn from, and what is narrowed otherwise.

    While nothing is, the list follows the saved filter, also when that is changed.
    """
    screen = _kept_text(wanted) if edited or saved is None else ""
    saved = saved if screen or not edited else None
    if tier_list.state != "draft" or (screen, saved) == (tier_list.screen, tier_list.drawn_from_id):
        return
    with write():
        held(actor, tier_list, "draft")
        TierList.update(screen=screen, drawn_from=saved).where(TierList.id == tier_list.id).execute()
    tier_list.screen, tier_list.drawn_from_id = screen, saved  # type: ignore[assignment]


def _kept_text(wanted: ClientFilter) -> str:
    """The filter as an address keeps it; of one too long for its column the last conditions are left out."""
    text = wanted.text()
    while len(text) > LONGEST_SCREEN:
        text = text.rpartition("&")[0]
    return text


def withdraw_list(actor: Actor, tier_list: TierList) -> TierList:
    """Give a draft up; its clients are free for other lists. Raises WrongState."""
    with write():
        row = held(actor, tier_list)
        as_shown(row, possible=row.state == "draft")
        row = held(actor, tier_list, "draft")
        ListName.update(state="withdrawn").where(ListName.tier_list == row.id, ListName.state == "taken").execute()
        set_state(row, "withdrawn")
        audit(actor, "list.withdrawn", row, **row.said)
        return row


def submit(actor: Actor, tier_list: TierList) -> TierList:
    """Hand a list to head office; figures and standard are taken once more. Raises Refused (empty), WrongState."""
    with write():
        row = held(actor, tier_list)
        taken = ListName.select().where(ListName.tier_list == row.id, ListName.state == "taken").count()
        as_shown(row, taken if row.state == "draft" else 0, possible=row.state == "draft")
        row = held(actor, tier_list, "draft")
        query = ListName.select(ListName.id, ListName.client, ListName.tier).where(
            ListName.tier_list == row.id, ListName.state == "taken"
        )
        names = list(query.order_by(ListName.id).tuples())
        if not names:
            raise Refused(_l("This list is empty. Take at least one name before you submit it."))
        standard = standard_now()
        row.standard = standard  # type: ignore[assignment]
        screen = row.screen or (row.drawn_from.query[:LONGEST_SCREEN] if row.drawn_from_id else "")
        set_state(
            row, "submitted", standard=standard, screen=screen, submitted_by=actor.staff_id, submitted_at=clock.now()
        )
        snapshot(row, names)
        ids, clients = [one[0] for one in names], [one[1] for one in names]
        ListName.update(state="submitted", submitted_by=actor.staff_id, version=ListName.version + 1).where(
            ListName.id.in_(ids)
        ).execute()
        list_status.put(clients, "submitted")
        moment = clock.now()
        ListEntry.insert_many(
            [{"name": one, "round": 1, "kind": "submitted", "author": actor.staff_id, "at": moment} for one in ids]
        ).execute()
        audit(actor, "list.submitted", row, **row.said, count=str(len(ids)))
        branch = Branch.get_by_id(row.branch_id)
        words = {"number": row.number, "branch": branch.code, "count": str(len(ids))}
        tell(head_office_accounts(), "list.submitted", f"/tiers/lists/{row.number}", but=actor, **words)
        return row
