"""What the documents name is there, and the picture of the rooms is the one that is held."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SPOKEN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)")
FOLDERS = {"portal", "tests", "docs", "seeds", "scripts"}
ROOMS = {path.name for path in (ROOT / "portal").iterdir() if path.is_dir()}
COMPONENTS = {path.name for path in (ROOT / "portal" / "templates").iterdir() if path.is_dir()}
MADE_UP = re.compile(r"[<>…]|[A-Z]{4}|keepsake")
"""Parts of a name that stand for others, and the area of docs/adding-an-area.md, which is no area of ours."""

pytestmark = pytest.mark.one_engine


def named(text: str) -> list[str]:
    """The paths that a document names between backticks."""
    first = FOLDERS | ROOMS | COMPONENTS
    found = (words.split()[0].rstrip(".,;:)") for words in SPOKEN.findall(text) if words.strip())
    return [path for path in found if "/" in path and path.split("/")[0] in first and not MADE_UP.search(path)]


def there(path: str) -> bool:
    """Does it exist, in the project, in `portal/`, or in its templates? With `*` and `{a,b}` as a shell reads them."""
    either = re.match(r"(.*)\{(.*)\}(.*)$", path)
    if either:
        return all(there(either[1] + part + either[3]) for part in either[2].split(","))
    return any(any(folder.glob(path)) for folder in (ROOT, ROOT / "portal", ROOT / "portal" / "templates"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_what_is_named_exists(document):
    text = document.read_text("utf-8")
    assert [path for path in named(text) if not there(path)] == []
    assert [path for path in LINK.findall(text) if not (document.parent / path).exists()] == []


def test_what_is_not_there_would_be_found():
    text = "`portal/nowhere.py`, `rules/*.py`, `make test`, `words/<area>.py`, `portal/static/*.{css,nothing}`"
    assert [path for path in named(text) if not there(path)] == ["portal/nowhere.py", "portal/static/*.{css,nothing}"]


def test_the_picture_shows_the_layers_that_are_held():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", "utf-8")
    layers = settings["importlinter:contract:rooms"]["layers"].replace("portal.", "").split("\n")
    picture = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("```")[1]
    shown = [re.split(r"\s{2,}", line.strip("│ "))[0] for line in picture.splitlines() if line.startswith("│")]
    assert shown == [layer for layer in layers if layer]


def test_every_decision_is_in_the_table():
    pages = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")}
    table = set(re.findall(r"\(decisions/([a-z-]+\.md)\)", (ROOT / "docs" / "architecture.md").read_text("utf-8")))
    listed = set(LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))) - {"../architecture.md"}
    assert table == listed == pages - {"README.md"}
