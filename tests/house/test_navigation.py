"""Every page lights its place in the bar."""

from __future__ import annotations

import re

import pytest

from portal import permissions
from portal.actions.administration import tasks
from portal.database import write
from portal.ground import clock
from portal.reads.accounts.actors import by_username
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import MAY, Permission
from portal.views import found
from portal.web import navigation
from portal.web.places import DESK
from portal.words import said
from tests.ground.pages import Page
from tests.house.test_every_route import OURS, address, branch, routes  # noqa: F401

STAFF = {place.area for place in navigation.STAFF}
MEMBER = {place.area for place in navigation.MEMBER}
SAID_BY_THE_PAGE = ("tasks.",)


def lit(page) -> list[str]:
    """Where the bar says that one is."""
    return sorted({link["href"] for link in page.html.select(".places a[aria-current]")})


def test_it_works(visit, manager, served):
    browser = visit(manager)
    assert lit(browser.get("/home")) == ["/home"]
    for page in ("services/new", "contacts/new", "profile", "edit"):
        assert lit(browser.get(f"/clients/{served.number}/{page}")) == ["/clients"], page


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("tiers.trial", "/tiers"),
        ("letters.write", "/tiers/lists"),
        ("exports.clients", "/clients"),
        ("clients.bulk", "/clients"),
    ],
)
def test_background_work_lights_where_it_was_begun(visit, branch_admin, kind, place):
    with write():
        task = tasks.begin(by_username(branch_admin.username, clock.today()), kind, {})
    assert lit(visit(branch_admin).get(f"/tasks/{task.id}")) == [place]


def test_each_kind_of_background_work_has_a_place():
    for kind in said.TASKS:
        first = kind.partition(".")[0]
        assert navigation.PLACE_OF_TASKS.get(first, first) in STAFF, kind


def test_no_page_is_nowhere(app):
    """Of every page that is neither public nor said by the page itself; one's own account is no place of the staff."""
    for endpoint, entry in permissions.entries(app).items():
        if entry.may is not Permission.PUBLIC and not endpoint.startswith(SAID_BY_THE_PAGE):
            assert entry.place in STAFF | MEMBER, endpoint


def test_the_pages_of_every_area_have_a_place_in_the_bar():
    """What an area says once for all its pages; one's own account is reached by one's name."""
    places = {pages.name: pages.place for pages in found()}
    assert len(places) > 25
    assert {name: place for name, place in places.items() if place not in STAFF | MEMBER | {"account"}} == {}


def test_every_place_in_the_bar_has_pages(app):
    lit_by = {entry.place for entry in permissions.entries(app).values()}
    assert [place for place in sorted(STAFF | MEMBER) if place not in lit_by] == []


BELONG_NOWHERE = {
    "accounts.index": "one's own account: the staff reach it by their name, above every page",
}
NUMBER = re.compile(r"\b[CLRE]-(?:\d{4}-)?\d{4,7}\b")


def opened(app, who, role, made):
    """Every page with a bar that this role can open: (endpoint, page)."""
    for rule in routes(app):
        needed = permissions.entries(app)[rule.endpoint].may
        asks = needed in MAY[role] or needed in (Permission.SIGNED_IN, Permission.PUBLIC)
        if "GET" not in rule.methods or not asks:
            continue
        page = Page(who.web.get(address(rule, made)))
        if page.status == 200 and page.html.select(".places"):
            yield rule.endpoint, page


def in_groups(page) -> set[tuple[str, str]]:
    """The marked places of the desk's bar, each with its group."""
    return {
        (group["data-group"], link["href"])
        for group in page.html.select(".place-groups .place-group")
        for link in group.select("a[aria-current]")
    }


@pytest.mark.one_engine
@pytest.mark.parametrize("role", list(Role))
def test_one_place_is_marked_on_every_page(app, visit, branch, role):  # noqa: F811
    """In its group of the bar; and what stands above a page says names, no numbers."""
    seen, wrong = 0, []
    with app.test_request_context():
        homes = {(group.code, navigation.href(place.endpoint)) for group in DESK for place in group.places}
    for endpoint, page in opened(app, visit({**OURS, "client": "chengang"}[role]), role, branch):
        seen += 1
        marks = lit(page)
        if len(marks) != (0 if role is not Role.CLIENT and endpoint in BELONG_NOWHERE else 1):
            wrong.append((endpoint, marks))
        if not in_groups(page) <= homes or len(in_groups(page)) > 1:
            wrong.append((endpoint, in_groups(page)))
        crumbs = " ".join(one.get_text(" ") for one in page.html.select("ol.breadcrumb, nav .breadcrumb"))
        if NUMBER.search(crumbs):
            wrong.append((endpoint, crumbs))
    assert not wrong and seen > 8, wrong


def test_where_a_place_is_not_open_the_start_page_is_lit(visit, manager, admin, served):
    assert lit(visit(admin).get("/settings/calendar")) == ["/home"]
    assert lit(visit(served).get("/me/notices")) == ["/me"]
    assert lit(visit(manager).get(f"/clients/{served.number}/team")) == ["/clients"]
    assert lit(visit(manager).get("/no-such-page", status=404)) == []
