"""An internal note never reaches the client: not its words, not its file, not even that there is one."""

from __future__ import annotations

import re

import pytest

from portal.actions.complaints import extending, measures, reviewing
from portal.actions.requests import forwarding, linking, subtasks, working
from portal.actions.shared.files import Upload
from portal.ground import clock
from portal.models import Attachment, Notice, RequestEntry
from tests.ground import people
from tests.ground.files import kept_png
from tests.requests.cases import PNG, filed, now, picture, taken

WORDS = "此客户配偶在他行有大额存款"
CAUSE = "柜面培训不到位的内部原因"
REASON = "王磊下周休假所以转办"
MEASURE = "柜面话术全部重写并抽查"
APPROVAL = "分行同意但下不为例"
FILE = "内部评估表.png"
PICTURE = kept_png(64, 32)
PART = "请风控核对该户流水"
RESULT = "风控意见为可疑"
FORWARDED = "该户常向分行投诉"
UNSEEN = (WORDS, CAUSE, REASON, FILE, PART, RESULT, FORWARDED, MEASURE, APPROVAL)
SECRETS = (*UNSEEN, "note")
"""What colleagues write for each other around a request, and never for the client."""


@pytest.fixture
def row(app, served, manager, second_manager, specialist, other_branch_admin, upper_admin):
    """A complaint with everything that staff can write for each other."""
    with app.app_context():
        made = taken(served, manager, kind="complaint")
        acting = people.actor(manager)
        working.reply(acting, made, "我们正在核实。", [Upload("回执.png", PNG)])
        working.note(acting, made, WORDS, [Upload(FILE, PICTURE)])
        extending.extend(acting, made, "需要核实")
        extending.ask(acting, made, "仍需核实")
        extending.decide(people.actor("luwei"), made, approved=True, words=APPROVAL)
        working.reassign(acting, made, "lina", REASON)
        working.reassign(people.actor("lina"), made, "wanglei", REASON)
        part = subtasks.ask(acting, made, PART, WORDS, clock.now() + clock.days(1), staff="lina")
        subtasks.done(people.actor("lina"), part, RESULT)
        linking.link(acting, made, filed(served).number)
        working.resolve(acting, made, "已核实并致歉。", CAUSE)
        working.note(acting, made, WORDS, [])
        working.rate(people.actor(served), made, 4, "可以")
        measures.plan(acting, made, "process", MEASURE, "lina", clock.today() + clock.days(20))
        reviewing.ask_review(people.actor(served), made, "还有一处")
        working.note(acting, made, WORDS, [])
        linking.duplicate(acting, filed(served, subject="又一件"), filed(served, subject="再一件").number)
        forwarding.forward(acting, filed(served, subject="转走的"), "JY", FORWARDED, "phone", clock.today())
    return made


def test_it_works(visit, manager, branch_admin, row):
    for person in (manager, branch_admin):
        page = visit(person).get(f"/requests/{row.number}")
        assert WORDS in page.text and FILE in page.text and REASON in page.text and "Internal note" in page.text
        assert PART in page.section("subtasks") and RESULT in page.section("subtasks")


def everything(
    browser,
    start=("/me", "/me/requests", "/me/notices", "/account", "/me/benefits", "/me/team", "/me/events", "/me/accounts"),
):
    """Every page and file that can be reached from the client's pages, with its bytes."""
    seen, waiting = {}, list(start)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = browser.web.get(path)
        seen[path] = response.get_data()
        if response.status_code == 200 and "html" in response.content_type:
            links = re.findall(r'(?:href|src|hx-get)="(/[^"#]*)"', response.get_data(as_text=True))
            waiting += [link for link in links if not link.startswith(("/static", "/language", "//"))]
    return seen


def test_nothing_that_a_client_can_receive_holds_it(visit, served, row):
    for language in ("zh", "en"):
        for browser in (visit(served, language=language), visit(served, language=language, htmx="thread")):
            seen = everything(browser)
            assert f"/me/requests/{row.number}" in seen and any(path.startswith("/files/") for path in seen)
            for path, body in seen.items():
                for secret in UNSEEN:
                    assert secret.encode() not in body, (path, secret)
                assert b"the note's own file" not in body, path


def test_nor_his_notices(visit, served, row):
    mine = [
        (n.kind, str(n.words), n.path) for n in Notice.select().where(Notice.account == people.account_of(served).id)
    ]
    assert mine and not [n for n in mine if any(secret in str(n) for secret in SECRETS)]


def test_nor_the_file_by_its_address(visit, served, manager, row):
    hidden = Attachment.get(Attachment.internal)
    for path in (f"/files/{hidden.token}", f"/files/{hidden.token}?preview=1", f"/files/{hidden.storage_name}"):
        assert visit(served).web.get(path).status_code == 404
    assert visit(manager).web.get(f"/files/{hidden.token}").get_data() == PICTURE


def test_not_even_the_time_of_it(visit, served, manager, at):
    row = taken(served, manager)
    before = now(row)
    at("2026-11-25 15:00")
    working.note(people.actor(manager), row, WORDS, [])
    after = now(row)
    assert (after.moved_at, after.staff_moved, after.files, after.status) == (
        before.moved_at,
        before.staff_moved,
        before.files,
        before.status,
    )


def test_a_note_is_not_turned_into_a_reply_by_leaving_words_out(visit, served, manager):
    row = taken(served, manager)
    for internal, kind in (("1", "note"), ("true", "note"), ("on", "note"), ("", "reply"), ("0", "reply")):
        visit(manager).post(f"/requests/{row.number}/reply", body="一句话", internal=internal)
        assert RequestEntry.select().order_by(RequestEntry.id.desc()).get().kind == kind


@pytest.mark.one_engine
def test_a_note_refused_stays_a_note(visit, served, manager):
    """A form with a fault comes back in its own place: what was written for colleagues never stands in the reply's form."""
    row = taken(served, manager)
    page = visit(manager).post(
        f"/requests/{row.number}/reply", status=422, body=WORDS, internal="1", attachments=picture("x.exe", b"MZ")
    )
    assert (
        WORDS in page.html.find(id="note-body").get_text() and WORDS not in page.html.find(id="reply-body").get_text()
    )


def test_a_note_before_anybody_took_it_and_after_it_is_closed(visit, served, manager):
    row = filed(served)
    for step in ("new", "withdrawn"):
        visit(manager).post(f"/requests/{row.number}/reply", body=WORDS, internal="1")
        assert now(row).status == step
        if step == "new":
            working.withdraw(people.actor(served), row)
