"""Head office changes a setting of the bank from a day on."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, Setting
from portal.reads.administration import settings
from portal.reads.shared import kept
from tests.ground import trail

NAME = "tasks.keep_days"


def test_it_works(visit, head_office):
    page = visit(head_office).post(f"/settings/{NAME}", value="60", since="2026-11-24", reason="longer memory")
    assert "The setting is saved" in page.notice and "Today: 60 days" in page.text
    assert settings.value(NAME) == 60
    entry = trail.deeds().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.changes[NAME]) == ("setting.changed", ["30", "60"])
    assert page.table("history")[0][1:] == ["60 days", "高远", "longer memory"]


def test_the_page_says_who_set_it(visit, head_office, auditor):
    page = visit(auditor).get(f"/settings/{NAME}")
    assert "Head office sets this value." in page.text and "set by" not in page.text
    visit(head_office).post(f"/settings/{NAME}", value="60", since="2026-11-24", reason="longer memory")
    visit(head_office).post(f"/settings/{NAME}", value="90", since="2026-12-01", reason="from December")
    page = visit(head_office).get(f"/settings/{NAME}")
    words = " ".join(page.html.find(id="standing").get_text(" ").split())
    assert words == "Today: 60 days · set by 高远, in force from Tue 24 Nov" and "Head office sets" not in page.text


def test_it_holds_from_its_day(visit, head_office, at):
    visit(head_office).post(f"/settings/{NAME}", value="10", since="2026-12-01", reason="from December")
    assert settings.value(NAME) == 30
    assert "10 days from" in visit(head_office).get("/settings").text
    at("2026-12-01 09:00")
    assert settings.value(NAME) == 10


def test_a_newer_word_takes_the_place_of_what_was_to_come(visit, head_office):
    person = visit(head_office)
    person.post(f"/settings/{NAME}", value="10", since="2026-12-01", reason="from December")
    person.post(f"/settings/{NAME}", value="20", since="2026-11-25", reason="no, from tomorrow")
    assert [(row.value, str(row.since)) for row in Setting.select()] == [(20, "2026-11-25")]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"value": "0"}, "value", "whole number from 1 to 365"),
        ({"value": "many"}, "value", "whole number"),
        ({"value": ""}, "value", "fill this in"),
        ({"value": "10", "since": "2026-11-23"}, "since", "today or a later day"),
        ({"value": "10", "since": "2026-02-30"}, "since", "no such date"),
        ({"value": "10", "reason": ""}, "reason", "fill this in"),
        ({"value": "10", "reason": "x" * 201}, "reason", "200"),
    ],
)
def test_bad_input(visit, head_office, typed, field, words):
    page = visit(head_office).post(
        f"/settings/{NAME}", status=422, **({"since": "2026-11-24", "reason": "because"} | typed)
    )
    assert words in page.errors[field]
    assert page.value("value") == typed["value"]
    assert settings.value(NAME) == 30


def test_a_stale_form_is_shown_again(visit, head_office):
    person = visit(head_office)
    seen = person.get(f"/settings/{NAME}").value("seen")
    person.post(f"/settings/{NAME}", value="60", since="2026-11-24", reason="first", seen=seen)
    page = person.post(f"/settings/{NAME}", status=409, value="70", since="2026-11-24", reason="second", seen=seen)
    assert "Somebody else has saved" in page.refusal and page.value("value") == "70"
    kept.forget()
    assert settings.value(NAME) == 60


@pytest.mark.one_engine
def test_who_may(visit, branch_admin, auditor, manager, chengang):
    for reader in (branch_admin, auditor):
        assert visit(reader).get(f"/settings/{NAME}").html.find(attrs={"name": "value"}) is None
        visit(reader).post(f"/settings/{NAME}", status=403, value="60", since="2026-11-24", reason="x")
    for stranger in (manager, chengang):
        visit(stranger).get("/settings", status=403)
    visit(auditor).get("/settings/no.such", status=404)


def test_every_described_setting_has_a_page_in_both_languages(visit, head_office):
    for one in settings.described().values():
        assert one.label_zh and one.label_en and one.area in settings.areas(), one.name
        for language in ("zh", "en"):
            visit(head_office, language=language).get(f"/settings/{one.name}")
