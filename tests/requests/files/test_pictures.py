"""Pictures that people send: upright, no larger than needed, without the place; HEIC as JPEG; seen by a scanner."""

from __future__ import annotations

import io
import socket
import struct
import threading
from contextlib import contextmanager

import pytest
from PIL import Image

from portal.actions.shared import photos
from portal.actions.shared.files import path_of
from portal.models import Attachment, Request
from tests.ground.files import photo, png
from tests.requests.cases import PDF, PNG, WISH, picture

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def send(visitor, *files, status=200):
    return visitor.post("/me/requests/new", status=status, **WISH, attachments=list(files))


@pytest.fixture
def kept(app):
    """`kept()`: the one file as it is kept: its row, the picture and its bytes."""

    def read():
        row = Attachment.get()
        with app.app_context():
            data = path_of(row.storage_name).read_bytes()
        return row, Image.open(io.BytesIO(data)), data

    return read


def test_it_works(visit, chengang, kept):
    """A HEIC of a phone that lay on its side: everybody sees it upright, and nobody where it was taken."""
    page = send(visit(chengang), picture("IMG_0001.HEIC", photo("HEIF")))
    row, image, data = kept()
    assert (row.name, row.content_type) == ("IMG_0001.jpg", "image/jpeg") and image.format == "JPEG"
    assert not image.getexif() and row.size == len(data)
    shown = page.html.select_one(".file img")["src"]
    assert visit(chengang).web.get(shown).content_type == "image/jpeg"


@pytest.mark.one_engine
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_place_is_kept(visit, chengang, kept, kind):
    data = photo(kind)
    assert b"OurCamera" in data or kind == "PNG"
    send(visit(chengang), picture(f"合影.{kind.lower()}", data))
    _row, image, data = kept()
    assert image.format == kind and not image.getexif() and b"OurCamera" not in data


@pytest.mark.one_engine
def test_a_picture_that_lay_on_its_side_stands_up(visit, chengang, kept):
    send(visit(chengang), picture("a.jpg", photo(size=(40, 20), turned=True, quality=95)))
    _row, image, _data = kept()
    assert image.size == (20, 40)
    red, blue = image.convert("RGB").getpixel((10, 4)), image.convert("RGB").getpixel((10, 36))
    assert red[0] > 180 and blue[2] > 180


@pytest.mark.one_engine
def test_a_large_one_is_made_smaller_and_its_bytes_are_new(visit, chengang, kept):
    hidden = photo(size=(4200, 60)) + b"<script>what hides behind a picture</script>"
    send(visit(chengang), picture("长图.jpg", hidden))
    _row, image, data = kept()
    assert max(image.size) == photos.LONGEST_SIDE and b"script" not in data


@pytest.mark.one_engine
@pytest.mark.parametrize("mode", ["P", "LA", "1", "I;16", "CMYK"])
def test_colours_of_every_kind_are_drawn(mode):
    data = io.BytesIO()
    Image.new(mode, (8, 8)).save(data, "TIFF" if mode == "CMYK" else "PNG")
    if mode == "CMYK":
        data = io.BytesIO()
        Image.new(mode, (8, 8)).save(data, "JPEG")
    found = photos.drawn(data.getvalue(), "image/jpeg" if mode == "CMYK" else "image/png")
    assert found is not None and Image.open(io.BytesIO(found.data)).size == (8, 8)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "data"), [("a.jpg", photo()[:300]), ("b.png", png()[:40]), ("c.heic", photo("HEIF")[:200])]
)
def test_one_that_cannot_be_read_is_refused(visit, chengang, name, data):
    page = send(visit(chengang), picture(name, data), status=422)
    assert page.errors["attachments"] and Request.select().count() == 0


# ---- a scanner of the bank's own


class Clamd:
    """What clamd does with INSTREAM: reads pieces up to an empty one, answers a line."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.seen = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self):
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as read:
                assert read.read(10) == b"zINSTREAM\0"
                data = b""
                while size := struct.unpack(">I", read.read(4))[0]:
                    data += read.read(size)
                self.seen.append(data)
                line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def scanner(app, monkeypatch, address=None):
    clamd = Clamd()
    monkeypatch.setattr(app.config["SETTINGS"], "scanner", address or clamd.address)
    yield clamd
    clamd.server.close()


@pytest.mark.one_engine
def test_a_scanner_looks_at_each_file(app, visit, chengang, monkeypatch):
    with scanner(app, monkeypatch) as clamd:
        send(visit(chengang), picture("合同.pdf", PDF), picture())
        assert clamd.seen == [PDF, PNG]
        page = send(visit(chengang), picture("说明.txt", EICAR), status=422)
    assert "说明.txt was found to be harmful" in page.errors["attachments"]
    assert Attachment.select().count() == 2 and Request.select().count() == 1


@pytest.mark.one_engine
def test_without_an_answer_nothing_is_taken(app, visit, chengang, monkeypatch, tmp_path):
    for address in ("127.0.0.1:9", str(tmp_path / "nobody.sock")):
        with scanner(app, monkeypatch, address):
            page = send(visit(chengang), picture(), status=422)
        assert "cannot be checked at the moment" in page.errors["attachments"] and page.value("subject")
    assert Request.select().count() == 0
