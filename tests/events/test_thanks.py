"""Who came is thanked and asked once, within the one cap on asking; the call afterwards asks nothing else (R4, R9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.actions import follow_ups
from portal.actions.events import thanking
from portal.ground import clock
from portal.models import (
    Account,
    Asking,
    Client,
    Consent,
    Contact,
    ContactPlan,
    ContactWord,
    EventThanks,
    Feedback,
    FollowUp,
    Notice,
    Request,
)
from tests.events.came import held, party
from tests.ground import people
from tests.ground.together import together

SAID = {"score": "5", "good": "茶艺老师讲得好", "wish": "想听书法"}


def told(client):
    query = Notice.select(Notice.kind).where(
        Notice.account == people.account_of(client), Notice.kind.startswith("event.")
    )
    return [row.kind for row in query.order_by(Notice.id)]


def say(visitor, row, status=200, **fields):
    return visitor.post(f"/me/events/{row.number}/feedback", status=status, **{**SAID, **fields})


def test_it_works(visit, coordinator, served, liufang):
    row = held(coordinator)
    party(row, served, heads=1)
    party(row, liufang, heads=0)
    assert thanking.thank() == 1 and thanking.thank() == 0
    assert told(served) == ["event.thanks_ask"] and told(liufang) == []
    page = visit(served).get(f"/me/events/{row.number}/feedback")
    assert page.heading == "How was “岁末茶会”?"
    page = say(visit(served), row)
    assert page.notice == "Thank you. We read every answer."
    made = Feedback.get()
    assert (made.client_id, made.score, made.good, made.wish) == (served.id, 5, "茶艺老师讲得好", "想听书法")


def test_who_was_asked_lately_is_thanked_without_questions(coordinator, served, liufang):
    row = held(coordinator)
    for client in (served, liufang):
        party(row, client)
    Asking.create(client=served, source="rating", key="1:1", at=clock.now() - timedelta(days=3))
    Consent.create(client=liufang, kind="survey", given=False, version="2026-12", at=clock.now(), said_on=clock.today())
    thanking.thank()
    assert told(served) == ["event.thanks"] and told(liufang) == ["event.thanks"]
    assert [one.asked for one in EventThanks.select()] == [False, False]
    assert Asking.select().count() == 1


@pytest.mark.one_engine
def test_nobody_writes_to_a_mourner(coordinator, served):
    row = held(coordinator)
    party(row, served)
    ContactPlan.create(client=served, stopped="mourning", stopped_until=clock.today(), updated_at=clock.now())
    thanking.thank()
    assert told(served) == [] and EventThanks.select().count() == 1


@pytest.mark.one_engine
def test_a_phone_that_was_offline_is_not_too_late(coordinator, served):
    row = held(coordinator, hours_ago=30)
    mine = party(row, served, heads=0)
    assert thanking.thank() == 0
    mine.heads = 1
    mine.save()
    assert thanking.thank() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "wrong"), [({"score": ""}, "score"), ({"score": "6"}, "score"), ({"good": "长" * 501}, "good")]
)
def test_bad_input(visit, coordinator, served, fields, wrong):
    row = held(coordinator)
    party(row, served)
    page = say(visit(served), row, status=422, **fields)
    assert set(page.errors) == {wrong} and page.value("wish").strip() == "想听书法"
    assert Feedback.select().count() == 0


@pytest.mark.one_engine
def test_only_who_came_is_asked(visit, coordinator, served, liufang, zhaolei):
    row = held(coordinator)
    party(row, served, heads=0)
    for client, status in ((served, 404), (liufang, 404), (zhaolei, 404)):
        visit(client).get(f"/me/events/{row.number}/feedback", status=status)
        say(visit(client), row, status=status)
    assert Feedback.select().count() == 0


@pytest.mark.one_engine
def test_it_is_said_once(visit, coordinator, served):
    row = held(coordinator)
    party(row, served)
    say(visit(served), row)
    page = visit(served).get(f"/me/events/{row.number}/feedback")
    assert "You have told us about this event already" in page.text and "茶艺老师讲得好" in page.text
    page = say(visit(served), row, status=409)
    assert "already" in page.refusal and Feedback.select().count() == 1


def test_two_at_once_say_it_once(app, coordinator, served):
    row = held(coordinator)
    party(row, served)
    who = people.actor(served)
    together(app, *[lambda n=n: thanking.say(who, row, served, n, "", "") for n in (1, 2, 3, 4)])
    assert Feedback.select().count() == 1


@pytest.mark.one_engine
def test_a_low_score_is_told_to_who_answers_for_it(visit, coordinator, served):
    row = held(coordinator)
    party(row, served)
    say(visit(served), row, score="2", good="", wish="")
    notice = Notice.get(Notice.account == people.account_of(coordinator))
    assert notice.kind == "event.rated_low" and notice.path == f"/events/{row.number}/result#said"


# ---- the call


def call_of(row, client):
    thanking.thank()
    follow_ups.make()
    return FollowUp.get(FollowUp.cause == "event", FollowUp.client == client)


def at(call, client):
    return f"/clients/{client.number}/follow-ups/{call.id}"


CALL = {"channel": "phone", "outcome": "reached", "summary": "谈到茶会"}


def test_the_call_asks_what_the_client_did_not_say(visit, coordinator, served, adviser):
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    page = visit(adviser).get(at(call, served))
    assert "How did you like it" in page.text and "Did he understand" not in page.text
    fields = {**CALL, "score": "4", "good": "茶", "wish": "高尔夫", "interests": "高尔夫、茶", "need": "子女入学"}
    assert visit(adviser).post(at(call, served), **fields).notice == "The call is on record."
    made = Feedback.get()
    assert (made.score, made.good, made.account_id) == (4, "茶", people.account_of(adviser).id)
    done = FollowUp.get_by_id(call.id)
    assert done.done_at and done.satisfied == "yes" and done.understood == "" and done.remark == "茶\n高尔夫"
    assert Client.get_by_id(served.id).hobbies == "高尔夫、茶"
    assert [(one.kind, one.word) for one in ContactWord.select()] == [("need", "子女入学")]


@pytest.mark.one_engine
def test_the_call_reads_what_he_said_and_asks_nothing(visit, coordinator, served, adviser):
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    say(visit(served), row)
    page = visit(adviser).get(at(call, served))
    assert "茶艺老师讲得好" in page.section("said") and not page.html.find(attrs={"name": "score"})
    visit(adviser).post(at(call, served), **CALL, score="1", good="没有问过")
    assert Feedback.get().score == 5 and FollowUp.get_by_id(call.id).satisfied == ""


@pytest.mark.one_engine
def test_who_has_no_login_is_asked_by_the_call(visit, coordinator, served, adviser):
    Account.update(active=False).where(Account.client == served).execute()
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    assert call.questions and EventThanks.get().asked is False
    assert Asking.get().source == "follow_up"


@pytest.mark.one_engine
def test_who_was_asked_lately_is_called_without_questions(visit, coordinator, served, adviser):
    Asking.create(client=served, source="rating", key="1:1", at=clock.now() - timedelta(days=3))
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    assert not call.questions
    page = visit(adviser).get(at(call, served))
    assert "this call is made without questions" in page.text and not page.html.find(attrs={"name": "score"})


@pytest.mark.one_engine
def test_a_bad_answer_opens_a_request(visit, coordinator, served, adviser, manager):
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    visit(adviser).post(at(call, served), **CALL, score="1", good="太冷")
    opened = Request.get()
    assert opened.subject == "Not satisfied: 岁末茶会" and opened.details == "太冷"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"score": "5", "outcome": "not_reached"}, "score"),
        ({"score": "0", "good": "茶"}, "score"),
        ({"score": "9"}, "score"),
        ({"interests": "茶" * 150, "score": "0"}, "interests"),
        ({"need": "学" * 201}, "need"),
    ],
)
def test_bad_input_of_the_call(visit, coordinator, served, adviser, fields, wrong):
    Client.update(hobbies="书法" * 40).where(Client.id == served.id).execute()
    row = held(coordinator)
    party(row, served)
    call = call_of(row, served)
    page = visit(adviser).post(at(call, served), status=422, **{**CALL, **fields})
    assert wrong in page.errors and page.value("summary").strip() == "谈到茶会"
    assert Feedback.select().count() == 0 and Contact.select().count() == 0


@pytest.mark.one_engine
def test_who_did_not_come_is_not_called(coordinator, served):
    row = held(coordinator)
    party(row, served, heads=0)
    thanking.thank()
    follow_ups.make()
    assert not FollowUp.select().where(FollowUp.cause == "event").exists()
