"""Every address that a template writes leads to a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "portal" / "templates"
VALUE = "\0"
"""Stands for what the page puts in, one `{{ }}` or one part of `"/a/" ~ b`."""
TAG = re.compile(r"<[a-z][^<>]*>")
ATTRIBUTE = re.compile(r'\s(href|action|formaction|hx-get|hx-post)="(/[^"]*)"')
WORDS = {
    "/events/\0/\0": ("submit", "approve", "publish"),
    "/clients/\0/team/\0": ("manager", "adviser", "specialists"),
    "/clients/\0/services/\0": ("\0/end", "\0/wrong", "\0/resume"),
}
"""Where a macro puts in the end of the address: the ends that it is called with."""

pytestmark = pytest.mark.one_engine


def plain(source: str) -> str:
    """A template with `VALUE` for each expression, without its statements and comments."""
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", VALUE, source, flags=re.DOTALL)


def spoken(tree: Any) -> Iterator[str]:
    """Addresses that stand in expressions: `"/tiers"`, `"/clients/" ~ client.number`."""
    if isinstance(tree, nodes.Concat):
        yield "".join(str(one.value) if isinstance(one, nodes.Const) else VALUE for one in tree.nodes)
        return
    if isinstance(tree, nodes.Compare):
        return
    if isinstance(tree, nodes.Const) and isinstance(tree.value, str):
        yield tree.value
    for child in tree.iter_child_nodes():
        yield from spoken(child)


def addresses(env: Any) -> Iterator[tuple[str, str, str]]:
    """(template, GET, POST or "" for either, address) of all templates."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name, source = str(path.relative_to(TEMPLATES)), path.read_text("utf-8")
        for tag in TAG.findall(plain(source)):
            posts = {"formaction", "hx-post", *(["action"] if 'method="post"' in tag else [])}
            for attribute, address in ATTRIBUTE.findall(tag):
                for one in ended(address):
                    yield name, "POST" if attribute in posts else "GET", one
        yield from (
            (name, "", end) for one in spoken(env.parse(source)) if re.match(r"/[a-z]", one) for end in ended(one)
        )


def ended(address: str) -> list[str]:
    return [address.removesuffix(VALUE) + end for end in WORDS.get(address, ())] or [address]


def leads(address: str, rules: list[Any], method: str) -> bool:
    """Is there a route of this shape? What follows `?` or `#` is not looked at."""
    path = re.split(rf"[?#]|(?<!/){VALUE}", address)[0]
    wanted = path.split("/")
    for rule in rules:
        steps = rule.rule.split("/")
        if len(steps) == len(wanted) and (not method or method in rule.methods) and all(map(fits, steps, wanted)):
            return True
    return False


def fits(step: str, wanted: str) -> bool:
    """A step of a route and one of an address: the same word, or a value where the route takes one."""
    return step == wanted or (step.startswith("<") and bool(wanted))


def test_every_address_in_a_template_leads_to_a_page(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.build_only]
    found = list(addresses(app.jinja_env))
    assert len([one for one in found if one[1]]) > 200
    lost = [one for one in found if not leads(one[2], rules, one[1])]
    assert not lost, "\n".join(map(str, lost))
