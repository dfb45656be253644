"""What a client lacks: shares of his like, the case of the company that borrows elsewhere, ratings, marks, answers (P7)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.holdings.missing import Answer, Limits, Offer, Share, Suggestion, Who, again_on, missing, valid_rating

TODAY = date(2026, 11, 24)
LIMITS = Limits(60, 20)
PERSON = (
    Offer("demand", "deposit"), Offer("wealth_90", "wealth", 1), Offer("wealth_360", "wealth", 2), Offer("fund_300", "fund", 4),
    Offer("annuity", "insurance", 1), Offer("mortgage", "loan", needs_credit=True), Offer("credit_card", "credit_card", needs_credit=True),
    Offer("etc", "etc"),
)  # fmt: skip
COMPANY = (Offer("settlement", "settlement"), Offer("equipment_loan", "loan", needs_credit=True),
           Offer("working_capital", "loan", needs_credit=True), Offer("payroll", "payroll"))  # fmt: skip


def person(held: str = "deposit", rating: int = 3, **values) -> Who:
    return Who(company=False, held=frozenset(held.split()), rating=rating, **values)


def company(held: str = "settlement", outside: str = "loan", **values) -> Who:
    return Who(company=True, held=frozenset(held.split()), outside=frozenset(outside.split()), **values)


def shares(members: int = 100, **holders: int) -> dict[str, Share]:
    return {code: Share(count, members) for code, count in holders.items()}


def asked(who: Who, *groups: dict[str, Share], offers=None, today: date = TODAY) -> list[Suggestion]:
    return missing(who, groups, offers or (COMPANY if who.company else PERSON), LIMITS, today)


def test_it_works():
    found = asked(person(), shares(deposit=100, wealth=72, etc=60, credit_card=59))
    assert found == [
        Suggestion("wealth", "common", Share(72, 100), ("wealth_90", "wealth_360")),
        Suggestion("etc", "common", Share(60, 100), ("etc",)),
    ]


@pytest.mark.parametrize(("holders", "members", "there"), [(12, 20, True), (11, 20, False), (19, 19, False), (599, 1000, False),
                                                           (600, 1000, True)])  # fmt: skip
def test_share_and_size_of_the_group(holders, members, there):
    assert bool(asked(person(), shares(members, etc=holders))) is there


def test_the_highest_share_of_his_classes_counts():
    found = asked(person(), shares(etc=61), shares(30, etc=29), shares(10, etc=10))
    assert [one.share for one in found] == [Share(29, 30)]


def test_what_cannot_be_had_is_not_suggested():
    assert asked(person(), shares(etc=90), offers=PERSON[:-1]) == []
    assert asked(company(outside=""), shares(payroll=90, etc=90))[0].product_class == "payroll"


@pytest.mark.parametrize(
    ("rating", "says"),
    [
        (0, [("fund", True, ()), ("insurance", True, ()), ("wealth", True, ())]),
        (1, [("insurance", False, ("annuity",)), ("wealth", False, ("wealth_90",))]),
        (3, [("insurance", False, ("annuity",)), ("wealth", False, ("wealth_90", "wealth_360"))]),
        (4, [("fund", False, ("fund_300",)), ("insurance", False, ("annuity",)), ("wealth", False, ("wealth_90", "wealth_360"))]),
    ],
)  # fmt: skip
def test_only_within_the_risk_rating(rating, says):
    found = asked(person(rating=rating), shares(wealth=80, fund=80, insurance=80))
    assert [(one.product_class, one.rating_needed, one.offers) for one in found] == says


@pytest.mark.parametrize(
    ("mark", "classes"),
    [("", {"loan", "credit_card"}), ("good", {"loan", "credit_card"}), ("watch", set()), ("bad", set())],
)
def test_no_credit_with_a_bad_mark(mark, classes):
    found = asked(person(credit_mark=mark), shares(loan=80, credit_card=80))
    assert {one.product_class for one in found} == classes


def test_a_company_that_settles_here_and_borrows_elsewhere():
    assert asked(company()) == [Suggestion("loan", "elsewhere", None, ("working_capital",))]
    assert asked(company(), shares(loan=10, payroll=95))[0] == Suggestion(
        "loan", "elsewhere", None, ("working_capital",)
    )
    assert asked(company(), shares(loan=70))[0].share == Share(70, 100)


@pytest.mark.parametrize(
    "who",
    [company(held="settlement loan"), company(held="deposit"), company(outside="deposit"), company(credit_mark="bad"),
     Who(company=False, held=frozenset({"settlement"}), outside=frozenset({"loan"}))],
)  # fmt: skip
def test_not_that_case(who):
    assert asked(who) == []


def test_without_working_capital_in_the_catalogue_any_loan_will_do():
    assert asked(company(), offers=COMPANY[:2])[0].offers == ("equipment_loan",)


@pytest.mark.parametrize(
    ("answer", "there"),
    [
        (Answer("postponed", date(2026, 11, 25)), False),
        (Answer("postponed", date(2026, 11, 24)), True),
        (Answer("declined", date(2027, 5, 24)), False),
        (Answer("declined", date(2026, 11, 24)), True),
        (Answer("taken"), True),
    ],
)
def test_answers_are_respected(answer, there):
    found = asked(person(answers={"etc": answer}), shares(etc=90))
    assert bool(found) is there
    assert not there or found[0].answer == ("taken" if answer.kind == "taken" else "")


def test_taken_up_it_goes_when_the_product_comes_and_stands_last_until_then():
    group = shares(wealth=90, etc=70)
    who = person(answers={"wealth": Answer("taken")})
    assert [one.product_class for one in asked(who, group)] == ["etc", "wealth"]
    assert [one.product_class for one in asked(person("deposit wealth", answers=who.answers), group)] == ["etc"]


@pytest.mark.parametrize(
    ("rating", "until", "valid"),
    [("C3", date(2026, 11, 24), 3), ("C5", date(2027, 1, 1), 5), ("C3", date(2026, 11, 23), 0), ("C3", None, 0),
     ("", date(2027, 1, 1), 0), ("C6", date(2027, 1, 1), 0), ("R2", date(2027, 1, 1), 0)],
)  # fmt: skip
def test_a_valid_rating(rating, until, valid):
    assert valid_rating(rating, until, TODAY) == valid


@pytest.mark.parametrize(("day", "months", "back"), [(date(2026, 11, 24), 6, date(2027, 5, 24)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
                                                     (date(2026, 12, 1), 1, date(2027, 1, 1))])  # fmt: skip
def test_when_it_may_come_back(day, months, back):
    assert again_on(day, months) == back


def test_a_share_is_rounded_down():
    assert (Share(599, 1000).percent, Share(0, 0).percent) == (59, 0)
