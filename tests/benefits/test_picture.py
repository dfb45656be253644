"""Head office gives a benefit a picture: judged by its content, cut, without metadata, shown with its size and words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portal.models import BenefitVersion
from tests.benefits.test_catalogue import newest, sent

WORDS = {"since": "2026-11-24", "alt_zh": "清晨的果岭", "alt_en": "A green at dawn"}


def picture(kind: str = "JPEG", size=(1200, 900), **more) -> bytes:
    data = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(data, kind, **more)
    return data.getvalue()


def located() -> bytes:
    """As a phone takes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone of 高远"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


@pytest.fixture
def stored(app):
    """The files that are kept."""
    return lambda: sorted(one for one in app.config["SETTINGS"].uploads.rglob("*") if one.is_file())


def post(visit, head_office, data: bytes, name: str = "green.jpg", status: int = 200, **more):
    fields = sent(**{**WORDS, **more})
    return visit(head_office).post(
        "/benefits/golf/new-version", status=status, **fields, picture=(io.BytesIO(data), name)
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_works(visit, head_office, chengang, kind):
    post(visit, head_office, located() if kind == "JPEG" else picture(kind), "球场.jpg")
    name = newest().picture
    for size, width in (("", 800), ("-s", 160)):
        path = f"/benefits/pictures/{name.removesuffix('.webp')}{size}.webp"
        answer = visit(chengang).web.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert "immutable" in answer.headers["Cache-Control"] and len(answer.data) < 60_000
        found = Image.open(io.BytesIO(answer.data))
        assert found.size == (width, width * 9 // 16) and not found.getexif() and b"Phone" not in answer.data
    shown = visit(chengang).get("/me/benefits").html.select_one("#golf img")
    assert (shown["alt"], shown["loading"], shown["width"], shown["height"]) == ("A green at dawn", "lazy", "160", "90")
    shown = visit(chengang).get("/me/benefits/golf/redeem").html.select_one("img.benefit-picture")
    assert shown["src"].endswith(name) and (shown["width"], shown["height"]) == ("800", "450")


def test_the_next_version_keeps_it_until_it_is_taken_away(visit, head_office):
    post(visit, head_office, picture())
    name = newest().picture
    visit(head_office).post("/benefits/golf/new-version", **sent(**WORDS))
    assert newest().picture == name
    visit(head_office).post("/benefits/golf/new-version", **sent(**WORDS, no_picture="1"))
    assert newest().picture == ""
    assert visit(head_office).web.get(f"/benefits/pictures/{name}").status_code == 200, "an older version shows it"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"GIF89a" + b"\x01\x00\x01\x00" + b"\x00" * 40, "a.jpg", "JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png", "JPEG, PNG or WebP"),
        (b"%PDF-1.7 nothing", "a.jpg", "JPEG, PNG or WebP"),
        (picture("PNG")[:600], "a.png", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02" + b"\0" * 99, "a.png", "too many pixels"),
        (picture() + b"\0" * (5 << 20), "a.jpg", "up to 5 MB"),
        (picture(), "a.html", "JPEG, PNG or WebP"),
    ],
    ids=["gif", "svg", "pdf", "cut off", "pixels", "bytes", "name"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_nothing_stays(visit, head_office, stored, data, name, words):
    before, count = stored(), BenefitVersion.select().count()
    page = post(visit, head_office, data, name, status=422)
    assert words in page.errors["picture"], page.errors
    assert page.html.find(id="alt_en")["value"] == "A green at dawn"
    assert BenefitVersion.select().count() == count and stored() == before


def test_without_words_for_those_who_do_not_see_it(visit, head_office, stored):
    before = stored()
    page = post(visit, head_office, picture(), status=422, alt_zh="", alt_en="")
    assert {"alt_zh", "alt_en"} <= set(page.errors) and stored() == before


def test_a_refused_version_leaves_no_file(visit, head_office, stored):
    before = stored()
    post(visit, head_office, picture(), status=409, version="0")
    assert stored() == before


def test_who_may_see_and_who_not(visit, head_office, coordinator, manager):
    post(visit, head_office, picture())
    path = f"/benefits/pictures/{newest().picture}"
    assert visit(manager).web.get(path).status_code == 200
    assert visit(None).web.get(path).status_code in (302, 303, 401)
    for other in ("x.webp", "..%2f..%2fportal.db", f"{'0' * 32}.webp"):
        assert visit(manager).web.get(f"/benefits/pictures/{other}").status_code == 404
    visit(coordinator).post(
        "/benefits/golf/new-version", status=403, **sent(**WORDS), picture=(io.BytesIO(picture()), "a.jpg")
    )
