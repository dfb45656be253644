"""The day's work as one queue: now, today and this week, with why each line is there and the deed in the row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.actions.events import planning
from portal.ground import clock
from portal.models import AuditEntry, Client, Deal, Event, Request, Staff, Task
from portal.reads.requests.queue import RequestFilter, request_page
from portal.reads.requests.scope import RequestScope
from portal.reads.shared import kept
from portal.reads.today.lines import Line, Source, queue_of
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.bands import band_of
from tests.contacts.moving import moved
from tests.events.plans import event
from tests.ground import people
from tests.requests.cases import filed, taken
from tests.screening.names import rich, submitted

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("due", "band"),
    [
        (date(2026, 11, 29), "now"),
        (MONDAY, "today"),
        (date(2026, 12, 1), "week"),
        (date(2026, 12, 6), "week"),
        (date(2026, 12, 7), None),
    ],
)
def test_when_something_is_to_be_done(due, band):
    assert band_of(due, MONDAY) == band


def lines(page, band: str = "") -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.html.select(f"#{band or 'queue'} .work-line")]


def button(page, path: str):
    """The hidden fields of the row's deed."""
    form = page.html.find("form", attrs={"action": path})
    return {one["name"]: one.get("value", "") for one in form.select("input[name]")} if form else None


def due(client: Client, days: int) -> None:
    moved(client, next_contact_due=clock.today() + timedelta(days=days))


def test_it_works(visit, served, liufang, manager):
    """The plan's seat keeps in touch: without an adviser the manager's."""
    people.seat(liufang, "manager", manager)
    Client.update(adviser=None).where(Client.id == served.id).execute()
    due(served, -3)
    due(liufang, 2)
    taken(served, manager)
    page = visit(manager).get("/home")
    now, week = lines(page, "now"), lines(page, "week")
    assert len(now) == 1 and now[0].startswith("Get in touch with 陈刚") and "overdue" in now[0]
    assert "no contact yet" in now[0] and "Record" in now[0] and "Call" in now[0]
    assert [one.split(" Gold")[0] for one in week if "刘芳" in one] == ["Get in touch with 刘芳"]
    assert any("孩子入学材料" in one and "given to you" in one for one in lines(page))


def test_a_request_is_taken_in_the_row(visit, served, manager):
    row = filed(served)
    path = f"/requests/{row.number}/take"
    browser = visit(manager)
    assert "your client asks" in lines(browser.get("/home"), "now")[0]
    fields = button(browser.get("/home"), path)
    assert fields and fields["seen"]
    browser.post(path, **{name: value for name, value in fields.items() if name != "csrf_token"})
    assert Request.get().assignee_id == manager.id


def test_who_was_quicker_is_said(visit, served, manager, specialist):
    row = filed(served)
    Request.update(seat="queue", holder=None).execute()
    path = f"/requests/{row.number}/take"
    page, other = visit(manager).get("/home"), visit(specialist).get("/home")
    visit(specialist).post(path, seen=button(other, path)["seen"])
    visit(manager).post(path, status=409, seen=button(page, path)["seen"])
    assert Request.get().assignee_id == specialist.id


def test_a_plan_is_approved_in_the_row(visit, coordinator, branch_admin):
    row = event(coordinator, state="draft")
    planning.submit(people.actor(coordinator), row)
    path = f"/events/{row.number}/approve"
    browser = visit(branch_admin)
    page = browser.get("/home")
    assert any("Approve the plan" in one and "asks for approval" in one for one in lines(page))
    browser.post(path, seen=button(page, path)["seen"])
    assert Event.get().state == "approved"
    assert button(visit(coordinator).get("/home"), f"/events/{row.number}/publish")


def test_nobody_approves_his_own_plan(visit, branch_admin):
    row = event(branch_admin, state="draft")
    planning.submit(people.actor(branch_admin), row)
    assert button(visit(branch_admin).get("/home"), f"/events/{row.number}/approve") is None


def test_praise_is_not_late_work(visit, served, manager):
    taken(served, manager, kind="praise")
    Request.update(due_at=clock.now() - timedelta(days=30)).execute()
    page = visit(manager).get("/home")
    assert not lines(page, "now") and "Praise" in lines(page, "today")[0] and "overdue" not in lines(page, "today")[0]


def test_a_branch_admin_sees_who_is_late(visit, served, manager, branch_admin):
    taken(served, manager)
    assert not any("孩子入学材料" in one for one in lines(visit(branch_admin).get("/home")))
    Request.update(due_at=clock.now() - timedelta(days=3)).execute()
    assert "late with 王磊" in lines(visit(branch_admin).get("/home"), "now")[0]


def test_head_office_decides_names(visit, branch_admin, head_office):
    submitted(branch_admin, rich("高亚云"))
    page = visit(head_office).get("/home")
    assert lines(page)[0].startswith("Decide about 高亚云") and "submitted it" in lines(page)[0]


def test_the_auditor_reads_what_happened(visit, served, manager, auditor):
    visit(manager).post(f"/clients/{served.number}/reveal", field="mobile", reason="核对号码")
    assert AuditEntry.select().where(AuditEntry.action == "client.revealed").count() == 1
    page = visit(auditor).get("/home")
    (line,) = [one for one in lines(page) if "Looks at whole numbers" in one]
    href = next(link for link in page.links() if link.startswith("/audit?action=client.revealed"))
    assert " 1 " in line and "client.revealed" in href
    assert "陈刚" in visit(auditor).get(href).text


def test_the_admin_reads_the_health_of_the_system(visit, admin):
    Task.create(kind="imports.read", state="failed", created_at=clock.now(), ended_at=clock.now())
    now = lines(visit(admin).get("/home"), "now")
    assert any("Background work number" in one and "failed" in one for one in now)
    assert any("Background work stands still" in one for one in now)


def test_each_role_has_a_page(
    visit, served, manager, adviser, specialist, coordinator, branch_admin, head_office, auditor, admin
):
    filed(served)
    due(served, -1)
    mine = {who: lines(visit(who).get("/home")) for who in (manager, adviser, specialist, coordinator, branch_admin)}
    for who, found in mine.items():
        assert any("Get in touch" in one for one in found) == (who == adviser), who.username
    for who in (head_office, auditor, admin):
        assert not any("陈刚" in one for one in lines(visit(who).get("/home"))), who.username


def test_the_other_branch_sees_nothing_of_ours(visit, served, manager, other_branch_admin):
    taken(served, manager)
    Request.update(due_at=clock.now() - timedelta(days=3)).execute()
    assert "陈刚" not in visit(other_branch_admin).get("/home").text


def test_a_matter_stands_once(app, branch_admin):
    actor, today = people.actor(branch_admin), clock.today()
    line = Line(("request", 1), "now", "换卡", "/requests", "late", "clock")
    twice = [Source(name, Permission.STAFF, lambda *_: [line], "/requests", "All requests") for name in ("one", "two")]
    assert [len(found) for found in queue_of(actor, twice, today).bands.values()] == [1, 0, 0]


def test_several_kinds_of_one_statement_are_cut_each_by_itself(app, branch_admin):
    actor, today = people.actor(branch_admin), clock.today()
    many = [Line(("event", n), "now", "茶会", "/events", "", "clock", (n,)) for n in range(9)]
    one = Line(("event", 99), "week", "画展", "/events", "", "clock", (1,))
    source = Source("events", Permission.STAFF, lambda *_: (many, [one]), "/events", "All events")
    queue = queue_of(actor, [source], today)
    assert [len(found) for found in queue.bands.values()] == [8, 0, 1] and queue.further == [("/events", "All events")]


def test_what_is_coming_for_his_clients(visit, served, liufang, manager):
    """The nearest birthday first, the latest deal first."""
    people.seat(liufang, "manager", manager)
    for client, days in ((served, 9), (liufang, 2)):
        born = clock.today() + timedelta(days=days)
        moved(client, next_birthday=born)
    for client, kind in ((served, "maturity"), (liufang, "balance_change"), (liufang, "new_product")):
        Deal.create(client=client.id, kind=kind, product_class="wealth", happened_on=clock.today(), amount=500_000_00,
                    cause=f"{kind}:1", created_at=clock.now())  # fmt: skip
    page = visit(manager).get("/home")
    born, deals = (page.section(one) for one in ("birthdays", "deals"))
    assert born.index("刘芳") < born.index("陈刚") and "26 Nov" in born
    assert deals.index("刘芳") < deals.index("陈刚") and "Maturity" in deals and deals.count("刘芳") == 1


def test_what_does_not_fit_leads_to_its_list(visit, served, manager):
    for _ in range(9):
        taken(served, manager)
    page = visit(manager).get("/home")
    assert len([one for one in lines(page) if "孩子入学材料" in one]) == 8
    assert page.section("further") == "There is more: All requests"


def test_each_number_leads_to_its_list(visit, served, manager):
    """And is the number of rows there."""
    taken(served, manager)
    filed(served)
    Request.update(due_at=clock.now() - timedelta(days=3)).where(Request.status == "taken").execute()
    page = visit(manager).get("/home")
    said = {a["href"]: " ".join(a.get_text(" ").split()) for a in page.html.select(".page-lead a")}
    scope = RequestScope(people.actor(manager), Permission.REQUESTS_READ)
    everything, late = (len(request_page(scope, RequestFilter(overdue=one)).rows) for one in (False, True))
    assert said == {"/requests": f"{everything} open requests", "/requests?overdue=1": f"{late} of them late"}
    assert (everything, late) == (2, 1)


@pytest.mark.parametrize(
    "who",
    ["wanglei", "lina", "hejun", "sunyue", "zhaomin", "gaoyuan", "linxue", "admin"],
)
def test_statements_are_few_and_fixed(
    visit, served, manager, adviser, specialist, coordinator, branch_admin, head_office, auditor, admin, statements, who
):
    browser = visit(who)

    def asked() -> int:
        kept.forget()
        browser.get("/keys")
        browser.get("/home")
        with statements() as seen:
            browser.get("/home")
        assert len(seen) <= 18, [sql for sql, _ in seen]
        return len(seen)

    before = asked()
    for _ in range(3):
        taken(served, manager)
        filed(served)
        event(coordinator)
    due(served, -2)
    submitted(branch_admin, rich("高亚云"), rich("孙志远"))
    assert asked() == before
    assert Staff.select().count() > 1
