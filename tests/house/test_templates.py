"""How templates are written, and what becomes of their white space."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from portal.web.templating import Tight

TEMPLATES = Path(__file__).resolve().parents[2] / "portal" / "templates"

SHOWN = [
    ("<ul>\n  <li>\n    {{ x }}\n  </li>\n</ul>\n", "<ul><li>X</li></ul>"),
    ("<span>{{ x }}</span>\n<span>{{ x }}</span>", "<span>X</span><span>X</span>"),
    ("<b>{{ x }}</b> <i>{{ x }}</i>", "<b>X</b> <i>X</i>"),
    ("{{ x }}\n{{ x }}", "XX"),
    ("{{ x }} {{ x }}", "X X"),
    ('{{ x }}\n{{ " " }}\n<b>{{ x }}</b>', "X <b>X</b>"),
    ("<b>\n  {% if x %}\n    {{ x }}\n  {% endif %}\n</b>\n", "<b>X</b>"),
    ("{{ x }}\n中文\n{{ x }}", "X 中文 X"),
    ("<p>\n  中文\n</p>", "<p>中文</p>"),
    ("one\n   two", "one two"),
    ("{{ x }}\n{% if x %}· {{ x }}{% endif %}", "X\u00a0· X"),
    ("{{ x }} ·\n{{ x }} · <b>{{ x }}</b>", "X\u00a0· X\u00a0· <b>X</b>"),
    ("{# why #}\n<p>{{ x }}</p>{# and #}\n", "<p>X</p>"),
    (
        '<a class="b"\n   href="{{ x }}"\n   {% if x %}rel="up"{% endif %}>{{ x }}</a>',
        '<a class="b" href="X" rel="up">X</a>',
    ),
    ('<img alt="a  b"\n/>', '<img alt="a  b"/>'),
    ('<div data-x=\'{"a":1,\n           "b":2}\'>', '<div data-x=\'{"a":1, "b":2}\'>'),
    ("<pre>\n a\n\n  {{ x }}\n</pre>\n<p>", "<pre>\n a\n\n  X\n</pre><p>"),
    ("<textarea>\n{{ x }}\n</textarea>\n", "<textarea>\nX\n</textarea>"),
    ("<script>\n1 < 2\n</script>\n<b>", "<script>\n1 < 2\n</script><b>"),
    ("<b>\xa0{{ x }}\u3000</b>", "<b>\xa0X\u3000</b>"),
    ("1 < 2\n&amp; {{ x }}", "1 < 2 &amp; X"),
]
"""A template and its page: blanks within a line stay one, line breaks are nothing but among words."""


@pytest.mark.parametrize(("template", "page"), SHOWN)
def test_line_breaks_are_for_the_reader(template, page):
    assert Environment(extensions=[Tight]).from_string(template).render(x="X") == page


def test_every_template_can_be_read():
    """One element a line; a page of many sections includes them."""
    paths = sorted(TEMPLATES.rglob("*.html"))
    lines = {str(path.relative_to(TEMPLATES)): path.read_text("utf-8").splitlines() for path in paths}
    assert len(lines) > 150
    assert {name: len(found) for name, found in lines.items() if len(found) > 200} == {}
    long = {
        f"{name}:{number}" for name, found in lines.items() for number, line in enumerate(found, 1) if len(line) > 140
    }
    assert long == set()
