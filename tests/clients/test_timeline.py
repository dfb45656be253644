"""The timeline of a client: everything that happened, in one order, page by page, by kind and by person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.actions.requests import working
from portal.ground import clock
from portal.models import (
    AuditEntry,
    Complaint,
    Contact,
    Event,
    Relation,
    Request,
    RequestEntry,
    Seat,
    SignUp,
    TierChange,
)
from portal.reads.clients.timeline import KINDS, TimelineFilter, timeline_of
from portal.reads.requests.told import complaints_of
from tests.ground import benefits, people
from tests.ground.plans import indexes, plans_of, reads_all


def met_often(client, staff, count):
    for number in range(count):
        Contact.create(
            client=client,
            staff=staff,
            channel="phone",
            happened_at=clock.now(),
            summary=f"回访{number}",
            created_at=clock.now(),
        )


@pytest.fixture
def lived(served, manager, adviser, coordinator):
    """陈刚 with one thing of every kind, a day apart, the newest first: contact, request, event, benefit, tier, team, relation, record."""
    now, account = clock.now(), people.account_of(served)
    Contact.create(
        client=served,
        staff=manager,
        channel="visit",
        happened_at=now - clock.days(1),
        summary="谈到子女入学",
        created_at=now,
    )
    complaint = Request.create(number="R-2026-000007", client=served, seat="manager", holder=manager, branch=served.branch, kind="complaint", category="card", subject="换卡太慢", details="-", filed_by=account,
                   filed_at=now - clock.days(2), minutes=480, moved_at=now)  # fmt: skip
    Complaint.create(request=complaint, branch=served.branch, received_on=clock.today(), policy={})
    event = Event.create(number="E-2026-0007", branch=served.branch, kind="tour", title="踏雪", venue="净月潭", starts_at=now, ends_at=now, sign_up_until=now,
                         capacity=10, state="published", created_by=coordinator, created_at=now)  # fmt: skip
    SignUp.create(event=event, client=served, author=people.account_of(adviser), guests=2, at=now - clock.days(3))
    benefits.use(served, "golf", staff=manager, at=now - clock.days(4))
    TierChange.create(
        client=served, tier="diamond", since=clock.today(), reason="三月均值达标", created_at=now - clock.days(5)
    )
    Seat.update(created_at=now - clock.days(6)).where(Seat.client == served).execute()
    Relation.create(first=served, outside="王秀兰", kind="spouse", author=manager, created_at=now - clock.days(7))
    AuditEntry.create(at=now - clock.days(8), actor=people.account_of(manager), actor_name="王磊", action="client.edited", subject_type="client", subject_id=served.id,
                      branch=served.branch, words={"client": "陈刚", "number": served.number}, changes={"hobbies": ["茶", "书法"]})  # fmt: skip
    return served


def moments(page) -> list[str]:
    return [" ".join(item.div.div.get_text(" ").split()) for item in page.html.select("#moments > li:not(#older)")]


def test_it_works(visit, manager, lived):
    page = visit(manager).get(f"/clients/{lived.number}/history")
    assert moments(page) == [
        "王磊 visited the client: 谈到子女入学",
        "The client filed the complaint R-2026-000007 : 换卡太慢",
        "李娜 signed up for 踏雪 , with 2 guests",
        "Used Golf × 1",
        "Tier Diamond : 三月均值达标",
        "何军 joined the service team: new client",
        "李娜 became wealth adviser: new client",
        "王磊 became client manager: new client",
        "王磊 recorded a relation: Spouse · 王秀兰",
        "王磊 edited the record of 陈刚: Hobbies",
    ]
    when = page.html.select_one("#moments time")
    assert when["datetime"] == "2026-11-23T10:00+08:00"
    short = visit(manager).get(f"/clients/{lived.number}")
    assert moments(short) == moments(page)[:8]
    older = visit(manager).get(short.html.select_one("#older a")["href"])
    assert moments(older) == moments(page)[8:]


def test_in_chinese(visit, manager, lived):
    page = visit(manager, language="zh").get(f"/clients/{lived.number}")
    assert moments(page)[0] == "王磊 拜访了客户：谈到子女入学"


@pytest.mark.parametrize(
    ("query", "starts"),
    [
        ({"kind": "contact"}, ["王磊 visited"]), ({"kind": ["tier", "benefit"]}, ["Used", "Tier"]), ({"kind": "record"}, ["王磊 edited"]),
        ({"kind": "relation"}, ["王磊 recorded"]), ({"kind": "deal"}, []), ({"kind": "nonsense", "before": "x~y~z"}, None),
    ],
)  # fmt: skip
def test_by_kind(visit, manager, lived, query, starts):
    page = visit(manager).get(f"/clients/{lived.number}/history", **query)
    found = moments(page)
    if starts is None:
        assert len(found) == 10
        return
    assert len(found) == len(starts) and all(text.startswith(start) for text, start in zip(found, starts, strict=True))
    if not starts:
        assert "Nothing of this kind" in page.text


def test_by_person(visit, manager, adviser, lived):
    page = visit(manager).get(f"/clients/{lived.number}/history", by=str(adviser.id))
    assert moments(page) == ["李娜 signed up for 踏雪 , with 2 guests"]
    names = [option.get_text() for option in page.html.select("select[name=by] option")]
    assert names[0] == "Everybody" and "王磊" in names


def test_ends_are_told(visit, manager, lived):
    Seat.update(until=clock.today() - timedelta(days=1), ended_reason="调岗").where(Seat.kind == "specialist").execute()
    Relation.update(until=clock.today(), ended_reason="离婚").execute()
    page = visit(manager).get(f"/clients/{lived.number}/history", kind=["team", "relation"])
    assert moments(page)[:2] == ["Ended: Spouse · 王秀兰", "何军 left the team: 调岗"]


def test_the_other_side_of_a_relation_is_named(visit, manager, lived):
    Relation.delete().execute()
    wife = people.client(None, "周秀英", "gold", gender="f")
    Relation.create(first=lived, second=wife, kind="spouse", author=manager, created_at=clock.now())
    page = visit(manager).get(f"/clients/{lived.number}/history", kind="relation")
    assert moments(page)[0] == "王磊 recorded a relation: Wife · 周秀英"
    assert f"/clients/{wife.number}" in page.links()
    Relation.update(until=clock.today()).where(Relation.second == wife).execute()
    page = visit(manager).get(f"/clients/{lived.number}/history", kind="relation")
    assert "Ended: Wife · 周秀英" in moments(page)


def test_only_who_may_know_him_reads_the_name_of_the_other_side(visit, manager, auditor, lived, zhaolei):
    Relation.create(first=zhaolei, second=lived, kind="introducer", author=manager, created_at=clock.now())
    page = visit(manager).get(f"/clients/{lived.number}/history", kind="relation")
    assert moments(page)[0] == "王磊 recorded a relation: Introduced by · another client"
    assert "赵蕾" not in page.text and zhaolei.number not in page.response.get_data(as_text=True)
    page = visit(manager, language="zh").get(f"/clients/{lived.number}/history", kind="relation")
    assert "另一位客户" in moments(page)[0]
    page = visit(auditor).get(f"/clients/{lived.number}/history", kind="relation")
    assert moments(page)[0] == "王磊 recorded a relation: Introduced by · 赵蕾"


def test_a_statement_names_all_of_them(visit, manager, lived, statements):
    who = visit(manager)
    who.get(f"/clients/{lived.number}/history")
    with statements() as few:
        who.get(f"/clients/{lived.number}/history", kind="contact")
    for n in range(5):
        other = people.client(None, f"同事{n}", "gold")
        Relation.create(first=lived, second=other, kind="colleague", author=manager, created_at=clock.now())
    with statements() as many:
        page = who.get(f"/clients/{lived.number}/history", kind="relation")
    assert "同事4" in moments(page)[0] and len(many) == len(few) + 1


def test_a_long_text_is_folded(visit, manager, lived):
    Contact.update(summary="详谈" * 200).execute()
    page = visit(manager).get(f"/clients/{lived.number}/history", kind="contact")
    fold = page.html.select_one("#moments details.fold")
    assert fold.p.get_text() == "详谈" * 200
    assert "<script>" not in str(page.html.select_one("#moments"))


def test_nothing_typed_becomes_markup(visit, manager, lived):
    Contact.update(summary="<script>alert(1)</script>").execute()
    page = visit(manager).get(f"/clients/{lived.number}")
    assert "<script>alert(1)</script>" in moments(page)[0] and not page.html.select("#moments script")


def test_older_ones_follow_page_by_page(visit, manager, lived):
    """All of one second, as an import writes them: none is lost, none comes twice."""
    same = clock.now() - clock.days(1)
    for number in range(45):
        Contact.create(
            client=lived, staff=manager, channel="phone", happened_at=same, summary=f"回访{number}", created_at=same
        )
        benefits.use(lived, "golf", guest=f"客{number}", at=same)
    browser, found, address = visit(manager), [], f"/clients/{lived.number}"
    for _ in range(9):
        page = browser.get(address)
        found += moments(page)
        link = page.html.select_one("#older a[rel=next]")
        if link is None:
            break
        assert link["hx-get"] == link["href"]
        address = link["href"]
    assert len(found) == len(set(found)) == 100


def test_with_htmx_the_older_ones_come_alone(visit, manager, lived):
    met_often(lived, manager, 30)
    link = visit(manager).get(f"/clients/{lived.number}").html.select_one("#older a")
    page = visit(manager, htmx="older").get(link["href"])
    assert page.html.html is None and len(moments(page)) == 20


@pytest.mark.one_engine
def test_who_may_not(visit, second_manager, other_manager, lived):
    for person in (second_manager, other_manager):
        visit(person).get(f"/clients/{lived.number}/history", status=404)


def test_with_much_it_stays_flat(statements, manager, lived):
    """300 contacts: one statement, each part goes through an index of its own, and only a page is read of it."""
    now = clock.now()
    Contact.insert_many(
        [{"client": lived, "staff": manager, "channel": "phone", "happened_at": now - timedelta(hours=n), "summary": "x", "created_at": now} for n in range(300)]
    ).execute()  # fmt: skip
    told = complaints_of(people.actor(manager), lived.id)
    for before in ("", "2026-11-20 00:00:00~contact~9"):
        with statements() as seen:
            rows, older = timeline_of(lived.id, TimelineFilter(), before, complaints=told)
        assert len(rows) == 20 and older and len(seen) == 1
        (plan,) = plans_of(seen, "contact")
        assert {
            "contact_client_id_happened_at",
            "request_client_id_id",
            "auditentry_subject_type_subject_id_id",
        } <= indexes(plan), plan
        for table in (
            "contact",
            "request",
            "request_entry",
            "sign_up",
            "resolution",
            "seat",
            "tier_change",
            "audit_entry",
            "relation",
            "deal",
        ):
            assert not reads_all(plan, table, "x"), (table, plan)


def test_every_kind_can_be_asked_for(lived):
    for kind in KINDS:
        rows, _older = timeline_of(lived.id, TimelineFilter([kind]))
        assert all(row.kind.partition("_")[0] == kind for row in rows)


def test_what_became_of_a_request_is_told(app, visit, at, manager, lived):
    Request.update(kind="request").execute()  # what was decided about a complaint is never opened again
    working.take(people.actor(manager), Request.get())
    steps = (("resolve", manager), ("reopen", lived), ("resolve", manager), ("close", None))
    for minute, (deed, who) in enumerate(steps, 1):
        at(f"2026-11-24 10:0{minute}")
        words = ("新卡已寄出", "系统故障") if deed == "resolve" else ()
        getattr(working, deed)(people.actor(who) if who else None, Request.get(), *words)
    at("2026-11-24 11:00")
    browser = visit(manager)
    page = browser.get(f"/clients/{lived.number}/history", kind="request")
    assert moments(page) == [
        "R-2026-000007 was closed after two quiet weeks: 换卡太慢",
        "王磊 resolved R-2026-000007 : 换卡太慢",
        "The client reopened R-2026-000007 : 换卡太慢",
        "王磊 resolved R-2026-000007 : 换卡太慢",
        "The client filed the request R-2026-000007 : 换卡太慢",
    ]
    assert page.html.select_one("#moments a")["href"] == "/requests/R-2026-000007"
    assert [
        text
        for text in moments(browser.get(f"/clients/{lived.number}/history", by=str(manager.id)))
        if "R-2026" in text
    ] == ["王磊 resolved R-2026-000007 : 换卡太慢"] * 2
    chinese = moments(visit(manager, language="zh").get(f"/clients/{lived.number}/history", kind="request"))
    assert chinese[0].startswith("R-2026-000007 两周没有新动态") and chinese[2].startswith(
        "客户 重新开启了 R-2026-000007"
    )


def test_a_request_taken_back_is_told(app, visit, at, manager, lived):
    at("2026-11-24 10:05")
    working.withdraw(people.actor(lived), Request.get())
    page = visit(manager).get(f"/clients/{lived.number}")
    assert moments(page)[0] == "The client withdrew R-2026-000007 : 换卡太慢"


def test_a_note_is_not_told(app, visit, manager, lived):
    working.take(people.actor(manager), Request.get())
    RequestEntry.create(
        request=Request.get(), kind="note", author=people.account_of(manager), body="resolved", at=clock.now()
    )
    page = visit(manager).get(f"/clients/{lived.number}/history", kind="request")
    assert len(moments(page)) == 1


def test_eight_at_first_then_twenty(visit, manager, lived):
    met_often(lived, manager, 40)
    browser = visit(manager)
    page = browser.get(f"/clients/{lived.number}")
    assert len(moments(page)) == 8
    assert len(moments(browser.get(page.html.select_one("#older a")["href"]))) == 20
