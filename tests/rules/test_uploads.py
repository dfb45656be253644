"""Uploads by content; names without tricks."""

import io
import zipfile

import pytest

from portal.rules.shared.uploads import LONGEST_NAME, MAX_BYTES, MAX_TOGETHER, safe_name, sniff, upload_problem

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 300
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 300
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 300
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 300
GIF = b"GIF89a" + b"\x00" * 300
PDF = b"%PDF-1.7\n" + b"\x00" * 300
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body>hello</body></html>"


def office(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "<xml/>")
    return data.getvalue()


DOCX = office("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (JPEG, "photo.jpg", "image/jpeg jpg"),
        (JPEG, "photo.JPEG", "image/jpeg jpg"),
        (PNG, "截图.png", "image/png png"),
        (PNG, "really.jpg", "image/png png"),
        (JPEG, "no-extension", "image/jpeg jpg"),
        (WEBP, "a.webp", "image/webp webp"),
        (HEIC, "IMG_0001.HEIC", "image/heic heic"),
        (GIF, "a.gif", "image/gif gif"),
        (PDF, "合同.pdf", "application/pdf pdf"),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document docx"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx"),
        ("入学材料清单".encode(), "清单.txt", "text/plain txt"),
        ("\ufeff日期,金额\r\n".encode(), "a.csv", "text/csv csv"),
        (b"1 < 2 and 3 > 2", "note.txt", "text/plain txt"),
        (b"", "empty.txt", None),
        (HTML, "photo.jpg", None),
        (HTML, "page.html", None),
        (HTML, "page.txt", None),
        (SVG, "logo.svg", None),
        (SVG, "logo.png", None),
        (SVG, "logo.txt", None),
        (b'<?xml version="1.0"?><svg/>', "a.txt", None),
        (b"#!/bin/sh\nrm -rf /", "a.txt", None),
        (JPEG, "photo.jpg.exe", None),
        (JPEG, "photo.html", None),
        (b"MZ\x90\x00" + b"\x00" * 300, "photo.jpg", None),
        (office("a.txt"), "archive.zip", None),
        (office("a.txt"), "archive.docx", None),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macro.docx", None),
        (DOCX[:40], "broken.docx", None),
        ("中文".encode("gb18030"), "a.txt", None),
        (b"\x00\x01\x02", "a.txt", None),
        (b"plain words", "photo.jpg", None),
        (b"plain words", "a.js", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sniff(data, name, kind):
    assert sniff(data, name) == (tuple(kind.split()) if kind else None)


@pytest.mark.parametrize(
    ("name", "extension", "safe"),
    [
        ("photo.jpg", "jpg", "photo.jpg"),
        ("photo.jpeg", "jpg", "photo.jpeg"),
        ("really.jpg", "png", "really.png"),
        ("v1.2 final", "pdf", "v1.2 final.pdf"),
        ("../../etc/passwd", "", "passwd"),
        ("..\\..\\boot.ini", "txt", "boot.ini.txt"),
        ("C:\\fakepath\\户口本.png", "png", "户口本.png"),
        ("a\x00b\u202egpj.png", "png", "abgpj.png"),
        ('say "hi": <1>.txt', "txt", "say _hi__ _1_.txt"),
        ("", "jpg", "file.jpg"),
        ("...", "", "file"),
        (".htaccess", "txt", "htaccess.txt"),
        ("line\nbreak.txt", "txt", "line break.txt"),
        ("notes.md", "txt", "notes.md"),
    ],
)
def test_safe_name(name, extension, safe):
    assert safe_name(name, extension) == safe


def test_long_names_keep_their_ending():
    name = safe_name("长" * 500 + ".pdf", "pdf")
    assert len(name) <= LONGEST_NAME
    assert name.endswith("长.pdf")
    assert len(safe_name("x" * 500)) == LONGEST_NAME
    assert len(safe_name("x." + "y" * 500)) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ([], None),
        ([1, MAX_BYTES], None),
        ([1] * 10, None),
        ([1] * 11, "too_many"),
        ([MAX_BYTES + 1], "too_large"),
        ([MAX_BYTES, MAX_BYTES, MAX_TOGETHER - 2 * MAX_BYTES], None),
        ([MAX_BYTES, MAX_BYTES, MAX_TOGETHER - 2 * MAX_BYTES + 1], "together"),
        ([5, 0], "empty"),
    ],
)
def test_limits(sizes, reason):
    assert upload_problem(sizes) == reason
