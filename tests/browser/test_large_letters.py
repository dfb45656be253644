"""With letters twice as large on a phone nothing sticks out and nothing is lost for whoever reads the client data centre."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "wanglei": (
        "/clients/C-0000001", "/clients/C-0000005/holdings", "/clients/C-0000001/relations", "/clients?tier=gold&kind=individual", "/suggestions",
    ),
    "zhaomin": ("/clients/C-0000118/merge/C-0000137", "/clients/duplicates", "/quality", "/tiers/lists/L-2026-0007/screening", "/tiers/letters"),
    "gaoyuan": ("/tiers/what-if?threshold_gold=600000&kind=down", "/settings/quality"),
}  # fmt: skip


@pytest.mark.parametrize("username", PAGES)
def test_nothing_sticks_out(person, username):
    reader = person(username, "phone-zh-big-text")
    for path in PAGES[username]:
        reader.looked.clear()
        reader.open(path)
