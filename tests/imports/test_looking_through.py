"""Somebody looks through what came in: imports by their state, rows by a name or a number, page by page."""

from __future__ import annotations

import pytest

from portal.models import ImportRow
from tests.imports.files import confirmed, latest, upload

MANY = "姓名,手机号,单位\n" + "".join(f"周国{n:03d},1380431{n:04d},一汽解放\n" for n in range(230))


def lines(page) -> list[int]:
    return [int(row[0]) for row in page.table("staged")]


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("名单.csv", MANY))
    rows = f"/imports/{latest().id}/rows"
    assert lines(browser.get(rows, q="周国017")) == [19]
    assert lines(browser.get(rows, q="13804310017")) == [19]
    assert lines(browser.get(rows, q="一汽 0431022")) == [*range(222, 232)], "every word is found in the row"
    assert lines(browser.get(rows, q="周国017", show="faults")) == []
    assert lines(browser.get(rows, q="解放%")) == [], "no sign of a search language"


@pytest.mark.one_engine
def test_the_next_page_and_the_one_before(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("名单.csv", MANY))
    page, seen = browser.get(f"/imports/{latest().id}/rows?q=一汽&show=new"), []
    while True:
        seen.append(lines(page))
        following = page.html.select_one("a[rel=next]")
        if following is None:
            break
        assert "q=" in following["href"] and "show=new" in following["href"]
        page = browser.get(following["href"])
    assert [(one[0], one[-1]) for one in seen] == [(2, 101), (102, 201), (202, 231)]
    for before in (seen[1], seen[0]):
        page = browser.get(page.html.select_one("a[rel=prev]")["href"])
        assert lines(page) == before
    assert page.html.select_one("a[rel=prev]") is None
    assert ImportRow.select().count() == 230


@pytest.mark.one_engine
def test_imports_by_their_state(visit, branch_admin):
    browser = visit(branch_admin)
    for name, content in (
        ("写入.csv", "姓名,手机号\n周国强,13804310011\n"),
        ("作废.csv", "姓名,手机号\n刘玉兰,13804310012\n"),
        ("待核对.csv", "姓名,手机号\n郑国栋,13804310013\n"),
        ("待答复.csv", "Kd-Nr;Wer\n1;A\n"),
    ):
        upload(browser, (name, content))
        if name == "写入.csv":
            confirmed(browser)
        elif name == "作废.csv":
            browser.post(f"/imports/{latest().id}/discard")
    listed = {
        state: [row[0] for row in browser.get("/imports", state=state).table("imports")]
        for state in ("", "open", "done", "gone", "nonsense")
    }
    everything = ["待答复.csv", "待核对.csv", "作废.csv", "写入.csv"]
    assert listed == {
        "": everything, "open": everything[:2], "done": ["写入.csv"], "gone": ["作废.csv"], "nonsense": everything,
    }  # fmt: skip
    page = browser.get("/imports", state="failed")
    assert page.table("imports") == [] and page.html.select_one("#rows a[href='/imports']"), "nothing, and the way back"
