"""One-time codes: issued by staff, used once. Whoever issues one for a login in use could become its owner, so he hears
of it, and who issued it stands with the use."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.accounts import waiting
from portal.actions.accounts.passwords import check_password, write_password
from portal.actions.accounts.signing_in import Arrival, arrive
from portal.actions.administration import attacks
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import write
from portal.ground import clock, security, settings
from portal.ground.errors import Invalid, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, ActivationCode, Client, SignIn, Staff
from portal.reads.accounts.actors import Actor, by_account
from portal.reads.accounts.logins import own_words


class BadCode(Invalid):
    words = _l("This code is not valid any more, or was mistyped. Ask your client manager or branch for a new one.")


class Nameless(Refused):
    """A company signs in through people with names."""

    words = _l("Enter the person who acts for this company first; the code is for that person's login.")


def kept_code(code: str) -> str:
    """What is kept of a code: its HMAC under the key outside the database: nobody finds codes by trying them there."""
    return settings.keys().equality(f"one-time code {security.plain_code(code)}") or ""


def issue_code(actor: Actor, account: Account, days: int) -> str:
    """A one-time code to hand over; earlier ones end. Shown once. Who uses the login hears of it.

    Raises Nameless (a company's login without a person).
    """
    client = Client.get_or_none(Client.id == account.client_id) if account.client_id else None
    if client is not None and client.is_company and not account.person_name:
        raise Nameless()
    code, now = security.new_code(), clock.now()
    with write():
        ActivationCode.update(expires_at=now).where(
            ActivationCode.account == account.id, ActivationCode.used_at.is_null()
        ).execute()
        ActivationCode.create(
            account=account.id,
            code_hash=kept_code(code),
            issued_by=actor.account_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit(
            actor,
            "account.code_issued",
            client or account,
            branch=_branch_of(account, client),
            username=account.username,
            client=client.name if client else "",
        )
        if account.password_hash:
            _warn(account, "account.code_issued", actor.name, actor.username)
    return code


def _branch_of(account: Account, client: Client | None) -> int | None:
    if client is not None:
        return int(client.branch_id)
    found = Staff.get_or_none(Staff.id == account.staff_id)
    return found.branch_id if found else None


def _warn(account: Account, kind: str, issuer: str, username: str) -> None:
    """Tell the login's owner, and everybody else who acts for his company."""
    told = [account.id, *(accounts_of_client(account.client_id) if account.client_id else [])]
    address = "/me/privacy" if account.client_id else "/account"
    tell(told, kind, address, issuer=issuer, issuer_username=username, username=account.username)


def activate(code: str, password: str, *, ip: str, device: str, device_id: str = "", replaces: str = "") -> Arrival:
    """Use a one-time code: the password is set, older devices end, and the person is signed in.

    Raises BadCode, Invalid (password).
    """
    now = clock.now()
    row = (
        ActivationCode.select(ActivationCode, Account)
        .join(Account, on=(ActivationCode.account == Account.id))
        .where(ActivationCode.code_hash == kept_code(code))
        .get_or_none()
    )
    if row is None or row.used_at or row.expires_at <= now:
        attacks.note("wrong_code")
        raise BadCode(field="code")
    check_password(password, own_words(row.account))
    with write():
        used = (
            ActivationCode.update(used_at=now)
            .where(ActivationCode.id == row.id, ActivationCode.used_at.is_null(), ActivationCode.expires_at > now)
            .execute()
        )
        if not used:
            raise BadCode(field="code")
        was_used = bool(row.account.password_hash)
        write_password(row.account, password)
        SignIn.update(ended_at=now).where(SignIn.account == row.account_id, SignIn.ended_at.is_null()).execute()
        actor = by_account(row.account_id, clock.today())
        if actor is None:
            raise BadCode(field="code")
        _say_used(actor, row, was_used)
        waiting.trust(row.account_id, device_id)
        return arrive(actor, ip, device, replaces)


def _say_used(actor: Actor, row: ActivationCode, was_used: bool) -> None:
    """The trail names who issued the code; the owner of a login in use is told."""
    issuer = by_account(row.issued_by_id, clock.today()) if row.issued_by_id else None
    name, username = (issuer.name, issuer.username) if issuer else _gone(row.issued_by_id)
    deed = "account.code_used" if name else "account.activated"
    audit(actor, deed, row.account, branch=actor.branch_id, issuer=name, issuer_username=username)
    if was_used:
        _warn(row.account, "account.code_used", name, username)


def _gone(account_id: int | None) -> tuple[str, str]:
    """Name and user name of an issuer who has left since."""
    found = Account.get_or_none(Account.id == account_id) if account_id else None
    return (found.staff.name if found.staff_id else found.username, found.username) if found else ("", "")
