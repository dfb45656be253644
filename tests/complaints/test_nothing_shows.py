"""Nothing shows somebody that there is a complaint that concerns him: every page of his is byte for byte the same before
it, with it, and when it is settled."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from portal import jobs, permissions
from portal.actions import follow_ups
from portal.actions.administration import tasks
from portal.actions.complaints import accepting, classifying, extending, measures, papers, reviewing
from portal.actions.requests import linking, subtasks, working
from portal.actions.shared import files
from portal.ground import clock
from portal.models import Branch, Client, Export, FollowUp, Request, RequestLink, Sequence, Task
from portal.models.finding.exports import COLUMNS
from portal.rules.finding.place import packed
from portal.rules.follow_ups import Answers
from tests.complaints.naming import complained, holder
from tests.ground import people
from tests.house.test_every_route import address, branch, routes  # noqa: F401 (a fixture)
from tests.requests.cases import filed

pytestmark = pytest.mark.one_engine

MARKS = {"csrf_token", "submission", "page", "seen", "version"}
LEFT_OUT = {"accounts.code", "home.stream"}
"""Pages that differ by themselves at each call."""
MORE = (
    "/requests?status=all",
    "/requests?kind=complaint&status=all",
    "/requests?q=柜台",
    "/search?q=柜台等候",
    "/search?q=R-2026",
    "/search?q=陈刚",
    "/contacts",
    "/contacts?whose=team",
    "/contacts/follow-ups?whose=team",
    "/contacts/follow-ups?whose=team&state=done",
    "/clients?order=due",
    "/clients?q=陈刚",
    "/teams/measures?by=person",
    "/teams/measures?by=team",
    "/teams/measures?by=branch",
    "/teams/measures/list?figure=filed",
    "/teams/measures/list?figure=calls",
    "/teams/measures/list?figure=late",
    "/audit?action=request",
    "/audit?subject=柜台",
    "/complaints/register?quarter=2026-4",
    "/complaints/measures?all=1",
    "/notices",
)


def plain(response) -> str:
    """An answer without what is made anew for each: tokens, marks, ids of submissions."""
    text = response.get_data(as_text=True) if "html" in response.content_type else response.status
    text = re.sub(f'<input[^>]*name="({"|".join(sorted(MARKS))})"[^>]*>', "", text)
    text = re.sub(r'<meta[^>]*csrf[^>]*>|nonce="[^"]*"|data-draft="[^"]*"', "", text)
    text = re.sub(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
    return f"{response.status_code} {text}"


def looked_at(visitor, paths):
    return {path: plain(visitor.web.get(path)) for path in paths}


def first_look(visitor, app, made):
    """What somebody sees of every page that is not refused to his role whatever is there. He has looked once before:
    what looking leaves behind is there."""
    seen = looked_at(visitor, addresses(app, made))
    return looked_at(visitor, [path for path, text in seen.items() if not text.startswith("403 ")])


def addresses(app, made):
    """Every page for staff, with what is there in its address."""
    entries = permissions.entries(app)
    found = []
    for rule in routes(app):
        entry = entries.get(rule.endpoint)
        if entry is None or "GET" not in rule.methods or rule.endpoint in LEFT_OUT or rule.rule.startswith("/me"):
            continue
        if "xlsx" in rule.rule or "logout" in rule.rule or "static" in rule.rule:
            continue
        found.append(address(rule, made))
    number = made["client"].number
    sections = [f"/clients/{number}/{one}" for one in ("history", "contacts", "requests", "team")]
    return sorted({*found, *MORE, *sections, f"/clients/{number}/history?kind=request"})


def differing(before, after):
    """Page → where it begins to differ."""
    found = {}
    for path, text in before.items():
        if text != after[path]:
            place = next(
                at for at, (one, other) in enumerate(zip(text + " ", after[path] + " ", strict=False)) if one != other
            )
            found[path] = (text[place - 60 : place + 60], after[path][place - 60 : place + 60])
    return found


@pytest.mark.parametrize(
    ("concerned", "named"),
    [("lina", ["lina"]), ("wanglei", ["zhaomin"]), ("hejun", ["FAW"])],
)
def test_every_page_is_the_same_with_it_and_without(visit, app, branch, upper_admin, concerned, named):  # noqa: F811
    client = Client.get_by_id(branch["client"].id)
    Sequence.insert(name="request-2026", value=20).execute()
    about = [Branch.get_or_none(Branch.code == one) or _staff(one) for one in named]
    browser = visit(concerned)
    before = first_look(browser, app, branch)
    assert len(before) > 60
    row = complained(client, *about)
    working_one = holder(row) or upper_admin
    login = people.actor(working_one)
    working.take(login, row)
    with app.app_context():
        files_ = [files.Upload("说明.txt", "已核实".encode())]
        working.reply(login, Request.get_by_id(row.id), "请您放心。", files_)
    working.note(login, Request.get_by_id(row.id), "先查监控。", [])
    assert differing(before, looked_at(browser, before)) == {}
    working.resolve(login, Request.get_by_id(row.id), "已向您说明。", "人手不足")
    assert follow_ups.make() in (0, 1)
    assert differing(before, looked_at(browser, before)) == {}
    call = FollowUp.get(FollowUp.ref == row.number)
    follow_ups.record(login, client, call.id, "phone", "not_reached", "他说没有道歉", Answers("", "", ""))
    follow_ups.record(login, client, call.id, "phone", "reached", "他说没有道歉", Answers("yes", "", ""))
    assert differing(before, looked_at(browser, before)) == {}


def _staff(username):
    return people.Account.get(people.Account.username == username).staff


@pytest.mark.parametrize(
    ("concerned", "named"), [("wanglei", ["wanglei"]), ("hejun", ["zhaomin"]), ("zhaomin", ["zhaomin"])]
)
def test_neither_does_what_hangs_on_it(visit, app, branch, upper_admin, head_office, concerned, named):  # noqa: F811
    """Classes, papers, sub-tasks, links, measures, more time, the review, and the sheet of the register."""
    client = Client.get_by_id(branch["client"].id)
    plain_one = Request.get_by_id(branch["request"].id)
    Sequence.insert(name="request-2026", value=20).execute()
    browser = visit(concerned)
    before = first_look(browser, app, branch), sheet(browser)
    row = complained(client, *[_staff(one) for one in named])

    def nothing_shows():
        assert differing(before[0], looked_at(browser, before[0])) == {} and sheet(browser) == before[1]

    nothing_shows()

    def at_hand():
        return Request.get_by_id(row.id)

    above = people.actor(upper_admin)
    accepting.accept(above, at_hand())
    papers.ask(above, at_hand(), ["authority"], ["accounts"], "请提供")
    classifying.classify(above, at_hand(), {"class_channel": "counter", "class_business": "wealth", "response": "none"})
    subtasks.ask(above, at_hand(), "调取监控", "", clock.now() + clock.days(2), "CC", staff="luwei")
    linking.link(above, plain_one, row.number)
    measure = measures.plan(above, at_hand(), "attitude", "设两名引导员", "luwei", clock.today())
    nothing_shows()
    link = RequestLink.get()
    page = browser.get(f"/requests/{plain_one.number}").html if concerned != "hejun" else None
    if page is not None:
        assert page.select_one("#links") is None
        browser.post(f"/requests/{plain_one.number}/links/{link.id}/end", status=404)
    measures.done(above, measure, "已设")
    extending.extend(above, at_hand(), "需核实")
    extending.ask(above, at_hand(), "等待答复")
    extending.decide(people.actor(head_office), at_hand(), approved=True, words="同意")
    nothing_shows()
    working.resolve(above, at_hand(), "已向您说明。", "人手不足", outcome="upheld", cause="attitude", anyway=True)
    reviewing.ask_review(people.actor(client), at_hand(), "不同意")
    reviewing.answer_review(people.actor(head_office), at_hand(), "upheld", "维持原决定")
    linking.unlink(above, plain_one, link.id)
    assert follow_ups.make() in (0, 1)
    nothing_shows()


def taken_away(app, browser) -> list:
    """Every cell of the client list as a workbook, every column, in the order of who is due."""
    browser.post("/exports/new", list=packed("order=due", few=False), kind="xlsx", columns=[*COLUMNS])
    with app.app_context():
        assert tasks.run_due(jobs.TASKS) == 1
    made = Export.select().order_by(Export.id.desc()).get()
    answer = browser.web.get(f"/exports/{made.id}/file")
    assert answer.status_code == 200, Task.get_by_id(made.task_id).error
    return workbook(answer)


@pytest.mark.parametrize(
    ("concerned", "named"),
    [("wanglei", ["wanglei"]), ("lina", ["lina"]), ("zhaomin", ["zhaomin"]), ("wanglei", ["zhaomin"]), ("machao", ["FAW"])],
)  # fmt: skip
def test_the_list_that_he_takes_away_is_the_same(visit, app, branch, upper_admin, concerned, named):  # noqa: F811
    """Cell by cell, before it, with it, decided, and after the call that follows it."""
    client = Client.get_by_id(branch["client"].id)
    Sequence.insert(name="request-2026", value=20).execute()
    browser = visit(concerned)
    before = taken_away(app, browser)
    [(_sheet, rows)] = before
    assert len(rows) > 1 and len(rows[0]) == len(COLUMNS) and (concerned == "machao" or client.name in str(rows))
    filed(client, category="card", kind="request")
    with_a_request = taken_away(app, browser)
    assert concerned == "machao" or with_a_request != before, "what is no complaint is counted"
    row = complained(client, *[Branch.get_or_none(Branch.code == one) or _staff(one) for one in named])
    assert taken_away(app, browser) == with_a_request
    login = people.actor(holder(row) or upper_admin)
    working.take(login, row)
    with app.app_context():
        working.reply(login, Request.get_by_id(row.id), "请您放心。", [])
    assert taken_away(app, browser) == with_a_request
    working.resolve(login, Request.get_by_id(row.id), "已向您说明。", "人手不足", outcome="upheld", cause="attitude")
    assert follow_ups.make() in (0, 1)
    call = FollowUp.get(FollowUp.ref == row.number)
    follow_ups.record(login, client, call.id, "phone", "reached", "他说没有道歉", Answers("yes", "", ""))
    assert taken_away(app, browser) == with_a_request


def sheet(browser) -> list:
    """The register's sheets as somebody gets them; nothing for whom it is not."""
    answer = browser.web.get("/complaints/register.xlsx")
    return workbook(answer) if answer.status_code == 200 else []


def workbook(answer) -> list:
    """Each sheet's name and cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
