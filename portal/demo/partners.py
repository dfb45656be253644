"""Partners of the branch: a hospital, an airport, a golf club, and one whose contract is over; months that are settled,
one that waits and the one that runs. The PIN of every desk is 246810."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from portal.actions.benefits import settling
from portal.demo.stage import Stage
from portal.ground import clock, security
from portal.models import BenefitVersion, Branch, Partner, PartnerPrice, Settlement, Staff
from portal.reads.accounts.actors import by_account
from portal.reads.benefits.settlements import Books
from portal.reads.shared import kept
from portal.rules.benefits.settling import first_of, next_month
from portal.rules.benefits.vouchers import ALPHABET

PIN = "246810"
KEEPER = "sunyue"
PARTNERS: tuple[dict[str, Any], ...] = (
    {
        "kind": "airport",
        "name_zh": "长春龙嘉机场贵宾服务有限公司",
        "name_en": "Longjia Airport VIP Services",
        "place": "长春市九台区",
        "address": "龙嘉国际机场T2航站楼二层",
        "contact": "刘建国",
        "phone": "0431-88797111",
        "gives": "airport_lounge",
        "prices": (15000, 16800),
    },
    {
        "kind": "golf",
        "name_zh": "净月潭高尔夫俱乐部",
        "name_en": "Jingyue Pond Golf Club",
        "place": "长春市净月区",
        "address": "净月大街5840号",
        "contact": "韩雪",
        "phone": "0431-84518000",
        "gives": "golf",
        "prices": (50000,),
    },
    {
        "kind": "hospital",
        "name_zh": "吉林大学第一医院",
        "name_en": "First Hospital of Jilin University",
        "place": "长春市朝阳区",
        "address": "新民大街1号国际医疗部",
        "contact": "孙医生",
        "phone": "0431-81875600",
        "gives": "hospital_booking",
        "prices": (8000,),
    },
    {
        "kind": "travel",
        "name_zh": "长白山天池旅行社",
        "name_en": "Changbai Mountain Travel",
        "place": "长春市南关区",
        "address": "人民大街7655号",
        "contact": "于洋",
        "phone": "0431-88922000",
        "gives": "",
        "prices": (),
    },
)


def enter(stage: Stage) -> None:
    """They, what they give, and their prices; the second price of one holds from the last month on."""
    branch, year = Branch.get(Branch.code == "FAW"), stage.today.year
    author = Staff.get(Staff.name == "孙悦")
    for known in PARTNERS:
        chance = random.Random(known["name_zh"])  # noqa: S311 - demo data
        over = not known["gives"]
        row = Partner.create(
            branch=branch.id,
            contract_since=date(year - 1, 3, 1) if over else date(year - 1, 1, 1),
            contract_until=clock.months_back(stage.today, 1) if over else date(year + 1, 12, 31),
            ended_reason="合同到期，未续签" if over else "",
            pin_hash="" if over else security.hash_password(PIN),
            pin_at=None if over else stage.now - clock.days(40),
            desk_token="".join(chance.choice(ALPHABET) for _ in range(40)),
            created_at=stage.now - clock.days(320),
            **{name: value for name, value in known.items() if name not in ("gives", "prices")},
        )
        _gives(stage, row, known, author)
    kept.forget()


def _gives(stage: Stage, row: Partner, known: dict[str, Any], author: Staff) -> None:
    code = known["gives"]
    values: dict[str, Any] = {"partner": row.id, "shows_document": known["kind"] == "hospital"}
    BenefitVersion.update(**values).where(BenefitVersion.benefit == code).execute()
    days = (row.contract_since, clock.months_back(stage.today, 1))
    for since, price in zip(days, known["prices"], strict=False):
        PartnerPrice.create(
            partner=row.id, benefit=code, since=since, price=price, author=author.id, created_at=stage.now
        )


def settle(stage: Stage) -> None:
    """All months but the last one of each are closed, on the ninth day of the month that followed. Call last."""
    keeper = by_account(stage.logins[KEEPER]["id"], stage.today)
    waits = clock.months_back(stage.today, 1)
    if keeper is None:
        return
    for row in Partner.select().order_by(Partner.id):
        months = sorted(one.month for one in Books(row).months() if one.month < first_of(waits))
        for month in months:
            made = settling.close(keeper, row, month)
            at = clock.start_of(next_month(month)) + clock.days(8) + timedelta(hours=10)
            Settlement.update(closed_at=min(at, clock.now())).where(Settlement.id == made.id).execute()
