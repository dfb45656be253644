"""The client reads what the bank holds and asks for corrections; whoever serves him confirms or declines."""

from __future__ import annotations

import uuid

import pytest

from portal.models import AuditEntry, Client, Notice, Proposal, Signature
from tests.ground import people
from tests.ground.together import together
from tests.signatures.papers import typed as typed_name


def typed(browser, **changes):
    page = browser.get("/me/profile/correct")
    found = {}
    for element in page.html.select("main form.form [name]"):
        if element.get("type") not in ("checkbox",) or element.has_attr("checked"):
            found[element["name"]] = page.value(element["name"]) or ""
    return {**{name: value for name, value in found.items() if name not in ("csrf_token", "submission")}, **changes}


def correct(browser, status=200, **changes):
    return browser.post("/me/profile/correct", status=status, **typed(browser, **changes))


def decide(browser, client, one, deed, status=200, **fields):
    base = f"/clients/{client.number}"
    return browser.post(f"{base}/proposals/{one.id}/{deed}", status=status, referer=f"{base}/profile", **fields)


@pytest.fixture
def asked(visit, served):
    correct(visit(served), post="高级工程师", mobile="13900002222", do_not_call="1", note="上月调岗")
    return {one.field: one for one in Proposal.select()}


def test_it_works(visit, manager, adviser, served, asked):
    assert set(asked) == {"post", "mobile", "do_not_call"}
    told = {notice.account.username for notice in Notice.select() if notice.kind == "proposal.made"}
    assert told == {"wanglei", "lina"}
    assert Client.get_by_id(served.id).post == ""
    browser = visit(manager)
    shown = browser.get(f"/clients/{served.number}/profile").section("proposals")
    assert (
        "3 corrections by the client" in shown
        and "高级工程师" in shown
        and "139****2222" in shown
        and "13900002222" not in shown
    )
    assert "上月调岗" in shown
    typed_name(visit(served), Signature.get())
    for name in ("post", "mobile", "do_not_call"):
        page = decide(browser, served, asked[name], "accept")
        assert page.notice == "The correction is in the record; the client is told."
    row = Client.get_by_id(served.id)
    assert (row.post, row.mobile, row.do_not_call) == ("高级工程师", "+8613900002222", True)
    mine = visit(served)
    assert mine.get("/me/notices").text.count("Your correction is in our records") == 3
    assert "taken over" in mine.get("/me/profile").section("decided")
    assert AuditEntry.select().where(AuditEntry.action == "proposal.accepted").count() == 3
    assert "13900002222" not in str([entry.changes for entry in AuditEntry.select()])


def test_what_we_hold_is_masked(visit, served, asked):
    page = visit(served).get("/me/profile")
    assert page.heading == "What we hold about you" and served.mobile[3:] not in page.response.get_data(as_text=True)
    assert (
        "138****" in page.section("reach")
        and "being checked" in page.section("corrections")
        and "139****2222" in page.text
    )


def test_declined_with_a_reason_that_the_client_reads(visit, manager, served, asked):
    browser = visit(manager)
    page = decide(browser, served, asked["post"], "decline", status=422, reason="")
    assert set(page.errors) == {"reason"}
    decide(browser, served, asked["post"], "decline", reason="人事系统尚未更新")
    assert Client.get_by_id(served.id).post == ""
    mine = visit(served)
    assert "人事系统尚未更新" in mine.get("/me/notices").text and "not taken over" in mine.get("/me/profile").section(
        "decided"
    )


@pytest.mark.one_engine
def test_nothing_different_is_said(visit, served):
    page = correct(visit(served), status=422)
    assert "Nothing differs" in page.refusal and Proposal.select().count() == 0


def test_notes_of_colleagues_are_not_among_it(visit, served):
    Client.update(notes="怕老婆", character="爱听好话", credit_mark="watch").where(Client.id == served.id).execute()
    for path in ("/me/profile", "/me/profile/correct"):
        page = visit(served).get(path)
        assert not [
            words for words in ("怕老婆", "爱听好话", "To be watched") if words in page.response.get_data(as_text=True)
        ]


@pytest.mark.one_engine
def test_what_he_may_not_correct_is_ignored(visit, served):
    visit(served).post(
        "/me/profile/correct",
        status=422,
        **typed(visit(served), name="陈总", tier="diamond", notes="x", risk_rating="C5"),
    )
    assert Proposal.select().count() == 0 and Client.get_by_id(served.id).name == "陈刚"


@pytest.mark.one_engine
def test_wrong_values_are_named_and_stay(visit, served):
    browser = visit(served)
    for name, value in (
        ("mobile", "12"),
        ("email", "no mail"),
        ("hobbies", "x" * 201),
        ("preferred_channel", "pigeon"),
    ):
        page = correct(browser, status=422, **{name: value})
        assert set(page.errors) == {name}
    assert page.value("note") is not None and Proposal.select().count() == 0


def test_a_new_wish_for_the_same_field_takes_the_place_of_the_old(visit, served, asked):
    correct(visit(served), post="主任工程师")
    states = sorted((one.state, one.wanted) for one in Proposal.select().where(Proposal.field == "post"))
    assert states == [("open", "主任工程师"), ("withdrawn", "高级工程师")]


def test_he_takes_it_back(visit, manager, served, asked):
    mine = visit(served)
    page = mine.post(f"/me/profile/corrections/{asked['post'].id}/withdraw", referer="/me/profile")
    assert page.notice == "Taken back." and "高级工程师" not in page.section("corrections")
    assert "dealt with already" in decide(visit(manager), served, asked["post"], "accept").refusal


def test_two_at_once_decide_once(app, visit, manager, adviser, served, asked):
    browsers = [visit(manager), visit(adviser)]
    one = asked["post"]
    path = f"/clients/{served.number}/proposals/{one.id}/accept"

    def accepting(browser):
        page = browser.get(f"/clients/{served.number}/profile")
        data = {"seen": page.html.select_one(f"form[action='{path}'] [name=seen]")["value"], "csrf_token": browser.csrf}
        return lambda: browser.web.post(path, data=data).status_code

    assert sorted(together(app, *(accepting(browser) for browser in browsers))) == [303, 409]
    assert AuditEntry.select().where(AuditEntry.action == "proposal.accepted").count() == 1


def test_the_same_submission_twice_is_one(visit, served):
    browser = visit(served)
    fields = typed(browser, post="主任", submission=str(uuid.uuid4()))
    for _ in range(2):
        browser.post("/me/profile/correct", **fields)
    assert Proposal.select().count() == 1 and Notice.select().where(Notice.kind == "proposal.made").count() == 2


def test_who_may_not(visit, served, asked, liufang, second_manager, specialist, auditor, other_branch_admin):
    one = asked["post"]
    for person, status in (
        (second_manager, 404),
        (other_branch_admin, 404),
        (specialist, 403),
        (auditor, 403),
        (served, 403),
    ):
        for deed in ("accept", "decline"):
            decide(visit(person), served, one, deed, status=status, reason="x")
    visit(liufang).post(f"/me/profile/corrections/{one.id}/withdraw", status=404)
    people.seat(liufang, "manager", second_manager)
    decide(visit(second_manager), liufang, one, "accept", status=404)
    assert Proposal.get_by_id(one.id).state == "open"
