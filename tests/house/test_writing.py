"""What scripts need to know while somebody writes: whose drafts they keep, what they may not keep, their words."""

from __future__ import annotations

import re
from pathlib import Path

from tests.ground import people

ROOT = Path(__file__).resolve().parents[2] / "portal"


def _mark(page) -> str:
    return page.html.body["data-person"]


def test_the_mark_of_a_person_is_the_same_at_each_sign_in_and_nobody_elses(visit, manager, branch_admin):
    mark = _mark(visit(manager).get("/home"))
    assert re.fullmatch(r"[0-9a-f]{20}", mark)
    assert _mark(visit(manager).get("/clients")) == mark != _mark(visit(branch_admin).get("/home"))
    assert _mark(visit(None).get("/login")) == ""


def test_numbers_of_documents_and_contracts_are_marked_as_private(visit, manager, branch_admin):
    page = visit(branch_admin).get("/clients/new")
    assert page.html.select_one("[name=document]")["data-private"] == "1"


def test_a_form_says_how_many_files_it_takes_and_how_large(visit, manager):
    client = people.client("chengang", "陈刚")
    field = visit(client).get("/me/requests/new").html.select_one("input[type=file]")
    each, most, together = (int(field[f"data-{name}"]) for name in ("each", "most", "together"))
    assert (each, most, together) == (20 << 20, 10, 50 << 20)


def test_every_word_that_scripts_say_is_on_the_page_and_no_other():
    scripts = "".join(path.read_text() for path in (ROOT / "static/js").rglob("*.js"))
    said = set(re.findall(r"say\([^)]*?\"(\w+)\"", scripts)) | set(re.findall(r"[0-9]{1,3}: \"(\w+)\"", scripts))
    said |= {"addFiles", "chooseFile", "fault", "refused"}
    named = re.findall(r"data-say-([a-z-]+)=", (ROOT / "templates/layouts/_spoken.html").read_text())
    assert {re.sub(r"-(.)", lambda m: m[1].upper(), name) for name in named} == said
