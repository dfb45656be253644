"""How much a client may file: a refusal says so in words, and what was written stays."""

from __future__ import annotations

import pytest

from portal.actions.requests import limits
from portal.models import Attachment, Request, RequestEntry
from tests.ground.together import together
from tests.requests.cases import WISH, filed, picture, taken


@pytest.fixture
def few(monkeypatch):
    """Two an hour, three a day, of everything; one megabyte."""

    def value(name: str) -> int:
        return 1 if name.endswith("megabytes") else 2 if name.endswith("hour") else 3

    monkeypatch.setattr(limits.settings, "value", value)


def test_the_third_within_the_hour_is_refused_with_its_text(visit, served, few):
    browser = visit(served)
    for _ in range(2):
        browser.post("/me/requests/new", **WISH)
    page = browser.post("/me/requests/new", status=429, **WISH)
    assert "a great deal within a short time" in page.text and page.value("details").strip() == WISH["details"]
    assert Request.select().count() == 2


def test_replies_and_files_too(visit, served, manager, few):
    row = taken(served, manager)
    browser = visit(served)
    for _ in range(2):
        browser.post(f"/me/requests/{row.number}/reply", body="好的", attachments=picture())
    page = browser.post(f"/me/requests/{row.number}/reply", status=429, body="还有一件事")
    assert "a great deal" in page.text and page.value("body").strip() == "还有一件事"
    page = browser.post("/me/requests/new", status=429, attachments=picture(), **WISH)
    assert Attachment.select().count() == 2 and RequestEntry.select().where(RequestEntry.kind == "reply").count() == 2


def test_room_on_the_disk(visit, served, few, app):
    browser = visit(served)
    browser.post("/me/requests/new", attachments=picture(), **WISH)
    Attachment.update(size=1 << 20).execute()
    page = browser.post("/me/requests/new", status=429, attachments=picture(), **WISH)
    assert "all the room there is" in page.text and Request.select().count() == 1
    kept = [path for path in app.config["SETTINGS"].uploads.rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_staff_are_not_counted(served, manager, few):
    for _ in range(5):
        filed(served, manager)
    assert Request.select().count() == 5


def test_two_at_once_take_the_last_place_once(app, visit, served, few):
    visit(served).post("/me/requests/new", **WISH)
    done = together(app, lambda: filed(served), lambda: filed(served))
    assert Request.select().count() == 2, done
