"""Whole numbers: for a reason, for a minute, recorded, limited; the client reads who looked (R7)."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import (
    AccountRight,
    AuditEntry,
    Card,
    Client,
    ClientPhone,
    HoldingAccount,
    Loan,
    RecordAccess,
    ServiceContract,
    Setting,
    StandingOrder,
)
from portal.reads.shared.kept import forget
from tests.clients.test_edit import edit
from tests.clients.test_masked import ACCOUNT, CARD, ID
from tests.ground import people
from tests.ground.together import together
from tests.holdings import things

REASON = "客户来电核实身份"


@pytest.fixture
def rich(visit, manager, served):
    edit(visit(manager), served, document_kind="resident_id", document=ID)
    account = HoldingAccount.create(
        client=served, number=ACCOUNT, product="deposit", opened_on=clock.today(), balance=1
    )
    AccountRight.create(account=account, client=served, kind="owner")
    Card.create(client=served, account=account, number=CARD, kind="gold", issued_on=clock.today())
    things.loan(served, number="DK202600001234")
    things.service(served, number="ETC2026000099")
    StandingOrder.create(account=account, bank_to="工商银行", account_to="6217001299998888", amount=1)
    ClientPhone.create(client=served, kind="home", number="+8643185903316", created_at=clock.now())
    return Client.get_by_id(served.id)


def ask(visitor, client, field, status=200, reason=REASON):
    return visitor.post(f"/clients/{client.number}/reveal?field={field}", status=status, reason=reason)


def numbers(rich):
    phone = rich.mobile.removeprefix("+86")
    return {
        "document": ID, "mobile": f"{phone[:3]} {phone[3:7]} {phone[7:]}", f"phone-{ClientPhone.get().id}": "0431-85903316",
        f"account-{HoldingAccount.get().id}": "6222 0212 3456 7890 123", f"card-{Card.get().id}": "6225 8800 1122 3344",
        f"loan-{Loan.get().id}": "DK20 2600 0012 34", f"service-{ServiceContract.get().id}": "ETC2 0260 0009 9",
        f"order-{StandingOrder.get().id}": "6217 0012 9999 8888",
    }  # fmt: skip


def test_it_works(visit, manager, rich):
    browser = visit(manager)
    for field, whole in numbers(rich).items():
        asked = browser.get(f"/clients/{rich.number}/reveal?field={field}")
        assert whole not in asked.text and "the client can read both" in asked.text
        page = ask(browser, rich, field)
        assert whole in page.text, field
        home = "profile" if field.startswith(("document", "mobile", "phone")) else "holdings"
        assert page.response.headers["Refresh"] == f"60; url=/clients/{rich.number}/{home}"
        assert page.response.headers["Cache-Control"] == "no-store"
        back = browser.get(f"/clients/{rich.number}/{home}")
        assert whole not in back.text and back.html.select_one(f"#reveal-{field} a.reveal-way"), field
    rows = list(RecordAccess.select().where(RecordAccess.kind == "reveal"))
    assert [row.field for row in rows] == [
        "document",
        "mobile",
        "mobile",
        "account",
        "card",
        "loan",
        "service",
        "order",
    ]
    assert {row.reason for row in rows} == {REASON}
    entries = list(AuditEntry.select().where(AuditEntry.action == "client.revealed"))
    assert len(entries) == 8 and all(REASON in str(entry.words) for entry in entries)
    kept = str([(entry.words, entry.changes) for entry in AuditEntry.select()]) + str(
        [row.__data__ for row in RecordAccess.select()]
    )
    for secret in (ID, rich.mobile[3:], ACCOUNT, CARD, "85903316"):
        assert secret not in kept
    assert f"looked at the whole document number of 陈刚: {REASON}" in browser.get("/audit").text


def test_with_htmx_the_mask_comes_back_by_itself(visit, manager, rich):
    browser = visit(manager, htmx="reveal-document")
    form = browser.get(f"/clients/{rich.number}/reveal?field=document")
    assert form.html.html is None and form.html.select_one("form.reveal[hx-post]") and ID not in form.text
    page = ask(browser, rich, "document")
    shown = page.html.select_one("#reveal-document")
    assert ID in shown.get_text() and shown["hx-trigger"] == "load delay:60s" and "Refresh" not in page.response.headers
    back = browser.get(shown["hx-get"])
    assert (
        "****************12" in back.text and ID not in back.text and back.html.select_one("#reveal-document a[hx-get]")
    )


def test_what_is_held_has_its_way_on_every_page_that_shows_it(visit, manager, specialist, rich):
    for path in ("", "/holdings"):
        page = visit(manager).get(f"/clients/{rich.number}{path}")
        for field in numbers(rich):
            if field.startswith(("account", "card", "loan", "service", "order")):
                assert page.html.select_one(f"#reveal-{field} a.reveal-way"), (path, field)
        assert not visit(specialist).get(f"/clients/{rich.number}{path}").html.select("a.reveal-way")


def test_with_htmx_an_account_stands_in_its_row_and_leads_on(visit, manager, rich):
    account = HoldingAccount.get()
    browser = visit(manager, htmx=f"reveal-account-{account.id}")
    shown = ask(browser, rich, f"account-{account.id}").html.select_one(".reveal")
    back = browser.get(shown["hx-get"]).html
    assert "6222 0212 3456 7890 123" in shown.get_text() and "6222 **** **** 0123" in back.get_text()
    assert back.select_one(f'a[href="/clients/{rich.number}/holdings/transactions?account={account.id}"]')


@pytest.mark.one_engine
def test_an_account_that_he_may_only_use_is_not_his_to_show(visit, manager, rich, liufang):
    other = things.account(liufang)
    AccountRight.create(account=other, client=rich, kind="authorised")
    page = visit(manager).get(f"/clients/{rich.number}/holdings")
    assert f"**** {other.number[-4:]}" in page.text and not page.html.select(f"#reveal-account-{other.id}")
    ask(visit(manager), rich, f"account-{other.id}", status=404)


@pytest.mark.one_engine
def test_a_contract_without_a_number_has_nothing_to_show(visit, manager, rich):
    plain = things.service(rich, number="")
    assert not visit(manager).get(f"/clients/{rich.number}/holdings").html.select(f"#reveal-service-{plain.id}")
    ask(visit(manager), rich, f"service-{plain.id}", status=404)


@pytest.mark.one_engine
def test_without_a_reason_nothing_is_shown(visit, manager, rich):
    browser = visit(manager)
    for reason in ("", "   ", "x", "\u200b" * 20):
        page = ask(browser, rich, "document", status=422, reason=reason)
        assert set(page.errors) == {"reason"} and ID not in page.text
    assert RecordAccess.select().where(RecordAccess.kind == "reveal").count() == 0
    assert set(ask(browser, rich, "document", status=422, reason="x" * 201).errors) == {"reason"}


def test_what_the_client_does_not_have_is_not_there(visit, manager, rich, liufang):
    other = ClientPhone.create(client=liufang, kind="home", number="+8643185900000", created_at=clock.now())
    for field in (
        "",
        "name",
        "tier_id",
        f"phone-{other.id}",
        "phone-0",
        "phone-x",
        "account-999",
        "document-1",
        "person-1",
        "card-" + "9" * 30,
        "loan-999",
        "service-999",
        "order-999",
    ):
        for method in ("get", "post"):
            getattr(visit(manager), method)(
                f"/clients/{rich.number}/reveal?field={field}",
                status=404,
                **({"reason": REASON} if method == "post" else {}),
            )


def test_who_may_not(
    visit, rich, specialist, coordinator, head_office, auditor, admin, second_manager, other_branch_admin
):
    people_and_status = ((specialist, 403), (coordinator, 403), (head_office, 403), (auditor, 403), (admin, 403), (rich, 403), (second_manager, 404), (other_branch_admin, 404))  # fmt: skip
    for person, status in people_and_status:
        assert ID not in ask(visit(person), rich, "document", status=status).text
    assert "reveal" not in str(visit(specialist).get(f"/clients/{rich.number}/profile").html.select("#profile a"))
    assert RecordAccess.select().where(RecordAccess.kind == "reveal").count() == 0


def limit(count):
    Setting.create(name="privacy.reveals_per_hour", value=count, since=clock.today(), created_at=clock.now())
    forget()


def test_more_than_the_setting_allows_has_to_wait(visit, at, manager, adviser, rich):
    limit(2)
    browser = visit(manager)
    for _ in range(2):
        ask(browser, rich, "document")
    page = ask(browser, rich, "document", status=429)
    assert ID not in page.text and 3500 <= int(page.response.headers["Retry-After"]) <= 3600
    ask(visit(adviser), rich, "document")
    at("2026-11-24 11:01")
    ask(visit(manager), rich, "document")


def test_two_at_once_do_not_pass_the_limit(app, visit, manager, rich):
    limit(1)
    browsers = [visit(manager) for _ in range(3)]
    statuses = together(app, *(lambda b=b: b.web.post(f"/clients/{rich.number}/reveal?field=document", data={"csrf_token": b.csrf, "reason": REASON}).status_code
                               for b in browsers))  # fmt: skip
    assert sorted(statuses) == [200, 429, 429]


def test_the_client_reads_who_looked_and_why(visit, manager, adviser, auditor, liufang, rich):
    browser = visit(adviser)
    browser.get(f"/clients/{rich.number}")
    browser.get(f"/clients/{rich.number}/profile")
    visit(auditor).get(f"/clients/{rich.number}")
    ask(visit(manager), rich, "document")
    mine = visit(rich)
    page = mine.get("/me/privacy")
    rows = [" ".join(row.get_text(" ").split()) for row in page.html.select("#seen li")]
    assert any("王磊" in row and "looked at your whole document number" in row and REASON in row for row in rows)
    assert len([row for row in rows if "李娜" in row]) == 1 and any(
        "林雪" in row and "opened your record" in row for row in rows
    )
    assert ID not in page.text
    only = mine.get("/me/privacy?kind=reveal")
    assert "王磊" in only.section("seen") and "李娜" not in only.section("seen")
    assert "Nobody has looked yet" in visit(liufang).get("/me/privacy").text and "opened" not in visit(liufang).get(
        "/me/privacy"
    ).section("seen")


def test_a_sitting_has_one_opening_a_day(visit, at, manager, served):
    for moment in ("2026-11-24 10:00", "2026-11-24 15:00", "2026-11-25 09:00"):
        at(moment)
        browser = visit(manager)
        for _ in range(2):
            browser.get(f"/clients/{served.number}")
    assert [row.day.isoformat() for row in RecordAccess.select().order_by(RecordAccess.id)] == [
        "2026-11-24",
        "2026-11-24",
        "2026-11-25",
    ]


def test_many_looks_come_in_pages(visit, manager, served):
    account = people.account_of(manager)
    for number in range(65):
        RecordAccess.create(
            client=served.id,
            account=account,
            kind="reveal",
            field="mobile",
            reason=f"第 {number} 次",
            day=clock.today(),
            at=clock.now(),
        )
    browser, path, seen = visit(served), "/me/privacy", []
    while path:
        page = browser.get(path)
        seen += [row.get_text() for row in page.html.select("#seen li")]
        path = next((a["href"] for a in page.html.select("a[rel=next]")), None)
    assert len(seen) == 65 and "第 64 次" in seen[0] and "第 0 次" in seen[-1]
