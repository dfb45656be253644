"""Reading the audit trail: newest first, filtered, in the reader's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import SQL, NodeList

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.administration.audit import AuditEntry
from portal.models.organisation import Branch
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.shared.walking import merged
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, WHOLE_BANK

PAGE = 50
SIGN_INS = (
    "account.signed_in",
    "account.signed_out",
    "account.sign_in_failed",
    "account.devices_signed_out",
    "account.password_changed",
    "account.password_set",
    "account.activated",
    "account.code_used",
    "account.code_issued",
)
ATTACKS = tuple(
    f"security.{kind}"
    for kind in (
        "unknown_user",
        "sign_in_waits",
        "wrong_password",
        "wrong_code",
        "not_allowed",
        "out_of_scope",
        "too_often",
        "forged",
        "more",
    )
)


@dataclass
class AuditFilter:
    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def pieces(actor: Actor) -> list[Any]:
    """What this person may read, as conditions that do not overlap, each with an index of its own: head office and
    auditors all, a branch admin his branches, the admin sign-ins and attacks, everybody his own deeds; nobody what was
    done with a complaint that concerns him.
    """
    hidden = recusal.deeds(actor)
    # side by side, not one within the other: SQLite reads so many brackets and no more
    return [NodeList([piece, *hidden], glue=" AND ", parens=True) for piece in _pieces(actor)]


def _pieces(actor: Actor) -> list[Any]:
    if actor.whole_bank:
        return [AuditEntry.id > 0]
    others = AuditEntry.actor.is_null() | (AuditEntry.actor != actor.account_id)
    branches = actor.branch_ids(*FULL_IN_BRANCH, *WHOLE_BANK)
    found = [AuditEntry.actor == actor.account_id, *((AuditEntry.branch == branch) & others for branch in branches)]
    if Role.ADMIN in actor.roles:
        elsewhere = AuditEntry.branch.is_null() | AuditEntry.branch.not_in(branches) if branches else AuditEntry.id > 0
        found += [(AuditEntry.action == action) & others & elsewhere for action in SIGN_INS + ATTACKS]
    return found


def audit_page(actor: Actor, wanted: AuditFilter, before: int | None = None) -> tuple[list[AuditEntry], int | None]:
    """One page of entries and the id before which the next one begins."""
    start = [AuditEntry.id < before] if before else []
    chosen = AuditEntry.select(AuditEntry.id, AuditEntry.id.alias("k"))
    sql, params = merged([chosen.where(piece, *conditions(wanted), *start) for piece in pieces(actor)], True, PAGE + 1)
    query = (
        AuditEntry.select(AuditEntry, Branch.id, Branch.name_zh, Branch.name_en, Account.id, Account.username)
        .join_from(AuditEntry, Branch, "LEFT OUTER JOIN")
        .join_from(AuditEntry, Account, "LEFT OUTER JOIN")
        .where(AuditEntry.id.in_(SQL(f"(SELECT id FROM ({sql}) AS page)", params)))  # noqa: S608
        .order_by(AuditEntry.id.desc())
    )
    rows = list(query)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def conditions(wanted: AuditFilter) -> list[Any]:
    """What a filter asks for, all of which must hold."""
    found: list[Any] = []
    if wanted.actor:
        found.append(_by(wanted.actor))
    if wanted.action:
        found.append(AuditEntry.action.startswith(wanted.action))
    if wanted.subject:
        found.append(AuditEntry.words.cast("text").contains(wanted.subject))
    if wanted.since:
        found.append(AuditEntry.at >= clock.start_of(wanted.since))
    if wanted.until:
        found.append(AuditEntry.at < clock.start_of(wanted.until + timedelta(days=1)))
    return found


def _by(who: str) -> Any:
    """Deeds of whoever has this user name, whatever he was called then, and of everybody who was called so."""
    login = Account.select(Account.id).where(Account.username == who.lower()).scalar()
    named = AuditEntry.actor_name == who
    return named if login is None else named | (AuditEntry.actor == login)


def renamings(staff_id: int) -> list[AuditEntry]:
    """The deeds that gave a member of staff another name, the latest first, each with who did it."""
    query = (
        AuditEntry.select(AuditEntry, Account.id, Account.username)
        .join(Account, "LEFT OUTER JOIN")
        .where(
            AuditEntry.subject_type == "staff",
            AuditEntry.subject_id == staff_id,
            AuditEntry.action == "staff.edited",
            AuditEntry.changes.cast("text").contains('"name": ['),
        )
        .order_by(AuditEntry.id.desc())
        .limit(20)
    )
    return [row for row in query if "name" in row.changes]
