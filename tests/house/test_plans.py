"""What lists walk is an index, on both engines: no table is read from end to end, no page is sorted to be cut."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.database import among, engine
from portal.models import ALL, AuditEntry
from portal.reads.administration.trail import SIGN_INS, AuditFilter, audit_page
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import ORDERS, page
from portal.reads.follow_ups.open import figures
from portal.reads.notices.inbox import inbox
from portal.reads.requests.queue import RequestFilter, just_moved, request_page
from portal.reads.requests.ratings import ratings
from portal.reads.requests.scope import RequestScope
from portal.reads.shared.sources import Source, came_from
from tests.ground import people
from tests.ground.plans import indexes, parts_sort, plan_of, plans_of, reads_all, sorts

COLUMN = {"due": "next_contact_due", "aum": "aum", "name": "name_key", "newest": ""}
CURSOR = {"due": "2026-12-01", "aum": "500", "name": "chen 陈", "newest": "7"}


def index_of(order, branch=True):
    names = [name for name in ("branch_id" if branch else "", COLUMN[order], "id") if name]
    return "client_" + "_".join(names)


def list_plan(statements, person, order="aum", after="", **wanted):
    scope = ClientScope(people.actor(person))
    with statements() as seen:
        page(scope, ClientFilter(**wanted), order, after)
    (plan,) = plans_of(seen, "LEFT JOIN staff m")
    return plan


@pytest.mark.parametrize("after", ["first page", "later page"])
@pytest.mark.parametrize("order", [*ORDERS])
def test_the_client_list_of_a_branch_walks_its_index(statements, branch_admin, order, after):
    plan = list_plan(statements, branch_admin, order, f"{CURSOR[order]}~7" if after == "later page" else "")
    assert index_of(order) in indexes(plan), plan
    assert not parts_sort(plan) and not reads_all(plan, "client"), plan


def test_a_later_page_enters_the_index_at_its_row(statements, branch_admin):
    for order, column in COLUMN.items():
        plan = list_plan(statements, branch_admin, order, f"{CURSOR[order]}~7")
        entered = [line for line in plan.splitlines() if "branch_id" in line and ("=?" in line or "Index Cond" in line)]
        assert entered, plan
        for line in entered:
            assert (column or "id") in line.replace("branch_id", "").replace(index_of(order), ""), (order, line)


@pytest.mark.parametrize("order", ["due", "aum", "name"])
def test_the_client_list_of_the_bank_walks_its_index(statements, head_office, order):
    plan = list_plan(statements, head_office, order)
    assert index_of(order, branch=False) in indexes(plan) and not parts_sort(plan), plan


def test_one_branch_of_the_bank_is_walked_alone(statements, head_office, upper_admin):
    for person in (head_office, upper_admin):
        plan = list_plan(statements, person, "aum", branch="FAW-1")
        assert index_of("aum") in indexes(plan) and index_of("aum", branch=False) not in indexes(plan), plan
        assert plan.count(index_of("aum")) == 1, plan


def test_a_search_goes_through_the_full_text_index(statements, branch_admin, chengang):
    with statements() as seen:
        found = page(ClientScope(people.actor(branch_admin)), ClientFilter(q="陈刚"))
    assert [row["number"] for row in found.rows] == [chengang.number]
    table = "client_search" if engine() == "sqlite" else "client_term"
    for plan in plans_of(seen, table):
        assert "client_search" in indexes(plan) or "INDEX 0:M" in plan, plan
    (plan,) = plans_of(seen, "LEFT JOIN staff m")
    assert not any(name.startswith("client_branch_id") for name in indexes(plan)), plan
    assert not reads_all(plan, "client"), plan


@pytest.mark.parametrize("very_many", [7000, 0], ids=["gathered", "each asked"])
def test_a_search_with_many_hits_walks_the_order(statements, branch_admin, chengang, wutao, monkeypatch, very_many):
    """Too many to look each of them up: they are met soon on the way through the order's index."""
    monkeypatch.setattr("portal.reads.finding.search.MANY", 0)
    monkeypatch.setattr("portal.reads.finding.search.VERY_MANY", very_many)
    with statements() as seen:
        found = page(ClientScope(people.actor(branch_admin)), ClientFilter(q="陈"), "name")
    assert [row["number"] for row in found.rows] == [chengang.number] and found.total == 1
    (plan,) = plans_of(seen, "LEFT JOIN staff m")
    if engine() == "sqlite":
        assert index_of("name") in indexes(plan) and not parts_sort(plan), plan
        assert ("client_search" in indexes(plan)) == (very_many > 0), plan


def test_a_search_for_nobody_asks_once(statements, branch_admin):
    scope = ClientScope(people.actor(branch_admin))
    with statements() as seen:
        assert page(scope, ClientFilter(q="诸葛亮")).total == 0
    assert len([sql for sql, _ in seen if "client" in sql and "product_class" not in sql]) == 1


def test_the_queue_of_requests_uses_an_index(statements, branch_admin, manager, specialist, head_office):
    for person in (branch_admin, manager, specialist, head_office):
        for wanted in (
            RequestFilter(),
            RequestFilter(status="waiting"),
            RequestFilter(overdue=True),
            RequestFilter(mine=True),
        ):
            with statements() as seen:
                request_page(RequestScope(people.actor(person)), wanted)
            for plan in plans_of(seen, 'FROM "request"'):
                assert any(name.startswith("request_") for name in indexes(plan)), plan
                assert not reads_all(plan, "request"), plan


def test_ratings_read_what_was_rated(statements, branch_admin, head_office):
    """Few are rated among all, and of these the last three months are counted: from an index that has all of it."""
    for person in (branch_admin, head_office):
        with statements() as seen:
            ratings(RequestScope(people.actor(person)), 2)
        (plan,) = plans_of(seen, '"score"')
        assert "request_rated" in indexes(plan) and not reads_all(plan, "request"), (person.name, plan)


OPEN_ONES = {"request_open", "request_of_nobody"}


def test_the_queue_walks_the_open_requests_of_each_part(statements, branch_admin, manager, specialist, head_office):
    """They lie in the order of their due moments, for a branch and for the bank."""
    for person in (branch_admin, specialist, manager, head_office):
        scope = RequestScope(people.actor(person))
        for after in ("", "2026-11-24 09:00:00~7"):
            with statements() as seen:
                request_page(scope, RequestFilter(), after)
            (plan,) = plans_of(seen, "LIMIT")
            assert OPEN_ONES & indexes(plan) and not reads_all(plan, "request"), (person.name, plan)
            if not after and person in (manager, specialist):  # what was given to him and is with another now
                assert "request_elsewhere" in indexes(plan), plan
    with statements() as seen:
        just_moved(RequestScope(people.actor(branch_admin)))
    assert "request_ours_to_move" in indexes(plans_of(seen, "LIMIT")[-1])
    with statements() as seen:
        working.close_quiet_ones()
    assert indexes(plans_of(seen, "LIMIT")[-1]) == {"request_to_close"}


def test_the_inbox_walks_its_index(statements, manager):
    reader = people.actor(manager)
    for before in (None, 7):
        with statements() as seen:
            inbox(reader, before)
        (plan,) = plans_of(seen, "notice")
        assert "notice_account_id_id" in indexes(plan) and not sorts(plan) and not reads_all(plan, "notice"), plan


def test_the_audit_trail_walks_an_index_for_each_reader(statements, manager, branch_admin, auditor, admin):
    indexes_of = {
        "wanglei": {"auditentry_actor_id_id"},
        "zhaomin": {"auditentry_actor_id_id", "auditentry_branch_id_id"},
        "admin": {"auditentry_actor_id_id", "auditentry_action_id"},
        "linxue": {"PRIMARY KEY"} if engine() == "sqlite" else {"audit_entry_pkey"},
    }
    for username, expected in indexes_of.items():
        for before in (None, 7):
            with statements() as seen:
                audit_page(people.actor(username), AuditFilter(), before)
            (plan,) = plans_of(seen, "audit_entry")
            assert expected <= indexes(plan), plan
            assert not parts_sort(plan) and not reads_all(plan, "audit_entry"), plan


def test_the_audit_trail_shows_each_entry_once(manager, branch_admin, admin, other_branch_admin):
    """The parts do not overlap: one's own deeds in one's own branch, sign-ins of one's own."""
    ours, theirs = branch_admin.branch_id, other_branch_admin.branch_id
    accounts = {name: people.actor(name).account_id for name in ("wanglei", "zhaomin", "admin", "machao")}
    now = people.clock.now()
    for account, branch in (
        (accounts["wanglei"], ours),
        (accounts["zhaomin"], ours),
        (accounts["zhaomin"], None),
        (accounts["machao"], theirs),
        (None, ours),
        (None, None),
    ):
        for action in (SIGN_INS[0], "client.edited"):
            AuditEntry.create(at=now, actor=account, actor_name="", action=action, subject_type="", branch=branch)
    people.RoleGrant.create(
        staff=branch_admin, role="admin", branch=people.branch("JLB"), since=people.clock.today(), created_at=now
    )
    for name, count in (("wanglei", 2), ("machao", 2), ("zhaomin", 10), ("admin", 6)):
        rows, _ = audit_page(people.actor(name), AuditFilter())
        ids = [row.id for row in rows]
        assert ids == sorted(set(ids), reverse=True) and len(ids) == count, (name, len(ids))


def test_what_came_from_a_form_or_a_file_is_found_by_its_mark(app):
    """Rows without the mark are not in the index; the question must say so, or the index does not serve it."""
    asked = 0
    for model in ALL:
        fields, table = model._meta.fields, model._meta.table_name
        questions = {}
        if "submission" in fields and table not in ("account", "proposal"):  # theirs begin with another column
            questions["submission"] = model.submission == "1f0c"
        if "source_key" in fields:
            questions["source_branch_source_source_key"] = came_from(model, Source(1, "berka")) & among(
                model.source_key, ["1", "2"]
            )
        for name, question in questions.items():
            plan = plan_of(*model.select(model._meta.primary_key).where(question).sql())
            assert indexes(plan) == {f"{table}_{name}"} and not reads_all(plan, table), plan
            asked += 1
    assert asked > 30


def test_incomplete_teams_of_the_bank_walk_an_index_that_holds_no_others(statements, head_office, served, monkeypatch):
    """However few they are among all, they are not sought among all."""
    monkeypatch.setattr("portal.reads.finding.listed.Asked.candidates", lambda *_: None)
    plan = list_plan(statements, head_office, team="incomplete")
    assert "client_team_open_of_bank" in indexes(plan) and not parts_sort(plan), plan


def test_the_calls_made_last_are_walked_in_their_order(statements, branch_admin):
    """Of a branch, among those of the bank: the walk ends where enough are found, nothing is sorted."""
    with statements() as seen:
        figures(people.actor(branch_admin), "team")
    (plan,) = plans_of(seen, "follow_up")
    assert "follow_up_made" in indexes(plan) and not sorts(plan), plan
