"""A chunk of generated clients with everything that hangs on them, as rows of database values by table.

Pure but for the keys: the same world, seed and chunk give the same rows, so several processes may draw.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, repeat
from operator import add, mul
from random import Random
from typing import Any

from cryptography.fernet import Fernet

from ..keys import key_id
from ..rules.codes import client_number
from ..rules.masking import mask_id
from ..rules.terms import name_key, terms_of
from ..rules.tiers import CLASSES
from . import money, people, service
from .world import Place, World

CHUNK = 2_000
Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
NEVER = date(9999, 12, 31)
MONTH_COLUMNS = ("client_id", "month", "amount", *CLASSES)
VIP_BY_LIST = 0.92
"""Of those who reach a tier so many came through a list; the others are candidates."""


class Draft:
    """Rows by table; each table's columns are those of its first row."""

    def __init__(self) -> None:
        self.columns: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, table: str, **values: Any) -> None:
        if table not in self.columns:
            self.columns[table] = tuple(values)
        self.rows[table].append(tuple(values.values()))

    def done(self) -> Rows:
        return {table: (self.columns[table], _plain(rows)) for table, rows in self.rows.items()}


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Days and moments as the text that the database keeps: the driver makes it of each by itself, slowly."""
    columns = [*zip(*rows, strict=True)]
    for number, column in enumerate(columns):
        if any(isinstance(value, date) for value in column[:50]):
            columns[number] = tuple(None if value is None else str(value) for value in column)
    return [*zip(*columns, strict=True)]


@lru_cache(maxsize=100_000)
def _key(name: str, company: bool) -> str:
    return name_key(name, company=company)


@lru_cache(maxsize=4)
def _texts(first: date, count: int) -> list[str]:
    """The months as text: the driver turns each date of a row into it by itself, slowly."""
    months = [first]
    while len(months) < count:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return [month.isoformat() for month in months]


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    return Fernet(key.encode())


def draw(world: World, chunk: int, count: int) -> Rows:
    """The clients `chunk` × CHUNK … of the world."""
    rng = Random(world.seed * 1_000_003 + world.first["number"] + chunk)  # noqa: S311
    draft = Draft()
    weights = [*accumulate(place.weight for place in world.places)]
    for position in range(count):
        ordinal = chunk * CHUNK + position
        place = rng.choices(world.places, cum_weights=weights)[0]
        _client(rng, world, draft, ordinal, place)
    return draft.done()


def _client(rng: Random, world: World, draft: Draft, ordinal: int, place: Place) -> None:
    single = world.first["number"] + ordinal
    person = people.draw(rng, world, single)
    fen = money.wealth_of(rng, person.company)
    held = money.accounts_of(rng, fen, person.company, world.months, world.today)
    amounts, classes = _months(world, held)
    number = client_number(world.first["number"] + ordinal)
    client_id = world.first["client"] + ordinal
    average = sum(amounts[-world.average_months :]) // world.average_months
    reached = [code for code, threshold in world.levels if average >= threshold][-1]
    tier = reached if reached == "standard" or rng.random() < VIP_BY_LIST else "standard"
    created = service.moment(world, world.today - timedelta(days=rng.randint(30, 2000)), rng)
    team = service.team(rng, world, draft, client_id, place, tier, created)
    last, due = service.contacts(rng, world, draft, client_id, team, tier, place)
    opened = service.requests(rng, world, draft, ordinal, client_id, place, team, tier, person, number)
    key = world.data_key
    row = person.row | {
        "id": client_id, "number": number, "name_key": _key(person.row["name"], person.company), "branch_id": place.branch,
        "document_encrypted": f"{key_id(key)}:{_cipher(key).encrypt(person.document.encode()).decode()}",
        "document_hmac": hmac.digest(world.hmac_key.encode(), person.document.upper().encode(), "sha256").hex(),
        "document_masked": mask_id(person.document), "tier_id": tier, "tier_since": service.tier_since(rng, world, draft, client_id, tier, place),
        "aum": amounts[-1], "aum_before": amounts[-4], "aum_change": amounts[-1] - amounts[-4], "aum_average": average, "aum_month": world.months[-1],
        "manager_id": team.manager, "adviser_id": team.adviser, "specialists": len(team.specialists), "last_contact": last,
        "next_contact_due": due or NEVER, "open_requests": opened, "created_at": created,
    }  # fmt: skip
    loans = service.loan(rng, world, draft, single, client_id, person.company, fen)
    cards = _holdings(rng, world, draft, ordinal, client_id, held, person.company)
    open_classes = {account.product for account in held}
    row |= {
        "is_liability": bool(open_classes & {"deposit", "wealth", "fund", "insurance"}), "is_asset": loans,
        "is_intermediary": cards or "settlement" in open_classes,
    }  # fmt: skip
    draft.add("client", **row)
    terms = terms_of(row["name"], row["name_latin"], number, row["mobile"], company=person.company)
    draft.add("client_term", client_id=client_id, terms=" ".join(sorted(terms)))
    draft.columns["monthly_aum"] = MONTH_COLUMNS
    texts = _texts(world.months[0], len(amounts))
    draft.rows["monthly_aum"] += zip(repeat(client_id), texts, amounts, *classes)


def _months(world: World, held: list[money.Held]) -> tuple[list[int], list[list[int]]]:
    """Of each month the AUM (daily averages × the month's weights, R1); and of each class its daily averages, fen."""
    days = money.days_of_all(tuple(world.months))
    sums: dict[str, list[int]] = {}
    for account in held:
        name, totals = world.classes[account.product], money.day_sums(account.changes, world.months)
        sums[name] = [*map(add, sums[name], totals)] if name in sums else totals
    nothing = [0] * len(days)
    classes = [[*map(_half_up, sums[name], days)] if name in sums else nothing for name in CLASSES]
    weighted = zip(world.weights, zip(*classes, strict=True), strict=True)
    return [_half_up(sum(map(mul, averages, above)), whole) for (above, whole), averages in weighted], classes


def _half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


def _holdings(
    rng: Random, world: World, draft: Draft, ordinal: int, client_id: int, held: list[money.Held], company: bool
) -> bool:
    """Accounts with their rights and movements; a card on the first one. Answers whether there is a card."""
    single = world.first["number"] + ordinal
    for position, account in enumerate(held):
        account_id = world.first["holding_account"] + ordinal * 4 + position
        number = f"{account.prefix}{(single * 4 + position) * 15_485_863 % 10**12:012d}"
        draft.add(
            "holding_account", id=account_id, client_id=client_id, number=number, product=account.product, name=account.name,
            opened_on=account.opened, matures_on=account.matures, balance=account.balance, balance_on=account.changes[-1][0],
            noted=True, noted_balance=account.balance, noted_maturity=account.matures,
        )  # fmt: skip
        draft.add("account_right", account_id=account_id, client_id=client_id, kind="owner")
        for day, amount, balance in account.changes:
            draft.add(
                "transaction",
                account_id=account_id,
                happened_on=day.isoformat(),
                direction="credit" if amount >= 0 else "debit",
                amount=abs(amount),
                balance=balance,
            )
    if company or rng.random() > 0.6:
        return False
    draft.add(
        "card", client_id=client_id, account_id=world.first["holding_account"] + ordinal * 4, kind="debit", status="active",
        number=f"6222{single * 32_452_843 % 10**12:012d}", issued_on=held[0].opened, noted=True,
    )  # fmt: skip
    return True
