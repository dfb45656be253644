"""What a branch manager would laugh at, and does not find in the demo branch."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.actions.administration.seeding import read
from portal.demo.follow_ups import UNANSWERED
from portal.demo.moments import months_after
from portal.demo.screening import MONTHS
from portal.derived import faults
from portal.ground import clock
from portal.models import (
    Account,
    Branch,
    Card,
    Client,
    Contact,
    Hold,
    HoldingAccount,
    Loan,
    OutsideHolding,
    Product,
    Relation,
    Request,
    RequestEntry,
    Seat,
    ServiceContract,
    SignUp,
    Staff,
    TierChange,
    TierList,
    TierRules,
    Transaction,
)
from portal.reads import reference
from portal.reads.accounts.actors import by_username
from portal.reads.benefits.left import benefits_of
from portal.reads.requests.scope import RequestScope
from portal.rules.clients.identity import age_on
from portal.rules.finding.pinyin import name_syllables
from portal.rules.shared.workdays import is_working_day

DUPLICATED = 4


def test_check_finds_nothing(branch: Flask) -> None:
    assert list(faults()) == []


def test_nobody_holds_above_his_rating(branch: Flask) -> None:
    """Accounts and contracts alike; who holds what has a risk was assessed."""
    risks = dict(Product.select(Product.code, Product.risk_level).tuples())
    ratings = dict(Client.select(Client.id, Client.risk_rating).where(Client.kind == "individual").tuples())
    held = [*HoldingAccount.select(HoldingAccount.client, HoldingAccount.offer).tuples()]
    held += [*ServiceContract.select(ServiceContract.client, ServiceContract.product).tuples()]
    bold = [(who, risks[what]) for who, what in held if who in ratings and risks[what]]
    assert len(bold) > 100
    assert [one for one in bold if int((ratings[one[0]] or "C0")[1:]) < one[1]] == []
    known = dict(Client.select(Client.name, Client.risk_rating).tuples())
    assert (known["陈刚"], known["周洁"], known["刘芳"]) == ("C3", "C4", "C2")


def test_fixed_deposits_run_terms_that_are_sold(branch: Flask) -> None:
    """To the day, and a large certificate is large."""
    kinds = {kind["code"]: kind for kind in read("demo.toml")["products"]}
    sold = {offer: kinds[code] for code in ("term", "company_term") for offer in kinds[code]["offers"]}
    fixed = list(HoldingAccount.select().where(HoldingAccount.offer.in_(list(sold))))
    assert len(fixed) > 50
    for account in fixed:
        kind = sold[account.offer]
        assert account.matures_on in {months_after(account.opened_on, n) for n in kind["months"]}, account.number
        assert account.balance >= kind["least"][kind["offers"].index(account.offer)] * 100
    days = dict(zip(kinds["wealth"]["offers"], kinds["wealth"]["days"], strict=True))
    for account in HoldingAccount.select().where(HoldingAccount.product == "wealth"):
        assert (account.matures_on - account.opened_on).days == days[account.offer]


def test_nobody_pays_back_after_seventy(branch: Flask) -> None:
    for loan in Loan.select(Loan, Client).join(Client).where(Loan.status != "repaid", Client.kind == "individual"):
        assert age_on(loan.client.birthday, months_after(loan.started_on, loan.months)) <= 70


def test_diamond_and_platinum_carry_cards(branch: Flask) -> None:
    high = Client.select().where(Client.tier.in_(("platinum", "diamond")), Client.kind == "individual")
    assert high.count() > 5
    for client in high:
        kinds = {card.kind for card in Card.select().where(Card.client == client)}
        assert kinds == {"debit", "credit"}, client.name


def test_planted_duplicates_carry_their_own_pinyin(branch: Flask) -> None:
    planted = list(Client.select().where(Client.kind == "individual", Client.document_kind == ""))
    assert len(planted) == DUPLICATED
    for client in Client.select().where(Client.kind == "individual"):
        spelt = "".join(name_syllables(client.name))
        assert client.name_latin.replace(" ", "").lower() == spelt, client.name
        assert not client.email or client.email.partition("@")[0].rstrip("0123456789") in (spelt, client.email), client
    families = {row for pair in Relation.select(Relation.first, Relation.second).tuples() for row in pair}
    assert not families & {client.id for client in planted}


@pytest.mark.parametrize(
    ("name", "spouse", "child"),
    [
        ("陈刚", "王秀兰", "陈思雨"),
        ("周洁", "韩东", "韩浩宇"),
        ("刘芳", "孙志鹏", "孙一诺"),
        ("赵蕾", "王博", "王子轩"),
    ],
)
def test_a_family_is_one_family(branch: Flask, name: str, spouse: str, child: str) -> None:
    """In relations, on phone labels, beside events and benefits; nobody has two spouses."""
    client = Client.get(Client.name == name)
    mine = [row for row in Relation.select() if client.id in (row.first_id, row.second_id)]
    assert [row.outside for row in mine if row.kind == "spouse"] == [spouse]
    assert child in [row.outside for row in mine if row.kind == "parent"]
    guests = {guest.name for one in client.sign_ups for guest in one.named}
    guests |= {use.guest_name for use in Hold.select().where(Hold.client == client) if use.guest_name}
    assert guests <= {spouse, child}
    assert all("爱人" not in phone.label or spouse in phone.label for phone in client.phones)


def test_nobody_is_married_twice_and_a_couple_lives_together(branch: Flask) -> None:
    couples = list(Relation.select().where(Relation.kind == "spouse"))
    people = Counter(who for row in couples for who in (row.first_id, row.second_id) if who)
    assert max(people.values()) == 1 and len(couples) > 10
    for row in couples:
        if row.first_id and row.second_id:
            one, other = Client.get_by_id(row.first_id), Client.get_by_id(row.second_id)
            assert {one.gender, other.gender} == {"m", "f"} and one.address == other.address
            assert row.since is None or row.since < clock.today()
    assert Client.get(Client.name == "吴涛").id not in people


def test_a_complaint_about_those_who_serve_him_is_with_somebody_else(branch: Flask) -> None:
    about = {thread["subject"] for thread in read("threads.toml")["threads"] if thread.get("about_team")}
    complaints = list(Request.select().where(Request.subject.in_(list(about))))
    assert Client.get(Client.name == "周洁").id in {row.client_id for row in complaints}
    for row in complaints:
        team = {seat.staff_id for seat in Seat.select().where(Seat.client == row.client_id)}
        team_logins = {one.id for one in Account.select().where(Account.staff.in_(list(team)))}
        assert row.kind == "complaint" and row.assignee_id not in team
        written = {entry.author_id for entry in RequestEntry.select().where(RequestEntry.request == row)}
        assert not written & team_logins


def test_rules_begin_when_the_bank_began_them(branch: Flask) -> None:
    rules = TierRules.get()
    earliest = min(change.since for change in TierChange.select())
    assert date(2015, 1, 1) < rules.valid_from <= earliest
    assert rules.reason and rules.author_id


def test_a_list_is_called_after_its_month(branch: Flask) -> None:
    rows = list(TierList.select(TierList, Branch).join(Branch))
    assert len(rows) == 8
    for row in rows:
        assert row.title.removeprefix("净月支行").startswith(MONTHS[row.period.month]), row.number
    assert len({(row.branch_id, row.title, row.period.year) for row in rows}) == len(rows)


def test_salaries_come_on_working_days_from_one_payer(branch: Flask) -> None:
    payers: dict[int, set[str]] = defaultdict(set)
    found = list(Transaction.select().where(Transaction.purpose.in_(("salary", "pension"))))
    assert len(found) > 60
    for row in found:
        assert is_working_day(row.happened_on) and row.other_bank and row.other_account
        payers[row.account_id].add(row.other_account)
    assert all(len(numbers) == 1 for numbers in payers.values())
    months = Counter((row.account_id, row.happened_on.year, row.happened_on.month) for row in found)
    assert max(months.values()) == 1
    ages = dict(Client.select(Client.id, Client.birthday).where(Client.kind == "individual").tuples())
    for row in found:
        owner = HoldingAccount.get_by_id(row.account_id).client_id
        if owner in ages:
            assert (row.purpose == "pension") == (age_on(ages[owner], clock.today()) >= 60)


def test_one_electricity_bill_a_month(branch: Flask) -> None:
    bills = list(Transaction.select().where(Transaction.purpose == "utilities"))
    months = Counter((row.account_id, row.happened_on.year, row.happened_on.month) for row in bills)
    assert len(bills) > 60 and set(months.values()) == {1}
    assert len({row.other_account for row in bills}) == 1


def test_companies_have_what_companies_have(branch: Flask) -> None:
    """Benefits and events that suit them, and people of theirs who sign in and write; nobody's family."""
    companies = Client.select().where(Client.kind == "company")
    ids = [client.id for client in companies]
    used = {use.version.code for use in Hold.select().where(Hold.client.in_(ids))}
    assert used and used <= {code for code, one in reference.benefits().items() if one.for_companies}
    assert not used & {"hospital_booking", "health_check", "school_advice"}
    shown = {line.benefit.code for line in benefits_of(Client.get(Client.name == "长春宏达汽车零部件有限公司"))}
    assert "airport_lounge" in shown and "hospital_booking" not in shown
    assert {client.industry for client in companies} == {"C", "G"}
    kinds = {up.event.kind for up in SignUp.select().where(SignUp.client.in_(ids))}
    assert kinds <= {"elite_salon", "lecture"}
    heads = {client.id: client.legal_representative for client in companies}
    for login in Account.select().where(Account.client.in_(ids)):
        assert login.person_name and login.person_name != heads[login.client_id] and login.authority
    writers = {entry.author_id for entry in RequestEntry.select()}
    theirs = {login.id: login.person_name for login in Account.select().where(Account.client.in_(ids))}
    assert writers & set(theirs)


def without_follow_ups(*columns: Any) -> Any:
    """Contacts but for follow-up calls, which say what came of something and are few in words."""
    calls = [one["summary"] for one in read("contacts.toml")["follow_ups"]]
    assert len(calls) == len(set(calls)) >= 20
    return Contact.select(*columns).where(Contact.summary.not_in([*calls, UNANSWERED]))


def test_contacts_are_told_in_many_sentences(branch: Flask) -> None:
    """Three times as many as the 41 of before; no two neighbours alike, with one client or in the branch."""
    texts = [text for texts in read("contacts.toml")["summaries"].values() for text in texts]
    assert len(texts) == len(set(texts)) >= 123
    rows = list(without_follow_ups().order_by(Contact.happened_at, Contact.id))
    assert len({row.summary for row in rows}) >= 123
    assert all(before.summary != after.summary for before, after in pairwise(rows))
    said = Counter((row.client_id, row.summary) for row in rows)
    assert max(said.values()) == 1
    for staff in Staff.select():
        mine = [row.summary for row in rows if row.staff_id == staff.id]
        assert all(before != after for before, after in pairwise(mine))


def test_some_contacts_were_begun_by_the_client(branch: Flask) -> None:
    began = {(row.channel, row.began, "来行" in row.summary) for row in without_follow_ups()}
    assert ("branch", "client", True) in began and ("branch", "we", True) not in began
    assert {("phone", "client", False), ("phone", "we", False), ("visit", "we", False)} <= began


def test_what_is_told_is_true_of_the_client(branch: Flask) -> None:
    needs = read("contacts.toml")["needs"]
    loans = {loan.client_id for loan in Loan.select().where(Loan.offer == "mortgage")}
    funds = {one.client_id for one in HoldingAccount.select().where(HoldingAccount.product == "fund")}
    cards = {card.client_id for card in Card.select()}
    for row in without_follow_ups(Contact, Client).join(Client):
        client, text = row.client, row.summary

        def named(need: str, text: str = text) -> bool:
            return any(word in text for word in needs[need])

        assert (client.kind == "company") == named("company"), text
        if client.kind == "company":
            continue
        assert not named("mortgage") or client.id in loans
        assert not named("fund") or client.id in funds
        assert not named("card") or client.id in cards
        assert not named("vip") or client.tier_id != "standard"
        assert not named("man") or client.gender == "m"
        assert not named("woman") or client.gender == "f"
        if named("birthday"):
            day, born = clock.local(row.happened_at).date(), client.birthday
            assert abs((day - months_after(born, (day.year - born.year) * 12)).days) <= 1
        assert row.channel != "wechat" or client.wechat
        assert row.channel != "phone" or not client.do_not_call


def test_requests_fit_the_life_of_who_asks(branch: Flask) -> None:
    threads = {thread["subject"]: thread for thread in read("threads.toml")["threads"]}
    for row in Request.select(Request, Client).join(Client).where(Client.number > "C-0000006"):
        low, high = threads[row.subject].get("age", (0, 200))
        assert row.client.kind == "company" or low <= age_on(row.client.birthday, clock.today()) <= high
        assert row.client.aum >= threads[row.subject].get("least_yuan", 0) * 100


def test_a_companys_message_bears_the_name_of_who_wrote_it(branch: Flask) -> None:
    company = Client.get(Client.name == "长春宏达汽车零部件有限公司")
    rows = list(Request.select().where(Request.client == company, ~Request.filed_for))
    people = {login.id: login.person_name for login in Account.select().where(Account.client == company)}
    assert rows and {people.get(row.filed_by_id) for row in rows} <= {"孙丽", "周斌"}
    assert not any(re.search("爱人|孩子|夫人", row.details) for row in rows)
    for row in rows:
        with database.database.atomic() as change:
            page = RequestScope(by_username("wanglei", clock.today())).by_number(row.number)
            change.rollback()
        assert page.filer_name in ("孙丽", "周斌")


def test_what_is_known_of_other_banks_was_told_to_his_manager(branch: Flask) -> None:
    for row in OutsideHolding.select(OutsideHolding, Client).join(Client).where(Client.manager.is_null(False)):
        assert row.noted_by_id == row.client.manager_id
