"""Every page lights its place in the bar."""

from __future__ import annotations

import pytest

from portal import permissions
from portal.actions.administration import tasks
from portal.database import write
from portal.ground import clock
from portal.reads.accounts.actors import by_username
from portal.rules.accounts.visibility import Permission
from portal.views import found
from portal.web import navigation
from portal.words import said

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
