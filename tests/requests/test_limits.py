"""How much a client may file: a refusal says so in words, and what was written stays."""

from __future__ import annotations

from contextlib import suppress

import pytest

from portal.actions.requests import limits, working
from portal.actions.shared import often
from portal.ground.errors import TooOften
from portal.models import Attachment, AuditEntry, Proposal, Request, RequestEntry, SignUp
from tests.events.plans import event
from tests.ground import people
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


def test_reopening_rating_and_correcting_count_together(visit, served, manager, few):
    """Rate, reopen, and rate once more: the third within the hour is refused, its words stay."""
    row = taken(served, manager)
    working.resolve(people.actor(manager), row, "已办好")
    browser = visit(served)
    browser.post(f"/me/requests/{row.number}/rate", score="5", comment="很好")
    browser.post(f"/me/requests/{row.number}/rate", score="4", comment="还好")
    page = browser.post(f"/me/requests/{row.number}/rate", status=429, score="1", comment="第三次")
    assert "a great deal" in page.text and Request.get().score == 4
    page = browser.post(f"/me/requests/{row.number}/reopen", status=429, reason="还没有好")
    assert "a great deal" in page.text and Request.get().status == "resolved"
    page = browser.post("/me/profile/correct", status=429, employer="一汽红旗", note="换了单位")
    assert "a great deal" in page.text and not Proposal.select().exists()


def test_sign_ups_count_what_was_given_back_too(visit, served, coordinator, few):
    """Taking seats and giving them back, over and over, holds nobody else's place for long."""
    made = event(coordinator)
    browser = visit(served)
    browser.post(f"/me/events/{made.number}/sign-up", guests="0")
    browser.post(f"/me/events/{made.number}/cancel")
    page = browser.post(f"/me/events/{made.number}/sign-up", status=429, guests="0")
    assert "a great deal" in page.text and not SignUp.select().where(SignUp.cancelled_at.is_null()).exists()


@pytest.mark.one_engine
def test_staff_step_as_often_as_they_must(app, manager, few):
    for _ in range(5):
        often.may_step(people.actor(manager))


def test_two_ratings_at_once_take_the_last_place_once(app, visit, served, manager, few):
    row = taken(served, manager)
    working.resolve(people.actor(manager), row, "已办好")
    visit(served).post(f"/me/requests/{row.number}/rate", score="5")

    def rated():
        with suppress(TooOften):
            working.rate(people.actor(served), Request.get_by_id(row.id), 3, "")

    together(app, rated, rated)
    assert AuditEntry.select().where(AuditEntry.action == "request.rated").count() == 2


def test_staff_are_not_counted(served, manager, few):
    for _ in range(5):
        filed(served, manager)
    assert Request.select().count() == 5


def test_two_at_once_take_the_last_place_once(app, visit, served, few):
    visit(served).post("/me/requests/new", **WISH)
    done = together(app, lambda: filed(served), lambda: filed(served))
    assert Request.select().count() == 2, done
