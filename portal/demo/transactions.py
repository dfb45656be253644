"""Movements of the last months, reckoned back from the balance of today, so that every balance fits the next (fen)."""

from __future__ import annotations

from datetime import date, timedelta

from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.models import Transaction

YUAN = 100
ROUND = 100 * YUAN
SALARY_DAY = 15
INTEREST_DAY = 21  # of the last month of a quarter
Movement = tuple[date, str, str, str, int]

# direction, operation, purpose, least and most yuan
PERSON = (
    ("debit", "card_payment", "shopping", 38, 1_680),
    ("debit", "card_payment", "shopping", 20, 420),
    ("debit", "transfer_out", "household", 120, 900),
    ("debit", "transfer_out", "utilities", 60, 480),
    ("debit", "cash_out", "", 500, 3_000),
    ("debit", "transfer_out", "", 800, 12_000),
    ("credit", "transfer_in", "", 500, 8_000),
)
COMPANY = (
    ("credit", "transfer_in", "", 60_000, 420_000),
    ("debit", "transfer_out", "", 30_000, 260_000),
    ("debit", "transfer_out", "", 8_000, 60_000),
    ("debit", "transfer_out", "utilities", 3_000, 26_000),
)


def enter(stage: Stage, person: Known, account: Row, months: int, a_month: int) -> None:
    """A few movements for each month on one account."""
    first = max(stage.today - timedelta(days=months * 30), account["opened_on"])
    found = _regular(stage, person, first) + _daily(stage, person, first, months * a_month)
    found.sort(key=lambda movement: movement[0])
    _write(stage, account, found)


def _daily(stage: Stage, person: Known, first: date, count: int) -> list[Movement]:
    rng = stage.rng
    kinds: tuple[tuple[str, str, str, int, int], ...] = COMPANY if person.is_company else PERSON
    if not person.row["is_intermediary"]:
        kinds = tuple(kind for kind in kinds if kind[1] != "card_payment")
    days = (stage.today - first).days
    found = []
    for _ in range(count):
        direction, operation, purpose, least, most = rng.choice(kinds)
        fen = rng.randint(least * YUAN, most * YUAN)
        if not purpose:
            fen = max(ROUND, fen // ROUND * ROUND)
        found.append((first + timedelta(days=rng.randrange(days + 1)), direction, operation, purpose, fen))
    return found


def _regular(stage: Stage, person: Known, first: date) -> list[Movement]:
    """Salary or pension every month (a company pays salaries), interest every quarter."""
    rng, found, day = stage.rng, [], first
    retired = person.row["birthday"] and stage.today.year - person.row["birthday"].year >= 60
    pay = rng.randint(4_200, 6_800) if retired else rng.randint(9_000, 26_000)
    while day <= stage.today:
        if day.day == SALARY_DAY and person.is_company:
            found.append((day, "debit", "transfer_out", "salary", rng.randint(180_000, 330_000) * YUAN))
        elif day.day == SALARY_DAY:
            fen = pay * YUAN + rng.randrange(30_000)
            found.append((day, "credit", "transfer_in", "pension" if retired else "salary", fen))
        if day.day == INTEREST_DAY and day.month % 3 == 0:
            found.append((day, "credit", "cash_in", "interest", rng.randint(1_200, 18_000)))
        day += timedelta(days=1)
    return found


def _write(stage: Stage, account: Row, movements: list[Movement]) -> None:
    """Newest first from today's balance; what came in is never more than what stood there after it."""
    after, rows = account["balance"], []
    for day, direction, operation, purpose, fen in reversed(movements):
        if direction == "credit":
            fen = min(fen, after * 2 // 3)
        if fen < YUAN:
            continue
        row = {"account": account["id"], "happened_on": day, "direction": direction, "operation": operation}
        row |= {"purpose": purpose, "amount": fen, "balance": after}
        if operation.startswith("transfer") and purpose not in ("salary", "pension"):
            row["other_bank"] = stage.rng.choice(stage.demo["transfers"]["banks"])
            row["other_account"] = f"621{stage.rng.randrange(10**16):016d}"
        rows.append(row)
        after += -fen if direction == "credit" else fen
    for row in reversed(rows):
        stage.book.add(Transaction, **row)
