"""What an authorised person of a company may do in its name (his scope)."""

from __future__ import annotations

from datetime import date

from portal.rules.accounts.visibility import Permission as P

SCOPES = ("read", "request", "sign")
"""read: see; request: also file requests, answer, sign up for events; sign: everything a client can do."""

_MAY = {
    "read": frozenset({P.MEMBER, P.SIGNED_IN}),
    "request": frozenset({P.MEMBER, P.MEMBER_REQUEST, P.SIGNED_IN}),
    "sign": frozenset({P.MEMBER, P.MEMBER_REQUEST, P.MEMBER_SIGN, P.SIGNED_IN}),
}


def scope_of(scope: str, *, nameless: bool) -> str:
    """The scope that counts: a company's login behind which no person stands (those of before) may only read, until
    somebody's name is entered."""
    return "read" if nameless else scope


def permissions_in(scope: str) -> frozenset[P]:
    """What a client's login of this scope may do; an unknown one may only read."""
    return _MAY.get(scope, _MAY["read"])


def in_force(valid_until: date | None, today: date) -> bool:
    """Does the authority still hold? Its last day counts."""
    return valid_until is None or valid_until >= today
