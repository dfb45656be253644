"""Every page of the lists in both languages, and the parts that HTMX swaps."""

from __future__ import annotations

import pytest

from portal.actions.screening import names, proposals
from tests.ground import people
from tests.screening.names import at_name, decided, draft, name_of, rich, submitted

LONG = "长春市汽车经济技术开发区东风大街沿线高端制造业重点合作企业高级管理人员"


@pytest.fixture
def world(branch_admin, head_office, manager):
    """A draft, a list with a name in each state, an open proposal."""
    kept, out, waits, back, runs, never, mine = (
        rich(name) for name in (LONG, "周海", "林小", "魏东", "孙志远", "高亚云", "韩丽")
    )
    people.seat(mine, "manager", manager)
    row = draft(branch_admin, kept, out)
    names.leave_out(people.actor(branch_admin), row, [out.number], "暂缓")
    sent = submitted(branch_admin, waits, back, runs, never)
    decided(head_office, back, "return", "资金来源？")
    decided(head_office, runs)
    decided(head_office, never, "reject", "过桥资金")
    proposals.propose(people.actor(manager), mine.number, "gold", "存款转入")
    ids = "&".join(f"names={name_of(one).id}" for one in (waits, never))
    return {
        "zhaomin": ["/tiers/lists", "/tiers/lists/new", f"/tiers/lists/{row.number}", f"/tiers/lists/{row.number}/edit", f"/tiers/lists/{row.number}/screening",
                    f"/tiers/lists/{row.number}/withdraw", f"/tiers/lists/{sent.number}", *(at_name(one) for one in (kept, out, waits, back, runs, never)),
                    "/tiers/letters", "/tiers/lists/figures", "/tiers/lists/propose", "/home"],
        "gaoyuan": ["/tiers/lists", "/tiers/lists/review", f"/tiers/lists/review/decide?{ids}", "/tiers/lists/review/decide", at_name(waits), "/tiers/lists/figures", "/home"],
        "linxue": ["/tiers/lists", f"/tiers/lists/{sent.number}", at_name(runs), "/tiers/lists/figures"],
        "wanglei": ["/tiers/lists", "/tiers/lists/propose", "/home"],
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_in_both_languages(visit, world, auditor, language):
    for who, paths in world.items():
        browser = visit(who, language=language)
        for path in paths:
            page = browser.get(path)
            if language == "zh":
                assert "tier" not in page.html.main.get_text().lower(), path


def test_the_parts_that_are_swapped(visit, world):
    for who, paths in (
        ("zhaomin", ("/tiers/lists?state=draft", "/tiers/letters?tier=gold", f"{world['zhaomin'][4]}?q=周")),
        ("gaoyuan", ("/tiers/lists/review?tier=gold",)),
    ):
        for path in paths:
            page = visit(who, htmx="rows").get(path)
            assert page.html.html is None and page.html.find(id="rows") is not None, path


def test_only_what_the_state_allows_is_offered(visit, world, head_office):
    def offered(who, path):
        return {form["action"].rsplit("/", 1)[1] for form in visit(who).get(path).html.select("main form[method=post]")}

    kept, out, waits, back, runs, never = world["zhaomin"][7:13]
    assert offered("zhaomin", kept) == {"edit", "leave-out", "papers"}
    assert offered("zhaomin", out) == offered("zhaomin", waits) == offered("zhaomin", never) == set()
    assert offered("zhaomin", back) == {"answer", "withdraw", "edit", "papers"}
    assert offered("zhaomin", runs) == {"complete", "papers", "letter"}
    assert offered("gaoyuan", waits) == {"decide"} and offered("gaoyuan", back) == set()
    assert offered("zhaomin", world["zhaomin"][2]) == {"take", "add"}
    assert offered("zhaomin", world["zhaomin"][6]) == {"letters"}
