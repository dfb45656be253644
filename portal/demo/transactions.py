"""Movements of the last months, reckoned back from the balance of today, so that every balance fits the next (fen)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Transaction
from portal.rules.clients.identity import age_on
from portal.rules.shared.workdays import add_working_days, is_working_day

YUAN = 100
ROUND = 100 * YUAN
SALARY_DAY = 15
INTEREST_DAY = 21  # of the last month of a quarter
ELECTRICITY = {False: (60, 480), True: (3_000, 26_000)}  # yuan a month, of persons and of companies
HOUSE = "吉林银行"
Party = tuple[str, str]
Movement = tuple[date, str, str, str, int, Party | None]
"""Day, direction, operation, purpose, fen, and with whom: bank and account, where that is always the same one."""

# direction, operation, purpose, least and most yuan
PERSON = (
    ("debit", "card_payment", "shopping", 38, 1_680),
    ("debit", "card_payment", "shopping", 20, 420),
    ("debit", "transfer_out", "household", 120, 900),
    ("debit", "cash_out", "", 500, 3_000),
    ("debit", "transfer_out", "", 800, 12_000),
    ("credit", "transfer_in", "", 500, 8_000),
)
COMPANY = (
    ("credit", "transfer_in", "", 60_000, 420_000),
    ("debit", "transfer_out", "", 30_000, 260_000),
    ("debit", "transfer_out", "", 8_000, 60_000),
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
    found: list[Movement] = []
    for _ in range(count):
        direction, operation, purpose, least, most = rng.choice(kinds)
        fen = rng.randint(least * YUAN, most * YUAN)
        if not purpose:
            fen = max(ROUND, fen // ROUND * ROUND)
        day = first + timedelta(days=rng.randrange(days + 1))
        found.append((day, direction, operation, purpose, fen, None))
    return found


def _regular(stage: Stage, person: Known, first: date) -> list[Movement]:
    """Salary or pension every month on a working day (a company pays salaries), one electricity bill a month, interest
    every quarter."""
    rng = stage.rng
    retired = bool(person.row["birthday"]) and age_on(person.row["birthday"], stage.today) >= 60
    pay = rng.randint(4_200, 6_800) if retired else rng.randint(9_000, 26_000)
    bill_day, (least, most) = rng.randint(4, 26), ELECTRICITY[person.is_company]
    usual, grid = rng.randint(least, most), _party("国网吉林省电力有限公司", "中国建设银行")
    payer = _payer(person, retired)
    found: list[Movement] = []
    for back in range(5):
        month = clock.months_back(stage.today, back)
        payday = _worked(month.replace(day=SALARY_DAY))
        if person.is_company:
            fen = rng.randint(180_000, 330_000) * YUAN
            found.append((payday, "debit", "transfer_out", "salary", fen, payer))
        else:
            purpose = "pension" if retired else "salary"
            found.append((payday, "credit", "transfer_in", purpose, pay * YUAN + rng.randrange(30_000), payer))
        bill = round(usual * YUAN * rng.uniform(0.8, 1.25))
        found.append((month.replace(day=bill_day), "debit", "transfer_out", "utilities", bill, grid))
        if month.month % 3 == 0:
            day = month.replace(day=INTEREST_DAY)
            found.append((day, "credit", "cash_in", "interest", rng.randint(1_200, 18_000), None))
    return [one for one in found if first <= one[0] <= stage.today]


def _worked(day: date) -> date:
    """The day itself, or the last working day before it."""
    return day if is_working_day(day) else add_working_days(day, -1)


def _payer(person: Known, retired: bool) -> Party:
    """Who pays the salary or the pension: the same account for everybody whom he pays."""
    if person.is_company:
        return _party(f"代发 {person.name}", HOUSE)
    if retired:
        return _party("长春市社会保险事业管理局", "中国工商银行")
    return _party(person.row["employer"], HOUSE)


def _party(name: str, bank: str) -> Party:
    """Bank and account of somebody with whom many have to do."""
    return bank, f"220107{Random(name).randrange(10**13):013d}"  # noqa: S311


def _write(stage: Stage, account: Row, movements: list[Movement]) -> None:
    """Newest first from today's balance; what came in is never more than what stood there after it, so most of a salary
    that would not fit was moved on the same day."""
    after, rows = account["balance"], []

    def add(day: date, direction: str, operation: str, purpose: str, fen: int, party: Party | None) -> None:
        nonlocal after
        row = {"account": account["id"], "happened_on": day, "direction": direction, "operation": operation}
        row |= {"purpose": purpose, "amount": fen, "balance": after}
        if operation.startswith("transfer"):
            party = party or (stage.rng.choice(stage.demo["transfers"]["banks"]), _anybody(stage))
            row["other_bank"], row["other_account"] = party
        rows.append(row)
        after += -fen if direction == "credit" else fen

    for day, direction, operation, purpose, fen, party in reversed(movements):
        if direction == "credit" and fen > after * 2 // 3:
            if party is None:
                fen = after * 2 // 3
            else:
                add(day, "debit", "transfer_out", "", fen // ROUND * ROUND, None)
        if fen >= YUAN:
            add(day, direction, operation, purpose, fen, party)
    for row in reversed(rows):
        stage.book.add(Transaction, **row)


def _anybody(stage: Stage) -> str:
    return f"621{stage.rng.randrange(10**16):016d}"
