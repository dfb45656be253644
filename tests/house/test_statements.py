"""A page asks a fixed, small number of statements, however much it shows; what lists walk is an index (DESIGN: speed)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.ground import clock
from portal.models import (
    Absence,
    Account,
    AccountRight,
    Card,
    Contact,
    Event,
    EventTier,
    HoldingAccount,
    Loan,
    MonthlyAum,
    Notice,
    Request,
    SignUp,
    StandingOrder,
    Transaction,
)
from tests.contacts.moving import moved
from tests.ground import benefits, people


@pytest.fixture
def busy(served, manager, coordinator):
    """陈刚 with some of everything."""
    now, account = clock.now(), people.account_of(served)
    held = HoldingAccount.create(
        client=served,
        number="6222621234567891234",
        product="deposit",
        opened_on=date(2020, 1, 1),
        balance=100,
        balance_on=date(2026, 11, 1),
    )
    AccountRight.create(account=held, client=served, kind="owner")
    Card.create(client=served, account=held, number="6222620000000001", kind="debit", issued_on=date(2020, 1, 1))
    Loan.create(
        client=served,
        account=held,
        started_on=date(2024, 1, 1),
        months=36,
        amount=10_000_000,
        monthly=300_000,
        status="running",
    )
    StandingOrder.create(
        account=held, bank_to="工商银行", account_to="6217000000000001", amount=50_000, purpose="household"
    )
    for n in range(12):
        Transaction.create(
            account=held, happened_on=date(2026, 10, 1 + n), direction="credit", amount=100, balance=100 * n
        )
        MonthlyAum.create(client=served, month=clock.months_back(clock.today(), n + 1), amount=1_000_000 * n)
        Contact.create(client=served, staff=manager, channel="phone", happened_at=now, summary="回访", created_at=now)
        benefits.use(served, "golf")
        Notice.create(account=account, kind="team.your_manager", words={"staff": "王磊"}, at=now)
        Request.create(
            number=f"R-2026-{n + 1:06d}", client=served, branch=served.branch, kind="request", category="card", subject="换卡", details="-", filed_by=account,
            filed_at=now, assignee=manager, minutes=480, moved_at=now, due_at=now,
        )  # fmt: skip
        event = Event.create(
            number=f"E-2026-{n + 1:04d}", branch=served.branch, kind="tour", title="踏雪", venue="净月潭", starts_at=now + clock.days(3), ends_at=now + clock.days(4),
            sign_up_until=now + clock.days(2), capacity=10, state="published", created_by=coordinator, created_at=now,
        )  # fmt: skip
        EventTier.create(event=event, tier="diamond")
        SignUp.create(event=event, client=served, author=account, at=now)
    return served


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("zhaomin", "/clients", 5), ("zhaomin", "/clients?q=陈刚&tier=vip&manager=wanglei&kind=individual&branch=FAW", 5), ("wanglei", "/clients", 5),
        ("gaoyuan", "/clients?order=due", 5), ("wanglei", "/clients/C-{n}", 13), ("zhaomin", "/clients/C-{n}", 13), ("linxue", "/clients/C-{n}", 13),
        ("chengang", "/me", 12), ("wanglei", "/requests", 3), ("wanglei", "/home", 17), ("zhaomin", "/home", 18), ("chengang", "/me/requests/R-2026-000003", 6), ("wanglei", "/notices", 8),
        ("lina", "/contacts", 11), ("zhaomin", "/contacts", 11), ("zhaomin", "/contacts/follow-ups", 5), ("wanglei", "/contacts/follow-ups", 5),
    ],
)  # fmt: skip
def test_statements_of_a_page(visit, busy, branch_admin, head_office, auditor, statements, who, path, most):
    path = path.replace("{n}", busy.number[2:])
    somebody = visit(who)
    somebody.get(path)
    with statements() as seen:
        somebody.get(path)
    assert len(seen) <= most, [sql for sql, _ in seen]


def test_statements_of_contacts_for_a_substitute_with_companies(
    visit, busy, manager, second_manager, adviser, statements
):
    """The most that the page asks: for whom he stands in, and whose turn it is at a company."""
    company = people.client(
        None, "长春宏达汽车零部件有限公司", "gold", kind="company", gender="", birthday=None, mobile=""
    )
    people.seat(company, "manager", manager)
    Account.create(client=company, username="zhoubin", person_name="周斌", created_at=clock.now(), password_hash="")
    moved(company, next_contact_due=clock.today(), last_contact=None)
    values = {
        "since": clock.today(),
        "until": None,
        "reason": "年休假",
        "author": manager.id,
        "created_at": clock.now(),
    }
    Absence.create(staff=manager.id, substitute=second_manager.id, **values)
    somebody = visit(second_manager)
    assert "周斌" in somebody.get("/contacts").text
    with statements() as seen:
        somebody.get("/contacts")
    assert len(seen) <= 14, [sql for sql, _ in seen]


def test_an_empty_search_asks_nothing_of_the_lists(visit, manager, statements):
    somebody = visit(manager)
    somebody.get("/search?q=")
    with statements() as seen:
        somebody.get("/search?q=")
    assert len(seen) == 1


def test_filing_a_request_is_few_statements(visit, served, statements):
    with statements() as seen:
        visit(served).post(
            "/me/requests/new",
            follow=False,
            status=303,
            kind="request",
            category="card",
            subject="换卡",
            details="旧卡磨损",
        )
    writes = [sql for sql, _ in seen if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) <= 10, writes
