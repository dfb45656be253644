"""A client is called by a tap: the phone gets the number, no page holds it, and that it was asked for is noted."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, Client, RecordAccess, Request
from tests.ground import people
from tests.house.test_every_route import branch  # noqa: F401

NUMBER = "+8613843001234"


@pytest.fixture
def reached(served):
    Client.update(mobile=NUMBER, do_not_call=False).where(Client.id == served.id).execute()
    return Client.get_by_id(served.id)


def way(client) -> str:
    return f"/clients/{client.number}/call"


def test_it_works(visit, manager, reached):
    page = visit(manager).get(f"/clients/{reached.number}")
    assert page.html.select_one(f"form[action='{way(reached)}'] button") and "13843001234" not in str(page.html)
    answer = visit(manager, htmx="none").post(way(reached), status=204, follow=False)
    assert answer.response.headers["HX-Redirect"] == f"tel:{NUMBER}"
    entry = RecordAccess.get(RecordAccess.kind == "reveal")
    assert (entry.field, entry.reason) == ("mobile", "to call the client")
    assert "138" not in str(AuditEntry.get(AuditEntry.action == "client.revealed").words)


def test_without_script_at_a_second_tap(visit, manager, reached):
    page = visit(manager).post(way(reached), follow=False)
    assert f"tel:{NUMBER}" in page.links() and "138 4300 1234" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_only_who_may_see_the_number(visit, second_manager, specialist, coordinator, chengang, reached):
    for person, status in ((second_manager, 404), (specialist, 403), (coordinator, 403), (chengang, 403)):
        visit(person).post(way(reached), status=status)
    assert not RecordAccess.select().where(RecordAccess.kind == "reveal").count()


def test_who_does_not_wish_to_be_called_is_not(visit, manager, reached):
    Client.update(do_not_call=True).execute()
    assert not visit(manager).get(f"/clients/{reached.number}").html.select(f"form[action='{way(reached)}']")
    page = visit(manager).post(way(reached), referer=f"/clients/{reached.number}")
    assert page.refusal == "This client does not wish to be called."
    assert not RecordAccess.select().where(RecordAccess.kind == "reveal").count()
    Client.update(do_not_call=False, mobile="").execute()
    visit(manager).post(way(reached), status=404)


def test_the_page_of_a_request_shows_a_colleagues_client_without_number(visit, branch, manager, second_manager):  # noqa: F811
    """Somebody works on it whose client it is not."""
    client = people.client(None, "周洁", "gold", mobile="+8613944005678")
    people.seat(client, "manager", second_manager)
    Request.update(client=client.id, assignee=manager.id).execute()
    page = visit(manager).get("/requests/R-2026-000001")
    assert "周洁" in page.text and "139****5678" not in page.text
    Request.update(assignee=second_manager.id).execute()
    assert "139****5678" in visit(second_manager).get("/requests/R-2026-000001").text
