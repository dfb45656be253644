"""Sign-in attempts that wait: counted before they are judged, so that many at once are no more than one by one."""

from __future__ import annotations

from datetime import timedelta

from peewee import Case

from portal.database import lock, write
from portal.ground import clock, security
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, KnownDevice, SignInFailure
from portal.rules.accounts import throttle
from portal.rules.accounts.throttle import Pace
from portal.rules.clients.identity import phone

TRUSTED = timedelta(days=365)
Counted = dict[str, Pace]
"""Hash of what is counted → its pace."""


class TooSoon(Refused):
    """Too many failures: `seconds` until the next attempt counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _l("There were several failed attempts. Please try again in %(seconds)s seconds.", seconds=seconds)
        )
        self.seconds = seconds


def plain_name(typed: str) -> str:
    """A login as it was typed, in one form: small letters, or the phone number. The same for one that nobody has."""
    name = typed.strip().lower()
    try:
        return phone(name)
    except ValueError:
        return name[:64]


def find_account(typed: str) -> Account | None:
    """The login that was typed: a user name, or a client's mobile number."""
    account = Account.get_or_none(Account.username == typed.strip().lower())
    return account or Account.get_or_none(Account.mobile == plain_name(typed))


def knows(account: Account | None, device_id: str) -> bool:
    """Did this person sign in from this device before?"""
    if account is None or not device_id:
        return False
    mine = (KnownDevice.account == account.id) & (KnownDevice.device_hash == security.digest(device_id))
    return bool(KnownDevice.select().where(mine, KnownDevice.seen_at > clock.now() - TRUSTED).exists())


def trust(account_id: int, device_id: str) -> None:
    """He signed in from this device: no stranger slows him there any more. Call inside `write()`."""
    if not device_id:
        return
    device, now = security.digest(device_id), clock.now()
    KnownDevice.insert(account=account_id, device_hash=device, seen_at=now).on_conflict(
        conflict_target=[KnownDevice.account, KnownDevice.device_hash], update={KnownDevice.seen_at: now}
    ).execute()


def distrust(account_id: int) -> None:
    """A new password: devices prove themselves anew. Call inside `write()`."""
    KnownDevice.delete().where(KnownDevice.account == account_id).execute()


def counted(typed: str, account: Account | None, device_id: str, ip: str) -> Counted:
    """What this attempt is counted under. Somebody's own device belongs to him alone: with another's name it counts as
    any browser does. Nothing here depends on whether a login exists, unless the browser proves that it is his.
    """
    if account is not None and knows(account, device_id):
        return {security.digest(f"device:{account.id}:{device_id}"): throttle.DEVICE}
    return {
        security.digest(f"name:{plain_name(typed)}"): throttle.NAME,
        security.digest(f"address:{ip}"): throttle.ADDRESS,
    }


def admit(subjects: Counted) -> None:
    """Let an attempt in and count it as failed until it proves right. Raises TooSoon."""
    now = clock.now()
    with write():
        left = 0
        for subject in sorted(subjects):
            SignInFailure.insert(subject=subject, failures=0, failed_at=now).on_conflict_ignore().execute()
            row = lock(SignInFailure.select().where(SignInFailure.subject == subject))
            left = max(left, throttle.wait_left(row.failures, row.failed_at, now, subjects[subject]))
        if left:
            raise TooSoon(left)
        recent = SignInFailure.failed_at > now - throttle.FORGET
        SignInFailure.update(failures=Case(None, [(recent, SignInFailure.failures + 1)], 1), failed_at=now).where(
            SignInFailure.subject.in_([*subjects])
        ).execute()


def forgive(subjects: Counted) -> None:
    """The attempt was right: his name or device begins anew, the address only loses this one. Call inside `write()`."""
    for subject, pace in subjects.items():
        row = SignInFailure.subject == subject
        if pace is throttle.ADDRESS:
            SignInFailure.update(failures=SignInFailure.failures - 1).where(row, SignInFailure.failures > 0).execute()
        else:
            SignInFailure.delete().where(row).execute()
