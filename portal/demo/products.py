"""Services that the clients signed for, what they hold elsewhere, and then, on what was written: shares, answers,
deals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from portal.actions.holdings.deals import raise_deals
from portal.actions.holdings.suggestions import compute_shares
from portal.demo.moments import months_after
from portal.demo.stage import SEED, Known, Stage
from portal.derived.classes import derive_classes
from portal.ground import clock
from portal.models import Client, Deal, HoldingAccount, OutsideHolding, ServiceContract, Setting, SuggestionAnswer
from portal.reads.holdings.holdings import holdings_of
from portal.reads.holdings.suggestions import suggestions_for
from portal.rules.clients.records import rating_ends
from portal.rules.holdings.missing import again_on

YUAN = 100
WITHOUT = {("chengang", "etc"), ("sunli", "payroll")}
"""What the demo people lack, so that it is suggested to them."""

NEWS = 5
"""Deals of each kind that the demo shows besides those of the known clients."""


def enter(stage: Stage) -> None:
    """Contracts of everybody, entries about other banks. Own dice: the rest of the demo stays as it is."""
    rng = Random(f"{SEED}:products")  # noqa: S311
    stories: Any = stage.demo["services"]
    _smaller_groups(stage)
    for person in stage.people:
        _assess(stage, rng, person)
        offers = stories["company" if person.is_company else "vip" if person.is_vip else "individual"]
        for offer in offers:
            if rng.random() < offer["share"] and (person.username, offer["product"]) not in WITHOUT:
                _sign(stage, rng, person, offer["product"])
    for story in stage.demo["outside"]:
        _outside(stage, story, stage.demo_client(story["client"]))
    others = [person for person in stage.people if not person.username and person.is_vip]
    for story, person in zip(stage.demo["outside_others"] * 3, rng.sample(others, 12), strict=False):
        if story["class"] != "loan" or person.is_company or not person.row["is_asset"]:
            _outside(stage, story, person)


def _smaller_groups(stage: Stage) -> None:
    """A young branch has few VIPs of a tier: head office lets smaller groups count."""
    since = stage.today - timedelta(days=60)
    stage.book.add(
        Setting,
        name="suggestions.group",
        value=5,
        since=since,
        reason="试点支行各等级贵宾不多，先按 5 位试行",
        author=stage.staff["gaoyuan"]["id"],
        created_at=stage.moments.on(since, 9.5, 11.5),
    )


def _assess(stage: Stage, rng: Random, person: Known) -> None:
    """Risk ratings of individuals, most of them valid; credit marks of those who borrow."""
    row = person.row
    if not person.is_company and not row["risk_rating"] and (person.username or rng.random() < 0.8):
        days = rng.randint(20, 300) if person.username != "liufang" and rng.random() < 0.85 else rng.randint(380, 700)
        assessed = stage.today - timedelta(days=days)
        row["risk_rating"] = (
            "C3" if person.username else rng.choices(("C1", "C2", "C3", "C4", "C5"), (15, 30, 35, 15, 5))[0]
        )
        row |= {"risk_assessed_on": assessed, "risk_valid_until": rating_ends(assessed)}
    if row["is_asset"] and not row["credit_mark"]:
        row["credit_mark"] = (
            "good" if person.username else rng.choices(("good", "normal", "watch", "bad"), (50, 42, 6, 2))[0]
        )


def _sign(stage: Stage, rng: Random, person: Known, product: str) -> None:
    stage.book.add(
        ServiceContract,
        client=person.id,
        product=product,
        number=f"QY{rng.randrange(10**10):010d}",
        since=stage.today - timedelta(days=rng.randint(60, 1500)),
    )


def _outside(stage: Stage, story: dict[str, Any], person: Known) -> None:
    stage.book.add(
        OutsideHolding,
        client=person.id,
        product_class=story["class"],
        bank=story["bank"],
        amount=story["yuan"] * YUAN if story["yuan"] else None,
        learnt=story["learnt"],
        noted_on=stage.today - timedelta(days=story["days"]),
    )


def learnt(stage: Stage) -> None:
    """What is known of other banks was told to whoever serves the client. Call after the teams."""
    for row in stage.book.rows[OutsideHolding]:
        row["noted_by"] = stage.staff[_manager(stage, stage.client(row["client"]))]["id"]


def _manager(stage: Stage, person: Known) -> str:
    """His manager, while nobody serves him one of the sub-branch."""
    return next(iter(person.team.get("manager", [])), "") or stage.somebody(person.unit, "manager")


def follow(stage: Stage) -> None:
    """After everything is written: classes, shares, what was answered, and the deals of the last days."""
    derive_classes()
    compute_shares()
    _answers(stage)
    _deals(stage)


def _answers(stage: Stage) -> None:
    """Some suggestions were answered: one taken up, one postponed, one declined, and again."""
    ways = stage.demo["answers"]
    people = [stage.demo_client(name) for name in ("zhoujie", "liufang")]
    people += [one for one in stage.people if one.is_vip and not one.username][:24]
    done = 0
    for person in people:
        client = Client.get_by_id(person.id)
        found = [one for one in suggestions_for(client, holdings_of(client, movements=0)) if not one.rating_needed]
        if not found:
            continue
        way = ways[done % len(ways)]
        moment = stage.now - timedelta(days=3 + done)
        SuggestionAnswer.create(
            client=person.id,
            product_class=found[-1].product_class,
            answer=way["answer"],
            note=way["note"],
            until=_until(way, stage.today),
            staff=stage.staff[_manager(stage, person)]["id"],
            created_at=moment,
        )
        done += 1
        if done == 6:
            return


def _until(way: dict[str, Any], today: date) -> date | None:
    if way["answer"] == "postponed":
        return today + timedelta(days=way["days"])
    return again_on(today, 6) if way["answer"] == "declined" else None


def _deals(stage: Stage) -> None:
    """Everything is known but the news of the last days; then the look for deals finds what it would find."""
    account, today = HoldingAccount, stage.today
    raise_deals(first_load=True)
    known = [person.id for person in stage.people if person.username]
    own = account.client.in_(known)
    _forget(account.opened_on >= today - timedelta(days=20), {"noted": False})
    _forget(account.matures_on.between(today, today + timedelta(days=30)), {"noted_maturity": None})
    chen = stage.demo_client("chengang")
    first = (
        account.select()
        .where(account.client == chen.id, account.matures_on.is_null(False))
        .order_by(account.matures_on)
        .get()
    )
    _comes_due(first, today + timedelta(days=12))
    most = account.select(account.id).where(account.balance > 120_000_000, account.product == "settlement")
    for number, (ident,) in enumerate(list(most.order_by(own.desc(), account.id).limit(3).tuples())):
        change = (60_000_000, -80_000_000, 75_000_000)[number]
        account.update(noted_balance=account.balance - change).where(account.id == ident).execute()
    raise_deals()
    _spread(stage)


def _comes_due(account: HoldingAccount, day: date) -> None:
    """The account ends about `day`, after the same term as before."""
    months = next((n for n in range(1, 61) if months_after(account.opened_on, n) == account.matures_on), 0)
    if account.product == "deposit" and months:
        opened = months_after(day, -months)
        day = months_after(opened, months)
    else:
        opened = day - (account.matures_on - account.opened_on)
    values: dict[str, Any] = {"opened_on": opened, "matures_on": day, "noted_maturity": None}
    HoldingAccount.update(values).where(HoldingAccount.id == account.id).execute()


def _forget(condition: Any, values: dict[str, Any]) -> None:
    """A few accounts that fit are news again."""
    account = HoldingAccount
    chosen = (
        account.select(account.id)
        .where(condition, account.balance > 5_000_000)
        .order_by(account.balance.desc())
        .limit(NEWS)
    )
    account.update(**values).where(account.id.in_([row[0] for row in chosen.tuples()])).execute()


def _spread(stage: Stage) -> None:
    """They were not all raised this minute: a new product the morning after, the others on the mornings before
    today."""
    for number, deal in enumerate(Deal.select().order_by(Deal.id)):
        day = min(deal.happened_on, stage.today - timedelta(days=number % 6))
        at = clock.from_local(datetime(day.year, day.month, day.day, 8, 10 + number % 40))
        Deal.update(created_at=min(at, stage.now)).where(Deal.id == deal.id).execute()
