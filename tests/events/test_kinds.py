"""How plans begin by kind: head office says; a product lecture says so in its title; tiers between are asked about."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, Event, EventKind, EventTier, Step
from tests.events.plans import PLAN, event, fresh

KIND = {
    "capacity": "18", "guests": "0", "hours": "3", "closes_days": "4", "tiers": ["platinum", "diamond"],
    "programme-after": ["-30", "0"], "programme-what": ["签到", "开球"], "budget_lines-label": ["果岭费"], "steps-offset": ["-20"], "steps-label": ["预订球场"],
}  # fmt: skip


def test_it_works(visit, head_office, coordinator):
    page = visit(head_office).get("/events/kinds/golf")
    browser = visit(head_office)
    page = browser.post("/events/kinds/golf", version=page.value("version"), **KIND)
    assert page.notice == "Plans of this kind begin so from now on." and ["Golf", "18", "0", "3", "1"] in page.table(
        "kinds"
    )
    sentence = AuditEntry.get(AuditEntry.action == "event.kind")
    assert sentence.words == {"event_kind": "golf"} and sentence.changes["steps"][1] == "-20\t预订球场"
    begun = visit(coordinator).get("/events/new?kind=golf")
    assert begun.value("capacity") == "18" and begun.value("kind") == "golf"
    assert begun.value("ends_at")[11:] == "17:00" and begun.value("starts_at")[11:] == "14:00"
    visit(coordinator).post("/events/new", **(PLAN | {"kind": "golf"}))
    row = Event.get()
    assert row.programme == "18:30\t签到\t\n19:00\t开球\t" and [one.label for one in Step.select()] == ["预订球场"]
    known = visit(coordinator).get(f"/events/{row.number}/budget").html.select("datalist option")
    assert [one["value"] for one in known] == ["果岭费"]


def test_two_at_one_kind(visit, head_office):
    browser, old = visit(head_office), str(EventKind.get_by_id("golf").version)
    browser.post("/events/kinds/golf", version=old, **KIND)
    page = browser.post("/events/kinds/golf", status=409, version=old, **(KIND | {"capacity": "24"}))
    assert ["Seats in all", "18", "24"] in page.table("versions") and EventKind.get_by_id("golf").capacity == 18


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"capacity": "0"}, "capacity"), ({"hours": "73"}, "hours"), ({"tiers": []}, "tiers"), ({"steps-offset": ["x"]}, "steps-offset"),
     ({"programme-what": ["", "开球"]}, "programme-what"), ({"budget_lines-label": ["费" * 3000]}, "budget_lines-label")],
)  # fmt: skip
def test_bad_input(visit, head_office, changes, field):
    page = visit(head_office).post("/events/kinds/golf", status=422, **(KIND | changes))
    assert field in page.errors


@pytest.mark.one_engine
def test_who_may(visit, coordinator, branch_admin, auditor, chengang):
    for person in (coordinator, branch_admin, auditor):
        visit(person).get("/events/kinds")
        visit(person).get("/events/kinds/golf", status=403)
    visit(chengang).get("/events/kinds", status=403)


@pytest.mark.one_engine
def test_no_such_kind(visit, head_office):
    visit(head_office).get("/events/kinds/party", status=404)


def test_a_lecture_says_what_it_is(visit, coordinator):
    browser = visit(coordinator)
    page = browser.post("/events/new", **(PLAN | {"kind": "lecture", "title": "养老金怎样选"}))
    assert page.heading == "产品讲座：养老金怎样选"
    row = Event.get()
    plan = {name: value for name, value in PLAN.items() if name != "branch"} | {"title": row.title}
    browser.post(f"/events/{row.number}/edit", version=row.version, **(plan | {"kind": "lecture"}))
    assert fresh(row).title == "产品讲座：养老金怎样选"
    browser.post(f"/events/{row.number}/edit", version=fresh(row).version, **(plan | {"kind": "culture_salon"}))
    assert fresh(row).title == "养老金怎样选"


@pytest.mark.one_engine
def test_a_long_title_has_no_room_for_it(visit, coordinator):
    page = visit(coordinator).post("/events/new", status=422, **(PLAN | {"kind": "lecture", "title": "茶" * 76}))
    assert "At most 80 characters" in page.errors["title"] and page.value("title") == "茶" * 76


def test_also_platinum(visit, coordinator, branch_admin, manager):
    """A question, no refusal: the plan is kept as it was typed."""
    row = event(coordinator, "draft", tiers=("gold", "diamond"))
    page = visit(coordinator).get(f"/events/{row.number}")
    assert "Also Platinum?" in page.section("also")
    assert not visit(manager).get(f"/events/{row.number}").section("also")
    visit(manager).post(f"/events/{row.number}/also", status=403)
    page = visit(coordinator).post(f"/events/{row.number}/also")
    assert page.notice == "They are invited, too." and not page.section("also")
    assert EventTier.select().where(EventTier.event == row.id).count() == 3 and fresh(row).version == row.version + 1
    visit(coordinator).post(f"/events/{row.number}/submit")
    page = visit(coordinator).post(f"/events/{row.number}/also", referer=f"/events/{row.number}")
    assert "no longer possible" in page.refusal
