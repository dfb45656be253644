"""What lists and searches walk is an index, on both engines (DESIGN: "Lists", "Search")."""

from __future__ import annotations

import pytest

from portal.models import Client
from portal.models.client_list import ClientFilter, matching, page
from portal.models.questions import inbox
from portal.models.request_reads import RequestFilter, RequestScope, request_page

from ..ground import people
from ..ground.plans import plan_of, plans_of, scans, uses_index

INDEX = {
    "due": "client_branch_id_next_contact_due_id", "aum": "client_branch_id_aum_id", "name": "client_branch_id_name_key_id", "newest": "client_branch_id_id",
}  # fmt: skip
WHOLE = {"due": "client_next_contact_due_id", "aum": "client_aum_id", "name": "client_name_key_id", "newest": ""}


@pytest.mark.parametrize("order", INDEX)
def test_a_branch_walks_its_own_order(branch_admin, chengang, statements, order):
    with statements() as seen:
        page(Client.visible_to(people.actor(branch_admin)), ClientFilter(), order)
    plan = plans_of(seen, "UNION ALL")[0]
    assert uses_index(plan, INDEX[order]), plan
    assert not scans(plan, "client"), plan


@pytest.mark.parametrize("order", ["due", "aum", "name"])
def test_the_whole_bank_walks_the_order(head_office, chengang, statements, order):
    with statements() as seen:
        page(Client.visible_to(people.actor(head_office)), ClientFilter(), order)
    plan = plans_of(seen, "AS p0")[0]
    assert uses_index(plan, WHOLE[order]), plan


def test_search_uses_the_index_of_terms(branch_admin, chengang):
    found = page(Client.visible_to(people.actor(branch_admin)), ClientFilter(q="陈刚"))
    assert [row["name"] for row in found.rows] == ["陈刚"]
    plan = plan_of(*Client.select(Client.id).where(matching("陈刚")).sql())
    assert ("client_search" in plan and "VIRTUAL TABLE" in plan) or "Bitmap Index Scan on client_search" in plan, plan


def test_the_inbox_walks_its_account(served, statements):
    with statements() as seen:
        inbox(people.account_of(served).id)
    assert uses_index(plans_of(seen, "notice")[0], "notice_account_id_id", "notice_unread")


def test_the_own_queue_is_not_scanned(manager, served, statements):
    scope = RequestScope(people.actor(manager))
    with statements() as seen:
        request_page(scope, RequestFilter(mine=True))
    plan = plans_of(seen, "COALESCE")[0]
    names = ("request_assignee_id_status_due_at", "request_status_due_at", "request_branch_id_status_due_at")
    assert uses_index(plan, *names), plan
    assert not scans(plan, "request"), plan
