"""Files of a thread: judged by content, kept under random names, handed out only through permission."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.models import Attachment, Request

from ..ground.files import png, sent
from ..requests.cases import WISH as WORDS

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def kept(app) -> list[Path]:
    folder = app.config["SETTINGS"].uploads
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.fixture
def filed(visit, served, manager):
    visit(served).post("/me/requests/new", **WORDS, attachments=[sent("病历.png"), sent("报告.pdf", PDF)])
    return Request.get()


def test_it_works(app, visit, served, manager, filed):
    page = visit(manager).get(f"/requests/{filed.number}")
    links = [a["href"] for a in page.html.select("a.file")]
    assert len(links) == 2
    answer = visit(manager).get(links[0]).response
    assert answer.data == png() and answer.content_type.startswith("image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]
    shown = visit(served).get(f"{links[0]}?preview=1").response
    assert not shown.headers.get("Content-Disposition", "").startswith("attachment")
    assert visit(served).get(f"{links[1]}?preview=1").response.headers["Content-Disposition"].startswith("attachment")
    assert {path.suffix for path in kept(app)} == {".png", ".pdf"}
    assert not any("病历" in path.name for path in kept(app))


def test_strangers_and_others_get_404(visit, filed, liufang, zhaolei, second_manager, other_branch_admin):
    link = f"/files/{Attachment.select().first().token}"
    for person in (liufang, zhaolei, second_manager, other_branch_admin):
        visit(person).get(link, status=404)
    assert visit().get(link).path == "/login"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"<!doctype html><html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("run.exe", b"MZ" + b"\0" * 200), ("page.html", png()), ("empty.png", b""),
    ],
)  # fmt: skip
def test_what_is_not_taken(app, visit, served, name, data):
    page = visit(served).post("/me/requests/new", status=422, **WORDS, attachments=[sent(name, data)])
    assert "attachments" in page.errors
    assert page.value("subject") == WORDS["subject"]
    assert Request.select().count() == 0 and kept(app) == []


def test_a_name_with_a_path_is_a_name(app, visit, served):
    visit(served).post("/me/requests/new", **WORDS, attachments=[sent("../../etc/照片.png")])
    assert Attachment.get().name == "照片.png"
    assert all(path.is_relative_to(app.config["SETTINGS"].uploads) for path in kept(app))


def test_six_files_are_too_many(app, visit, served):
    page = visit(served).post("/me/requests/new", status=422, **WORDS, attachments=[sent(f"{n}.png") for n in range(6)])
    assert "five" in page.errors["attachments"] and kept(app) == []


def test_thirty_megabytes_are_too_large(app, visit, served):
    page = visit(served).post(
        "/me/requests/new", status=413, **WORDS, attachments=[sent("big.png", png() + b"\0" * 30_000_000)]
    )
    assert "10 MB" in page.text and Request.select().count() == 0 and kept(app) == []


def test_eleven_megabytes_are_refused_beside_the_field(app, visit, served):
    page = visit(served).post(
        "/me/requests/new", status=422, **WORDS, attachments=[sent("big.png", png() + b"\0" * 11_000_000)]
    )
    assert "10 MB" in page.errors["attachments"] and kept(app) == []


def test_a_reply_carries_files_too(visit, filed, served, manager):
    visit(manager).post(f"/requests/{filed.number}/take")
    visit(manager).post(f"/requests/{filed.number}/reply", body="见附件", attachments=[sent("预约单.png")])
    assert "预约单.png" in visit(served).get(f"/me/requests/{filed.number}").text
