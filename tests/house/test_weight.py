"""What a page weighs on the wire: at most 250 KB on a first visit (a client: 200 KB), 30 KB on the next
(pages without a chart)."""

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
    weights = {name: size_of(name) for name in files if name.startswith("/static/")}
    most = 200_000 if path.startswith("/me") else 250_000
    assert weights and page + sum(weights.values()) <= most, weights


def size_of(name: str) -> int:
    """Bytes of a file as it travels."""
    plain = STATIC / name.removeprefix("/static/")
    packed = plain.with_name(f"{plain.name}.br")
    return (packed if packed.exists() else plain).stat().st_size


MEMBER = (
    "/me", "/me/benefits", "/me/requests", "/me/requests/new", "/me/call-back", "/me/events", "/me/team", "/me/accounts",
    "/me/profile", "/me/profile/correct", "/me/privacy", "/me/tier", "/me/card", "/me/notices", "/account",
)  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.parametrize("path", MEMBER)
def test_pictures_of_the_members_pages_have_their_size(visit, served, path):
    """So that nothing moves while they come, on a slow line."""
    for one in visit(served).get(path).html.select("img"):
        assert one.get("width") and one.get("height"), one
