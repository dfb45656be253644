"""What a client reads about himself: tier, benefits, next tier, team, accounts, events, requests."""

from __future__ import annotations

from datetime import date

from portal.ground import clock
from portal.models import AccountRight, Event, EventTier, HoldingAccount, SignUp
from portal.reads import reference
from tests.ground import benefits, people


def test_it_works(visit, served):
    page = visit(served).get("/me")
    assert (page.heading.startswith("Good") and "Chen" in page.heading) or "陈" in page.heading
    for words in ("Diamond", "王磊", "李娜", "何军", "Hospital appointment booking"):
        assert words in page.text


def test_how_far_the_next_tier_is(visit, liufang):
    liufang.aum_average = 80_000_000
    liufang.save()
    page = visit(liufang).get("/me")
    assert "Platinum" in page.text and "¥1.20m" in page.text
    assert page.html.select_one("progress.meter")["value"] == "40"


def test_the_highest_tier_has_no_next(visit, served):
    assert "To " not in visit(served).get("/me").text.replace("Today", "")


def test_a_standard_client_sees_what_the_tiers_bring(visit, wutao):
    page = visit(wutao).get("/me/benefits")
    assert page.html.find(id="benefits") is None
    assert len(page.table("catalogue")) == 14


def test_benefits_are_inherited_upwards(visit, liufang, served):
    given = reference.allowances()
    for (tier, benefit), yearly in given.items():
        above = {"gold": "platinum", "platinum": "diamond"}.get(tier)
        if above:
            assert given[(above, benefit)] < 0 or given[(above, benefit)] >= yearly >= 0
    gold = {row.select_one("b").text for row in visit(liufang).get("/me/benefits").html.select("#benefits li")}
    diamond = {row.select_one("b").text for row in visit(served).get("/me/benefits").html.select("#benefits li")}
    assert gold and gold < diamond


def test_used_benefits_are_counted_by_calendar_year(visit, liufang):
    yearly = reference.allowances()["gold", "hospital_booking"]
    for day, number in ((date(2026, 3, 1), 2), (date(2025, 12, 31), 1)):
        benefits.use(liufang, "hospital_booking", day, number)
    page = visit(liufang).get("/me/benefits")
    assert f"{yearly - 2} of {yearly}" in page.section("benefits")


def test_accounts_are_masked(visit, liufang):
    account = HoldingAccount.create(
        client=liufang,
        number="6222621234567891234",
        product="deposit",
        name="活期储蓄",
        opened_on=date(2020, 1, 1),
        balance=123_456,
    )
    AccountRight.create(account=account, client=liufang, kind="owner")
    text = visit(liufang).get("/me/accounts").text
    assert "6222 **** **** 1234" in text and "¥1,234.56" in text and "6222621234567891234" not in text


def test_a_new_client_sees_empty_places_with_what_to_do(visit, wutao):
    for path in ("/me", "/me/requests", "/me/events", "/me/team", "/me/accounts", "/me/notices"):
        visit(wutao).get(path)
        visit(wutao, language="zh").get(path)


def test_coming_events_are_shown(visit, served, coordinator):
    now = clock.now()
    event = Event.create(
        number="E-2026-0001", branch=served.branch, kind="tour", title="净月潭踏雪", venue="净月潭", starts_at=now + clock.days(3), ends_at=now + clock.days(4),
        sign_up_until=now + clock.days(2), capacity=10, state="published", created_by=coordinator, created_at=now,
    )  # fmt: skip
    EventTier.create(event=event, tier="diamond")
    SignUp.create(event=event, client=served, guests=1, author=people.account_of(served), at=now)
    page = visit(served).get("/me")
    assert "净月潭踏雪" in page.section("matters") and "2 seats" in page.section("matters")


def test_he_is_greeted_as_he_wants(visit, served):
    served.address_as = "陈总工"
    served.save()
    assert "陈总工" in visit(served).get("/me").heading


def test_how_he_is_addressed_is_a_correction(visit, served, manager):
    page = visit(served).post("/me/profile/correct", address_as="陈总工")
    assert "Form of address" in page.section("corrections") and "陈总工" in page.section("corrections")


def test_benefits_stand_in_groups_and_are_used_by_one_tap(visit, served, liufang):
    page = visit(served).get("/me/benefits")
    groups = [one["id"] for one in page.html.select("#benefits section")]
    assert groups[:2] == ["group-health", "group-travel"] and "group-more" not in groups
    row = page.html.find(id="culture_salon")
    assert row.find("a")["href"] == "/me/events"
    assert page.html.find(id="hospital_booking").find("progress") is None  # unlimited: nothing to count
    assert page.html.find(id="airport_lounge").find("progress") is not None
