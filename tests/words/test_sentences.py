"""Every deed and every notice has its sentence, and no sentence waits for a deed that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.words.said import DEEDS, NOTICES, OWN_DEEDS, TASKS

PORTAL = Path(__file__).resolve().parents[2] / "portal"
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
SAYING = {"audit": DEEDS, "tell": NOTICES}
FILES = [path for path in sorted(PORTAL.rglob("*.py")) if not {"words", "migrations"} & set(path.parts)]


def pattern(node: ast.AST) -> str:
    """What a text of the source can be: itself, or with anything in the places of an f-string; "" for no code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value) if CODE.fullmatch(node.value) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z_]+"  # type: ignore[arg-type]
        for part in node.values
    ]
    return "".join(parts) if re.match(r"[a-z_]+\\\.", parts[0]) else ""


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def within(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it; an f-string is one text."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from within(child)


def codes() -> Iterator[tuple[str, str, str]]:
    """(where, `audit` or `tell`, pattern of the code) of every call that says its code in place."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in SAYING:
                for argument in node.args:
                    for part in within(argument):
                        if found := pattern(part):
                            yield f"{path.relative_to(PORTAL)}:{node.lineno}", called(node), found


def texts() -> set[str]:
    """The pattern of every text of the source that looks like a code; the demo branch plays deeds, it has none."""
    files = [path for path in FILES if "demo" not in path.parts]
    nodes = (node for path in files for node in within(ast.parse(path.read_text("utf-8"))))
    return {found for node in nodes if (found := pattern(node))}


def test_every_deed_and_notice_has_its_sentence():
    found = list(codes())
    assert len([one for one in found if one[1] == "audit"]) > 80 < len(DEEDS)
    silent = [one for one in found if not any(re.fullmatch(one[2], code) for code in SAYING[one[1]])]
    assert silent == []


@pytest.mark.parametrize("sentences", [DEEDS, NOTICES, OWN_DEEDS, TASKS], ids=["deeds", "notices", "own", "tasks"])
def test_every_sentence_is_used(sentences):
    used = re.compile("|".join(sorted(texts())))
    assert [code for code in sentences if not used.fullmatch(code)] == []


def test_what_a_client_did_himself_is_a_deed():
    assert [code for code in OWN_DEEDS if code not in DEEDS] == []
