"""The mobile numbers that logins sign in with: each belongs to one login, also when two want it at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from peewee import IntegrityError

from portal.database import database
from portal.models import Account

Made = TypeVar("Made")


def free(number: str | None, but: int = 0) -> str | None:
    """The number, unless another login than `but` signs in with it; None for none."""
    taken = number and Account.select().where(Account.mobile == number, Account.id != but).exists()
    return None if not number or taken else number


def unless_taken(number: str | None, deed: Callable[[str | None], Made], but: int = 0) -> Made:
    """Do `deed` with the number, or with None where another login has it or takes it at this very moment.

    Call inside `write()`.
    """
    wanted = free(number, but)
    if wanted:
        try:
            with database.atomic():
                return deed(wanted)
        except IntegrityError:
            if free(wanted, but):
                raise
    return deed(None)


def take(login: Account, number: str | None) -> None:
    """This login signs in with the number from now on; where another one has it, by its user name alone."""

    def write_it(mobile: str | None) -> Any:
        return Account.update(mobile=mobile).where(Account.id == login.id).execute()

    unless_taken(number, write_it, login.id)
