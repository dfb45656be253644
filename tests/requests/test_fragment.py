"""HTMX swaps a block of the same page: the answer is that block, with the messages beside it."""

from __future__ import annotations

import pytest

from tests.requests.cases import taken


def test_it_works(visit, served, manager):
    row = taken(served, manager)
    page = visit(manager, htmx="thread").post(f"/requests/{row.number}/reply", body="收到。")
    text = page.response.get_data(as_text=True)
    assert text.lstrip().startswith('<div id="thread"') and "<html" not in text
    assert "收到。" in text and 'hx-swap-oob="true"' in text


@pytest.mark.one_engine
def test_a_fault_comes_as_the_same_block(visit, served, manager):
    row = taken(served, manager)
    page = visit(manager, htmx="thread").post(f"/requests/{row.number}/reply", status=422, body="")
    assert "body" in page.errors and page.html.html is None


def test_an_unknown_block_gets_the_page(visit, served, manager):
    row = taken(served, manager)
    assert visit(manager, htmx="no-such-block").get(f"/requests/{row.number}").html.html is not None
