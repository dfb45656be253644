"""Passwords: judging, changing, setting (one-time codes: `codes.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.actions.accounts import waiting
from portal.actions.accounts.signing_in import renew, sign_out_devices
from portal.actions.administration import attacks
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock, security
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, SignIn
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.logins import own_words
from portal.rules.accounts.passwords import password_problem

PROBLEMS = {
    "short": _l("Please choose a password of at least 10 characters."),
    "long": _l("Please choose a password of at most 128 characters."),
    "common": _l("This password would be guessed too soon. A short sentence of your own is better."),
    "personal": _l("Please choose a password that is not made of your name, phone, user name or the bank's name."),
}


def check_password(password: str, own: Iterable[str] = (), field: str = "password") -> None:
    """Raises Invalid when the password is no good (NIST SP 800-63B: by guesses, no rotation). `own`: what is known of
    the person."""
    problem = password_problem(password, own)
    if problem:
        raise Invalid(PROBLEMS[problem], field=field)


def change_password(actor: Actor, current: str, new: str, device_id: str = "") -> str:
    """Change one's own password; all other devices are signed out, and this one goes on under a new random id, which is
    answered. Raises Invalid."""
    account = Account.get_by_id(actor.account_id)
    if not security.verify_password(account.password_hash, current):
        attacks.note("wrong_password", actor)
        raise Invalid(_l("This is not your current password."), field="current")
    check_password(new, own_words(account))
    with write():
        write_password(account, new)
        waiting.trust(account.id, device_id)
        audit(actor, "account.password_changed", account, branch=actor.branch_id)
        sign_out_devices(actor)
        return renew(actor)


def set_password(account: Account, password: str) -> None:
    """For the command line: a new password, every device signed out. Raises Invalid."""
    check_password(password, own_words(account))
    with write():
        write_password(account, password)
        SignIn.update(ended_at=clock.now()).where(SignIn.account == account.id, SignIn.ended_at.is_null()).execute()
        audit(None, "account.password_set", account, username=account.username)


def write_password(account: Account, password: str) -> None:
    """The password is set and the login is on; devices lose their trust. Call inside `write()`."""
    Account.update(password_hash=security.hash_password(password), password_changed_at=clock.now(), active=True).where(
        Account.id == account.id
    ).execute()
    waiting.distrust(account.id)
