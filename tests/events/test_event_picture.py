"""The picture of an event: cut, without metadata, shown to whom the event is open to."""

from __future__ import annotations

import io

import pytest

from tests.benefits.test_picture import picture
from tests.events.plans import event, fresh

WORDS = {"picture_words": "一席岩茶"}


def post(visitor, row, data=None, status=200, name="茶.jpg", **fields):
    files = {"picture": (io.BytesIO(data), name)} if data else {}
    return visitor.post(
        f"/events/{row.number}/picture", status=status, version=fresh(row).version, **WORDS | fields, **files
    )


def test_it_works(visit, coordinator, chengang, zhaolei):
    row = event(coordinator)
    assert post(visit(coordinator), row, picture()).notice == "The picture is kept."
    kept = fresh(row).picture
    page = visit(chengang).get(f"/me/events/{row.number}")
    (shown,) = page.html.select("img.event-picture")
    assert shown["alt"] == "一席岩茶" and shown["src"] == f"/events/{row.number}/pictures/{kept}"
    for path in (shown["src"], shown["src"].replace(".webp", "-s.webp")):
        assert visit(chengang).web.get(path).mimetype == "image/webp"
        assert visit(zhaolei).web.get(path).status_code == 404  # of another branch
    assert visit(chengang).get("/me/events").html.select("img.row-picture")
    assert visit(chengang).web.get(f"/events/{row.number}/pictures/{'0' * 32}.webp").status_code == 404
    post(visit(coordinator), row, no_picture="1")
    assert fresh(row).picture == "" and visit(chengang).web.get(shown["src"]).status_code == 404


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("data", "fields", "field"),
    [(b"no picture", {}, "picture"), (picture()[:400], {}, "picture"), (picture(), {"picture_words": ""}, "picture_words"),
     (picture(), {"picture_words": "茶" * 3000}, "picture_words")],
    ids=["text", "broken", "no words", "long"],
)  # fmt: skip
def test_bad_input(visit, coordinator, data, fields, field):
    row = event(coordinator)
    page = post(visit(coordinator), row, data, status=422, **fields)
    assert field in page.errors and fresh(row).picture == ""


@pytest.mark.one_engine
def test_a_file_of_sixty_megabytes(visit, coordinator):
    row = event(coordinator)
    post(visit(coordinator), row, b"\xff\xd8\xff" + b"0" * (60 << 20), status=413)


@pytest.mark.one_engine
def test_not_of_an_event_that_is_called_off(visit, coordinator):
    row = event(coordinator, "cancelled")
    response = visit(coordinator).post(f"/events/{row.number}/picture", status=409, **WORDS)
    assert "called off" in response.refusal
