"""What follows an event walks indexes, on both engines, with many events and many clients."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal.actions.events import introducing, thanking
from portal.ground import clock
from portal.models import Feedback, FollowUp, Introduction, SignUp
from portal.reads.events.introductions import own_matters
from portal.reads.events.results import figures_of, parties_of
from tests.events.came import held, party
from tests.ground import people
from tests.ground.plans import plans_of, reads_all

pytestmark = pytest.mark.both_engines


@pytest.fixture
def many(coordinator, served):
    """Forty events of which one is looked at, with calls and introductions besides."""
    rows = [held(coordinator, capacity=80) for _n in range(40)]
    others = [people.client(None, f"客户{n}", "gold") for n in range(30)]
    for n, row in enumerate(rows):
        party(row, others[n % 30])
        account = people.account_of(coordinator)
        Feedback.create(event=row, client=others[n % 30], score=4, account=account, at=clock.now())
        FollowUp.create(
            client=others[n % 30], seat="adviser", cause="event", cause_key=f"{row.number}:{n}", ref=row.number,
            made_at=clock.now(), due=clock.today(),
        )  # fmt: skip
    for other in others:
        low, high = sorted((served.id, other.id))
        Introduction.create(
            token=uuid.uuid4().hex, low=low, high=high, account=people.account_of(served), at=clock.now(),
            until=clock.now() + timedelta(days=3), state="expired",
        )  # fmt: skip
    return rows[7]


def test_the_figures_of_one_event(many, statements):
    with statements() as seen:
        figures_of([many])
    for table, about in (("sign_up", "sign_up"), ("event_feedback", "event_feedback"), ("follow_up", "follow_up")):
        for plan in plans_of(seen, f'"{about}"'):
            assert not reads_all(plan, table), plan


def test_the_list_behind_a_figure(many, statements):
    with statements() as seen:
        parties_of(many, "came", SignUp.id > 0)
    (plan,) = plans_of(seen, '"sign_up"')
    assert not reads_all(plan, "sign_up") and not reads_all(plan, "follow_up"), plan


def test_what_the_worker_looks_for(many, statements):
    with statements() as seen:
        introducing.expire()
        thanking.thank()
    assert not any(reads_all(plan, "introduction") for plan in plans_of(seen, '"introduction"'))
    assert not any(reads_all(plan, "sign_up") for plan in plans_of(seen, '"sign_up"'))


def test_a_clients_introductions(many, served, statements):
    with statements() as seen:
        assert len(own_matters(served.id)) == 30
    (plan,) = plans_of(seen, 'LEFT OUTER JOIN "event"')
    assert not reads_all(plan, "introduction"), plan
