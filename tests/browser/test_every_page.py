"""Every page that a role can reach by links from its start page: nothing sticks out, axe finds nothing serious.

`make browser ALL=1` walks all of them, as each role, on a phone in Chinese and on a desk in dark English; `make test`
a sample.
"""

from __future__ import annotations

import os
import re

import pytest

pytestmark = pytest.mark.browser

ALL = os.environ.get("ALL") == "1"
EVERYBODY = ("chengang", "sunli", "wanglei", "lina", "hejun", "sunyue", "zhaomin", "gaoyuan", "linxue", "admin")
SAMPLE = (("chengang", "phone-zh-light"), ("zhaomin", "desk-en-dark"), ("sunyue", "phone-zh-light"))
PEOPLE = [(one, look) for one in EVERYBODY for look in ("phone-zh-light", "desk-en-dark")] if ALL else SAMPLE
PAGES_OF_A_SAMPLE = 6
NO_PAGE = re.compile(
    r"/(logout|files|static|theme|language|healthz|readyz|letter-file)\b|\.(xlsx|ics|csv|vcf|pdf)$|/file$"
)


def kind_of(path: str) -> str:
    """The page without what names one object: /clients/C-0000001/tier and /clients/C-0000002/tier are one."""
    return re.sub(r"/([A-Z]{1,3}-[\d-]+|\d+|[0-9a-f]{16,})(?=/|$)", "/#", path.split("?")[0].split("#")[0])


def links(page) -> list[str]:
    """Where the page leads within the portal, each kind once."""
    found = page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return list({kind_of(href): href for href in found if not NO_PAGE.search(href.split("?")[0])}.values())


@pytest.mark.parametrize(("username", "setting"), PEOPLE)
def test_it_reads_well(person, username, setting):
    reader = person(username, setting)
    page = reader.page
    ahead, known = links(page), {kind_of(page.url.split("/", 3)[3].join(("/", "")))}
    walked = 0
    while ahead and (ALL or walked < PAGES_OF_A_SAMPLE):
        href = ahead.pop(0)
        if kind_of(href) in known:
            continue
        known.add(kind_of(href))
        reader.open(href)
        walked += 1
        ahead += links(page)
    assert walked >= PAGES_OF_A_SAMPLE
