"""Whoever sees only the requests that are given to him is not told that nothing is open."""

from __future__ import annotations

from tests.requests.cases import filed, taken


def test_a_coordinator_reads_whose_requests_are_meant(visit, served, manager, coordinator):
    filed(served)
    home = visit(coordinator).get("/home")
    assert "0 open requests given to you" in home.text
    assert "those of others are not shown" in home.section("queue")
    assert "0 given to you are open" in visit(coordinator).get("/requests").text
    assert "1 open request" in visit(manager).get("/home").text


def test_the_panel_of_the_clock_follows_each_deed(visit, served, manager):
    row = taken(served, manager)
    page = visit(manager, htmx="thread").post(f"/requests/{row.number}/reply", body="请带户口本。", waiting="1")
    assert "paused while we wait for the client" in page.text
