"""What a page weighs on the wire: at most 250 KB on a first visit, 30 KB on the next (pages without a chart)."""

from __future__ import annotations

import pytest

from portal.web.rendering import STATIC
from tests.ground import people


@pytest.fixture
def many(app, manager, branch_admin, served):
    """A full page of clients."""
    for n in range(60):
        people.client(None, f"长春宏达汽车零部件有限公司{n}", "gold", kind="company")


@pytest.mark.parametrize(
    ("who", "path"), [("zhaomin", "/clients"), ("chengang", "/me"), ("wanglei", "/home"), ("chengang", "/me/benefits")]
)
def test_it_works(visit, many, who, path):
    somebody = visit(who)
    answer = somebody.web.get(path, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br" and "Accept-Encoding" in answer.headers["Vary"]
    page = len(answer.data)
    assert page <= 30_000
    text = somebody.get(path)
    files = {tag.get("src") or tag.get("href") for tag in text.html.select("script[src], link[href], img[src]")}
    files |= {tag["href"].partition("#")[0] for tag in text.html.select("use")}
    weights = {
        name: (STATIC / (name.removeprefix("/static/") + ".br")).stat().st_size
        for name in files
        if name.startswith("/static/")
    }
    assert weights and page + sum(weights.values()) <= 250_000, weights
