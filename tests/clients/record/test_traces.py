"""Whoever reads a client's record leaves a trace, by whichever address he comes (R7)."""

from __future__ import annotations

import pytest

from portal import permissions
from portal.models import Attachment, RecordAccess, SignIn
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import MAY
from tests.house import test_every_route
from tests.house.test_every_route import OURS, address, routes
from tests.requests.cases import picture

branch = test_every_route.branch

LISTS = {
    "finding.index": "the list of clients: heads of many",
    "filters.index": "names of lists",
    "home.index": "work that waits, by name",
    "home.search": "hits: heads of many",
    "requests.index": "the queue: subjects and names",
    "events.event": "who comes: names",
    "events.guest_list": "who comes: names",
    "lists.tier_list": "the names of a list",
    "lists.screening": "candidates: heads of many",
    "list_review.index": "the names of lists",
    "teams.index": "who serves whom: names",
    "teams.person": "whom somebody serves or served: names",
    "teams.changes": "seats that began and ended: names",
    "teams.proposal": "open seats of many: names",
    "letters.index": "who has no login: names",
    "audit.index": "deeds, of which the reader's role reads all",
    "notices.index": "his own notices",
    "quality.pairs": "pairs that look alike: heads of many",
    "quality.index": "findings: names",
    "holdings.work_list": "suggestions: names",
}
"""Pages that show many clients by name. A trace for each would say nothing; none shows a record."""


def traces(client) -> int:
    """How many traces whoever signed in last has left in the client's record."""
    sitting = SignIn.select().order_by(SignIn.id.desc()).get().id
    return RecordAccess.select().where(RecordAccess.client == client.id, RecordAccess.sitting == sitting).count()


def test_it_works(visit, manager, served):
    browser = visit(manager)
    browser.get(f"/clients/{served.number}/edit")
    [row] = RecordAccess.select()
    assert (row.client, row.kind, row.field) == (served.id, "open", "")
    browser.get(f"/clients/{served.number}/holdings")
    browser.get(f"/clients/{served.number}")
    assert RecordAccess.select().count() == 1
    visit(manager).get(f"/clients/{served.number}/tier")
    assert RecordAccess.select().count() == 2
    assert "opened your record" in visit(served).get("/me/privacy").section("seen")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLIENT])
def test_each_page_with_a_client_in_it_leaves_a_trace(app, visit, branch, role):
    """The attack: read the whole record without opening the pages that used to note it."""
    client, silent, shown = branch["client"], [], 0
    for rule in routes(app):
        entry = permissions.entries(app)[rule.endpoint]
        if "GET" not in rule.methods or entry.may not in MAY[role] or rule.endpoint in LISTS:
            continue
        reader = visit(OURS[role])
        answer = reader.web.get(address(rule, branch))
        text = answer.get_data().decode(errors="replace")  # a template workbook among them
        if answer.status_code != 200 or not (client.name in text or client.number in text):
            continue
        shown += 1
        if not traces(client):
            silent.append(rule.rule)
    assert not silent
    assert shown >= {Role.MANAGER: 15, Role.BRANCH_ADMIN: 20, Role.AUDITOR: 8, Role.ADMIN: 0}.get(role, 1)


@pytest.mark.parametrize(
    "path",
    ["", "/profile", "/edit", "/holdings", "/holdings/transactions", "/contacts", "/requests", "/relations", "/tier",
     "/team", "/reveal?field=mobile", "/history", "/requests/new", "/contacts/new", "/activation"],
)  # fmt: skip
@pytest.mark.one_engine
def test_each_address_of_a_record(visit, branch_admin, served, path):
    reader = visit(branch_admin)
    reader.web.get(f"/clients/{served.number}{path}")
    assert traces(served) == 1


def test_a_thread_and_its_files(visit, branch, manager):
    reader = visit(manager)
    reader.get("/requests/R-2026-000001")
    assert traces(branch["client"]) == 1
    visit("chengang").post("/me/requests/R-2026-000001/reply", body="材料", attachments=picture("材料.png"))
    reader = visit(manager)
    reader.get(f"/files/{Attachment.get().token}")
    assert traces(branch["client"]) == 1


def test_a_refused_deed_that_shows_the_record_leaves_one(visit, manager, served):
    reader = visit(manager)
    reader.post(f"/clients/{served.number}/edit", status=422, name="")
    assert traces(served) == 1


@pytest.mark.one_engine
def test_what_is_not_shown_leaves_none(visit, other_manager, specialist, served):
    visit(other_manager).get(f"/clients/{served.number}/edit", status=404)
    visit(specialist).get(f"/clients/{served.number}/edit", status=403)
    assert RecordAccess.select().count() == 0


@pytest.mark.one_engine
def test_the_head_alone_is_called_so(visit, second_manager, served):
    visit(second_manager).get(f"/clients/{served.number}")
    assert [row.field for row in RecordAccess.select()] == ["head"]
    assert "saw your name, tier and team" in visit(served).get("/me/privacy").section("seen")


@pytest.mark.one_engine
def test_his_own_look_is_not_noted(visit, served):
    for path in ("/me", "/me/profile", "/me/accounts", "/me/privacy"):
        visit(served).get(path)
    assert RecordAccess.select().count() == 0


def test_a_second_look_asks_nothing_of_the_database(visit, manager, served, statements):
    reader = visit(manager)
    reader.get(f"/clients/{served.number}/team")
    with statements() as seen:
        reader.get(f"/clients/{served.number}/team")
    assert not [sql for sql, _ in seen if "record_access" in sql]


def test_after_a_new_start_it_reads_first_and_writes_nothing(app, visit, manager, served, statements):
    reader = visit(manager)
    reader.get(f"/clients/{served.number}/team")
    app.extensions.pop("records opened")
    with statements() as seen:
        reader.get(f"/clients/{served.number}/team")
    assert [sql.split()[0] for sql, _ in seen if "record_access" in sql] == ["SELECT"]
