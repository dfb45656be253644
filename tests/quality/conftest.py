"""Two records of one person, each with things of his own."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.quality import merging
from portal.ground import clock
from portal.models import (
    Account,
    AccountRight,
    Card,
    Client,
    Contact,
    Event,
    HoldingAccount,
    Loan,
    MonthlyAum,
    Relation,
    Request,
    RequestCategory,
    SignUp,
    TierChange,
)
from tests.ground import benefits, people


@pytest.fixture
def twice(app, branch_admin, manager, second_manager, adviser, specialist):
    """陈刚 as C-1 (diamond, 王磊, no adviser) and 陈钢 as C-2 (gold, 钱峰, 李娜), each with things of his own."""
    kept = people.client(
        "chengang", "陈刚", "diamond", aum=0, employer="", district="汽开区", birthday=date(1968, 5, 6)
    )
    gone = people.client(
        "chengang2", "陈钢", "gold", aum=0, employer="一汽红旗", birthday=date(1968, 5, 6), email="cg@example.cn"
    )
    people.seat(kept, "manager", manager)
    people.seat(kept, "specialist", specialist)
    people.seat(gone, "manager", second_manager)
    people.seat(gone, "adviser", adviser)
    people.seat(gone, "specialist", specialist)
    for client, months in ((kept, (10, 9)), (gone, (10, 8))):
        for month in months:
            MonthlyAum.create(client=client, month=date(2026, month, 1), amount=1_000 * month)
        TierChange.create(
            client=client, tier=client.tier_id, since=client.tier_since, created_at=clock.now(), reason="名单"
        )
    _things(gone, manager)
    with app.app_context():
        merging.follow(kept.id, gone.id)
    return Client.get_by_id(kept.id), Client.get_by_id(gone.id)


def _things(gone, manager):
    now, kept = clock.now(), Client.get(Client.name == "陈刚")
    account = Account.get(Account.client == gone)
    own = HoldingAccount.create(
        client=gone,
        number="6222621234567891234",
        product="deposit",
        opened_on=date(2020, 1, 1),
        balance=7,
        balance_on=date(2026, 11, 1),
    )
    joint = HoldingAccount.create(
        client=gone, number="6222621234567891235", product="wealth", opened_on=date(2020, 1, 1)
    )
    AccountRight.create(account=own, client=gone, kind="owner")
    AccountRight.create(account=joint, client=gone, kind="owner")
    AccountRight.create(account=joint, client=kept, kind="authorised")
    Card.create(client=gone, account=own, number="6222620000000001", kind="debit", issued_on=date(2020, 1, 1))
    Loan.create(
        client=gone, account=own, started_on=date(2024, 1, 1), months=36, amount=10, monthly=1, status="running"
    )
    Contact.create(
        client=gone,
        staff=manager,
        channel="phone",
        happened_at=now,
        summary="回访",
        created_at=now,
        next_due=date(2026, 12, 1),
    )
    benefits.use(gone, "golf")
    Request.create(
        number="R-2026-000001", client=gone, branch=gone.branch, kind="request", category=RequestCategory.get().code, subject="换卡", details="-",
        filed_by=account, filed_at=now, minutes=480, moved_at=now, due_at=now,
    )  # fmt: skip
    event = Event.create(
        number="E-2026-0001", branch=gone.branch, kind="tour", title="踏雪", venue="净月潭", starts_at=now + clock.days(3), ends_at=now + clock.days(4),
        sign_up_until=now + clock.days(2), capacity=10, state="published", created_by=manager, created_at=now,
    )  # fmt: skip
    SignUp.create(event=event, client=kept, author=account, at=now, guests=0)
    SignUp.create(event=event, client=gone, author=account, at=now, guests=2)
    friend = people.client(None, "吴涛", "standard", referrer=gone)
    Relation.create(kind="introducer", first=gone, second=friend, since=clock.today(), created_at=now)
    Relation.create(kind="colleague", first=kept, second=gone, since=clock.today(), created_at=now)
