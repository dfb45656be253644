"""Whatever a notice, a line of the day's work or a task leads to is a page that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from portal import config

ROOMS = ("actions", "importing", "reads", "demo")
GLUED = re.compile(r"[a-z]7|7[a-z]")
"""A part of an address that is put together elsewhere."""


def addresses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Addresses that are written out with something in them: line, and the address with a 7 for each thing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
            if re.match(r"/[a-z]", text) and " " not in text and not GLUED.search(text):
                yield node.lineno, text


@pytest.mark.one_engine("sqlite")
def test_every_address_leads_somewhere(app):
    match, nowhere, seen = app.url_map.bind("").match, [], 0
    for room in ROOMS:
        for path in sorted((config.ROOT / "portal" / room).rglob("*.py")):
            for line, address in addresses(ast.parse(path.read_text())):
                seen += 1
                try:
                    match(re.split(r"[?#]", address)[0], method="GET")
                except NotFound:
                    nowhere.append(f"{path.relative_to(config.ROOT)}:{line} {address}")
                except (MethodNotAllowed, RequestRedirect):
                    pass
    assert not nowhere and seen > 150, nowhere
