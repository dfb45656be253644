"""What figures are asked for, and the conditions that they share with their lists: each is the length of its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from peewee import Expression, fn

from portal.ground import clock
from portal.models import Client, FollowUp, Handover, Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission

PERSON, TEAM, BRANCH = "person", "team", "branch"
WAYS = (PERSON, TEAM, BRANCH)
CONTACT = ("vips", "advised", "due", "kept", "missed")
REPLIES = ("filed", "prompt", "late")
CALLS = ("calls", "called", "uncalled")
HANDOVERS = ("handovers",)
MONTHS = 12
Key = tuple[int | None, ...]
"""Of a person, of a manager and adviser together, or of a branch; None: nobody."""


@dataclass(frozen=True)
class Asked:
    """Which figures: of a month and some branches, by what. `own`: only what is this person's. `reader`: whoever asks;
    what concerns him does not count for him (reads/accounts/recusal.py)."""

    month: date
    by: str
    branches: tuple[int, ...]
    own: int | None = None
    reader: Actor | None = None

    @property
    def end(self) -> date:
        """The first day after the month."""
        return clock.months_back(self.month, -1)


@dataclass
class Figures:
    """One line. `advised` counts for people only, handovers not for teams."""

    vips: int = 0
    advised: int = 0
    due: int = 0
    kept: int = 0
    filed: int = 0
    prompt: int = 0
    late: int = 0
    calls: int = 0
    called: int = 0
    uncalled: int = 0
    handovers: int = 0

    @property
    def missed(self) -> int:
        return self.due - self.kept

    @property
    def kept_share(self) -> int | None:
        """Percent of those with a plan that ran."""
        return round(self.kept * 100 / self.due) if self.due else None

    @property
    def prompt_share(self) -> int | None:
        """Percent of those whose verdict is known: what still has time counts neither way."""
        judged = self.prompt + self.late
        return round(self.prompt * 100 / judged) if judged else None

    @property
    def called_share(self) -> int | None:
        """Percent of those that were made or are late: what still has time counts neither way."""
        judged = self.called + self.uncalled
        return round(self.called * 100 / judged) if judged else None


def reach(actor: Actor) -> tuple[tuple[int, ...], int | None]:
    """The branches whose figures somebody reads, and himself where he reads no more than his own."""
    over = actor.under(Permission.TEAMS_OVERVIEW)
    if over.whole_bank:
        return tuple(branch.id for branch in tree.branch_tree()), None
    if over.all_paths:
        return tuple(branch.id for branch in tree.branches_below(over.all_paths)), None
    return tuple(branch.id for branch in tree.branch_tree()), actor.staff_id


def whose() -> Any:
    """Whose a first reply is: who wrote it; while nobody has, who has the request."""
    return fn.COALESCE(Request.first_reply_by, Request.holder)


def prompt() -> Expression:
    return Request.first_reply_at <= Request.reply_due_at  # type: ignore[no-any-return]


def late() -> Expression:
    never = Request.first_reply_at.is_null() & (Request.reply_due_at < clock.now())
    return never | (Request.first_reply_at > Request.reply_due_at)  # type: ignore[no-any-return]


def _counts() -> Expression:
    """Praise is not late work; what was withdrawn before anybody wrote asks for nothing."""
    known = Request.reply_due_at.is_null(False) & (Request.kind != "praise")
    return known & (Request.first_reply_at.is_null(False) | (Request.status != "withdrawn"))  # type: ignore[no-any-return]


def filed_in(asked: Asked, since: date | None = None) -> Expression:
    """What was filed in the month asked for, or `since` an earlier one."""
    begin, end = clock.start_of(since or asked.month), clock.start_of(asked.end)
    within = (Request.filed_at >= begin) & (Request.filed_at < end)
    return reduce(and_, [Request.branch.in_(asked.branches) & within & _counts(), *recusal.conditions(asked.reader)])


def caller() -> Any:
    """Whose a follow-up call is: who made it; while nobody has, who has it."""
    return fn.COALESCE(FollowUp.done_by, FollowUp.holder)


def called() -> Expression:
    return FollowUp.done_at.is_null(False)  # type: ignore[no-any-return]


def uncalled() -> Expression:
    return FollowUp.done_at.is_null() & (FollowUp.due < clock.today())  # type: ignore[no-any-return]


def due_in(asked: Asked, since: date | None = None) -> Expression:
    """Calls that are due in the month asked for, or `since` an earlier one, with clients of these branches (join
    them)."""
    within = (FollowUp.due >= (since or asked.month)) & (FollowUp.due < asked.end)
    return reduce(and_, [within & Client.branch.in_(asked.branches), *recusal.calls(asked.reader)])


def open_handovers(asked: Asked) -> Expression:
    """Announced by the last day of the month, and neither signed nor cancelled by then."""
    end = clock.start_of(asked.end)
    signed = Handover.signed_at.is_null() | (Handover.signed_at >= end)
    cancelled = Handover.cancelled_at.is_null() | (Handover.cancelled_at >= end)
    return Handover.branch.in_(asked.branches) & (Handover.created_at < end) & signed & cancelled  # type: ignore[no-any-return]


def exactly(column: Any, wanted: int | None) -> Expression:
    return column.is_null() if wanted is None else column == wanted  # type: ignore[no-any-return]
