"""The front-end files: every icon that is named exists, every built file is there, sizes stay in bounds."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal/static"
VENDOR = STATIC / "vendor"
NAMES = re.compile(r"""(?:icon(?:_name)?\(|icon=|icon_name=)\s*["']([a-z0-9-]+)["']""")


def kilobytes(name: str) -> float:
    """The size as it travels (brotli), in kB."""
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    return (VENDOR / (manifest[name] + ".br")).stat().st_size / 1000


def test_every_icon_named_in_pages_is_in_the_list():
    listed = set((STATIC / "icons.txt").read_text().split())
    files = [*(ROOT / "portal").rglob("*.html"), *(ROOT / "portal").rglob("*.py")]
    named = {name: path.name for path in files for name in NAMES.findall(path.read_text())}
    assert {name: file for name, file in named.items() if name not in listed} == {}


def test_the_list_of_icons_is_sorted_and_has_each_once():
    lines = (STATIC / "icons.txt").read_text().split()
    assert lines == sorted(set(lines))


def test_every_built_file_is_there():
    for name in json.loads((VENDOR / "manifest.json").read_text()).values():
        assert (VENDOR / name).stat().st_size > 0


def test_no_built_file_needs_what_the_policy_refuses():
    for path in VENDOR.glob("*.css"):
        assert "url(data:" not in path.read_text().replace('"', "") and "sourceMappingURL" not in path.read_text()


def test_a_first_visit_stays_small():
    page = ("tabler.min.css", "portal.css", "htmx.min.js", "portal.js", "icons.svg")
    assert sum(kilobytes(name) for name in page) < 120
    assert kilobytes("charts.js") <= 180


def test_the_compressed_twins_hold_the_same():
    for twin in VENDOR.glob("*.gz"):
        assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()


@pytest.mark.parametrize("name", ["package-lock.json", "package.json", ".npmrc"])
def test_no_registry_is_written_down(name):
    text = (ROOT / name).read_text()
    assert '"resolved"' not in text and "registry" not in text.replace("omit-lockfile-registry-resolved", "")
