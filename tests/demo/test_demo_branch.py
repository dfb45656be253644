"""The demo branch: who is there, that the figures agree, and that everything happened around today."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from flask import Flask
from peewee import fn

from portal import database, demo
from portal.actions.accounts import signing_in
from portal.actions.administration.seeding import read
from portal.actions.holdings.deals import raise_deals
from portal.ground import clock
from portal.ground.errors import Refused
from portal.ground.security import decrypt
from portal.models import (
    Account,
    AccountRight,
    Branch,
    Card,
    Client,
    Contact,
    Deal,
    HoldingAccount,
    Loan,
    MonthlyAum,
    Request,
    RoleGrant,
    Seat,
    ServiceContract,
    Staff,
    StandingOrder,
    SuggestionAnswer,
    TierChange,
    TierGrant,
    TierRun,
    TierStanding,
    Transaction,
)
from portal.reads.accounts.actors import by_username
from portal.reads.accounts.logins import demo_people
from portal.reads.clients.scope import ClientScope
from portal.reads.holdings.holdings import holdings_of
from portal.reads.holdings.suggestions import suggestions_for
from portal.rules.clients.identity import counties, possible
from portal.rules.teams.seats import first_overlap
from portal.rules.tiers.levels import average_of_last, last_complete_month, month_before
from tests.ground import trail

CLASS = {"deposit": "deposits", "settlement": "deposits", "wealth": "wealth", "fund": "funds", "insurance": "insurance"}
SERVED = ("陈刚", "周洁", "刘芳", "长春宏达汽车零部件有限公司")


def named(name: str) -> Client:
    return Client.get(Client.name == name)


def test_a_shown_mask_leaves_a_hundred_numbers(branch: Flask) -> None:
    """Beside birthday and gender, and with the counties of the city in mind whose district the record names. None: the
    record contradicts the document."""
    city = counties("2201")
    people = Client.select().where(Client.document_kind == "resident_id", Client.document_masked != "")
    left = {
        one.number: possible(one.document_masked, one.birthday, one.gender, city)
        for one in people
        if one.birthday and not one.birthday_lunar
    }
    assert len(left) > 100 and not [number for number, count in left.items() if 0 < count < 100]


def test_it_works(branch: Flask) -> None:
    assert not demo.is_empty()
    assert Client.select().count() == 306
    assert 400 < Contact.select().count() < 620
    assert 50 < Request.select().count() < 75
    assert 200 < trail.deeds().count() < 900


def test_the_demo_people_are_listed_in_their_order(branch: Flask) -> None:
    people = demo_people()
    assert [person["username"] for person in people] == [
        "chengang", "zhoujie", "liufang", "wutao", "sunli", "zhoubin", "zhaolei", "wanglei", "qianfeng", "zhangwei", "lina",
        "zhangmin", "hejun", "zhengyang", "sunyue", "zhaomin", "luwei", "machao", "gaoyuan", "linxue", "admin",
    ]  # fmt: skip
    assert all(person["demo_zh"] and person["demo_en"] and person["name"] for person in people)
    assert {person["username"]: person["name"] for person in people}["sunli"] == "孙丽"


@pytest.mark.parametrize("typed", ["chengang", "13843001234", "sunli", "zhaomin", "admin"])
def test_people_sign_in_with_the_password(branch: Flask, typed: str) -> None:
    with database.database.atomic() as change:
        signing_in.sign_in(typed, demo.PASSWORD, ip="127.0.0.1", device="a browser", device_id="")
        change.rollback()


def test_nobody_knows_the_passwords_of_the_others(branch: Flask) -> None:
    other = Account.select().where(~Account.is_demo, Account.client.is_null(False)).first()
    with database.database.atomic() as change:
        with pytest.raises(Refused):
            signing_in.sign_in(other.username, demo.PASSWORD, ip="127.0.0.1", device="a browser", device_id="")
        change.rollback()


def test_staff_hold_the_roles_of_the_seeds(branch: Flask) -> None:
    for person in read("staff.toml")["staff"]:
        actor = by_username(person["username"], clock.today())
        assert actor is not None
        assert sorted(actor.roles) == sorted(person["roles"])
        assert actor.post_code == person["post"]
    assert RoleGrant.select(fn.MAX(RoleGrant.since)).scalar() < clock.today() - timedelta(days=350)


def test_chengang_is_the_first_client(branch: Flask) -> None:
    client = named("陈刚")
    assert (client.number, client.tier_id, client.aum) == ("C-0000001", "diamond", 812_400_000)
    assert client.aum_average == 801_200_000
    assert client.document_masked == "****************12"
    assert decrypt(client.document_encrypted, branch.config["DATA_KEY"]) == "220103196805060012"


@pytest.mark.parametrize("name", SERVED)
def test_the_demo_clients_have_their_team(branch: Flask, name: str) -> None:
    seats = Seat.select(Seat.kind, Staff.name).join(Staff).where(Seat.client == named(name), Seat.until.is_null())
    team = defaultdict(list)
    for kind, who in seats.tuples():
        team[kind].append(who)
    assert team["manager"] == ["王磊"]
    assert team["adviser"] == ["李娜"]
    assert team["specialist"]


def test_wutao_has_nobody(branch: Flask) -> None:
    client = named("吴涛")
    assert client.tier_id == "standard"
    assert (client.manager_id, client.adviser_id, client.specialists, client.tier_since) == (None, None, 0, None)
    assert not Seat.select().where(Seat.client == client).exists()
    assert Request.get(Request.client == client).assignee_id is None


def test_jingyue_sees_only_its_own(branch: Flask) -> None:
    for username in ("machao", "zhangwei"):
        scope = ClientScope(by_username(username, clock.today()))
        names = {row.name for row in Client.select().where(scope.condition())}
        assert "赵蕾" in names
        assert not names & set(SERVED)


def test_the_shares_of_the_domain(branch: Flask) -> None:
    for wanted in (Client.id > 0, Client.kind == "individual"):
        aum = [row[0] for row in Client.select(Client.aum).where(wanted).tuples()]
        assert 0.08 <= sum(fen > 100_000_000 for fen in aum) / len(aum) <= 0.12
        assert 0.56 <= sum(1_000_000 <= fen <= 5_000_000 for fen in aum) / len(aum) <= 0.64
    companies = Client.select().where(Client.kind == "company").count()
    assert 0.06 <= companies / Client.select().count() <= 0.1


def test_candidates_and_gaps(branch: Flask) -> None:
    candidates = Client.select().where(Client.tier == "standard", Client.aum_average >= 50_000_000).count()
    assert 3 <= candidates <= 9
    vips = list(Client.select().where(Client.tier != "standard"))
    assert 6 <= sum(not client.team_complete for client in vips) <= 10
    assert len(vips) > 40
    codes = {code for (code,) in Client.select(Branch.code).join(Branch).tuples()}
    assert codes == {"FAW", "FAW-1", "FAW-2", "FAW-3", "JY"}


def test_months_agree_with_the_rows(branch: Flask) -> None:
    last = last_complete_month(clock.today())
    months: dict[int, dict[date, int]] = defaultdict(dict)
    for row in MonthlyAum.select():
        months[row.client_id][row.month] = row.amount
    for client in Client.select():
        own = months[client.id]
        assert sorted(own) == [month_before(last, back) for back in range(11, -1, -1)]
        assert client.aum_month == last
        assert client.aum == own[last]
        assert client.aum_average == average_of_last(own, last)
        assert client.aum_before == own[month_before(last, 3)]


def test_tiers_agree_with_their_history(branch: Flask) -> None:
    latest: dict[int, TierChange] = {}
    for change in TierChange.select().order_by(TierChange.id):
        assert change.since <= clock.today()
        assert change.client_id not in latest or latest[change.client_id].since < change.since
        latest[change.client_id] = change
    for client in Client.select():
        change = latest.get(client.id)
        assert (client.tier_id, client.tier_since) == ((change.tier_id, change.since) if change else ("standard", None))


def test_balances_sum_to_the_aum(branch: Flask) -> None:
    weights = {name: Fraction(weight) for name, weight in read("tiers.toml")["weights"].items()}
    counted: dict[int, Fraction] = defaultdict(Fraction)
    for account in HoldingAccount.select():
        assert account.balance >= 0
        assert re.fullmatch(r"\d{19}", account.number)
        assert account.opened_on <= clock.today()
        assert account.matures_on is None or account.matures_on > clock.today()
        counted[account.client_id] += account.balance * weights[CLASS[account.product]]
    assert all(counted[client.id] == client.aum for client in Client.select())
    owners = {
        (right.account_id, right.client_id) for right in AccountRight.select().where(AccountRight.kind == "owner")
    }
    assert owners == {(account.id, account.client_id) for account in HoldingAccount.select()}


def test_numbers_are_nobody_elses(branch: Flask) -> None:
    for column in (
        HoldingAccount.number,
        Card.number,
        Client.mobile,
        Client.document_hmac,
        Loan.number,
        Request.number,
    ):
        values = [row[0] for row in column.model.select(column).tuples() if row[0]]
        assert len(values) == len(set(values)), column


def test_classes_agree_with_the_holdings(branch: Flask) -> None:
    saved = {row.client_id for row in HoldingAccount.select().where(HoldingAccount.product != "settlement")}
    settled = {row.client_id for row in HoldingAccount.select().where(HoldingAccount.product == "settlement")}
    settled |= {card.client_id for card in Card.select()}
    settled |= {
        order.account.client_id for order in StandingOrder.select(StandingOrder, HoldingAccount).join(HoldingAccount)
    }
    settled |= {service.client_id for service in ServiceContract.select()}
    borrowed = {loan.client_id for loan in Loan.select() if loan.status != "repaid"}
    for client in Client.select():
        assert client.is_liability == (client.id in saved)
        assert client.is_intermediary == (client.id in settled)
        assert client.is_asset == (client.id in borrowed)


def test_transactions_lead_to_the_balance(branch: Flask) -> None:
    by_account = defaultdict(list)
    for row in Transaction.select().order_by(Transaction.happened_on, Transaction.id):
        by_account[row.account_id].append(row)
    assert len(by_account[HoldingAccount.get(HoldingAccount.client == named("陈刚")).id]) > 25
    for account in HoldingAccount.select().where(HoldingAccount.id.in_(list(by_account))):
        rows = by_account[account.id]
        assert rows[-1].balance == account.balance
        for before, row in pairwise(rows):
            signed = row.amount if row.direction == "credit" else -row.amount
            assert before.balance + signed == row.balance
            assert row.balance >= 0
            assert row.happened_on <= clock.today()


def test_seats_agree_with_the_rows(branch: Flask) -> None:
    current: dict[int, Counter] = defaultdict(Counter)
    spans = defaultdict(list)
    for seat in Seat.select().order_by(Seat.id):
        assert seat.since <= clock.today()
        assert seat.reason and seat.author_id
        assert (seat.until is None) == (not seat.ended_reason)
        if seat.until is None:
            current[seat.client_id][(seat.kind, seat.staff_id)] += 1
        if seat.kind != "specialist":
            spans[(seat.client_id, seat.kind)].append((seat.since, seat.until))
    assert not any(first_overlap(found) for found in spans.values())
    assert Seat.select().where(Seat.until.is_null(False)).count() >= 8
    for client in Client.select():
        seats = current[client.id]
        assert client.specialists == sum(kind == "specialist" for kind, _ in seats)
        for kind in ("manager", "adviser"):
            assert [staff for of, staff in seats if of == kind] == [s for s in [getattr(client, f"{kind}_id")] if s]


def test_who_served_him_on_a_date(branch: Flask) -> None:
    day = date(2023, 5, 1)
    query = Seat.select(Staff.name).join(Staff).where(
        Seat.client == named("陈刚"), Seat.kind == "manager", Seat.since <= day, Seat.until > day
    )  # fmt: skip
    assert query.tuples()[0] == ("刘志强",)


def test_products_deals_and_suggestions_are_alive(branch: Flask) -> None:
    """The company settles here and borrows elsewhere; 陈刚 lacks ETC and has a maturity near; a dozen deals, six answers."""
    company, chen = named("长春宏达汽车零部件有限公司"), named("陈刚")
    first = suggestions_for(company, holdings_of(company, movements=0))[0]
    assert (first.reason, first.offers, company.is_asset) == ("elsewhere", ("working_capital",), False)
    assert "etc" in {one.product_class for one in suggestions_for(chen, holdings_of(chen, movements=0))}
    assert Deal.select().where(Deal.client == chen, Deal.kind == "maturity").exists()
    assert 10 <= Deal.select().count() <= 20
    assert {deal.kind for deal in Deal.select()} == {"new_product", "maturity", "balance_change"}
    assert SuggestionAnswer.select().count() == 6
    assert raise_deals() == 0
    rated = Client.select().where(Client.kind == "individual", Client.risk_rating != "")
    assert rated.count() > 150 and all(one.risk_valid_until > one.risk_assessed_on for one in rated)


def test_the_last_months_are_judged(branch: Flask) -> None:
    """Three months with their reasons: somebody protected, candidates, a tier by hand of which the end is near."""
    last = last_complete_month(clock.today())
    assert [run.month for run in TierRun.select().order_by(TierRun.month)] == [month_before(last, n) for n in (2, 1, 0)]
    latest = Counter(row.decision for row in TierStanding.select().where(TierStanding.month == last))
    assert latest["stay"] > 200 and latest["protected"] >= 1 and latest["candidate"] >= 3 and latest["granted"] >= 1
    assert not latest["up"] and not latest["down"]
    assert TierGrant.select().where(TierGrant.told_at.is_null(False)).count() == 1
    for client in Client.select().where(Client.list_status == "candidate"):
        assert client.tier_id == "standard" and client.aum_average >= 50_000_000
    assert Client.select().where(Client.tier_protected_until > clock.today()).count() == latest["protected"]
    known = {row.client_id for row in MonthlyAum.select().where(MonthlyAum.deposits.is_null(False))}
    assert len(known) == Client.select().count()
