"""What clients of the tests hold, one line each. Money in fen."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from portal.models import AccountRight, Card, Client, HoldingAccount, Loan, ServiceContract, StandingOrder

OPENED = date(2026, 3, 2)
_numbers = itertools.count(1)


def account(client: Client, product: str = "deposit", opened: date = OPENED, **values: Any) -> HoldingAccount:
    """An account that the client owns."""
    values = {
        "balance": 1_000_000,
        "balance_on": date(2026, 11, 23),
        "number": f"62226212{next(_numbers):08d}",
        **values,
    }
    made = HoldingAccount.create(client=client, product=product, opened_on=opened, **values)
    AccountRight.create(account=made, client=client, kind="owner")
    return made


def loan(client: Client, started: date = OPENED, status: str = "running", **values: Any) -> Loan:
    values = {"months": 36, "amount": 30_000_000, "monthly": 900_000, "number": f"DK2026{next(_numbers):08d}", **values}
    return Loan.create(client=client, started_on=started, status=status, **values)


def card(client: Client, of: HoldingAccount, kind: str = "debit", issued: date = OPENED, **values: Any) -> Card:
    return Card.create(
        client=client, account=of, kind=kind, issued_on=issued, number=f"62286303{next(_numbers):08d}", **values
    )


def order(of: HoldingAccount) -> StandingOrder:
    return StandingOrder.create(
        account=of, bank_to="工商银行", account_to=f"62170012{next(_numbers):08d}", amount=50_000
    )


def service(client: Client, product: str = "etc", since: date = OPENED, **values: Any) -> ServiceContract:
    return ServiceContract.create(client=client, product=product, since=since, **values)
