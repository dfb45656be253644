"""`make bench` over HTTP: it finds every place of everybody's bar, and its table says what it measured."""

from __future__ import annotations

import pytest

from portal import config
from portal.demo.stage import PASSWORD
from portal.web.navigation import MEMBER, STAFF, href
from scripts.bench import served
from scripts.bench.report import Found, document, places


@pytest.mark.parametrize(
    "person", ["chengang", "manager", "specialist", "coordinator", "branch_admin", "head_office", "auditor", "admin"]
)
def test_it_works(app, visit, request, person):
    """The places are read from the page, as a person reads them."""
    somebody = request.getfixturevalue(person)
    page = visit(somebody).get("/me" if person == "chengang" else "/home")
    with app.test_request_context():
        known = [href(place.endpoint) for place in (*MEMBER, *STAFF)]
    found = served.bar_of(page.response.get_data(as_text=True))
    assert len(found) >= 4 and set(found) <= set(known), found
    assert not {place for place in page.links() if place in known} - set(found) - {"/account"}


def test_it_signs_in_as_the_demo_people():
    files = [*(config.ROOT / "seeds").rglob("*.toml"), *(config.ROOT / "portal/demo").glob("*.py")]
    said = "".join(path.read_text() for path in files)
    assert served.PASSWORD == PASSWORD and all(f'"{name}"' in said for name in served.PEOPLE)


def test_the_table_has_a_line_for_each_place_and_a_column_for_each_role():
    one = served.Served("sqlite", 1000, {"/home": {"manager": 7.4, "auditor": 3.2}}, (9.6, "/home", "manager"))
    text = document(Found([], [], [one]))
    assert "### SQLite, 1,000 clients" in text and "Longest at a first look: 10 ms (/home, manager)." in text
    (line,) = [line for line in text.splitlines() if line.startswith("| /home")]
    assert line.count("|") == 2 + len(served.PEOPLE) and "| 7 |" in line and "| 3 |" in line
    assert "/home" in places(one)
