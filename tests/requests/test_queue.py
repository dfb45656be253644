"""The queue of requests: what stands where, filters, pages, counts, whose it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.actions.requests import working
from portal.ground import clock
from portal.models import Account, Request, RoleGrant
from portal.reads.requests.queue import RequestFilter, request_page
from portal.reads.requests.scope import RequestScope
from portal.rules.requests import OPEN
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all
from tests.requests.cases import filed, now, resolved, taken


def subjects(page):
    return [row[1].split(" R-2026")[0].removeprefix("The client wrote last ") for row in page.table("requests")]


@pytest.fixture
def queue(served, wutao, zhaolei, manager, branch_admin, other_branch_admin, at):
    """Five of our branch in every state, and one of the other branch."""
    at("2026-11-05 09:00")  # a complaint has fifteen days
    taken(served, manager, subject="逾期", category="card", kind="complaint")
    at("2026-11-24 09:00")
    asked = taken(served, manager, subject="等待", category="card")
    working.reply(people.actor(manager), asked, "请补充", [], waiting=True)
    filed(served, subject="新的", category="loan")
    filed(wutao, subject="排队", category="card", kind="suggestion")
    resolved(served, manager, subject="办结")
    gone = filed(served, subject="撤回")
    working.withdraw(people.actor(served), gone)
    filed(zhaolei, subject="净月的")
    at("2026-11-24 10:00")


def test_it_works(visit, branch_admin, queue):
    page = visit(branch_admin).get("/requests")
    assert subjects(page) == ["逾期", "排队", "新的", "等待"]
    assert "4 open, 2 new, 1 late" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=new", ["排队", "新的"]), ("status=taken", ["逾期"]), ("status=waiting", ["等待"]), ("status=resolved", ["办结"]), ("status=withdrawn", ["撤回"]),
        ("status=closed", []), ("status=finished", ["撤回", "办结"]), ("status=all", ["逾期", "排队", "新的", "等待", "办结", "撤回"]),
        ("kind=complaint", ["逾期"]), ("overdue=1", ["逾期"]),
        ("mine=1", []), ("q=吴涛", ["排队"]), ("q=wutao", ["排队"]), ("q=chengang", ["逾期", "等待", "新的"]), ("q=新", ["新的"]), ("q=R-2026-000002", ["等待"]), ("q=净月", []), ("q=办结", []), ("q=办结&status=all", ["办结"]),
        ("kind=complaint&status=new", []), ("category=card", ["逾期", "排队", "等待"]), ("category=loan&kind=request", ["新的"]), ("category=nonsense", []),
        ("unassigned=1", ["排队"]), ("unassigned=1&category=loan", []), ("overdue=1&category=card", ["逾期"]), ("q=%", []), ("q=_", []),
    ],
)  # fmt: skip
def test_filters(visit, branch_admin, queue, query, found):
    assert sorted(subjects(visit(branch_admin).get(f"/requests?{query}"))) == sorted(found)


def test_only_mine(visit, manager, queue):
    assert subjects(visit(manager).get("/requests?mine=1")) == ["逾期", "新的", "等待"]


def test_each_sees_his_own(
    visit,
    queue,
    manager,
    adviser,
    specialist,
    second_manager,
    coordinator,
    upper_admin,
    head_office,
    auditor,
    other_branch_admin,
    other_manager,
):
    ours = {"逾期", "等待", "新的", "排队"}
    for person, expected in (
        (manager, ours), (adviser, ours - {"逾期"}), (specialist, {"排队"}), (second_manager, {"排队"}), (coordinator, set()), (upper_admin, ours | {"净月的"}),
        (head_office, ours | {"净月的"}), (auditor, ours | {"净月的"}), (other_branch_admin, {"净月的"}), (other_manager, {"净月的"}),
    ):  # fmt: skip
        assert set(subjects(visit(person).get("/requests"))) == expected, person.name


def test_the_parts_of_a_scope_do_not_overlap_and_leave_nothing_out(
    queue, wutao, manager, adviser, specialist, second_manager, branch_admin, upper_admin, head_office, other_manager
):
    """Somebody may be a branch's head and serve clients too; one request may be his, his client's and in the queue."""
    given = filed(wutao, subject="给他的")
    Request.update(assignee=second_manager).where(Request.id == given.id).execute()
    people.seat(wutao, "manager", branch_admin)
    RoleGrant.create(
        staff=branch_admin, branch=branch_admin.branch, role="manager", since=date(2026, 1, 1), created_at=clock.now()
    )
    for person in (
        manager, adviser, specialist, second_manager, branch_admin, upper_admin, head_office, other_manager, wutao,
    ):  # fmt: skip
        scope = RequestScope(people.actor(person))
        whole = [one.id for one in Request.select(Request.id).where(scope.condition())]
        parts = [one.id for piece in scope.pieces() for one in Request.select(Request.id).where(piece)]
        assert sorted(parts) == sorted(whole), person.name
        assert request_page(scope, RequestFilter(status="all")).counts["open"] == len(
            [one for one in Request.select().where(Request.id.in_(whole)) if one.status in OPEN]
        )


def test_nonsense_is_ignored_or_finds_nothing(visit, branch_admin, queue):
    browser = visit(branch_admin)
    for value in ("x", "\x00", "²", "9" * 30, "<script>", "' OR 1=1", "🙂", "\u202e"):
        for field in ("q", "status", "kind", "overdue", "mine", "after"):
            response = browser.web.get("/requests", query_string={field: value})
            assert response.status_code == 200 and '<script>"' not in response.get_data(as_text=True)
    for after in ("x~1", "2026-02-30 00:00:00~1", "2026-11-24 00:00:00~" + "9" * 30, "\x00~1", "~", "9" * 30):
        browser.get("/requests", after=after)
        browser.get(f"/requests?status=finished&after={after}".replace("\x00", "%00"))


def walk(browser, address):
    numbers = []
    for _ in range(10):
        page = browser.get(address)
        numbers += [row[1].split(" ")[-1] for row in page.table("requests")]
        link = page.html.select_one("a[rel=next]")
        if link is None:
            return numbers
        address = link["href"]
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("status", ["", "waiting", "finished", "all"])
def test_pages_meet_every_request_once(visit, branch_admin, wutao, status):
    account, day = Account.get(Account.client == wutao.id), clock.now()
    states = {
        "": ("new", "taken", "waiting"),
        "waiting": ("waiting",),
        "finished": ("resolved", "closed"),
        "all": ("new", "waiting", "closed"),
    }[status]
    rows = [
        {
            "number": f"R-2026-{n:06d}", "client": wutao, "branch": wutao.branch, "kind": "request", "category": "card", "subject": f"第{n}件", "details": "x",
            "filed_by": account, "filed_at": day, "minutes": 480, "moved_at": day, "status": states[n % len(states)],
            "due_at": day + timedelta(hours=n % 5) if states[n % len(states)] in ("new", "taken") else None,
        }
        for n in range(1, 76)
    ]  # fmt: skip
    Request.insert_many(rows).execute()
    numbers = walk(visit(branch_admin), f"/requests?status={status}")
    assert len(numbers) == len(set(numbers)) == 75


def test_the_search_box_finds_requests_in_scope(visit, branch_admin, other_branch_admin, queue):
    assert "R-2026-000001" in visit(branch_admin).get("/search?q=逾期").text
    assert "R-2026-000001" not in visit(other_branch_admin).get("/search?q=逾期").text
    visit(other_branch_admin).get("/requests/R-2026-000001", status=404)


@pytest.mark.parametrize(
    "number", ["R-2026-999999", "R-2026-", "x", "%00", "R-2026-000001%00", "R-9999-000001", "C-0000001"]
)
def test_numbers_that_nobody_has_lead_nowhere(visit, branch_admin, served, number):
    for path in (f"/requests/{number}", f"/me/requests/{number}"):
        response = visit(served if path.startswith("/me") else branch_admin).web.get(path)
        assert response.status_code == 404


def test_the_client_reads_his_own_newest_first(visit, served, manager, queue):
    page = visit(served).get("/me/requests")
    titles = [a.get_text() for a in page.html.select("#requests-list .row-title")]
    assert titles == ["撤回", "办结", "新的", "等待", "逾期"]
    for before in ("x", "-1", "9" * 30, "²", "\x00"):
        visit(served).get("/me/requests", before=before)
    assert now(Request.get(Request.subject == "逾期")).client_id == served.id


def tabs(page):
    """The four views of the queue with their counts."""
    return [" ".join(one.get_text(" ").split()) for one in page.html.select("#rows .tabs a")]


def test_its_views_say_how_many_wait_there(visit, branch_admin, specialist, manager, coordinator, queue):
    assert tabs(visit(branch_admin).get("/requests")) == ["All that I see 4", "Mine 0", "Nobody's yet 1", "Late 1"]
    assert tabs(visit(manager).get("/requests")) == ["All that I see 4", "Mine 3", "Nobody's yet 1", "Late 1"]
    assert tabs(visit(specialist).get("/requests")) == ["All that I see 1", "Mine 0", "Nobody's yet 1", "Late 0"]
    assert tabs(visit(coordinator).get("/requests")) == ["All that I see 0", "Mine 0", "Late 0"]
    page = visit(branch_admin).get("/requests?overdue=1&category=card")
    here = page.html.select_one(".tabs [aria-current]")
    assert here.get_text(" ").split()[0] == "Late"
    assert all("category=card" in one["href"] for one in page.html.select(".tabs a"))
    assert {"Cards (3)", "Loans (1)"} <= {
        " ".join(one.get_text().split()) for one in page.html.select("#category option")
    }


def test_taking_one_from_the_list_the_counts_follow(visit, specialist, queue):
    """The whole queue comes back, with the tabs that say how many are left."""
    browser = visit(specialist, htmx="queue")
    page = browser.get("/requests?unassigned=1")
    form = page.html.select_one("#requests form[action$='/take']")
    fields = {one["name"]: one["value"] for one in form.select("input")}
    assert fields["next"] == "/requests?unassigned=1"
    after = browser.post(form["action"], seen=fields["seen"], next=fields["next"])
    assert after.html.find(id="queue") and tabs(after) == ["All that I see 1", "Mine 1", "Nobody's yet 0", "Late 0"]
    assert "is yours now" in after.text and Request.get(Request.subject == "排队").assignee_id == specialist.id


@pytest.mark.one_engine
def test_who_only_reads_takes_nothing(visit, auditor, head_office, queue):
    for person in (auditor, head_office):
        assert not visit(person).get("/requests").html.select("form[action$='/take']")


MANY = 10_000


@pytest.fixture
def long_queue(wutao, branch_admin, specialist):
    """Ten thousand open ones at one branch, a tenth of them late, and as many that are finished."""
    account, now_ = Account.get(Account.client == wutao.id).id, clock.now()
    rows = [
        {
            "number": f"R-2026-{n:06d}", "client": wutao.id, "branch": wutao.branch_id, "kind": "request", "details": "x",
            "category": ("card", "loan", "other")[n % 3], "subject": f"第{n}件", "filed_by": account, "filed_at": now_,
            "minutes": 480, "moved_at": now_, "status": "new" if n <= MANY else "closed",
            "due_at": now_ + timedelta(minutes=n - MANY // 10) if n <= MANY else None,
        }
        for n in range(1, 2 * MANY + 1)
    ]  # fmt: skip
    for start in range(0, len(rows), 500):
        Request.insert_many(rows[start : start + 500]).execute()
    return wutao


def test_ten_thousand_in_a_queue(visit, long_queue, specialist, branch_admin, statements):
    """The same three statements and their indexes, whatever waits; the first due is first."""
    for person in (specialist, branch_admin):
        browser = visit(person)
        browser.get("/requests")
        for query in ("", "?unassigned=1", "?overdue=1", "?category=loan", "?mine=1"):
            with statements() as seen:
                page = browser.get(f"/requests{query}")
            assert len(seen) <= 3, [sql for sql, _ in seen]
            for plan in plans_of(seen, 'FROM "request"'):
                assert not reads_all(plan, "request"), (query, plan)
                assert {"request_open", "request_of_nobody", "request_of_staff"} & indexes(plan), (query, plan)
        assert tabs(browser.get("/requests"))[0] == f"All that I see {MANY}"
        assert subjects(page) == [] and subjects(browser.get("/requests"))[0] == "第1件"


@pytest.mark.one_engine
@pytest.mark.parametrize("path", ["/requests", "/clients"])
def test_what_no_address_carries_is_refused(visit, manager, path):
    page = visit(manager).post(path, q="长" * 9_000, status=414)
    assert "The address is too long" in page.text
