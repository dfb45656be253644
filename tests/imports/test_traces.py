"""What the portal leaves by itself keeps nobody from being taken back with his import."""

from __future__ import annotations

import pytest

from portal import jobs
from portal.ground import clock
from portal.models import Begun, Client, HoldingAccount, TierChange
from portal.words.hanging import CONTENT, TRACES
from tests.imports.files import PEOPLE, confirmed, latest, upload
from tests.imports.test_undo import undone


@pytest.mark.one_engine
def test_every_table_that_points_to_a_client_or_an_account_stands_on_a_side():
    tables = {other._meta.table_name for model in (Client, HoldingAccount) for other in model._meta.backrefs.values()}
    assert tables == TRACES.keys() | CONTENT.keys()
    both = TRACES.keys() & CONTENT.keys()
    assert both == {table for table, deed in TRACES.items() if deed}, "what may be a deed has a word, too"
    columns = {other._meta.table_name: other._meta.fields for other in Client._meta.backrefs.values()}
    assert all(deed in columns[table] for table, deed in TRACES.items() if deed)


def test_it_works(visit, branch_admin, manager, app):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    first = Client.get(Client.source_key == "K1")
    for path in ("", "/contacts/new", "/holdings", "/team"):
        browser.web.get(f"/clients/{first.number}{path}")
    Begun.create(client=first, staff=manager, at=clock.now())
    TierChange.create(client=first, tier="standard", since="2026-11-24", reason="months", created_at=clock.now())
    with app.app_context():
        for step in (*jobs.EVERY_MINUTE, *jobs.EVERY_NIGHT):
            step()
    undone(browser)
    assert latest().state == "undone", browser.get(f"/imports/{latest().id}/undo").text
    assert (Client.select().count(), Begun.select().count()) == (0, 0)


def test_what_a_person_did_is_said_in_words(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    first = Client.get(Client.source_key == "K1")
    values = {"since": "2026-11-24", "reason": "list", "author": branch_admin, "created_at": clock.now()}
    TierChange.create(client=first, tier="gold", **values)
    undone(browser)
    page = browser.get(f"/imports/{latest().id}/undo")
    assert "Tier changes 1" in page.table("conflicts")[0][1]
    assert not any(table in page.text for table in ("tier_change", "client_term"))
