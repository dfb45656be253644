"""Files that people send: judged by their content, kept under random names, gone again when the deed fails."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager

import pytest
from werkzeug.datastructures import FileStorage

from portal import database
from portal.actions.requests import filing, working
from portal.models import Attachment, Client, Request
from portal.rules.shared.uploads import MAX_BYTES, MAX_FILES, MAX_TOGETHER
from tests.ground import people
from tests.requests.cases import JPEG, PDF, PNG, WISH, filed, picture, taken

HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def send(visitor, *files, status=200, path="/me/requests/new", **fields):
    return visitor.post(path, status=status, **{**WISH, **fields}, attachments=list(files))


@pytest.fixture
def on_disk(app):
    """The files that are kept now."""
    return lambda: sorted(path for path in app.config["SETTINGS"].uploads.rglob("*") if path.is_file())


def test_it_works(visit, chengang, on_disk):
    page = send(
        visit(chengang),
        picture(),
        picture("合影.jpg", JPEG),
        picture("合同.pdf", PDF),
        picture("说明.txt", "您好\n".encode()),
    )
    assert [a.get_text(" ", strip=True).split(" ")[0] for a in page.html.select(".file")] == [
        "户口本.png",
        "合影.jpg",
        "合同.pdf",
        "说明.txt",
    ]
    kept = {row.name: row.content_type for row in Attachment.select()}
    assert kept == {
        "户口本.png": "image/png",
        "合影.jpg": "image/jpeg",
        "合同.pdf": "application/pdf",
        "说明.txt": "text/plain",
    }
    assert len(on_disk()) == 4 and Request.get().files == 4


def test_the_name_on_disk_is_random_and_says_nothing(visit, chengang, on_disk):
    send(visit(chengang), picture(), picture())
    names = [path.name for path in on_disk()]
    assert len(set(names)) == 2 and all(re.fullmatch(r"[0-9a-f]{32}\.png", name) for name in names)
    assert sorted(names) == sorted(row.storage_name for row in Attachment.select())


def test_no_file_chosen_is_no_file(visit, chengang, on_disk):
    send(visit(chengang), FileStorage(io.BytesIO(b""), ""))
    assert Request.get().files == 0 and on_disk() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../../etc/passwd.png", "passwd.png"), ("..\\..\\windows\\system.png", "system.png"), ("/etc/x.png", "x.png"), ("..png", "png.png"), ("...", "file.png"),
        ("a\u202egnp.exe.png", "agnp.exe.png"), ("照片🙂.PNG", "照片🙂.PNG"), ("名" * 300 + ".png", "名" * 116 + ".png"), ("photo.jpg", "photo.png"), ('a"b<c>.png', "a_b_c_.png"),
        ("none", "none.png"),
    ],
)  # fmt: skip
def test_names_lose_their_paths_and_tricks(app, chengang, on_disk, typed, kept):
    with app.app_context():
        filed(chengang, uploads=[working.files.Upload(typed, PNG)])
    assert Attachment.get().name == kept
    root = app.config["SETTINGS"].uploads.resolve()
    assert all(path.resolve().is_relative_to(root) for path in on_disk())


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("照片.jpg", HTML), ("图.svg", SVG), ("图.png", SVG), ("图.jpg", SVG), ("a.html", HTML), ("a.txt", HTML), ("a.png", b""), ("a.exe", b"MZ\x90\x00" + b"\x00" * 64),
        ("a.png", b"MZ\x90\x00" + b"\x00" * 64), ("a.jpg", b"\x00" * 64), ("a.svg", PNG), ("a.zip", b"PK\x03\x04" + b"\x00" * 64), ("a.js", b"alert(1)"), ("a.csv", b"\xff\xfe\x00"),
        ("a.docx", b"PK\x03\x04broken"), ("a.pdf", HTML), ("a.php", b"<?php echo 1;"), ("a.txt", b"#!/bin/sh\nrm -rf /"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused(visit, chengang, on_disk, name, data):
    page = send(visit(chengang), picture(), picture(name, data), status=422)
    assert page.errors["attachments"]
    assert page.value("subject") == WISH["subject"]
    assert on_disk() == [] and Request.select().count() == 0 and Attachment.select().count() == 0


def test_an_empty_file_and_eleven_files_are_named(visit, chengang, on_disk):
    browser = visit(chengang)
    assert "This file is empty." in send(browser, picture("a.png", b""), status=422).errors["attachments"]
    assert "At most ten files" in send(browser, *(picture() for _ in range(11)), status=422).errors["attachments"]
    send(browser, *(picture() for _ in range(10)))
    assert len(on_disk()) == 10


@pytest.mark.one_engine
def test_twenty_megabytes_are_the_most(visit, chengang, on_disk):
    page = send(visit(chengang), picture("a.png", PNG + b"\x00" * (MAX_BYTES - len(PNG) + 1)), status=422)
    assert "up to 20 MB" in page.errors["attachments"] and on_disk() == []


@pytest.mark.one_engine
def test_fifty_megabytes_together_are_taken_and_no_more(visit, chengang, on_disk):
    large, rest = PDF + b"\n" * (MAX_BYTES - len(PDF)), PDF + b"\n" * (MAX_TOGETHER - 2 * MAX_BYTES - len(PDF))
    files = [("一.pdf", large), ("二.pdf", large), ("三.pdf", rest)]
    page = send(visit(chengang), *(picture(*one) for one in files), picture("四.png"), status=422)
    assert "together may have up to 50 MB" in page.errors["attachments"] and on_disk() == []
    send(visit(chengang), *(picture(*one) for one in files))
    assert len(on_disk()) == 3


def test_what_may_be_sent_is_said_before_and_the_same_everywhere(visit, served, manager):
    """The form says it in words and to the script; what is refused says the same."""
    row = taken(served, manager)
    places = [
        (served, "/me/requests/new"),
        (served, f"/me/requests/{row.number}"),
        (manager, f"/requests/{row.number}"),
    ]
    for person, path in places:
        page = visit(person).get(path)
        for field in page.html.select("input[type=file]"):
            said = page.html.find(id=field["aria-describedby"]).get_text()
            assert "up to ten files, 20 MB each and 50 MB together" in said, path
            limits = [int(field[f"data-{name}"]) for name in ("most", "each", "together")]
            assert limits == [MAX_FILES, MAX_BYTES, MAX_TOGETHER]
    assert (MAX_FILES, MAX_BYTES, MAX_TOGETHER) == (10, 20 << 20, 50 << 20)


@pytest.mark.one_engine
def test_more_than_fifty_megabytes_are_too_large_and_the_text_stays(visit, chengang, on_disk):
    body = picture("a.png", PNG + b"\x00" * 55_000_000)
    page = send(visit(chengang), body, status=413)
    assert "50 MB" in page.refusal and "a.png" in page.text
    assert (page.value("subject"), page.value("details").strip()) == (WISH["subject"], WISH["details"])
    assert on_disk() == [] and Attachment.select().count() == 0


@pytest.mark.one_engine
def test_a_refused_form_says_which_files_to_choose_again(visit, chengang):
    page = send(visit(chengang), picture("相片.png"), picture("a.png", b""), status=422)
    assert "Please choose these files once more: 相片.png, a.png." in page.text


@pytest.mark.one_engine
def test_a_form_field_as_big_as_a_book_is_too_large(visit, chengang):
    visit(chengang).post("/me/requests/new", status=413, **{**WISH, "details": "长" * 1_000_000}, attachments=picture())
    assert Request.select().count() == 0


def test_nothing_stays_on_disk_when_the_deed_is_refused(visit, served, manager, on_disk):
    row = taken(served, manager)
    working.withdraw(people.actor(served), row)
    visit(served).post(f"/me/requests/{row.number}/reply", status=409, body="还有", attachments=picture())
    visit(manager).post(f"/requests/{row.number}/reply", status=409, body="还有", attachments=picture())
    visit(served).post("/me/requests/new", status=422, **{**WISH, "category": "nonsense"}, attachments=picture())
    assert on_disk() == [] and Attachment.select().count() == 0


@pytest.mark.parametrize("where", ["inside", "at its end"])
def test_nothing_stays_on_disk_when_the_deed_fails(app, visit, chengang, on_disk, monkeypatch, where):
    def fails(*_args, **_words):
        raise RuntimeError("the disk of the database is full")

    @contextmanager
    def write_that_fails():
        with database.write():
            yield
            fails()

    if where == "inside":
        monkeypatch.setattr(filing, "audit", fails)
    else:
        monkeypatch.setattr(filing, "write", write_that_fails)
    with pytest.raises(RuntimeError):
        send(visit(chengang), picture())
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    page = send(visit(chengang), picture(), status=500)
    assert page.heading == "That was our fault" and page.response.headers["X-Request-Id"] in page.text
    assert on_disk() == [] and Request.select().count() == 0 and Client.get_by_id(chengang.id).open_requests == 0


def test_a_picture_of_too_many_pixels(visit, chengang, on_disk):
    """A small file that unfolds to gigabytes is refused by what its head says; it is never opened."""
    bomb = PNG[:16] + (60_000).to_bytes(4, "big") * 2 + PNG[24:]
    page = send(visit(chengang), picture("大图.png", bomb), status=422)
    assert "too many pixels" in page.text and on_disk() == [] and Request.select().count() == 0
