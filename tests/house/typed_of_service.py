"""The typed forms of requests, complaints, signatures and notices, like those of `typed_forms.py`."""

from __future__ import annotations

import pytest

from portal.actions.complaints import reviewing
from portal.actions.events import results as event_results
from portal.actions.events import spending
from portal.actions.requests import phrases, subtasks
from portal.ground import clock
from portal.models import Complaint, ComplaintMeasure, Delivery, MeetingCard
from tests.complaints import cases
from tests.complaints.naming import complained
from tests.complaints.test_classes import SAID as CLASSES
from tests.events.came import card, held, party
from tests.ground import people
from tests.house.typed_forms import Form
from tests.notices.outside import endpoint
from tests.requests.cases import taken
from tests.signatures.papers import asked


@pytest.fixture
def complaint_classes(served, manager, head_office) -> list[Form]:
    row = complained(served)
    new = {
        "code": "parking",
        "parent": "systems",
        "standard": "",
        "name_zh": "停车",
        "name_en": "Parking",
        "number": "",
    }
    return [
        ("wanglei", f"/requests/{row.number}/classes", {**CLASSES, "version": "1"}),
        (
            "gaoyuan",
            "/complaints/classes/inner/slow",
            {"name_zh": "久等", "name_en": "Waiting", "number": "", "version": "1"},
        ),
        ("gaoyuan", "/complaints/classes/inner/new", new),
    ]


@pytest.fixture
def after_events(served, manager, coordinator, branch_admin) -> list[Form]:
    row, done = held(coordinator), held(coordinator)
    other = people.client("zhoujie", "周洁", "gold")
    for one in (served, other):
        party(row, one)
        card(one)
    who = people.actor(coordinator)
    spent = spending.spend(who, row, 100, clock.today(), "茶点", None, [])
    event_results.complete(who, done, "很好", "")
    here = f"/events/{row.number}"
    token = MeetingCard.get(MeetingCard.client == other).token
    shown = {
        "willing": "1",
        "before": "name",
        "after": "mobile",
        "words": "做零部件",
        "interests": "茶",
        "version": "1",
    }
    return [
        ("chengang", f"/me{here}/feedback", {"score": "4", "good": "茶艺", "wish": "书法"}),
        ("sunyue", f"{here}/expenses/new", {"amount": "12.50", "on": "2026-11-23", "words": "茶点", "line": "0"}),
        ("sunyue", f"{here}/expenses/{spent.id}/strike", {"reason": "重复"}),
        ("sunyue", f"{here}/result/complete", {"went": "很好", "follows": "明年再办"}),
        ("zhaomin", f"/events/{done.number}/result/return", {"reason": "缺发票"}),
        ("chengang", "/me/introductions/card", shown),
        ("chengang", f"/me{here}/meet", {"whom": token, "words": "聊聊"}),
        ("wanglei", f"/clients/{served.number}/introductions", {"client": other.number, "words": "都喜欢茶"}),
        ("sunyue", f"{here}/introductions", {"first": served.number, "second": other.number, "words": "都喜欢茶"}),
    ]


@pytest.fixture
def complaints(branch_admin, upper_admin, head_office, coordinator, manager, served) -> list[Form]:
    """One at each stage that a form is about."""
    new, old, asked, over, told, again, review = (cases.filed(served) for _ in range(7))
    for row in (old, asked, over, told, again, review):
        cases.accepted(row, manager)
    cases.extended(asked, manager)
    cases.asked_for_more(asked, manager)
    for row in (over, told, again, review):
        cases.decided(row, manager)
    Complaint.update(told_at=None).where(Complaint.request == told.id).execute()
    reviewing.ask_review(people.actor(served), review, "不同意")
    plan, done = (cases.measure(row, manager) for row in (over, over))
    cases.done(done, manager)
    ComplaintMeasure.update(look_on=clock.today()).where(ComplaintMeasure.id == done.id).execute()
    return [
        ("sunyue", "/complaints/new", cases.STRANGER),
        ("wanglei", f"/requests/{new.number}/refuse", {"ground": "not_ours", "words": "与我行无关"}),
        ("wanglei", f"/requests/{old.number}/extend", {"reason": "需向第三方核实"}),
        ("luwei", f"/requests/{asked.number}/extension", {"approved": "yes", "words": "同意"}),
        ("wanglei", f"/requests/{old.number}/papers", {"asked": "evidence", "words": "当日照片"}),
        ("wanglei", f"/requests/{told.number}/told", {"on": "2026-11-24", "how": "电话告知"}),
        ("wanglei", f"/requests/{new.number}/withdraw", {"reason": "来电撤回"}),
        ("wanglei", f"/requests/{again.number}/review", {"words": "来信不同意"}),
        ("luwei", f"/requests/{review.number}/review/answer", {"outcome": "confirmed", "words": "维持原决定"}),
        (
            "wanglei",
            f"/requests/{over.number}/measure",
            {"cause": "disclosure", "what": "净值回撤一日内告知", "owner": "wanglei", "due": "2026-12-20"},
        ),
        ("wanglei", f"/complaints/measures/{plan.id}/done", {"words": "已上线提醒"}),
        ("wanglei", f"/complaints/measures/{done.id}/look", {"verdict": "better", "words": "减少一半"}),
        ("chengang", f"/me/requests/{over.number}/review", {"words": "不同意"}),
        ("gaoyuan", "/complaints/lists/grounds/new", {"code": "old", "name_zh": "时间过久", "name_en": "Too long ago"}),
        (
            "gaoyuan",
            "/complaints/lists/ways/hotline",
            {"name_zh": "热线", "name_en": "Hotline", "detail_zh": "400", "detail_en": "400", "version": "1"},
        ),
    ]


@pytest.fixture
def handling(served, manager, head_office) -> list[Form]:
    phrase = {"title_zh": "已收到", "body_zh": "{client}，您好", "title_en": "Received", "body_en": "Dear {client}"}
    row = phrases.write_phrase(
        people.actor(head_office), {**phrase, "category_id": None, "position": 1, "active": True}
    )
    asked = taken(served, manager)
    due = clock.now() + clock.days(1)
    part = subtasks.ask(people.actor(manager), asked, "出具证明", "", due, staff="wanglei")
    return [
        ("gaoyuan", "/requests/phrases/new", phrase),
        ("gaoyuan", f"/requests/phrases/{row.id}", {**phrase, "version": "1"}),
        ("wanglei", f"/requests/tasks/{part.id}/done", {"result": "已办"}),
    ]


@pytest.fixture
def notices(app, admin, head_office, manager) -> list[Form]:
    client = people.client(None, "韩丽", "gold")
    people.seat(client, "manager", manager)
    values = {"channel": "call", "kind": "voucher.cancelled", "state": "call", "created_at": clock.now()}
    row = Delivery.create(client=client, words={"day": "2026-12-01"}, next_attempt_at=clock.now(), **values)
    with app.app_context():
        way = endpoint("https://hooks.example.com/in")
    hook = {"name": "客服系统", "address": "https://hooks.example.com/new", "groups": "requests", "branch": ""}
    return [
        ("admin", "/system/channels/new/webhook", hook),
        ("admin", f"/system/channels/{way.id}", {**hook, "version": "1"}),
        ("gaoyuan", "/settings/notices/tier.up", {"zh": "有好消息", "en": "Good news", "outside": "1", "version": "0"}),
        (
            "wanglei",
            f"/clients/{client.number}/notices/{row.id}",
            {"channel": "phone", "outcome": "reached", "summary": "已告知"},
        ),
    ]


@pytest.fixture
def signatures(manager, served) -> list[Form]:
    here = f"/me/signatures/{asked(served, by=manager).token}"
    return [
        ("chengang", f"{here}/type", {"typed_name": "陈刚", "password": people.PASSWORD}),
        ("chengang", f"{here}/decline", {"reason": "第二条看不明白"}),
    ]
