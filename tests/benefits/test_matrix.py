"""What each tier gets, for staff."""

from __future__ import annotations

import pytest

from portal.reads import reference


def test_it_works(visit, manager):
    page = visit(manager).get("/benefits")
    rows = page.table("benefits")
    assert len(rows) == len(reference.benefits())
    heads = [th.get_text(strip=True) for th in page.html.select("#benefits thead th")]
    assert heads == ["Benefit", "Gold", "Platinum", "Diamond", "To know"]


def test_what_a_tier_gets_the_higher_ones_get_too(visit, manager):
    for row in visit(manager).get("/benefits").table("benefits"):
        given = [not cell.startswith("–") for cell in row[1:4]]
        assert given == sorted(given), row


@pytest.mark.one_engine
def test_who_may(visit, specialist, coordinator, auditor, head_office, chengang, admin):
    for person in (specialist, coordinator, auditor, head_office):
        visit(person).get("/benefits")
    for person in (chengang, admin):
        visit(person).get("/benefits", status=403)
