"""Whom an event invites: numbers and who is left out, waves, picks, answers, and the link of a mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    SignUp,
    WaitingParty,
)
from portal.reads.events.invitations import token_of
from tests.events.plans import event, fresh, seats
from tests.ground import people


@pytest.fixture
def salon(coordinator):
    return event(coordinator, "approved", tiers=("gold", "diamond"))


def told(client):
    return Notice.select().where(Notice.account == people.account_of(client), Notice.kind == "event.invited").count()


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


@pytest.mark.one_engine
def test_bad_input(visit, salon, coordinator):
    desk, at = visit(coordinator), f"/events/{salon.number}"
    page = desk.post(f"{at}/audience", status=422, wave_gold="2020-01-01T10:00")
    assert "A wave opens in the future." in page.errors["wave_gold"]
    assert "wave_gold" in desk.post(f"{at}/audience", status=422, wave_gold="x").errors
    page = desk.post(f"{at}/audience", status=422, wave_gold=wall(27))
    assert "Sign-up has ended by then." in page.errors["wave_gold"]
    assert "client" in desk.post(f"{at}/picks", status=422, client="C-9999999").errors
    for kept in ("-1", "13", "1000000", "x"):
        assert "kept_back" in desk.post(f"{at}/places", status=422, kept_back=kept, waiting_order="tier").errors
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


@pytest.mark.one_engine
def test_who_may_not(visit, salon, manager, auditor, chengang, other_branch_admin):
    for path in ("audience", "places", "picks"):
        visit(manager).post(f"/events/{salon.number}/{path}", status=403)
        visit(chengang).post(f"/events/{salon.number}/{path}", status=403)
        visit(other_branch_admin).post(f"/events/{salon.number}/{path}", status=404)
