"""Reading the audit trail: newest first, filtered, in the reader's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .. import clock
from ..rules.roles import Role
from ..rules.visibility import WHOLE_BANK
from .actors import Actor
from .audit import AuditEntry
from .organisation import Branch, under

PAGE = 50
SIGN_INS = ("account.signed_in", "account.signed_out", "account.sign_in_failed", "account.devices_signed_out", "account.password_changed", "account.password_set",
            "account.activated", "account.code_issued")  # fmt: skip


@dataclass
class AuditFilter:
    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def scope_of(actor: Actor) -> Any:
    """Head office and auditors read all, a branch admin his branches, the admin sign-ins, everybody else his own deeds."""
    if actor.roles & WHOLE_BANK:
        return AuditEntry.id > 0
    own = AuditEntry.actor == actor.account_id
    if Role.BRANCH_ADMIN in actor.roles:
        own |= AuditEntry.branch.in_(Branch.select(Branch.id).where(under(Branch.path, actor.paths(Role.BRANCH_ADMIN))))
    if Role.ADMIN in actor.roles:
        own |= AuditEntry.action.in_(SIGN_INS)
    return own


def audit_page(actor: Actor, wanted: AuditFilter, before: int | None = None) -> tuple[list[AuditEntry], int | None]:
    """One page of entries and the id before which the next one begins."""
    query = (
        AuditEntry.select(AuditEntry, Branch.id, Branch.name_zh, Branch.name_en)
        .join(Branch, "LEFT OUTER JOIN")
        .where(scope_of(actor))
        .order_by(AuditEntry.id.desc())
    )
    if wanted.actor:
        query = query.where(AuditEntry.actor_name == wanted.actor)
    if wanted.action:
        query = query.where(AuditEntry.action.startswith(wanted.action))
    if wanted.subject:
        query = query.where(AuditEntry.words.cast("text").contains(wanted.subject))
    if wanted.since:
        query = query.where(AuditEntry.at >= clock.start_of(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.at < clock.start_of(wanted.until + timedelta(days=1)))
    if before:
        query = query.where(AuditEntry.id < before)
    rows = list(query.limit(PAGE + 1))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
