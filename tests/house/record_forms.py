"""Every form of the client data centre (record, holdings, quality, finding): who sends it, where, with what; and what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.derived.classes import derive_classes
from portal.ground import clock
from portal.models import (
    Account,
    Client,
    ClientAddress,
    ClientMerge,
    ClientPhone,
    DuplicatePair,
    OutsideHolding,
    Proposal,
    SavedFilter,
    Tag,
)
from portal.rules.finding.place import packed
from tests.ground import people
from tests.holdings import things

LIST = packed("tier=gold", True)
PERSON = {
    "person_name": "孙丽",
    "authority": "会计",
    "person_mobile": "13943001111",
    "scope": "read",
    "valid_until": "",
}
OUTSIDE = {"product_class": "fund", "bank": "招商银行", "amount": "10000", "learnt": "电话里说的"}
ANSWER = {"answer": "postponed", "until": "2026-12-24", "note": "等年报"}
SERVICE = {"product": "etc", "number": "ETC20260009", "since": "2026-11-20"}
PRODUCT = {
    "name_zh": "结构存款", "name_en": "Structured deposit", "partner_zh": "", "partner_en": "", "risk_level": "0", "needs_credit": "", "for_persons": "1",
    "for_companies": "", "closed_on": "",
}  # fmt: skip
CORRECTION = {
    "mobile": "13943002222",
    "email": "cg@example.cn",
    "preferred_channel": "phone",
    "hobbies": "书法",
    "note": "换号了",
}
MERGE = {
    "name": "typed", "name_typed": "甲乙", "mobile": "typed", "mobile_typed": "12345", "birthday": "typed", "birthday_typed": "1960-01-03",
    "risk_rating": "typed", "risk_rating_typed": "C3", "risk_assessed_on_typed": "2026-01-02", "reason": "同一人",
}  # fmt: skip
"""Its number is wrong on purpose: so the two stay two whatever else is sent."""

AREAS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "record": [
        ("wanglei", "/clients/{client}/phones", {"phone_kind": "home", "number": "0431-85903316", "label": "上午"}),
        ("wanglei", "/clients/{client}/phones/{phone}/main", {}), ("wanglei", "/clients/{client}/phones/{phone}/remove", {}),
        ("wanglei", "/clients/{client}/addresses", {"address_kind": "home", "district": "汽开区", "line": "东风大街 9 号"}),
        ("wanglei", "/clients/{client}/addresses/{address}/main", {}), ("wanglei", "/clients/{client}/addresses/{address}/remove", {}),
        ("wanglei", "/clients/{client}/confirm", {}), ("wanglei", "/clients/{client}/call", {}), ("wanglei", "/clients/{client}/reveal?field=mobile", {"reason": "客户来电核实"}),
        ("wanglei", "/clients/{client}/proposals/{proposal}/ask", {}), ("wanglei", "/clients/{client}/proposals/{proposal}/accept", {}), ("wanglei", "/clients/{client}/proposals/{second_proposal}/decline", {"reason": "号码不对"}),
    ],
    "persons": [
        ("wanglei", "/clients/{company}/persons/new", PERSON), ("wanglei", "/clients/{company}/persons/{person}", {**PERSON, "version": "1"}),
        ("wanglei", "/clients/{company}/persons/{person}/end", {"reason": "调岗"}), ("chengang", "/me/profile/correct", CORRECTION),
        ("chengang", "/me/profile/consents/marketing", {"given": "1"}),
        ("wanglei", "/clients/{client}/consents/record", {"kind": "survey", "given": "1", "channel": "phone", "said_on": "2026-11-20", "evidence": "录音 A-17"}),
        ("chengang", "/me/profile/corrections/{proposal}/withdraw", {}),
    ],
    "holdings": [
        ("wanglei", "/clients/{client}/outside/new", OUTSIDE), ("wanglei", "/clients/{company}/outside/{outside}/end", {"reason": "还清了"}),
        ("wanglei", "/clients/{company}/suggestions/loan", ANSWER), ("wanglei", "/clients/{client}/services/new", SERVICE),
        ("wanglei", "/clients/{client}/services/{ended}/resume", {}), ("wanglei", "/clients/{client}/services/{service}/wrong", {"reason": "记错人"}),
        ("wanglei", "/clients/{client}/services/{service}/end", {"until": "2026-11-20", "reason": "换车"}),
        ("gaoyuan", "/products/new", {**PRODUCT, "product_class": "deposit", "code": "structured"}), ("gaoyuan", "/products/demand/edit", {**PRODUCT, "version": "1"}),
    ],
    "quality": [
        ("gaoyuan", "/settings/quality", {"individual.birthday": "standard"}), ("zhaomin", "/clients/duplicates/{pair}/not-same", {"reason": "两代人"}),
        ("zhaomin", "/clients/duplicates/{denied}/again", {}), ("zhaomin", "/clients/alike", {"kind": "individual", "name": "陈刚", "mobile": "13800000001", "birthday": "1968-05-06"}),
        ("zhaomin", "/clients/{one}/merge/{other}", MERGE), ("zhaomin", "/merges/{merge}/decline", {"words": "两代人"}), ("luwei", "/merges/{merge}/confirm", {}),
        ("zhaomin", "/merges/{merge}/undo", {"version": "1"}),
    ],
    "finding": [
        ("zhaomin", "/clients/tags", {"branch": "FAW", "name": "书法", "colour": "plain"}), ("zhaomin", "/clients/tags/{tag}", {"name": "高尔夫", "colour": "info", "version": "1"}),
        ("wanglei", "/clients/{client}/tags", {"tag": "{tag}"}), ("wanglei", "/clients/{client}/tags/{tag}/remove", {}),
        ("zhaomin", "/clients/filters/new", {"list": LIST, "name": "黄金", "shared_with": "FAW", "freeze": ""}),
        ("zhaomin", "/clients/filters/{filter}", {"name": "黄金客户", "shared_with": "", "version": "1"}), ("zhaomin", "/clients/filters/{filter}/save", {"list": LIST}),
        ("zhaomin", "/clients/filters/{filter}/count", {}), ("zhaomin", "/clients/filters/{filter}/freeze", {}), ("zhaomin", "/clients/filters/{filter}/delete", {}),
        ("zhaomin", "/clients/bulk", {"deed": "tag", "chosen": "{tag}", "list": LIST}), ("wanglei", "/clients/columns", {"columns": "aum"}),
        ("zhaomin", "/exports/new", {"list": LIST, "kind": "csv", "columns": "name", "unmasked": "", "reason": "台历"}),
        ("zhaomin", "/clients/tags/{second_tag}/remove", {"tag": "{second_tag}"}),
    ],
}  # fmt: skip

WRONG = [
    ("wanglei", "/clients/{client}/phones", {"phone_kind": "home", "number": "12", "label": "上午"}, "number"),
    ("wanglei", "/clients/{client}/phones", {"phone_kind": "fax", "number": "0431-85903316", "label": "上午"}, "phone_kind"),
    ("wanglei", "/clients/{client}/phones", {"phone_kind": "home", "number": "0431-85903316", "label": "长" * 33}, "label"),
    ("wanglei", "/clients/{client}/addresses", {"address_kind": "home", "district": "汽开区", "line": " "}, "line"),
    ("wanglei", "/clients/{client}/addresses", {"address_kind": "moon", "district": "汽开区", "line": "东风大街"}, "address_kind"),
    ("wanglei", "/clients/{client}/reveal?field=mobile", {"reason": "x"}, "reason"),
    ("wanglei", "/clients/{client}/proposals/{second_proposal}/decline", {"reason": ""}, "reason"),
    ("wanglei", "/clients/{company}/persons/new", {**PERSON, "person_mobile": "12"}, "person_mobile"),
    ("wanglei", "/clients/{company}/persons/new", {**PERSON, "scope": "everything"}, "scope"),
    ("wanglei", "/clients/{company}/persons/{person}", {**PERSON, "version": "1", "valid_until": "2020-01-01"}, "valid_until"),
    ("wanglei", "/clients/{company}/persons/{person}/end", {"reason": ""}, "reason"),
    ("chengang", "/me/profile/correct", {**CORRECTION, "email": "not an address"}, "email"),
    ("chengang", "/me/profile/correct", {**CORRECTION, "mobile": "12"}, "mobile"),
    ("wanglei", "/clients/{client}/outside/new", {**OUTSIDE, "amount": "-5"}, "amount"),
    ("wanglei", "/clients/{client}/outside/new", {**OUTSIDE, "bank": ""}, "bank"),
    ("wanglei", "/clients/{client}/outside/new", {**OUTSIDE, "product_class": "yacht"}, "product_class"),
    ("wanglei", "/clients/{company}/outside/{outside}/end", {"reason": "长" * 201}, "reason"),
    ("wanglei", "/clients/{company}/suggestions/loan", {**ANSWER, "until": "2020-01-01"}, "until"),
    ("wanglei", "/clients/{company}/suggestions/loan", {"answer": "declined", "until": "", "note": ""}, "note"),
    ("wanglei", "/clients/{client}/services/new", {**SERVICE, "since": "2027-01-01"}, "since"),
    ("wanglei", "/clients/{client}/services/{service}/end", {"until": "2020-01-01", "reason": "换车"}, "until"),
    ("wanglei", "/clients/{client}/services/{service}/wrong", {"reason": ""}, "reason"),
    ("gaoyuan", "/products/new", {**PRODUCT, "product_class": "deposit", "code": "Not A Code"}, "code"),
    ("gaoyuan", "/products/demand/edit", {**PRODUCT, "version": "1", "name_en": ""}, "name_en"),
    ("zhaomin", "/clients/duplicates/{pair}/not-same", {"reason": ""}, "reason"),
    ("zhaomin", "/clients/{one}/merge/{other}", MERGE, "mobile_typed"),
    ("zhaomin", "/merges/{merge}/decline", {"words": " "}, "words"),
    ("zhaomin", "/clients/tags", {"branch": "FAW", "name": "长" * 25, "colour": "plain"}, "name"),
    ("zhaomin", "/clients/tags", {"branch": "JY", "name": "书法", "colour": "plain"}, "branch"),
    ("zhaomin", "/clients/tags/{tag}", {"name": "", "colour": "info", "version": "1"}, "name"),
    ("zhaomin", "/clients/filters/new", {"list": LIST, "name": "", "shared_with": "FAW", "freeze": ""}, "name"),
    ("zhaomin", "/clients/filters/{filter}", {"name": "长" * 61, "shared_with": "", "version": "1"}, "name"),
    ("zhaomin", "/clients/bulk", {"deed": "tag", "chosen": "999", "list": LIST}, "chosen"),
    ("wanglei", "/clients/columns", {"columns": "password"}, "columns"),
    ("zhaomin", "/exports/new", {"list": LIST, "kind": "csv", "columns": "name", "unmasked": "1", "reason": ""}, "reason"),
    ("zhaomin", "/exports/new", {"list": LIST, "kind": "exe", "columns": "name", "unmasked": "", "reason": ""}, "kind"),
]  # fmt: skip
"""A wrong value each, and the field beside which its message stands."""


def world(served: Client, manager: Any, branch_admin: Any) -> dict[str, str]:
    """One of everything that these forms are about: its placeholder → its number."""
    now = clock.now()
    people.staff("luwei", "陆薇", "branch_admin", at="CC")
    people.staff("gaoyuan", "高远", "head_office", at="JLB")
    company = people.client("sunli", "长春宏达", "gold", kind="company", birthday=None)
    people.seat(company, "manager", manager)
    things.account(company, "settlement")
    outside = OutsideHolding.create(
        client=company, product_class="loan", bank="建设银行", learnt="对账单", noted_on=clock.today(), noted_by=manager
    )
    derive_classes([company.id])
    one, other = (people.client(None, name, birthday=date(1960, 1, day)) for name, day in (("甲一", 1), ("乙二", 2)))
    waits = [people.client(None, name) for name in ("丙三", "丁四")]
    proposals = [
        Proposal.create(client=served, account=people.account_of(served), field=name, wanted="x@example.cn", at=now)
        for name in ("email", "wechat")
    ]
    admin = people.account_of(branch_admin)
    merge = ClientMerge.create(kept=waits[0], gone=waits[1], state="proposed", kept_version=1, gone_version=1, proposed_by=admin, proposed_at=now)  # fmt: skip
    pairs = [
        DuplicatePair.create(first=first, second=second, score=50, reasons=["phone"], state=state, found_at=now)
        for first, second, state in ((one, other, "open"), (one, waits[0], "not_same"))
    ]
    tags = [Tag.create(branch=served.branch, name=name, created_at=now) for name in ("高尔夫", "茶")]
    rows = {
        "phone": ClientPhone.create(client=served, kind="home", number="+8643185900001", created_at=now),
        "address": ClientAddress.create(client=served, kind="work", line="创业大街 1 号", created_at=now),
        "proposal": proposals[0], "second_proposal": proposals[1], "person": Account.get(Account.client == company), "outside": outside,
        "service": things.service(served, number="ETC20260001"), "ended": things.service(served, "safe_box", until=clock.today()), "pair": pairs[0], "denied": pairs[1],
        "merge": merge, "tag": tags[0], "second_tag": tags[1],
        "filter": SavedFilter.create(name="黄金", query="tier=gold", owner=admin, created_at=now),
    }  # fmt: skip
    return {name: str(row.id) for name, row in rows.items()} | {
        "company": company.number,
        "one": one.number,
        "other": other.number,
    }
