"""From an event's page somebody of the bank introduces two of its guests; both yes are needed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal.ground import clock
from portal.models import Client, FollowUp, Introduction, MeetingCard, Notice, SignUp
from tests.complaints import cases
from tests.events.came import card, held, party
from tests.events.plans import event
from tests.ground import people


@pytest.fixture
def evening(coordinator, served, liufang):
    """陈刚 and 刘芳 took part and would like to meet others; 韩雪 took part and said nothing of the kind."""
    row = held(coordinator)
    for one in (served, liufang, people.client("hanxue", "韩雪", "gold")):
        party(row, one)
    card(served), card(liufang)
    return row


def propose(visitor, row, first, second, status=200, **fields):
    numbers = {"first": getattr(first, "number", first), "second": getattr(second, "number", second)}
    path = f"/events/{row.number}/introductions"
    return visitor.post(path, status=status, referer=path, words="都喜欢书法", **numbers, **fields)


def chosen_from(page, name):
    return [one["value"] for one in page.html.select(f"select[name={name}] option") if one["value"]]


def test_it_works(visit, evening, served, liufang, coordinator, auditor):
    page = visit(coordinator).get(f"/events/{evening.number}/introductions")
    assert set(chosen_from(page, "first")) == set(chosen_from(page, "second")) == {served.number, liufang.number}
    page = propose(visit(coordinator), evening, served, liufang)
    assert page.notice == "Both are asked. You hear of it when both have said yes."
    row = Introduction.get()
    assert (row.event_id, row.proposer_id, row.low_answer, row.high_answer) == (evening.id, coordinator.id, "", "")
    for person in (served, liufang):
        text = visit(person).get("/me/introductions").text
        assert "Proposed by us" in text and "都喜欢书法" in text and evening.title in text
        visit(person).post(f"/me/introductions/{row.token}/answer", referer="/me/introductions", answer="yes")
    for person in (coordinator, auditor):
        shown = visit(person).get(f"/events/{evening.number}/introductions").section("proposals")
        assert "Both agreed" in shown and "陈刚" in shown and "刘芳" in shown
    figures = visit(coordinator).get(f"/events/{evening.number}/result")
    assert f"/events/{evening.number}/introductions" in figures.links()
    assert "Introductions with both yes 1 of 1" in figures.section("attendance")
    assert "邀请两位来宾" in visit(coordinator, language="zh").get(f"/events/{evening.number}/introductions").text


def test_who_asked_for_himself_is_counted_and_not_named(visit, evening, served, liufang, coordinator):
    token = MeetingCard.get(MeetingCard.client == liufang).token
    visit(served).post(f"/me/events/{evening.number}/meet", whom=token, words="聊聊")
    page = visit(coordinator).get(f"/events/{evening.number}/introductions")
    assert "Asked for by guests themselves: 1, with both yes: 0." in page.section("by-guests")
    assert "陈刚" not in page.section("proposals")


@pytest.mark.parametrize("deed", ["cancelled", "unwilling", "merged"])
def test_who_may_not_be_asked_any_more(visit, evening, served, liufang, coordinator, deed):
    visit(coordinator).get(f"/events/{evening.number}/introductions")
    if deed == "cancelled":
        SignUp.update(cancelled_at=clock.now()).where(SignUp.client == liufang).execute()
    elif deed == "unwilling":
        MeetingCard.update(willing=False).where(MeetingCard.client == liufang).execute()
    else:
        Client.update(merged_into=served).where(Client.id == liufang.id).execute()
    page = propose(visit(coordinator), evening, served, liufang, 422)
    assert "second" in page.errors and not Introduction.select().exists()
    shown = visit(coordinator).get(f"/events/{evening.number}/introductions").section("propose")
    assert "Two guests who wish to meet others are needed." in shown


@pytest.mark.one_engine
def test_bad_input(visit, evening, served, liufang, coordinator, zhaolei):
    card(zhaolei)
    stranger = people.client(None, "白霜", "gold")
    card(stranger)
    desk = visit(coordinator)
    for first, second, field in (
        (served, served, "second"), (served, stranger, "second"), (zhaolei, served, "first"), ("", liufang, "first"),
        ("C-9999999", liufang, "first"), (served, "<script>", "second"), (served, "9" * 3000, "second"),
    ):  # fmt: skip
        page = propose(desk, evening, first, second, 422)
        assert field in page.errors and page.value("words").strip() == "都喜欢书法", (first, second)
    page = desk.post(
        f"/events/{evening.number}/introductions",
        status=422,
        first=served.number,
        second=liufang.number,
        words="长" * 301,
    )
    assert set(page.errors) == {"words"} and page.value("first") == served.number
    assert not Introduction.select().exists()


@pytest.mark.one_engine
def test_the_same_two_once(visit, evening, served, liufang, coordinator):
    once = str(uuid.uuid4())
    for _time in range(2):
        propose(visit(coordinator), evening, served, liufang, submission=once)
    page = propose(visit(coordinator), evening, liufang, served, 409)
    assert "not long ago" in page.errors["second"] and Introduction.select().count() == 1
    assert Notice.select().where(Notice.kind == "introduction.proposed").count() == 2


@pytest.mark.one_engine
def test_who_may(
    visit, evening, served, liufang, manager, second_manager, specialist, auditor, other_manager, coordinator
):
    path = f"/events/{evening.number}/introductions"
    page = visit(manager).get(path)
    assert chosen_from(page, "first") == [served.number]  # 刘芳 is not his; he may propose 陈刚 to her
    assert set(chosen_from(page, "second")) == {served.number, liufang.number}
    assert not visit(second_manager).get(path).html.select("select[name=first]")
    propose(visit(second_manager), evening, served, liufang, 422)
    assert not visit(auditor).get(path).html.select("form[action$=introductions]")
    propose(visit(auditor), evening, served, liufang, 403)
    visit(specialist).get(path, status=404)
    propose(visit(specialist), evening, served, liufang, 403)
    visit(other_manager).get(path, status=404)
    visit(served).get(path, status=403)
    for state in ("draft", "cancelled"):
        visit(coordinator).get(f"/events/{event(coordinator, state).number}/introductions", status=404)


@pytest.mark.one_engine
def test_never_across_a_recusal(visit, evening, served, liufang, manager):
    cases.filed(liufang, about=[manager])
    page = visit(manager).get(f"/events/{evening.number}/introductions")
    assert "刘芳" not in page.section("main")
    propose(visit(manager), evening, served, liufang, 422)


@pytest.mark.one_engine
def test_calls_behind_their_figure(visit, evening, served, liufang, coordinator, manager):
    now = clock.now()
    for client, done in ((served, now), (liufang, None)):
        FollowUp.create(
            client=client,
            seat="manager",
            cause="event",
            cause_key=f"{evening.number}:{client.id}",
            ref=evening.number,
            made_at=now,
            due=clock.today() + timedelta(days=2),
            done_at=done,
        )
    page = visit(coordinator).get(f"/events/{evening.number}/result")
    assert "Follow-up calls made 1 of all 2" in page.section("attendance")
    for who, names in (("called", {"陈刚"}), ("calls", {"陈刚", "刘芳"})):
        path = f"/events/{evening.number}/result/parties?who={who}"
        assert path in page.links()
        assert {row[0] for row in visit(coordinator).get(path).table("parties")} == names
