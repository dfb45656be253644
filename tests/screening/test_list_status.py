"""Where a client stands with the lists: candidate only as long as the months say so, a verdict until they say so again."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.tiers import grants
from portal.derived import faults
from portal.models import Client, Notice
from tests.ground import people
from tests.screening.names import at_name, decided, fresh, rich, submitted
from tests.tiers.months import months


@pytest.fixture
def judge(at):
    """`judge("2026-12-01 09:00")`: the month before is judged on that day."""
    from portal.actions.tiers import judging

    def run(moment: str) -> None:
        at(moment)
        day = date.fromisoformat(moment[:10])
        judging.judge(date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1))

    return run


def status(client: Client) -> str:
    assert [line for line in faults() if "list status" in line] == []
    return fresh(client).list_status


def test_a_candidate_who_falls_below_the_standard_is_none_any_more(at, judge, visit, branch_admin):
    client = months(rich("孙志远"), 60, 60, 60)
    judge("2026-11-02 09:00")
    assert status(client) == "candidate"
    months(client, 1, last=date(2026, 11, 1))
    judge("2026-12-01 09:00")
    assert status(client) == ""
    assert visit(branch_admin).get("/clients?list_status=candidate").html.find(id="clients") is None


def test_a_returned_name_that_is_taken_back_leaves_a_candidate(at, judge, visit, branch_admin, head_office):
    client, other = months(rich("孙志远"), 60, 60, 60), rich("周海")
    judge("2026-11-24 09:00")
    at("2026-11-24 10:00")
    submitted(branch_admin, client, other)
    assert status(client) == "submitted"
    decided(head_office, client, "return", "来源？")
    decided(head_office, other, "return", "来源？")
    assert status(client) == "returned"
    for one in (client, other):
        visit(branch_admin).post(f"{at_name(one)}/withdraw", reason="客户转出")
    assert (status(client), status(other)) == ("candidate", "")


def test_a_rejection_stands_until_a_later_month_finds_him_at_a_threshold_again(
    at, judge, branch_admin, head_office, manager
):
    client = months(rich("孙志远"), 60, 60, 60)
    people.seat(client, "manager", manager)
    judge("2026-11-02 09:00")
    at("2026-11-24 10:00")
    submitted(branch_admin, client)
    decided(head_office, client, "reject", "过桥资金")
    assert status(client) == "rejected"
    months(client, 60, last=date(2026, 11, 1))
    judge("2026-12-01 09:00")
    assert status(client) == "candidate"
    told = [
        notice
        for notice in Notice.select().where(Notice.account == people.account_of(manager))
        if notice.kind == "tier.client_candidate"
    ]
    assert len(told) == 2, "once when he became one, once more after the rejection"
    months(client, 70, last=date(2026, 12, 1))
    judge("2027-01-02 09:00")
    assert Notice.select().where(Notice.kind == "tier.client_candidate").count() == 2, "not every month"


def test_a_month_does_not_touch_a_name_at_work(at, judge, branch_admin, head_office):
    client = months(rich("孙志远"), 60, 60, 60)
    submitted(branch_admin, client)
    judge("2026-11-24 11:00")
    assert status(client) == "submitted"
    decided(head_office, client)
    assert status(client) == "completing"


def test_who_becomes_a_vip_by_hand_is_no_candidate(at, judge, head_office):
    client = months(rich("孙志远"), 60, 60, 60)
    judge("2026-11-24 09:00")
    grants.grant(people.actor(head_office), client, "gold", date(2027, 6, 1), "引进人才")
    assert status(client) == ""


def test_the_check_names_a_status_that_does_not_follow(at, judge, branch_admin):
    client = months(rich("孙志远"), 60, 60, 60)
    judge("2026-11-24 09:00")
    for wrong in ("", "complete", "returned"):
        Client.update(list_status=wrong).where(Client.id == client.id).execute()
        assert f"client {client.number}: list status {wrong}, the lists and the months say candidate" in list(faults())
