"""What was typed stays where a deed was refused: in the form, in the box beside a script, under a submission of its
own."""

from __future__ import annotations

import uuid

import pytest
from peewee import OperationalError

from portal.actions.clients import access
from portal.actions.requests import working
from portal.models import RequestEntry, SentContent
from tests.requests.cases import taken

TEXT = "请于下周三前寄出存款证明，谢谢。"


@pytest.fixture
def reply(served, manager):
    return f"/requests/{taken(served, manager).number}/reply"


@pytest.fixture
def broken(app, monkeypatch):
    """The deed of a reply fails."""
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def fail(error):
        def refuse(*_given, **_named):
            raise error

        monkeypatch.setattr(working, "reply", refuse)

    return fail


def test_the_same_submission_with_another_text_is_refused_and_can_be_sent(visit, manager, reply):
    browser, same = visit(manager), str(uuid.uuid4())
    browser.post(reply, body="第一条", submission=same)
    page = browser.post(reply, status=409, body=TEXT, submission=same)
    assert "sent before with other content" in page.refusal
    form = next(one for one in page.html.select(f'form[action="{reply}"]') if TEXT in one.get_text())
    fresh = form.find(attrs={"name": "submission"})["value"]
    assert fresh != same and RequestEntry.select().where(RequestEntry.body == TEXT).count() == 0
    browser.post(reply, body=TEXT, submission=fresh)
    assert RequestEntry.select().where(RequestEntry.body == TEXT).count() == 1
    again = browser.post(reply, body="第一条", submission=same)
    assert again.notice and RequestEntry.select().where(RequestEntry.body == "第一条").count() == 1


def test_the_same_form_twice_is_done_once(visit, manager, reply):
    browser, same = visit(manager), str(uuid.uuid4())
    first, second = (browser.post(reply, body=TEXT, submission=same) for _ in range(2))
    assert first.notice == second.notice and RequestEntry.select().where(RequestEntry.body == TEXT).count() == 1
    assert SentContent.select().count() >= 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("ours"), 500), (OperationalError("database is locked"), 503)]
)
def test_a_fault_of_ours_leaves_the_form_as_it_was(visit, manager, reply, broken, error, status):
    broken(error)
    page = visit(manager).post(reply, status=status, body=TEXT)
    assert page.value("body").strip() == TEXT and page.refusal
    assert page.html.select_one(f'form[action="{reply}"]')


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("ours"), 500), (OperationalError("database is locked"), 503)]
)
def test_a_script_hears_it_in_one_sentence(visit, manager, reply, broken, error, status):
    broken(error)
    response = visit(manager, htmx="thread").post(reply, status=status, body=TEXT).response
    words = response.get_data(as_text=True)
    assert response.headers["X-Portal-Refusal"] == "1" and words.startswith("<p>") and words.count("<") == 2
    assert not [name for name, _value in response.headers if name.startswith("HX-")]


@pytest.mark.one_engine
def test_what_is_too_large_is_said_to_a_script_in_one_sentence(app, visit, manager, reply, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    response = visit(manager, htmx="thread").post(reply, status=413, body=TEXT).response
    assert response.headers["X-Portal-Refusal"] == "1" and b"50 MB" in response.data


@pytest.mark.one_engine
def test_what_cannot_be_traced_is_not_shown_but_the_text_is(visit, served, manager, reply, monkeypatch):
    def busy(*_who):
        raise OperationalError("database is locked")

    monkeypatch.setattr(access, "opened", busy)
    page = visit(manager).post(reply, status=503, body=TEXT + "长" * 9000)
    assert TEXT in page.text and served.name not in page.text


@pytest.mark.one_engine
def test_nothing_is_shown_to_a_foreign_site(app, visit, manager, reply, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    browser = visit(manager)
    headers = {"Sec-Fetch-Site": "cross-site", "Referer": "https://evil.example/"}
    response = browser.web.post(reply, data={"body": TEXT}, headers=headers)
    assert response.status_code == 413 and TEXT not in response.get_data(as_text=True)


@pytest.mark.one_engine
def test_language_and_look_work_after_a_refused_form(visit, manager, reply):
    browser = visit(manager)
    page = browser.post(reply, status=422, body=" ")
    for deed in ("/language/zh", "/language/en", "/theme/dark"):
        form = page.html.select_one(f'form[action="{deed}"]')
        back = browser.web.post(
            deed,
            data={"csrf_token": browser.csrf, "next": form.find(attrs={"name": "next"})["value"]},
            headers={"Referer": f"http://localhost{reply}"},
            follow_redirects=True,
        )
        assert back.status_code == 200 and back.request.path == reply.removesuffix("/reply"), deed


@pytest.mark.one_engine
def test_who_may_not_do_a_deed_is_not_led_to_its_page(visit, auditor, wutao, reply):
    assert visit(auditor).web.get(reply).status_code == 403
    assert visit(wutao).web.get(reply).status_code == 403
    assert visit().web.get(reply).headers["Location"].startswith("/login")
