"""Whom an event invites: numbers and who is left out, waves, picks, answers, and the link of a mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.actions.clients.record import add_interests
from portal.actions.events import inviting, planning
from portal.ground import clock
from portal.models import (
    ContactPlan,
    Event,
    EventAudience,
    Invitation,
    Notice,
    Request,
    SavedFilter,
    Setting,
    SignUp,
    WaitingParty,
)
from portal.reads.events.invitations import token_of
from portal.reads.shared import kept
from portal.rules.notices.kinds import INVITED
from tests.events.plans import event, fresh, seats
from tests.events.test_change import edit
from tests.ground import people


@pytest.fixture
def salon(coordinator):
    return event(coordinator, "approved", tiers=("gold", "diamond"))


def told(client):
    return Notice.select().where(Notice.account == people.account_of(client), Notice.kind.in_(INVITED)).count()


def publish(row, by):
    return planning.publish(people.actor(by), fresh(row))


def later(**span):
    moment = clock.now() + timedelta(**span)
    clock.set_source(lambda: moment)


def wall(days):
    return clock.local(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_it_works(visit, salon, coordinator, chengang, liufang, wutao):
    desk = visit(coordinator)
    page = desk.get(f"/events/{salon.number}/audience")
    assert "2 clients are invited" in page.text and "for 12 seats." in page.text
    page = desk.post(f"/events/{salon.number}/audience", wave_gold=wall(3), version="1")
    assert page.notice == "The audience is kept."
    desk.post(f"/events/{salon.number}/picks", client=wutao.number)
    assert "若现在发布" in visit(coordinator, language="zh").get(f"/events/{salon.number}/audience").text
    publish(salon, coordinator)
    assert "尚未到开放时间" in visit(coordinator, language="zh").get(f"/events/{salon.number}/audience").text
    assert [told(one) for one in (chengang, liufang, wutao)] == [1, 0, 1]
    visit(chengang).get(f"/me/events/{salon.number}")
    visit(wutao).get(f"/me/events/{salon.number}")
    visit(liufang).get(f"/me/events/{salon.number}", status=404)
    assert salon.title not in visit(liufang).get("/me/events").text
    assert inviting.open_waves() == 0
    later(days=3)
    assert inviting.open_waves() == 1 and inviting.open_waves() == 0
    assert told(liufang) == 1
    visit(liufang).post(f"/me/events/{salon.number}/sign-up", guests="0")
    visit(wutao).post(f"/me/events/{salon.number}/sign-up", guests="0")
    assert SignUp.select().count() == 2


def test_without_waves_all_are_told_at_publishing(visit, salon, coordinator, chengang, liufang, wutao):
    publish(salon, coordinator)
    assert [told(one) for one in (chengang, liufang, wutao)] == [1, 1, 0]
    assert not fresh(salon).by_invitation


def test_who_is_left_out_and_why(visit, salon, coordinator, chengang, liufang):
    mourner = people.client("hanxue", "韩雪", "gold")
    ContactPlan.create(client=mourner, stopped="mourning", updated_at=clock.now())
    for _number in range(3):
        past = clock.now() - timedelta(days=30)
        one = seats(event(coordinator, "held", starts_at=past, ends_at=past), liufang)
        SignUp.update(heads=1).where(SignUp.id == one.id).execute()
    page = visit(coordinator).get(f"/events/{salon.number}/audience")
    assert "Attended often enough this year" in page.text and "刘芳" in page.html.find(id="left-out").get_text()
    publish(salon, coordinator)
    assert (told(liufang), told(mourner), told(chengang)) == (0, 0, 1)


def setting(name, number):
    Setting.create(name=f"events.{name}", value=number, since=clock.today(), created_at=clock.now())
    kept.forget()


@pytest.mark.parametrize("name", ["attended_a_year", "leave_out_complaints", "leave_out_mourning"])
def test_each_reason_is_a_setting(visit, salon, coordinator, chengang, liufang, name):
    """As it comes each leaves somebody out; switched off he is invited with the rest; consent and death stay."""
    if name == "attended_a_year":
        for _number in range(3):
            past = clock.now() - timedelta(days=30)
            one = seats(event(coordinator, "held", starts_at=past, ends_at=past), liufang)
            SignUp.update(heads=1).where(SignUp.id == one.id).execute()
    elif name == "leave_out_complaints":
        visit(liufang).post("/me/requests/new", kind="complaint", category="card", subject="收费", details="多收年费。")
    else:
        ContactPlan.create(client=liufang, stopped="mourning", updated_at=clock.now())
    dead = people.client("hanxue", "韩雪", "gold")
    ContactPlan.create(client=dead, stopped="death", updated_at=clock.now())
    page = visit(coordinator).get(f"/events/{salon.number}/audience")
    assert "1 client is invited" in page.text and "刘芳" in page.html.find(id="left-out").get_text()
    setting(name, 0)
    page = visit(coordinator).get(f"/events/{salon.number}/audience")
    assert "2 clients are invited" in page.text and "刘芳" not in page.html.find(id="left-out").get_text()
    assert "韩雪" in page.html.find(id="left-out").get_text()
    publish(salon, coordinator)
    assert (told(chengang), told(liufang), told(dead)) == (1, 1, 0)


def test_how_often_is_often_enough(visit, salon, coordinator, chengang, liufang):
    past = clock.now() - timedelta(days=30)
    one = seats(event(coordinator, "held", starts_at=past, ends_at=past), liufang)
    SignUp.update(heads=1).where(SignUp.id == one.id).execute()
    assert "2 clients are invited" in visit(coordinator).get(f"/events/{salon.number}/audience").text
    setting("attended_a_year", 1)
    assert "1 client is invited" in visit(coordinator).get(f"/events/{salon.number}/audience").text


def test_an_open_complaint_says_nothing_of_itself(visit, salon, coordinator, chengang):
    visit(chengang).post("/me/requests/new", kind="complaint", category="card", subject="收费", details="多收了年费。")
    assert Request.get().kind == "complaint"
    page = visit(coordinator).get(f"/events/{salon.number}/audience")
    assert "Is not written to at present" in page.html.find(id="left-out").get_text()
    Request.update(client=None).execute()  # a stranger's complaint is nobody's reason
    assert "2 clients" not in page.text
    assert "1 client is invited" in visit(coordinator).get(f"/events/{salon.number}/audience").text
    Request.update(client=chengang.id).execute()
    assert "omplaint" not in page.html.find("main").get_text()
    publish(salon, coordinator)
    assert told(chengang) == 0


def test_an_answer_by_the_link(app, visit, salon, coordinator, chengang):
    publish(salon, coordinator)
    made = Invitation.get(Invitation.client == chengang)
    with app.app_context():
        path, stranger = f"/invitation/{token_of(made)}", visit(None)
    for _time in range(2):
        page = stranger.get(path)
        assert "Nothing has been changed yet." in page.text and Invitation.get_by_id(made.id).answer == ""
    assert "Thank you for telling us." in stranger.post(path, answer="no").text
    assert Invitation.get_by_id(made.id).answer == "no"
    stranger.post(path, answer="yes")
    assert Invitation.get_by_id(made.id).answer == "yes" and SignUp.select().count() == 0
    stranger.post(path, status=422, answer="1000000")
    stranger.get("/invitation/abc.def", status=404)
    stranger.get(f"{path}x", status=404)
    assert visit(coordinator).get(f"/events/{salon.number}/audience").html.find(id="answers").get_text().count("1") >= 1


def test_an_answer_of_a_client(visit, salon, coordinator, chengang, liufang):
    publish(salon, coordinator)
    page = visit(chengang).post(f"/me/events/{salon.number}/answer", answer="maybe")
    assert page.notice == "Thank you for your answer."
    assert Invitation.get(Invitation.client == chengang).answer == "maybe"
    Event.update(state="cancelled").execute()
    visit(chengang).post(f"/me/events/{salon.number}/answer", status=409, answer="yes")


@pytest.mark.one_engine
def test_the_audience_is_narrowed(visit, salon, coordinator, chengang, liufang):
    chengang.is_liability = True
    chengang.save()
    desk = visit(coordinator)
    page = desk.post(f"/events/{salon.number}/audience", classes=["liability"])
    assert "1 client is invited" in page.text
    kept = SavedFilter.create(
        name="钻石", query="tier=diamond", owner=people.account_of(coordinator), created_at=clock.now()
    )
    page = desk.post(f"/events/{salon.number}/audience", saved_filter=str(kept.id))
    assert "1 client is invited" in page.text
    publish(salon, coordinator)
    assert (told(chengang), told(liufang), fresh(salon).by_invitation) == (1, 0, True)
    visit(liufang).get(f"/me/events/{salon.number}", status=404)


def test_what_a_call_after_an_event_found_can_be_chosen_for_the_next(visit, salon, coordinator, chengang, liufang):
    add_interests(people.actor(coordinator), chengang, ["茶道"])
    add_interests(people.actor(coordinator), liufang, ["书法", "茶"])
    desk, path = visit(coordinator), f"/events/{salon.number}/audience"
    assert "茶 1" in desk.get(path).section("frequent")
    page = desk.post(path, interests="茶，高尔夫", version="1")
    assert page.value("interests") == "茶、高尔夫" and "1 client is invited" in page.text
    assert "interests" in desk.post(path, status=422, interests="长" * 201, version="2").errors
    publish(salon, coordinator)
    assert (told(liufang), told(chengang), fresh(salon).by_invitation) == (1, 0, True)  # 茶道 is another word


@pytest.mark.one_engine
def test_bad_input(visit, salon, coordinator):
    desk, at = visit(coordinator), f"/events/{salon.number}"
    page = desk.post(f"{at}/audience", status=422, wave_gold="2020-01-01T10:00")
    assert "A wave opens in the future." in page.errors["wave_gold"]
    assert "wave_gold" in desk.post(f"{at}/audience", status=422, wave_gold="x").errors
    page = desk.post(f"{at}/audience", status=422, wave_gold=wall(27))
    assert "Sign-up has ended by then." in page.errors["wave_gold"]
    assert "client" in desk.post(f"{at}/picks", status=422, client="C-9999999").errors
    for typed in ("-1", "13", "1000000", "x"):
        assert "kept_back" in desk.post(f"{at}/places", status=422, kept_back=typed, waiting_order="tier").errors
    assert "waiting_order" in desk.post(f"{at}/places", status=422, kept_back="1", waiting_order="x").errors
    assert fresh(salon).kept_back == 0 and EventAudience.select().count() == 0


def test_two_coordinators_one_audience(visit, salon, coordinator, branch_admin):
    visit(coordinator).post(f"/events/{salon.number}/audience", wave_gold=wall(3), version="1")
    page = visit(branch_admin).post(f"/events/{salon.number}/audience", status=409, wave_gold=wall(5), version="1")
    assert "Somebody else has saved this" in page.text
    visit(coordinator).post(
        f"/events/{salon.number}/places", kept_back="2", waiting_order="tier", version=fresh(salon).version
    )
    visit(branch_admin).post(
        f"/events/{salon.number}/places", status=409, kept_back="3", waiting_order="tier", version="1"
    )
    assert fresh(salon).kept_back == 2


def test_what_was_kept_back_goes_to_who_waits(visit, coordinator, chengang):
    row = event(coordinator, capacity=2, guests=1)
    Event.update(kept_back=1).execute()
    visit(chengang).post(f"/me/events/{row.number}/sign-up", status=422, guests="1")
    seats(row, people.client("hanxue", "韩雪"))
    visit(chengang).post(f"/me/events/{row.number}/sign-up", guests="0")
    assert WaitingParty.get().state == "waiting"
    visit(coordinator).post(f"/events/{row.number}/places", kept_back="0", waiting_order="arrival")
    assert WaitingParty.get().state == "offered" and fresh(row).waiting_order == "arrival"


def in_waves(visit, salon, coordinator, **fields):
    """Diamond is told at publishing, gold in three days; published."""
    visit(coordinator).post(f"/events/{salon.number}/audience", wave_gold=wall(3), version="1", **fields)
    publish(salon, coordinator)


def ends(client):
    return Invitation.get(Invitation.client == client).answer_until


def test_a_wave_says_until_when_it_should_answer(app, visit, salon, coordinator, chengang, liufang):
    in_waves(visit, salon, coordinator)
    opens = Invitation.get(Invitation.client == liufang).visible_from
    assert ends(chengang) == opens and ends(liufang) == salon.sign_up_until  # the next one opens; sign-up ends
    day = f"{clock.local(opens).month}月{clock.local(opens).day}日 周五"
    with app.app_context():
        link = f"/invitation/{token_of(Invitation.get(Invitation.client == chengang))}"
    for who, path in ((chengang, "/notices"), (chengang, f"/me/events/{salon.number}"), (None, link)):
        assert f"请于 {day} 10:00 前答复" in visit(who, language="zh").get(path).text, path


def test_after_it_he_may_still_sign_up(visit, salon, coordinator, chengang, liufang):
    in_waves(visit, salon, coordinator)
    later(days=3)
    page = visit(chengang).get(f"/me/events/{salon.number}")
    assert "You may still sign up while there are places." in page.text and "Please answer by" not in page.text
    visit(chengang).post(f"/me/events/{salon.number}/answer", answer="maybe")
    visit(chengang).post(f"/me/events/{salon.number}/sign-up", guests="0")
    assert SignUp.select().count() == 1


def test_who_has_not_answered_when_it_ends(visit, salon, coordinator, branch_admin, chengang, liufang):
    others = [people.client(f"wave{n}", name, "diamond") for n, name in enumerate(("韩雪", "马云飞", "白霜"))]
    in_waves(visit, salon, coordinator)
    visit(others[0]).post(f"/me/events/{salon.number}/answer", answer="no")
    visit(others[1]).post(f"/me/events/{salon.number}/sign-up", guests="0")
    visit(others[1]).post(f"/me/events/{salon.number}/cancel")
    desk, path = visit(coordinator), f"/events/{salon.number}/unanswered"
    assert {row[0] for row in desk.get(path, tier="diamond").table("unanswered")} == {"陈刚", "白霜"}
    assert inviting.end_waves() == 0
    later(days=3)
    inviting.open_waves()
    assert inviting.end_waves() == 4 and inviting.end_waves() == 0
    heard = Notice.select().where(Notice.kind == "event.wave_ended")
    assert [(one.account_id, one.words["count"], one.words["all"]) for one in heard] == [
        (people.account_of(coordinator).id, "2", "4")
    ]
    visit(others[2]).post(f"/me/events/{salon.number}/sign-up", guests="0")
    desk = visit(coordinator)
    rows = {row[0]: row[-1] for row in desk.get(path, tier="diamond").table("unanswered")}
    assert rows == {"陈刚": "–", "白霜": "Signed up"}  # what was so at the end stays so
    table = desk.get(f"/events/{salon.number}/audience").table("waves-table")
    assert [(row[0], row[3], row[4]) for row in table] == [("Diamond", "4", "2"), ("Gold", "1", "1")]
    over = "No longer waited for"
    assert over in table[0][2] and over not in table[1][2]
    figures = visit(branch_admin).get(f"/events/{salon.number}/result").section("attendance")
    assert "Invited 5 Without an answer in time 3 of 5" in figures


def test_a_deadline_of_its_own(visit, salon, coordinator, chengang, liufang, wutao):
    in_waves(visit, salon, coordinator, answer_by_diamond=wall(2), answer_by_gold=wall(9))
    assert (ends(chengang) - clock.now(), ends(liufang) - clock.now()) == (timedelta(days=2), timedelta(days=9))
    visit(coordinator).post(f"/events/{salon.number}/picks", client=wutao.number)
    assert ends(wutao) - clock.now() == timedelta(days=3)  # picked by hand: until the next wave opens


def test_the_plan_moves_and_the_ends_of_waves_with_it(visit, salon, coordinator, chengang, liufang):
    in_waves(visit, salon, coordinator)
    edit(visit(coordinator), salon, sign_up_until=wall(5))
    assert ends(liufang) == fresh(salon).sign_up_until and ends(chengang) - clock.now() == timedelta(days=3)
    edit(visit(coordinator), salon, sign_up_until=wall(2))
    assert ends(chengang) == ends(liufang) == fresh(salon).sign_up_until


def test_called_off_before_a_wave_ends(visit, salon, coordinator, chengang, liufang):
    in_waves(visit, salon, coordinator)
    visit(coordinator).post(f"/events/{salon.number}/cancel", reason="停电")
    later(days=4)
    inviting.end_waves()
    assert not Notice.select().where(Notice.kind == "event.wave_ended").exists()


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer_by_gold": "2020-01-01T10:00"}, "By then they have not been told"),
        ({"wave_gold": "2026-11-28T10:00", "answer_by_gold": "2026-11-28T10:00"}, "By then they have not been told"),
        ({"answer_by_gold": "2026-12-24T10:00"}, "Sign-up has ended by then."),
        ({"answer_by_gold": "9" * 40}, "There is no such moment"),
    ],
)
def test_a_deadline_that_cannot_be(visit, salon, coordinator, fields, words):
    page = visit(coordinator).post(f"/events/{salon.number}/audience", status=422, version="1", **fields)
    assert words in page.errors["answer_by_gold"] and EventAudience.select().count() == 0
    assert page.value("answer_by_gold") == fields["answer_by_gold"]


@pytest.mark.one_engine
def test_who_sees_who_has_not_answered(
    visit, salon, coordinator, manager, auditor, zhaolei, other_branch_admin, chengang
):
    path = f"/events/{salon.number}/unanswered"
    visit(coordinator).get(path, status=404)  # nobody is told yet
    publish(salon, coordinator)
    for person in (coordinator, manager, auditor):
        assert "陈刚" in visit(person).get(path, after="9" * 30, tier="x").text
    visit(other_branch_admin).get(path, status=404)
    visit(chengang).get(path, status=403)


@pytest.mark.one_engine
def test_who_may_not(visit, salon, manager, auditor, chengang, other_branch_admin):
    for path in ("audience", "places", "picks"):
        visit(manager).post(f"/events/{salon.number}/{path}", status=403)
        visit(chengang).post(f"/events/{salon.number}/{path}", status=403)
        visit(other_branch_admin).post(f"/events/{salon.number}/{path}", status=404)
