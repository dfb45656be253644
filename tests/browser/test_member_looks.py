"""Every page of a client, on the smallest phone, with letters twice as large, in both languages and both themes: nothing
sticks out, axe finds nothing serious, nothing that a thumb must meet is too small (`scripts/gallery.py` has the pages)."""

from __future__ import annotations

import os

import pytest

from scripts import gallery
from tests.browser import chromium as own
from tests.browser.people import one_click

pytestmark = pytest.mark.browser

ALL = os.environ.get("ALL") == "1"
LOOKS = {"zh-320": "chengang", "en-390-dark": "sunli", "zh-390-large": "chengang"}
"""Look → who looks, in `make test`; `make browser ALL=1` takes all looks of all of them."""
LONG = ("home", "benefits", "redeem", "statement", "voucher-confirmed", "voucher-card", "team", "call-back", "card")
"""Where most stands, in `make test`."""
CASES = [(look, who) for look in gallery.LOOKS for who in gallery.PEOPLE] if ALL else list(LOOKS.items())


@pytest.mark.parametrize(("look", "who"), CASES)
def test_it_works(chromium, demo_portal, look, who):
    context = own.person(chromium, gallery.LOOKS[look], demo_portal)
    page = context.new_page()
    page.goto("/login")
    with page.expect_navigation(url=lambda url: "/login" not in url):
        one_click(page, who).click()
    faults, seen = [], 0
    for name in gallery.PAGES if ALL else LONG:
        if gallery.open_page(page, gallery.PAGES[name]):
            seen += 1
            faults += [f"{name}: {one}" for one in gallery.faults_of(page, with_axe=ALL or look == "en-390-dark")]
    context.close()
    assert faults == [] and seen >= len(LONG) - 2
