"""Passwords and one-time codes: checking, changing, issuing, using."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.accounts.signing_in import Arrival, arrive, sign_out_devices
from portal.actions.administration import attacks
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock, security
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, ActivationCode, Client, SignIn
from portal.reads.accounts.actors import Actor, by_account
from portal.rules.accounts.passwords import password_problem

PROBLEMS = {
    "short": _l("Please choose a password of at least 10 characters."),
    "long": _l("Please choose a password of at most 128 characters."),
    "simple": _l("This password is too simple: please use more different characters."),
    "common": _l("This password is among those that are guessed first. Please choose another."),
    "personal": _l("Please choose a password without your user name or the bank's name in it."),
}


class BadCode(Invalid):
    words = _l("This code is not valid any more, or was mistyped. Ask your client manager or branch for a new one.")


def check_password(password: str, username: str, field: str = "password") -> None:
    """Raises Invalid when the password is no good (NIST SP 800-63B: length and a list, no rotation)."""
    problem = password_problem(password, username)
    if problem:
        raise Invalid(PROBLEMS[problem], field=field)


def change_password(actor: Actor, current: str, new: str) -> None:
    """Change one's own password; all other devices are signed out. Raises Invalid."""
    account = Account.get_by_id(actor.account_id)
    if not security.verify_password(account.password_hash, current):
        attacks.note("wrong_password", actor)
        raise Invalid(_l("This is not your current password."), field="current")
    check_password(new, account.username, "password")
    with write():
        _set_password(account, new)
        audit(actor, "account.password_changed", account, branch=actor.branch_id)
        sign_out_devices(actor)


def set_password(account: Account, password: str) -> None:
    """For the command line: a new password, every device signed out. Raises Invalid."""
    check_password(password, account.username)
    with write():
        _set_password(account, password)
        SignIn.update(ended_at=clock.now()).where(SignIn.account == account.id, SignIn.ended_at.is_null()).execute()
        audit(None, "account.password_set", account, username=account.username)


def _set_password(account: Account, password: str) -> None:
    Account.update(password_hash=security.hash_password(password), password_changed_at=clock.now(), active=True).where(
        Account.id == account.id
    ).execute()


def issue_code(actor: Actor | None, account: Account, days: int) -> str:
    """A one-time code to hand over; earlier ones end. Shown once, kept as a hash."""
    code = security.new_code()
    now = clock.now()
    with write():
        ActivationCode.update(expires_at=now).where(
            ActivationCode.account == account.id, ActivationCode.used_at.is_null()
        ).execute()
        ActivationCode.create(
            account=account.id,
            code_hash=security.digest(security.plain_code(code)),
            issued_by=actor.account_id if actor else None,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        client = Client.get_or_none(Client.id == account.client_id) if account.client_id else None
        audit(
            actor,
            "account.code_issued",
            client or account,
            branch=client.branch_id if client else None,
            username=account.username,
            client=client.name if client else "",
        )
    return code


def activate(code: str, password: str, *, ip: str, device: str, replaces: str = "") -> Arrival:
    """Use a one-time code: the password is set, older devices end, and the person is signed in.

    Raises BadCode, Invalid (password).
    """
    row = (
        ActivationCode.select(ActivationCode, Account)
        .join(Account)
        .where(ActivationCode.code_hash == security.digest(security.plain_code(code)))
        .get_or_none()
    )
    if row is None or row.used_at or row.expires_at <= clock.now():
        attacks.note("wrong_code")
        raise BadCode(field="code")
    check_password(password, row.account.username)
    with write():
        used = (
            ActivationCode.update(used_at=clock.now())
            .where(ActivationCode.id == row.id, ActivationCode.used_at.is_null())
            .execute()
        )
        if not used:
            raise BadCode(field="code")
        _set_password(row.account, password)
        SignIn.update(ended_at=clock.now()).where(SignIn.account == row.account_id, SignIn.ended_at.is_null()).execute()
        actor = by_account(row.account_id, clock.today())
        if actor is None:
            raise BadCode(field="code")
        audit(actor, "account.activated", row.account, branch=actor.branch_id)
        return arrive(actor, ip, device, replaces)
