"""One-time codes of a login: who issued them, what became of them, and what was done soon after one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.ground import clock
from portal.models.accounts import Account, ActivationCode, SignIn
from portal.models.organisation import Branch, Staff

DAY = timedelta(days=1)
Issuer = Account.alias("issuer")


@dataclass(frozen=True)
class Issued:
    """A code: for whose login, by whom, when, and how it ended."""

    id: int
    username: str
    person: str
    issuer: str
    issuer_username: str
    branch: Any
    at: datetime
    used_at: datetime | None
    expires_at: datetime

    @property
    def open(self) -> bool:
        return self.used_at is None and self.expires_at > clock.now()


def _codes(*conditions: Any) -> list[Issued]:
    query = (
        ActivationCode.select(ActivationCode, Account, Issuer, Staff, Branch)
        .join_from(ActivationCode, Account, on=(ActivationCode.account == Account.id), attr="login")
        .join_from(ActivationCode, Issuer, "LEFT OUTER JOIN", on=(ActivationCode.issued_by == Issuer.id), attr="issuer")
        .join_from(Issuer, Staff, "LEFT OUTER JOIN", on=(Issuer.staff == Staff.id), attr="person")
        .join_from(Staff, Branch, "LEFT OUTER JOIN", on=(Staff.branch == Branch.id), attr="place")
        .where(*conditions)
        .order_by(ActivationCode.id.desc())
        .limit(20)
    )
    return [_said(row) for row in query]


def _said(row: Any) -> Issued:
    issuer = getattr(row, "issuer", None)
    person = getattr(issuer, "person", None)
    return Issued(
        row.id,
        row.login.username,
        row.login.person_name,
        person.name if person else "",
        issuer.username if issuer else "",
        getattr(person, "place", None),
        row.created_at,
        row.used_at,
        row.expires_at,
    )


def codes_of_client(client_id: int) -> list[Issued]:
    """The latest codes for any login of a client, the newest first."""
    return _codes(Account.client == client_id)


def standing_code(account_id: int) -> Issued | None:
    """The code for this login that could be used now and was issued within a day."""
    now = clock.now()
    found = _codes(
        ActivationCode.account == account_id,
        ActivationCode.used_at.is_null(),
        ActivationCode.expires_at > now,
        ActivationCode.created_at > now - DAY,
    )
    return found[0] if found else None


def that_ended(token_hash: str) -> Issued | None:
    """The code whose use ended the session with this random id, within the last day."""
    ended = SignIn.get_or_none(SignIn.token_hash == token_hash, SignIn.ended_at > clock.now() - DAY)
    if ended is None:
        return None
    found = _codes(ActivationCode.account == ended.account_id, ActivationCode.used_at == ended.ended_at)
    return found[0] if found else None


def after_codes(deeds: Iterable[tuple[int | None, datetime]]) -> dict[tuple[int | None, datetime], Issued]:
    """(login, moment) of deeds → the code that was used for this login within the day before."""
    wanted = {(account, at) for account, at in deeds if account}
    if not wanted:
        return {}
    first = min(at for _, at in wanted) - DAY
    used = (
        ActivationCode.select(ActivationCode.id, ActivationCode.account, ActivationCode.used_at)
        .where(ActivationCode.account.in_({account for account, _ in wanted}), ActivationCode.used_at > first)
        .order_by(ActivationCode.used_at.desc())
        .tuples()
    )
    moment = ActivationCode.used_at.python_value
    found: dict[tuple[int | None, datetime], int] = {}
    for code, account, at in [(code, account, moment(at)) for code, account, at in used]:
        for deed in wanted - found.keys():
            if deed[0] == account and at <= deed[1] < at + DAY:
                found[deed] = code
    whole = {one.id: one for one in _codes(ActivationCode.id.in_(set(found.values())))} if found else {}
    return {deed: whole[code] for deed, code in found.items() if code in whole}
