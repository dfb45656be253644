"""Signing in and out, and the devices that are signed in."""

from __future__ import annotations

from dataclasses import dataclass

from portal.actions.accounts import waiting
from portal.actions.administration import attacks
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock, security
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, SignIn
from portal.reads.accounts.actors import Actor, by_account


class BadCredentials(Refused):
    """The same words for a wrong password and an unknown user."""

    words = _l("User name or password is not right.")


@dataclass(frozen=True)
class Arrival:
    """Someone who has just signed in: the actor and the random id for the cookie."""

    actor: Actor
    token: str


def sign_in(
    typed: str, password: str, *, ip: str, device: str, device_id: str, replaces: str = "", slowed: bool = True
) -> Arrival:
    """Sign somebody in. Wrong password and unknown user take the same time and get the same answer.

    Failures are counted (`waiting.py`). `device_id` is the browser's own, which it keeps: from now on it is a device
    that this person uses. `replaces` is the cookie's random id of whoever was signed in at this browser. Raises
    BadCredentials, TooSoon.
    """
    account = waiting.find_account(typed)
    subjects = waiting.counted(typed, account, device_id, ip) if slowed else {}
    if slowed:
        try:
            waiting.admit(subjects)
        except waiting.TooSoon:
            attacks.note("sign_in_waits")
            raise
    good = security.verify_password(account.password_hash if account else None, password)
    actor = by_account(account.id, clock.today()) if account and good else None
    if account is None or actor is None:
        _failed(account)
        if account is None:
            attacks.note("unknown_user", mark=attacks.mark_of(typed.lower()[:64]))
        raise BadCredentials()
    with write():
        waiting.forgive(subjects)
        waiting.trust(account.id, device_id)
        if security.needs_rehash(account.password_hash):
            Account.update(password_hash=security.hash_password(password)).where(Account.id == account.id).execute()
        return arrive(actor, ip, device, replaces)


def _failed(account: Account | None) -> None:
    if account is not None:
        with write():
            audit(None, "account.sign_in_failed", account, username=account.username)


def arrive(actor: Actor, ip: str, device: str, replaces: str = "") -> Arrival:
    """A new device row and its random id; the session that it replaces in the same browser (his own or another's)
    ends, for nobody could sign it out any more. Call inside `write()`.
    """
    token, now = security.new_token(), clock.now()
    if replaces:
        before = SignIn.token_hash == security.digest(replaces)
        SignIn.update(ended_at=now).where(before, SignIn.ended_at.is_null()).execute()
    SignIn.create(
        token_hash=security.digest(token),
        account=actor.account_id,
        device=device[:160],
        ip=ip,
        created_at=now,
        last_seen_at=now,
    )
    audit(actor, "account.signed_in", branch=actor.branch_id)
    actor.token = token
    return Arrival(actor, token)


def sign_in_demo(username: str, ip: str, device: str, replaces: str = "") -> Arrival:
    """One click for a demo person (the view allows it in demo mode only). Raises BadCredentials."""
    account = Account.get_or_none(Account.username == username, Account.is_demo, Account.active)
    actor = by_account(account.id, clock.today()) if account else None
    if actor is None:
        raise BadCredentials()
    with write():
        return arrive(actor, ip, device, replaces)


def renew(actor: Actor) -> str:
    """A new random id for the device at hand, for its cookie: with the password the old one ends. Call inside
    `write()`."""
    token = security.new_token()
    SignIn.update(token_hash=security.digest(token)).where(SignIn.id == actor.sign_in_id).execute()
    actor.token = token
    return token


def sign_out(actor: Actor) -> None:
    with write():
        SignIn.update(ended_at=clock.now()).where(SignIn.id == actor.sign_in_id, SignIn.ended_at.is_null()).execute()
        audit(actor, "account.signed_out", branch=actor.branch_id)


def sign_out_devices(actor: Actor, sign_in_id: int | None = None) -> int:
    """End one device of his own, or (without an id) all but the one he is using. Answers how many ended."""
    with write():
        query = SignIn.update(ended_at=clock.now()).where(SignIn.account == actor.account_id, SignIn.ended_at.is_null())
        query = query.where(SignIn.id == sign_in_id) if sign_in_id else query.where(SignIn.id != actor.sign_in_id)
        count = query.execute()
        if count:
            audit(actor, "account.devices_signed_out", branch=actor.branch_id, count=str(count))
        return count
