"""What is asked of complaints again and again goes through its index."""

from __future__ import annotations

from portal import jobs
from portal.ground import clock
from portal.reads.complaints.measures import for_today
from portal.reads.today.complaints import for_upper_level
from tests.complaints.cases import accepted, filed, measure
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all


def test_it_works(app, served, manager, adviser, upper_admin, statements):
    row = filed(served, about=[adviser])
    accepted(row, manager)
    measure(row, manager)
    with app.app_context(), statements() as seen:
        jobs.minute()
    (plan,) = plans_of(seen, '"last_day" <=')
    assert "complaint_running" in indexes(plan) and not reads_all(plan, "complaint"), plan
    with statements() as seen:
        for_upper_level(people.actor(upper_admin), clock.today())
    (plan,) = plans_of(seen, '"complaint_about"')
    assert "complaint_running" in indexes(plan) and "complaint_about_staff" in indexes(plan), plan
    with statements() as seen:
        for_today(people.actor(manager), clock.today(), 9)
    (plan,) = plans_of(seen, '"complaint_measure"')
    assert "complaint_measure_of_staff" in indexes(plan), plan
