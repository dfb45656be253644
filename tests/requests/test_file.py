"""A client files a request; staff file one for a client who phones."""

from __future__ import annotations

import pytest

from portal import clock
from portal.models import Attachment, AuditEntry, Client, Notice, Request

from ..ground import people
from ..ground.files import sent
from .asking import WORDS, again, ask


def test_it_works(visit, served, manager):
    page = visit(served).post("/me/requests/new", **WORDS, attachments=[sent("病历.png")])
    assert page.notice == "Thank you. We have received your request R-2026-000001."
    assert page.heading == "预约心内科专家"
    assert "病历.png" in page.text
    request = Request.get()
    assert (request.status, request.assignee_id, request.files, request.filed_for) == ("new", manager.id, 1, False)
    assert Client.get_by_id(served.id).open_requests == 1
    assert [n.kind for n in Notice.select().where(Notice.account == people.account_of(manager))] == ["request.filed"]
    assert AuditEntry.select().where(AuditEntry.action == "request.filed").count() == 1


def test_staff_file_one_for_a_client_who_phones(visit, served, adviser):
    page = visit(adviser).post(f"/clients/{served.number}/requests/new", **WORDS)
    assert page.heading == "预约心内科专家"
    request = Request.get()
    assert request.filed_for and request.filed_by_id == people.account_of(adviser).id
    assert "李娜" in visit(served).get(f"/me/requests/{request.number}").text


def test_without_a_manager_it_goes_to_the_queue(app, visit, wutao, specialist, branch_admin, manager):
    request = ask(app, wutao)
    assert request.assignee_id is None
    assert request.number in visit(specialist).get("/requests").text
    assert request.number in visit(branch_admin).get("/requests").text
    told = {n.account_id for n in Notice.select().where(Notice.kind == "request.filed")}
    assert told == {people.account_of(specialist).id, people.account_of(branch_admin).id}


def test_nobody_files_for_a_client_he_does_not_serve(visit, chengang, second_manager, other_manager):
    for person in (second_manager, other_manager):
        visit(person).get(f"/clients/{chengang.number}/requests/new", status=404)
        visit(person).post(f"/clients/{chengang.number}/requests/new", status=404, **WORDS)
    assert Request.select().count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"), ({"subject": "x" * 121}, "subject"), ({"details": "  \n"}, "details"), ({"details": "x" * 4001}, "details"),
        ({"category": "spaceship"}, "category"), ({"category": ""}, "category"), ({"kind": "order"}, "kind"), ({"subject": "\x00\u202e"}, "subject"),
    ],
)  # fmt: skip
def test_bad_input_stands_beside_its_field_and_keeps_what_was_typed(visit, served, wrong, field):
    page = visit(served).post("/me/requests/new", status=422, **{**WORDS, **wrong})
    assert field in page.errors, page.errors
    assert page.value("details") is not None and (field == "details" or WORDS["details"] in page.value("details"))
    assert Request.select().count() == 0


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "'; DROP TABLE request; --", "🍵 茶与书法 \u202eabc", "{{ 7*7 }}"]
)
def test_strange_words_are_kept_as_words(visit, served, words):
    page = visit(served).post("/me/requests/new", **{**WORDS, "subject": words, "details": words})
    assert page.html.select("main script") == []
    assert Request.get().subject == words.replace("\u202e", "")


def test_the_same_form_twice_files_one(visit, served):
    once = "6d0f4d0e-6a65-4a5b-8f5d-1f2f6a8a1c11"
    somebody = visit(served)
    first = somebody.post("/me/requests/new", **WORDS, submission=once)
    second = somebody.post("/me/requests/new", **WORDS, submission=once)
    assert first.path == second.path
    assert Request.select().count() == 1 and Client.get_by_id(served.id).open_requests == 1


def test_numbers_are_never_reused(app, served):
    first = ask(app, served)
    second = ask(app, served)
    assert [first.number, second.number] == ["R-2026-000001", "R-2026-000002"]
    assert again(second).filed_at <= clock.now()


def test_a_refused_file_leaves_nothing_behind(visit, served):
    page = visit(served).post(
        "/me/requests/new", status=422, **WORDS, attachments=[sent("a.png"), sent("b.jpg", b"<html><script>1</script>")]
    )
    assert "attachments" in page.errors
    assert Request.select().count() == 0 and Attachment.select().count() == 0
