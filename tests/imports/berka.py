"""Where the real export lies (`PORTAL_BERKA`), and what its README says is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import config

FOLDER = Path(config.ROOT / config.load().berka).resolve()
needed = pytest.mark.skipif(
    not (FOLDER / "trans.csv").is_file(), reason=f"the Berka export is not in {FOLDER} (PORTAL_BERKA names its folder)"
)

TOTALS = {
    "clients": 5369,
    "accounts": 4500,
    "rights": 5369,
    "owners": 4500,
    "authorised": 869,
    "cards": 892,
    "loans": 682,
    "loans_amount": "103261740.00",
    "standing_orders": 6471,
    "standing_orders_amount": "21228993.60",
    "transactions": 49102,
    "credits": "177366296.30",
    "debits": "138120153.50",
    "last_balances": "39567537.90",
    "accounts_with_balance": 1229,
}
ROWS = {
    "district.csv": 77,
    "client.csv": 5369,
    "account.csv": 4500,
    "disp.csv": 5369,
    "card.csv": 892,
    "loan.csv": 682,
    "order.csv": 6471,
    "trans.csv": 49102,
}
