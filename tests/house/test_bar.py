"""The staff's bar: groups that fold, four places under the thumb, how much work waits where."""

from __future__ import annotations

from portal.actions.events import planning
from portal.models import Request
from portal.reads import waiting
from portal.rules.accounts.roles import Role
from portal.web import navigation
from portal.web.places import DESK, THUMB
from tests.events.plans import event
from tests.ground import people
from tests.screening.names import rich, submitted

GROUPS = ["今日", "客户经营", "服务", "贵宾体系", "营销", "团队与业绩", "管理"]
ENGLISH = ["Today", "Clients", "Service", "VIP programme", "Marketing", "Teams and results", "Administration"]


def shown(page) -> dict[str, list[str]]:
    """Group → the addresses in it, on the desk's bar."""
    return {
        group["data-group"]: [link["href"] for link in group.select("a.place")]
        for group in page.html.select(".place-groups .place-group")
    }


def headings(page) -> list[str]:
    return [heading.get_text(strip=True) for heading in page.html.select(".places-sheet h2")]


def under_the_thumb(page) -> list[str]:
    return [link["href"] for link in page.html.select(".place-thumb a.place")]


def waits_at(page, group: str, href: str) -> str:
    found = page.html.select_one(f'.place-group[data-group="{group}"] a[href="{href}"] .count')
    return found.get_text(strip=True) if found else ""


def test_it_works(visit, branch_admin):
    page = visit(branch_admin).get("/home")
    assert headings(page) == ENGLISH
    assert shown(page)["vip"] == ["/tiers", "/tiers/lists", "/benefits", "/benefits/partners", "/benefits/figures"]
    assert page.html.select_one('[data-group="today"] a[aria-current]')["href"] == "/home"


def test_it_speaks_chinese(visit, branch_admin):
    browser = visit(branch_admin)
    browser.post("/language/zh")
    assert headings(browser.get("/home")) == GROUPS


def test_a_group_without_places_is_not_there(visit, specialist, admin):
    assert list(shown(visit(specialist).get("/home"))) == [
        "today",
        "clients",
        "service",
        "vip",
        "marketing",
        "teams",
        "administration",
    ]
    assert list(shown(visit(admin).get("/home"))) == ["today", "service", "marketing", "administration"]


FOUR = {
    "wanglei": ["/home", "/contacts", "/clients", "/requests"],
    "lina": ["/home", "/contacts", "/clients", "/requests"],
    "hejun": ["/home", "/requests", "/clients", "/events"],
    "sunyue": ["/home", "/events", "/clients", "/requests"],
    "zhaomin": ["/home", "/requests", "/clients", "/teams"],
    "gaoyuan": ["/home", "/tiers/lists", "/events", "/requests"],
    "linxue": ["/home", "/audit", "/clients", "/requests"],
    "admin": ["/home", "/system", "/staff", "/audit"],
}


def test_a_phone_has_four_places_by_role(
    visit, manager, adviser, specialist, coordinator, branch_admin, head_office, auditor, admin
):
    assert {who: under_the_thumb(visit(who).get("/home")) for who in FOUR} == FOUR


def test_every_staff_role_has_its_four():
    assert set(THUMB) == set(Role) - {Role.CLIENT}


def test_folds_are_remembered(visit, branch_admin):
    """As the script writes them; the group of the page at hand stands open all the same."""
    browser = visit(branch_admin)
    browser.web.set_cookie(navigation.FOLDS, "vip.marketing.<b>")
    for path, folded in (("/home", {"vip", "marketing"}), ("/tiers/lists", {"marketing"})):
        page = browser.get(path)
        groups = page.html.select("details.place-group")
        assert {group["data-group"] for group in groups if not group.has_attr("open")} == folded


def test_every_page_is_marked_under_its_own_group():
    """Each place stands in one group and only there."""
    areas = [place.area for group in DESK for place in group.places]
    assert len(areas) == len(set(areas)) and [group.code for group in DESK] == [
        "today",
        "clients",
        "service",
        "vip",
        "marketing",
        "teams",
        "administration",
    ]


ASKED = {"kind": "request", "category": "card", "subject": "换卡", "details": "旧卡磨损"}


def test_work_that_waits_is_counted(visit, served, manager, adviser):
    visit(served).post("/me/requests/new", **ASKED)
    assert waits_at(visit(manager).get("/home"), "service", "/requests") == "1"
    assert waits_at(visit(adviser).get("/home"), "service", "/requests") == ""


def test_the_counters_are_those_of_the_lists(visit, branch_admin, coordinator, head_office, served):
    """Names to decide and plans to approve; nobody's own."""
    submitted(branch_admin, rich("高亚云"), rich("孙志远"))
    plan = event(coordinator, state="draft")
    planning.submit(people.actor(coordinator), plan)
    page = visit(head_office).get("/home")
    assert (waits_at(page, "vip", "/tiers/lists"), waits_at(page, "marketing", "/events")) == ("2", "1")
    assert len(page.html.select("#queue a.row-title[href*='/names/']")) == 2
    assert waits_at(visit(branch_admin).get("/home"), "marketing", "/events") == "1"
    assert waits_at(visit(coordinator).get("/home"), "marketing", "/events") == ""


def test_after_his_own_deed_it_is_counted_anew(visit, served, manager):
    visit(served).post("/me/requests/new", **ASKED)
    browser = visit(manager)
    assert waits_at(browser.get("/home"), "service", "/requests") == "1"
    Request.update(status="resolved").execute()
    assert waits_at(browser.get("/home"), "service", "/requests") == "1"
    browser.post("/notices/read")
    assert waits_at(browser.get("/home"), "service", "/requests") == ""


def test_counting_is_one_statement_and_kept(app, branch_admin, head_office, statements):
    for who in (branch_admin, head_office):
        actor = people.actor(who)
        waiting.count(actor)  # the tree of branches is kept, too
        with statements() as seen:
            waiting.for_person(actor)
        assert len(seen) == 1
        with statements() as seen:
            waiting.for_person(actor)
        assert not seen


def test_who_may_nothing_waits_for_nothing(visit, admin, auditor):
    for who in (admin, auditor):
        assert not visit(who).get("/home").html.select(".place-groups .count")
