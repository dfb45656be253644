"""What matters now stands first on the client's page, each with its deed, and nothing stands twice."""

from __future__ import annotations

import uuid
from datetime import timedelta

from portal.actions.benefits import granting, vouchers
from portal.database import write
from portal.ground import clock
from portal.models import AccountRight, Event, EventTier, HoldingAccount, Request, SignUp
from portal.reads import reference
from tests.ground import people
from tests.ground.benefits import use
from tests.requests.cases import filed


def account(client, days, name="安心存", **values):
    made = HoldingAccount.create(
        client=client,
        number="6222621234567891234",
        product="deposit",
        name=name,
        opened_on=clock.today() - timedelta(days=300),
        matures_on=clock.today() + timedelta(days=days),
        balance=5_000_000,
        **values,
    )
    AccountRight.create(account=made, client=client, kind="owner")
    return made


def evening(client, coordinator, days):
    now = clock.now()
    event = Event.create(
        number="E-2026-0001", branch=client.branch, kind="tour", title="净月潭踏雪", venue="净月潭",
        starts_at=now + clock.days(days), ends_at=now + clock.days(days + 1), sign_up_until=now, capacity=10,
        state="published", created_by=coordinator, created_at=now,
    )  # fmt: skip
    EventTier.create(event=event, tier="diamond")
    SignUp.create(event=event, client=client, guests=1, author=people.account_of(client), at=now)
    return event


def granted(client, code):
    """What the tier brings of a benefit, as the job grants it."""
    with write():
        granting.ensure(client, reference.benefits()[code])


def matters(page):
    found = page.html.find(id="matters")
    return [row.get_text(" ", strip=True) for row in found.select("li")] if found else []


def test_it_works(visit, served, coordinator):
    asked, settled, open_one = (filed(served, subject=subject) for subject in ("要补一份材料", "换卡", "贷款利率"))
    Request.update(status="waiting").where(Request.id == asked.id).execute()
    Request.update(status="resolved", invited_at=clock.now()).where(Request.id == settled.id).execute()
    evening(served, coordinator, 1)
    account(served, 12)
    page = visit(served).get("/me")
    lines = matters(page)
    assert "要补一份材料" in lines[0] and "Reply" in lines[0] and "换卡" in lines[1] and "Rate it" in lines[1]
    assert "净月潭踏雪 · Tomorrow" in lines[2] and "2 seats" in lines[2]
    assert "安心存" in lines[3] and "Arrange the renewal" in lines[3] and len(lines) == 4
    spoken = page.html.select(".visually-hidden")
    [one.decompose() for one in spoken]
    for words in ("要补一份材料", "换卡", "净月潭踏雪", "安心存"):
        assert page.html.get_text().count(words) == 1, words
    assert open_one.subject in page.section("requests") and "换卡" not in page.section("requests")
    assert "no further seats" in page.section("events")


def test_nothing_matters(visit, wutao):
    page = visit(wutao).get("/me")
    assert matters(page) == [] and "No open requests" in page.section("requests")


def test_what_is_far_stands_in_its_own_place(visit, served, coordinator):
    evening(served, coordinator, 20)
    account(served, 200)
    account(served, 5, name="已销户", closed_on=clock.today())
    page = visit(served).get("/me")
    assert matters(page) == [] and "净月潭踏雪" in page.section("events")


def test_a_renewal_is_one_form_and_then_no_longer_asked(visit, served, manager):
    made = account(served, 12)
    browser = visit(served)
    path = f"/me/requests/new?start=renewal-{made.id}"
    page = browser.get(path)
    form = {one["name"]: one.get("value", "") for one in page.html.select("form.form input[type=hidden], #subject")}
    assert form["start"] == f"renewal-{made.id}" and "安心存" in form["subject"]
    assert "6222 **** **** 1234" in page.html.find(id="details").text
    page = browser.post("/me/requests/new", kind="request", category="account", details="续作一年", **form)
    row = Request.get()
    assert (row.start, row.seat, row.holder_id) == (f"renewal-{made.id}", "manager", manager.id)
    assert matters(browser.get("/me")) == [] and "安心存" in browser.get("/me").section("requests")


def test_what_is_another_clients_begins_nothing(visit, served, liufang):
    made = account(liufang, 12)
    browser = visit(served)
    for start in (f"renewal-{made.id}", "renewal-99999999999999999999", "benefit-nothing", "benefit-'", "", "x" * 500):
        page = browser.get("/me/requests/new", start=start)
        assert "安心存" not in page.text and page.html.find(id="subject").get("value", "") == ""
    browser.post(
        "/me/requests/new", kind="request", category="card", subject="一", details="二", start=f"renewal-{made.id}"
    )
    assert Request.get().start == ""


def test_starts_are_what_he_uses_most(visit, liufang):
    use(liufang, "airport_lounge")
    browser = visit(liufang)
    links = browser.get("/me").html.select(".starts a")
    assert [one["href"] for one in links] == [
        "/me/benefits/airport_lounge/redeem",
        "/me/benefits/hospital_booking/redeem",
        "/me/call-back",
        "/me/requests/new",
    ]
    assert browser.get(links[1]["href"]).status == 200


def test_a_standard_client_starts_with_a_question(visit, wutao):
    assert [one["href"] for one in visit(wutao).get("/me").html.select(".starts a")] == [
        "/me/call-back",
        "/me/requests/new",
    ]


def test_a_voucher_of_this_week_is_shown_and_one_of_next_month_not(visit, liufang):
    for days in (2, 30):
        wanted = {
            "quantity": 1,
            "wanted_on": clock.today() + timedelta(days=days),
            "person": "self",
            "guest_name": "",
            "note": "",
        }
        vouchers.redeem(people.actor(liufang), liufang, "airport_lounge", wanted, str(uuid.uuid4()))
    (line,) = visit(liufang).get("/me").html.select("#matters li")
    assert "Airport" in line.get_text() and line.a["href"].startswith("/me/vouchers/")


def test_what_is_left_of_a_benefit_and_ends_soon_is_one_line(visit, liufang, at):
    assert matters(visit(liufang).get("/me")) == []  # more than thirty days ahead
    for code in ("airport_lounge", "theatre_ticket"):
        granted(liufang, code)
    at("2026-12-05 09:00")
    page = visit(liufang).get("/me")
    (line,) = matters(page)
    assert "Ends on Thu 31 Dec" in line and "and 1 more benefit" in line and "Look at it" in line
    assert "/me/benefits/statement" in page.links()


def test_many_of_a_kind_hide_nothing_else(visit, served, coordinator):
    for number in range(7):
        row = filed(served, subject=f"已办结 {number}")
        Request.update(status="resolved", invited_at=clock.now()).where(Request.id == row.id).execute()
    evening(served, coordinator, 1)
    account(served, 12)
    lines = matters(visit(served).get("/me"))
    assert len(lines) == 6 and sum("Rate it" in line for line in lines) == 4
    assert "净月潭踏雪" in lines[4] and "安心存" in lines[5]
