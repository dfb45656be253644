"""Head office decides a branch's names one by one or many at once (R2), and the branch answers what came back.

Four eyes: who wrote the list, put a name on it or submitted it does not decide that name; the database refuses it, too.
"""

from __future__ import annotations

from typing import Any

from portal.actions import steps
from portal.actions.screening.names import Outcome, note
from portal.actions.screening.papers import attach
from portal.actions.screening.steps import follow_names, held, snapshot
from portal.actions.shared import files
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import (
    accounts_of_client,
    accounts_of_staff,
    admin_accounts,
    head_office_accounts,
    tell,
)
from portal.actions.tiers.moves import move_tier
from portal.database import lock, write
from portal.derived import list_status
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, Refused, WrongState
from portal.ground.formats import when
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import ListEntry, ListMark, ListName, Staff, TierList
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.screening.names import names_by_ids
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission
from portal.rules.screening import states
from portal.rules.shared.uploads import Upload
from portal.rules.steps import NAME

DECIDED = {
    "completing": _l("was approved by %(name)s, %(when)s"),
    "complete": _l("was approved by %(name)s, %(when)s"),
    "returned": _l("was returned by %(name)s, %(when)s"),
    "rejected": _l("was rejected by %(name)s, %(when)s"),
    "withdrawn": _l("was withdrawn by the branch"),
}
OWN = _l("you screened or submitted this name yourself (four eyes)")


class Decided(WrongState):
    """Somebody else has decided first; `outcome` says what, name by name."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(_l("Nothing was decided: somebody else was quicker, or these names are your own."))
        self.outcome = outcome


def why_not(actor: Actor, name: ListName) -> Any:
    """Why this person cannot decide a name now, in words; None when he can."""
    if name.state != "submitted":
        words = DECIDED.get(name.state, _l("does not wait for a decision"))
        decider = Staff.get_or_none(Staff.id == name.decided_by_id) if name.decided_by_id else None
        return str(words) % {"name": decider.name if decider else "–", "when": when(name.decided_at, inside=True)}
    if actor.staff_id in (name.added_by_id, name.submitted_by_id, name.tier_list.created_by_id):
        return OWN
    tiers = reference.tiers()
    if tiers[name.client.tier_id].rank >= tiers[name.tier_id].rank:
        return _l("is %(tier)s already; reject the name or return it", tier=named(tiers[name.client.tier_id]))
    return None


def preview(actor: Actor, ids: list[int], decision: str) -> tuple[list[ListName], list[tuple[ListName, Any]]]:
    """Which of these names the decision would reach, and which are left out and why."""
    good, left = [], []
    for name in names_by_ids(ListScope(actor, may=Permission.LISTS_DECIDE), ids):
        why = why_not(actor, name)
        if why and not (decision != "approve" and _only_rank(name, actor)):
            left.append((name, why))
        else:
            good.append(name)
    return good, left


def _only_rank(name: ListName, actor: Actor) -> bool:
    """The only hindrance is that the client stands as high already: it hinders approval, not the other decisions."""
    own = actor.staff_id in (name.added_by_id, name.submitted_by_id, name.tier_list.created_by_id)
    return name.state == "submitted" and not own


def decide(actor: Actor, ids: list[int], decision: str, reason: str) -> Outcome:
    """Approve, return with a question or reject names; each is decided once.

    Raises Invalid (no reason for a return or a rejection), Decided (none of them could be decided), NotAllowed.
    """
    if not actor.may(Permission.LISTS_DECIDE):
        raise NotAllowed()
    if decision not in states.DECISIONS:
        raise Invalid(_l("Choose a decision."), field="decision")
    if decision != "approve" and not reason.strip():
        words = _l("Please ask the branch what you need to know.") if decision == "return" else _l("Please say why.")
        raise Invalid(words, field="reason")
    with write():
        lists = _hold(ids)
        good, left = preview(actor, ids, decision)
        shown = sorted([*good, *(name for name, _why in left)], key=lambda name: name.id)
        as_shown(*shown, about=tuple(lists), possible=bool(good))
        outcome = Outcome([name.client.name for name in good], [(name.client.name, why) for name, why in left])
        if not good:
            raise Decided(outcome)
        for name in good:
            _decide(actor, name, decision, reason)
        for row in lists:
            follow_names(row)
            _say(actor, row, decision, reason, [name for name in good if name.tier_list_id == row.id])
        return outcome


def _hold(ids: list[int]) -> list[TierList]:
    """The lists of these names, held in the order of their ids: whoever decides on one waits for the other."""
    wanted = (
        sorted({row for (row,) in ListName.select(ListName.tier_list).where(ListName.id.in_(ids)).tuples()})
        if ids
        else []
    )
    if not wanted:
        raise Refused(_l("Choose at least one name first."))
    return [lock(TierList.select().where(TierList.id == one)) for one in wanted]


def _decide(actor: Actor, name: ListName, decision: str, reason: str) -> None:
    moment, state = clock.now(), states.after(name.state, decision)
    values: dict[str, Any] = {
        "state": state,
        "decided_by": actor.staff_id,
        "decided_at": moment,
        "decision": reason[:400],
    }
    if decision == "approve":
        values["approved_on"] = clock.today()
    done = ListName.update(**values, version=ListName.version + 1).where(
        ListName.id == name.id, ListName.state == "submitted"
    )
    if not done.execute():
        raise WrongState()
    list_status.put([name.client_id], state)
    note(actor, name, states.ENTRY_OF[decision], reason)
    if decision == "approve":
        _takes_effect(actor, name)


def _takes_effect(actor: Actor, name: ListName) -> None:
    """The tier is the client's from today, the branch has its working days for the record, the client is welcomed."""
    number = name.tier_list.number
    move_tier(name.client, name.tier_id, clock.today(), f"list {number}", actor)
    steps.begin(NAME, [name.id], clock.today(), settings.value("lists.days"))
    ListMark.create(name=name.id, kind="start", at=clock.now(), cause="approved", actor=actor.account_id)
    tell(accounts_of_client(name.client_id), "list.welcome", "/me/benefits", tier=name.tier_id)
    people = accounts_of_staff([name.client.manager_id, name.client.adviser_id])
    path = f"/tiers/lists/{number}/names/{name.client.number}"
    tell(people, "list.approved_client", path, but=actor, **name.said, tier=name.tier_id)


def _say(actor: Actor, row: TierList, decision: str, reason: str, names: list[ListName]) -> None:
    """One line in the trail and one notice to the branch for each list."""
    if not names:
        return
    kind, shown = states.ENTRY_OF[decision], "、".join(name.client.name for name in names[:12])
    words = {"number": row.number, "count": str(len(names)), "names": shown}
    audit(actor, f"list.{kind}", row, reason=reason, **words)
    tell(admin_accounts(row.branch_id), f"list.{kind}", f"/tiers/lists/{row.number}", but=actor, **words)


@once(ListEntry, answers="name")
def answer_question(
    actor: Actor, name: ListName, words: str, uploads: list[Upload], submission: str | None = None
) -> ListName:
    """The branch answers head office's question; the name waits for a decision again, in its next round.

    Raises WrongState, Invalid (files).
    """
    with files.kept(uploads) as found, write():
        row = held(actor, name.tier_list)
        fresh = lock(ListName.select().where(ListName.id == name.id))
        state = _next(fresh, "answer")
        values: dict[str, Any] = {
            "state": state,
            "round": fresh.round + 1,
            "submitted_by": actor.staff_id,
            "decided_by": None,
            "decided_at": None,
            "decision": "",
        }
        ListName.update(**values, version=ListName.version + 1).where(ListName.id == fresh.id).execute()
        fresh.round += 1
        snapshot(row, [(fresh.id, fresh.client_id, fresh.tier_id)])
        list_status.put([fresh.client_id], state)
        note(actor, fresh, "answered", words, submission)
        attach(actor, fresh, found)
        follow_names(row)
        audit(actor, "list.answered", row, **name.said)
        path = f"/tiers/lists/{row.number}/names/{name.client.number}"
        tell(head_office_accounts(), "list.answered", path, but=actor, **name.said)
        return fresh


def withdraw_name(actor: Actor, name: ListName, reason: str) -> ListName:
    """The branch takes a returned name back. Raises WrongState."""
    with write():
        row = held(actor, name.tier_list)
        fresh = lock(ListName.select().where(ListName.id == name.id))
        as_shown(fresh, about=(row,), possible=states.can(fresh.state, "withdraw"))
        state = _next(fresh, "withdraw")
        ListName.update(state=state, version=ListName.version + 1).where(ListName.id == fresh.id).execute()
        list_status.follow([fresh.client_id])
        note(actor, fresh, "withdrawn", reason)
        follow_names(row)
        audit(actor, "list.name_withdrawn", row, **name.said, reason=reason)
        return fresh


def _next(name: ListName, deed: str) -> str:
    if not states.can(name.state, deed):
        raise WrongState()
    return states.after(name.state, deed)
