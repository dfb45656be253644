"""What somebody who goes has to do at coming events stands on the page of his handover."""

from __future__ import annotations

from datetime import timedelta

from portal.ground import clock
from portal.models import EventHelper, Staff
from tests.events.plans import event
from tests.teams.handovers import announced


def duty(row, who, kind="help"):
    EventHelper.create(event=row.id, staff=who.id, duty=kind)


def on(days):
    begins = clock.now() + timedelta(days=days)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}


def test_it_works(visit, served, manager, second_manager, branch_admin, coordinator):
    """Where he is in charge, where he helps, and what he planned; not what is over, called off, or a colleague's."""
    row = announced(branch_admin)
    duty(event(coordinator, title="新春茶会"), manager, "charge")
    duty(event(coordinator, title="书法沙龙", **on(40)), manager)
    event(manager, "draft", title="高尔夫体验", **on(41))
    duty(event(coordinator, title="已办的", **on(-2)), manager)
    for state, days in (("cancelled", 50), ("held", 51)):
        duty(event(manager, state, title="不办的", **on(days)), manager)
    duty(event(coordinator, title="别人的"), second_manager, "charge")
    page = visit(branch_admin).get(f"/teams/handovers/{row.number}")
    found = page.html.select("#duties .row-sub")
    assert [" ".join(one.text.split()).rpartition(" · ")[2] for one in found] == [
        "in charge",
        "helps",
        "wrote the plan",
    ]
    assert [one.a.text for one in found] == ["新春茶会", "书法沙龙", "高尔夫体验"]
    assert found[0].a["href"] == "/events/E-2026-0001"
    assert "不办的" not in page.text and "已办的" not in page.text and "别人的" not in page.text
    EventHelper.update(staff=second_manager.id).where(EventHelper.duty == "help").execute()
    page = visit(branch_admin).get(f"/teams/handovers/{row.number}")
    assert "书法沙龙" not in page.section("open-matters"), "another is named for it"


def test_the_events_page_says_who_is_gone_and_nobody_is_named_who_has_left(visit, at, served, manager, coordinator):
    row = event(coordinator)
    duty(row, manager, "charge")
    assert "has left" not in visit(coordinator).get(f"/events/{row.number}").text
    Staff.update(left_on=clock.today()).where(Staff.id == manager.id).execute()
    at(f"{clock.today() + timedelta(days=1)} 09:00")
    assert "has left" in visit(coordinator).get(f"/events/{row.number}").text
