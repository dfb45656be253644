"""A chunk of generated clients with everything that hangs on them, as rows of database values by table.

Pure but for the keys: the same world, seed and chunk give the same rows, so several processes may draw.
"""

from __future__ import annotations

import gc
import hmac
import marshal
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate, chain
from operator import add

from cryptography.fernet import Fernet

from portal.generating import money, people, service
from portal.generating.chance import Chance
from portal.generating.days import iso, moment
from portal.generating.service import Holding
from portal.generating.world import Draft, Place, World
from portal.ground.keys import key_id
from portal.rules.finding.terms import (
    MOST_FOR_COMPANY,
    MOST_FOR_DIGITS,
    MOST_FOR_PERSON,
    digit_terms,
    name_key,
    terms_of,
)
from portal.rules.holdings.products import CLIENT_CLASSES, is_single
from portal.rules.shared.codes import client_number
from portal.rules.shared.masking import mask_id
from portal.rules.tiers.levels import CLASSES

CHUNK = 500
NEVER = "9999-12-31"
VIP_BY_LIST = 0.92
"""Of those who reach a tier so many came through a list; the others are candidates."""

MONTHS = "monthly_aum"
"""Its rows are drawn as one for all months of a client: the client, then of each month what follows behind
the month."""
COLUMNS: dict[str, str] = {
    "client": """
        kind name gender birthday document_kind name_latin birthday_lunar lunar_year lunar_month
        lunar_day lunar_leap next_birthday mobile address district employer plant post hobbies
        preferred_channel legal_representative industry company_size supplier_tier risk_rating
        risk_assessed_on risk_valid_until credit_mark id number name_key branch_id document_encrypted
        document_hmac document_masked tier_id tier_since aum aum_before aum_change aum_average aum_month
        manager_id adviser_id specialists last_contact next_contact_due open_requests created_at
        products is_single_product is_liability is_asset is_intermediary
    """,
    "client_term": "client_id terms",
    MONTHS: " ".join(("client_id month amount", *CLASSES)),
    "holding_account": """
        id client_id number product name opened_on matures_on balance balance_on noted noted_balance noted_maturity
    """,
    "transaction": "account_id happened_on direction amount balance",
    "card": "client_id account_id kind status number issued_on noted",
    "loan": "client_id number name started_on months amount monthly status noted",
    "class_membership": "client_id klass since product_class_id reference",
    "seat": "client_id kind staff_id since reason author_id created_at",
    "tier_change": "client_id tier_id since reason author_id created_at",
    "contact": "client_id staff_id channel happened_at created_at summary next_due",
    "account": "id username client_id mobile person_name created_at",
    "request": """
        id number client_id branch_id kind category_id subject details status filed_by_id filed_at assignee_id
        minutes due_at moved_at answer resolved_at closed_at resolved_late score seat holder_id
    """,
    "clock_mark": "request_id cycle kind at cause",
}
"""What is drawn of each table, parents first. A client begins with the columns of `people.Person.row`, in their
order."""


def draw(world: World, chunk: int, count: int) -> Draft:
    """The clients `chunk` × CHUNK … of the world. Each step is done for all of them before the next one: its code stays
    at hand in the processor's memory, which takes half the time of going from step to step with each client.
    """
    rng = Chance(world.seed * 1_000_003 + world.first["number"] + chunk)
    draft: Draft = defaultdict(list)
    weights = [*accumulate(place.weight for place in world.places)]
    ordinals = range(chunk * CHUNK, chunk * CHUNK + count)
    numbers = [world.first["number"] + ordinal for ordinal in ordinals]
    persons = [people.draw(rng, world, number) for number in numbers]
    papers = [_document(world, person.document) for person in persons]
    found = [_found_by(person, client_number(number)) for person, number in zip(persons, numbers, strict=True)]
    wealth = [money.wealth_of(rng, person.company) for person in persons]
    held = [
        money.accounts_of(rng, fen, person.company, world.span, world.day)
        for fen, person in zip(wealth, persons, strict=True)
    ]
    months = [_months(world, accounts) for accounts in held]
    for one in zip(ordinals, persons, papers, found, held, months, strict=True):
        _client(rng, world, draft, rng.pick(world.places, weights), *one)
    return draft


_world: list[World] = []


def settle(world: World) -> None:
    """What each drawing process does first: it keeps the world. Rows refer to nothing, so Python need not look for
    rings among them, which costs a tenth of the time.
    """
    _world[:] = [world]
    gc.disable()


def draw_packed(chunk: int, count: int) -> bytes:
    """For another process: the rows in the form that is packed and unpacked fastest."""
    return marshal.dumps(dict(draw(_world[0], chunk, count)))


def _client(
    rng: Chance,
    world: World,
    draft: Draft,
    place: Place,
    ordinal: int,
    person: people.Person,
    paper: tuple[str, str, str],
    found: tuple[str, str],
    held: list[money.Held],
    months: tuple[list[int], list[list[int]]],
) -> None:
    single, client_id = world.first["number"] + ordinal, world.first["client"] + ordinal
    (amounts, classes), (terms, key) = months, found
    number = client_number(single)
    average = sum(amounts[-world.average_months :]) // world.average_months
    reached = [code for code, threshold in world.levels if average >= threshold][-1]
    tier = reached if reached == "standard" or rng.random() < VIP_BY_LIST else "standard"
    joined = world.day - rng.randint(30, 2000)
    team = service.team(rng, world, draft, client_id, place, tier, joined)
    last, due = service.contacts(rng, world, draft, client_id, team, tier)
    opened = service.requests(rng, world, draft, ordinal, client_id, place, team, tier, person, number)
    loan = service.loan(rng, world, draft, single, client_id, person.company)
    holdings = _holdings(rng, world, draft, ordinal, client_id, held, person.company)
    since = service.tier_since(rng, world, draft, client_id, tier, place)
    draft["client"].append(
        (
            *person.row.values(),
            client_id,
            number,
            key,
            place.branch,
            *paper,
            tier,
            since,
            amounts[-1],
            amounts[-4],
            amounts[-1] - amounts[-4],
            average,
            iso(world.span.starts[-1]),
            team.manager,
            team.adviser,
            len(team.specialists),
            last,
            due or service.first_due(world, tier, since) or NEVER,
            opened,
            moment(rng, world.zone, joined),
            *_classes(world, draft, client_id, [*holdings, loan] if loan else holdings),
        )
    )
    draft["client_term"].append((client_id, terms))
    draft[MONTHS].append((client_id, *chain.from_iterable(zip(amounts, *classes, strict=True))))


def _document(world: World, document: str) -> tuple[str, str, str]:
    """Encrypted, for equality, masked."""
    token = _cipher(world.data_key).encrypt(document.encode()).decode()
    digest = hmac.digest(world.hmac_key.encode(), document.upper().encode(), "sha256").hex()
    return f"{key_id(world.data_key)}:{token}", digest, mask_id(document)


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    return Fernet(key.encode())


def _found_by(person: people.Person, number: str) -> tuple[str, str]:
    """His terms of search, and the key that sorts him; all that follows from a name is kept, names return often."""
    row = person.row
    of_name, key = _of_name(row["name"], row["name_latin"], person.company)
    digits = sorted({*digit_terms(number, row["mobile"])})
    if of_name:
        return f"{' '.join(digits)} {of_name}", key
    return " ".join(
        sorted(terms_of(row["name"], row["name_latin"], number, row["mobile"], company=person.company))
    ), key


@lru_cache(maxsize=100_000)
def _of_name(name: str, latin: str, company: bool) -> tuple[str, str]:
    """(the sorted terms of a name, its key); no terms where they cannot simply be put behind those of the digits."""
    terms = sorted(terms_of(name, latin, company=company))
    most = (MOST_FOR_COMPANY if company else MOST_FOR_PERSON) - MOST_FOR_DIGITS
    whole = len(terms) <= most and terms[0] > "e"  # "c…" and "d…" are digits
    return " ".join(terms) if whole else "", name_key(name, company=company)


def _months(world: World, held: list[money.Held]) -> tuple[list[int], list[list[int]]]:
    """Of each month the AUM (daily averages × the month's weights, R1); and of each class its daily averages, fen."""
    days, whole = world.span.days, world.whole
    sums: dict[str, list[int]] = {}
    for account in held:
        name, totals = world.classes[account.product], money.day_sums(account.changes, world.span)
        sums[name] = [*map(add, sums[name], totals)] if name in sums else totals
    above = nothing = [0] * len(days)
    classes = dict.fromkeys(CLASSES, nothing)
    for name, totals in sums.items():
        classes[name] = [(2 * total + n) // (2 * n) for total, n in zip(totals, days, strict=True)]
        weights = world.weights[name]
        above = [
            so_far + average * weight for so_far, average, weight in zip(above, classes[name], weights, strict=True)
        ]
    return [(2 * total + n) // (2 * n) for total, n in zip(above, whole, strict=True)], [*classes.values()]


def _holdings(
    rng: Chance, world: World, draft: Draft, ordinal: int, client_id: int, held: list[money.Held], company: bool
) -> list[Holding]:
    """Accounts with their movements; a card on the first one."""
    single, first = (world.first["number"] + ordinal) * 4, world.first["holding_account"] + ordinal * 4
    found: list[Holding] = []
    moved = draft["transaction"]
    for position, account in enumerate(held):
        number, opened = f"{account.prefix}{(single + position) * 15_485_863 % 10**12:012d}", iso(account.opened)
        matures, (last, _, balance), account_id = (
            account.matures and iso(account.matures),
            account.changes[-1],
            first + position,
        )
        draft["holding_account"].append(
            (
                account_id,
                client_id,
                number,
                account.product,
                account.name,
                opened,
                matures,
                balance,
                iso(last),
                True,
                balance,
                matures,
            )
        )
        for day, amount, after in account.changes:
            moved.append((account_id, iso(day), "credit" if amount >= 0 else "debit", abs(amount), after))
        found.append((account.product, opened, number))
    if company or rng.random() > 0.6:
        return found
    number = f"6222{single // 4 * 32_452_843 % 10**12:012d}"
    draft["card"].append((client_id, first, "debit", "active", number, found[0][1], True))
    return [*found, ("card", found[0][1], number)]


def _classes(world: World, draft: Draft, client_id: int, holdings: list[Holding]) -> tuple[int, bool, bool, bool, bool]:
    """Products and classes that follow from what is held, by the rule of `derived/classes.py`; each class with its
    reason."""
    mask, reasons = 0, dict[str, tuple[str, int, str, str]]()
    for code, since, number in holdings:
        bit, name = world.products[code]
        mask |= 1 << bit
        reason = (since, bit, number, code)
        if name not in reasons or reason < reasons[name]:
            reasons[name] = reason
    for name in CLIENT_CLASSES:
        if name in reasons:
            since, _, number, code = reasons[name]
            draft["class_membership"].append((client_id, name, since, code, number))
    return mask, is_single(mask), "liability" in reasons, "asset" in reasons, "intermediary" in reasons
