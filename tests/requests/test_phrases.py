"""Approved phrases: head office writes them in two languages, staff put them into a reply."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, ReplyPhrase, RequestEntry
from portal.reads.requests.phrases import changed
from tests.requests.cases import filed, picture, taken

NEW = {
    "title_zh": "已收到",
    "body_zh": "{client}，您好。{number}已收到。{branch} {staff}",
    "title_en": "Received",
    "body_en": "Dear {client}, we have {number}. {staff}",
    "active": "1",
}


@pytest.fixture
def phrase(visit, head_office):
    visit(head_office).post("/requests/phrases/new", **NEW)
    return ReplyPhrase.get()


def test_it_works(visit, served, manager, head_office, phrase):
    """Without script: the button puts it behind what was typed, and nothing is sent."""
    row = taken(served, manager)
    page = visit(manager).get(f"/requests/{row.number}")
    titles = [one.get_text() for one in page.html.select("#reply-phrase option")]
    assert titles == ["Choose a phrase", "Received", "已收到"]
    page = visit(manager).post(f"/requests/{row.number}/reply", body="陈总：", phrase=f"{phrase.id}-zh", then="insert")
    written = page.html.find(id="reply-body").get_text().strip()
    assert written == f"陈总：\n陈先生，您好。{row.number}已收到。一汽支行 王磊"
    assert RequestEntry.select().where(RequestEntry.kind == "reply").count() == 0 and page.status == 200
    page = visit(manager).post(f"/requests/{row.number}/reply", body="", phrase=f"{phrase.id}-en", then="insert")
    assert f"we have {row.number}. 王磊" in page.html.find(id="reply-body").get_text()


def test_a_script_has_the_same_text(visit, served, manager, phrase):
    row = filed(served, subject='{staff}"><b>')
    page = visit(manager).get(f"/requests/{row.number}")
    option = page.html.select_one(f"#reply-phrase option[value='{phrase.id}-zh']")
    assert option["data-text"] == f"陈先生，您好。{row.number}已收到。一汽支行 王磊"


@pytest.mark.one_engine
def test_files_that_were_chosen_are_asked_for_by_name(visit, served, manager, phrase):
    row = taken(served, manager)
    page = visit(manager).post(
        f"/requests/{row.number}/reply",
        body="",
        phrase=f"{phrase.id}-zh",
        then="insert",
        attachments=picture("清单.png"),
    )
    assert "Please choose these files once more: 清单.png." in page.text


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"body_zh": "{name}您好"}, "body_zh"), ({"body_en": "Dear {Client}"}, "body_en"), ({"title_zh": " "}, "title_zh"),
        ({"body_zh": "长" * 2001}, "body_zh"), ({"title_en": ""}, "title_en"), ({"position": "x"}, "position"),
    ],
)  # fmt: skip
def test_bad_input(visit, head_office, fields, named):
    page = visit(head_office).post("/requests/phrases/new", status=422, **{**NEW, **fields})
    assert set(page.errors) == {named} and ReplyPhrase.select().count() == 0
    if "{" in fields.get(named, ""):
        assert "{client}, {number}" in page.errors[named]


def test_head_office_changes_it_and_takes_it_out_of_use(visit, served, manager, head_office, phrase):
    browser = visit(head_office)
    page = browser.get(f"/requests/phrases/{phrase.id}")
    assert "陈先生，您好。R-2026-000123已收到。" in page.section("preview")
    browser.post(f"/requests/phrases/{phrase.id}", **{**NEW, "active": None, "version": "1"})
    assert not ReplyPhrase.get().active and AuditEntry.get(AuditEntry.action == "phrase.changed").changes
    row = taken(served, manager)
    assert visit(manager).get(f"/requests/{row.number}").html.find(id="reply-phrase") is None


def test_a_stale_save_shows_both(visit, head_office, phrase):
    ReplyPhrase.update(body_zh="另一种写法", version=2).execute()
    page = visit(head_office).post(f"/requests/phrases/{phrase.id}", status=409, **NEW, version="1")
    assert "另一种写法" in page.text and "已收到" in page.text


def test_one_of_a_category_stands_only_there(visit, served, manager, phrase):
    ReplyPhrase.update(category="card").execute()
    changed()
    school, card = taken(served, manager), taken(served, manager, category="card")
    assert visit(manager).get(f"/requests/{school.number}").html.find(id="reply-phrase") is None
    assert visit(manager).get(f"/requests/{card.number}").html.find(id="reply-phrase")


@pytest.mark.one_engine
def test_who_may_not(visit, manager, branch_admin, auditor, served):
    for person in (manager, branch_admin, auditor, served):
        visit(person).get("/requests/phrases", status=403)
        visit(person).post("/requests/phrases/new", status=403, **NEW)
    assert ReplyPhrase.select().count() == 0
