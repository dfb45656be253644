"""What the clients hold: accounts that sum to the AUM of the latest month, cards, loans, regular payments (fen)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.demo import transactions
from portal.demo.book import Row
from portal.demo.moments import months_after
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import AccountRight, Card, HoldingAccount, Loan, StandingOrder
from portal.rules.clients.identity import age_on

YUAN = 100
SMALL = 50_000 * YUAN
SAVING = 300_000 * YUAN  # a company with more keeps a part on deposit
IDLE = 0.03  # of everything: what stays on the demand account at least
INTERMEDIARY, ASSET = 0.72, 0.24  # of the generated people
CARRIED = ("platinum", "diamond")  # tiers whose card everybody carries
LENT_UNTIL = 70  # years: by then a person has paid back
COMPANY_ASSET = 0.5
LENT = 0.57  # a company that is a VIP borrows at most this share of its AUM


def enter(stage: Stage) -> None:
    """Holdings of everybody; the classes on the client's row follow from them."""
    for person in stage.people:
        _classes(stage, person)
        main = _company(stage, person) if person.is_company else _person(stage, person)
        if person.is_company:
            person.row["is_liability"] = person.row["aum"] > SAVING
        if person.row["is_asset"]:
            _loans(stage, person, main)
        if person.row["is_intermediary"] and not person.is_company:
            _cards(stage, person, main)
            _orders(stage, main)
        if person.username:
            transactions.enter(stage, person, main, months=3, a_month=11)
        elif person.is_vip:
            transactions.enter(stage, person, main, months=2, a_month=4)


def _classes(stage: Stage, person: Known) -> None:
    """Liability: deposits and what is kept with the bank; asset: loans; intermediary: cards and settlement."""
    company = person.is_company
    if person.row["tier"] in CARRIED and not company:
        person.row["is_intermediary"] = True
    if person.username:
        return
    person.row["is_liability"] = not company
    chosen = stage.rng.random() < INTERMEDIARY
    person.row["is_intermediary"] = company or chosen or person.row["tier"] in CARRIED
    lent = stage.rng.random() < (COMPANY_ASSET if company else ASSET)
    person.row["is_asset"] = lent and (company or _age(stage, person) <= LENT_UNTIL - 6)


def _person(stage: Stage, person: Known) -> Row:
    """Deposits, wealth products, funds and insurance; what is left lies on the demand account, which is answered."""
    rng, left = stage.rng, person.row["aum"]
    parts: list[tuple[str, int]] = []
    if left > SMALL:
        parts += [
            ("wealth", _round(left * rng.uniform(0.18, 0.42), 10_000)),
            ("term", _round(left * rng.uniform(0.2, 0.4), 10_000)),
        ]
        if rng.random() < 0.45:
            parts.append(("fund", _round(left * rng.uniform(0.03, 0.1), 4)))
        if rng.random() < 0.4:
            parts.append(("insurance", _round(left * rng.uniform(0.03, 0.08), 500)))
        if left > 20 * SMALL:
            parts.append(("wealth", _round(left * rng.uniform(0.03, 0.1), 10_000)))
        idle = left - sum(amount for _, amount in parts)
        if (lacking := left * IDLE - idle) > 0:
            parts[1] = ("term", _round(parts[1][1] - lacking, 10_000))
        parts.append(("term", _round(idle - left * rng.uniform(0.03, 0.09), 10_000)))
    elif left > 5_000 * YUAN and rng.random() < 0.55:
        parts.append(("term", _round(left * rng.uniform(0.3, 0.75), 1_000)))
    parts = [(code, amount) for code, amount in parts if amount > 0]
    main = _account(stage, person, "demand", left - sum(amount for _, amount in parts))
    for code, amount in parts:
        main["opened_on"] = min(main["opened_on"], _account(stage, person, code, amount)["opened_on"])
    return main


def _company(stage: Stage, person: Known) -> Row:
    aum = person.row["aum"]
    saved = _round(aum * stage.rng.uniform(0.3, 0.6), 50_000) if aum > SAVING else 0
    main = _account(stage, person, "settlement", aum - saved)
    if saved:
        _account(stage, person, "company_term", saved)
    return main


def _round(fen: float, yuan: int) -> int:
    return int(fen // (yuan * YUAN)) * yuan * YUAN


def _account(stage: Stage, person: Known, code: str, counted: int) -> Row:
    """An account whose balance counts as `counted` in AUM (seeds/tiers.toml: funds 0.8, insurance 0.5)."""
    rng, today = stage.rng, stage.today
    kind = next(kind for kind in stage.demo["products"] if kind["code"] == code)
    balance = {"fund": counted * 5 // 4, "insurance": counted * 2}.get(code, counted)
    least = kind.get("least", [0] * len(kind["names"]))
    name = rng.choice([name for name, yuan in zip(kind["names"], least, strict=True) if balance >= yuan * YUAN])
    matures: date | None = None
    if "months" in kind:
        opened, matures = _fixed(stage, rng.choice(kind["months"]))
    elif "days" in kind:
        term = kind["days"][kind["names"].index(name)]
        passed = rng.randint(2, term - 8)
        opened, matures = today - timedelta(days=passed), today + timedelta(days=term - passed)
    else:
        adult = person.row["birthday"] and clock.months_back(person.row["birthday"], -18 * 12)
        opened = today - timedelta(days=rng.randint(420, 5200))
        opened = max(opened, adult or opened)
    account = stage.book.add(
        HoldingAccount,
        client=person.id,
        number=number_of(stage, "622262" if code == "demand" else "220107"),
        product=kind["product"],
        offer=kind["offers"][kind["names"].index(name)],
        name=name,
        opened_on=opened,
        matures_on=matures,
        balance=balance,
        balance_on=today,
    )
    stage.book.add(AccountRight, account=account["id"], client=person.id, kind="owner")
    return account


def _fixed(stage: Stage, months: int) -> tuple[date, date]:
    """First and last day of a deposit that runs a term that is sold: today lies between."""
    opened = stage.today - timedelta(days=stage.rng.randint(2, months * 30 - 10))
    return opened, months_after(opened, months)


def number_of(stage: Stage, prefix: str, length: int = 19) -> str:
    """A card or account number that ends with its check digit (Luhn)."""
    body = prefix + "".join(stage.rng.choices("0123456789", k=length - len(prefix) - 1))
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 - position % 2)
        total += value - 9 if value > 9 else value
    return f"{body}{-total % 10}"


def _cards(stage: Stage, person: Known, main: Row) -> None:
    rng = stage.rng
    kinds = [("debit", "622262", 19)]
    if person.is_vip or rng.random() < 0.35:
        kinds.append(("credit", "625863", 16))
    for kind, prefix, length in kinds:
        issued = max(main["opened_on"], stage.today - timedelta(days=rng.randint(40, 1700)))
        stage.book.add(
            Card,
            client=person.id,
            account=main["id"],
            number=number_of(stage, prefix, length),
            kind=kind,
            offer=f"{kind}_card",
            issued_on=issued,
        )


def _loans(stage: Stage, person: Known, main: Row) -> None:
    offers = stage.demo["loans"]["company" if person.is_company else "individual"]
    fitting = [offer for offer in offers if _terms(stage, person, offer)]
    offer = stage.rng.choices(fitting, weights=range(len(fitting), 0, -1))[0]
    late = not person.username and stage.rng.random() < 0.05
    _loan(stage, person, main, offer, "overdue" if late else "running")
    if stage.rng.random() < 0.2:
        _loan(stage, person, main, offers[1], "repaid")


def _terms(stage: Stage, person: Known, offer: Any) -> list[int]:
    """Months of a loan that end before he is too old for it."""
    if person.is_company:
        return list(offer["months"])
    left = (LENT_UNTIL - _age(stage, person)) * 12
    return [months for months in offer["months"] if months <= left]


def _age(stage: Stage, person: Known) -> int:
    return age_on(person.row["birthday"], stage.today)


def _loan(stage: Stage, person: Known, main: Row, offer: Any, status: str) -> None:
    rng = stage.rng
    months = rng.choice(offer["months"] if status == "repaid" else _terms(stage, person, offer))
    amount = rng.randint(offer["from"] // 10_000, offer["to"] // 10_000) * 10_000 * YUAN
    if person.is_company and person.is_vip:
        amount = min(amount, _round(person.row["aum"] * LENT, 100_000))
    passed = months + rng.randint(2, 20) if status == "repaid" else rng.randint(2, max(3, min(months - 2, 70)))
    rate = offer["rate"] / 1200
    monthly = round(amount * rate / (1 - (1 + rate) ** -months))
    started = clock.months_back(stage.today, passed).replace(day=rng.randint(2, 27))
    stage.book.add(
        Loan,
        client=person.id,
        account=main["id"],
        number=f"DK{started.year}{rng.randrange(10**8):08d}",
        offer=offer["offer"],
        name=offer["name"],
        started_on=started,
        months=months,
        amount=amount,
        monthly=monthly,
        status=status,
    )


def _orders(stage: Stage, main: Row) -> None:
    rng = stage.rng
    for order in rng.sample(stage.demo["orders"], rng.choice((1, 1, 2))):
        stage.book.add(
            StandingOrder,
            account=main["id"],
            bank_to=order["bank"],
            account_to=number_of(stage, "621700"),
            amount=rng.randint(order["from"] // 10, order["to"] // 10) * 10 * YUAN,
            purpose=order["purpose"],
        )
