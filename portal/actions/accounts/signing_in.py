"""Signing in and out, passwords, one-time codes."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Case

from portal.actions.administration import attacks
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock, security
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, SignIn, SignInFailure
from portal.reads.accounts.actors import Actor, by_account
from portal.rules.accounts import throttle
from portal.rules.clients.identity import phone


class BadCredentials(Refused):
    """The same words for a wrong password and an unknown user."""

    words = _l("User name or password is not right.")


class TooSoon(Refused):
    """Too many failures: `seconds` until the next attempt counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _l("There were several failed attempts. Please try again in %(seconds)s seconds.", seconds=seconds)
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Arrival:
    """Someone who has just signed in: the actor and the random id for the cookie."""

    actor: Actor
    token: str


def find_account(typed: str) -> Account | None:
    """The login that was typed: a user name, or a client's mobile number."""
    name = typed.strip().lower()
    account = Account.get_or_none(Account.username == name)
    if account is None:
        try:
            account = Account.get_or_none(Account.mobile == phone(name))
        except ValueError:
            return None
    return account


def sign_in(
    typed: str, password: str, *, ip: str, device: str, device_id: str, replaces: str = "", slowed: bool = True
) -> Arrival:
    """Sign somebody in. Wrong password and unknown user take the same time and get the same answer.

    Failures are counted per address and per user (apart for a device he used before, so that a stranger cannot slow
    him). `replaces` is the cookie's random id of whoever was signed in at this browser. Raises BadCredentials, TooSoon.
    """
    account = find_account(typed)
    subjects = {
        security.digest(f"address:{ip}"): throttle.LONGEST_FOR_ADDRESS,
        security.digest(
            f"user:{account.username if account else typed.strip().lower()[:64]}:{device_id}"
        ): throttle.LONGEST_FOR_USER,
    }
    if slowed:
        _wait(subjects)
    good = security.verify_password(account.password_hash if account else None, password)
    actor = by_account(account.id, clock.today()) if account and good else None
    if account is None or actor is None:
        _failed(account, subjects)
        if account is None:
            attacks.note("unknown_user", mark=attacks.mark_of(typed.lower()[:64]))
        raise BadCredentials()
    with write():
        SignInFailure.delete().where(SignInFailure.subject.in_([*subjects])).execute()
        if security.needs_rehash(account.password_hash):
            Account.update(password_hash=security.hash_password(password)).where(Account.id == account.id).execute()
        return arrive(actor, ip, device, replaces)


def _wait(subjects: dict[str, int]) -> None:
    now = clock.now()
    rows = SignInFailure.select().where(SignInFailure.subject.in_([*subjects]))
    left = max((throttle.wait_left(row.failures, row.failed_at, now, subjects[row.subject]) for row in rows), default=0)
    if left:
        attacks.note("sign_in_waits")
        raise TooSoon(left)


def _failed(account: Account | None, subjects: dict[str, int]) -> None:
    now = clock.now()
    with write():
        for subject in subjects:
            SignInFailure.insert(subject=subject, failures=0, failed_at=now).on_conflict_ignore().execute()
            recent = SignInFailure.failed_at > now - throttle.FORGET
            SignInFailure.update(failures=Case(None, [(recent, SignInFailure.failures + 1)], 1), failed_at=now).where(
                SignInFailure.subject == subject
            ).execute()
        if account is not None:
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
