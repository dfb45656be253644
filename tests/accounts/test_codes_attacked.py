"""Whoever issues a one-time code could become the client: he is seen, and so is what he does."""

from __future__ import annotations

import pytest

from portal import database
from portal.ground import security
from portal.models import Account, ActivationCode, AuditEntry, Notice, Request
from tests.accounts.test_activate import use
from tests.accounts.test_sign_in import arrive
from tests.clients.test_activation import code_on, issue
from tests.events.plans import event
from tests.ground import people
from tests.requests.test_file import send

NEW = "green tea in the morning"
NAMED = "王磊 (wanglei)"


@pytest.fixture
def stolen(visit, manager, served):
    """王磊 issued a code for 陈刚's login, which is in use; 陈刚 reads in another browser."""
    owner = visit(served)
    owner.get("/me")
    return owner, code_on(issue(visit(manager), served))


def test_the_client_hears_of_a_code_before_it_is_used(visit, stolen, served):
    owner, code = stolen
    page = owner.get("/me")
    assert f"{NAMED} issued a one-time code for your login" in page.notice
    owner.language = "zh"
    owner.web.set_cookie("language", "zh")
    assert "王磊（wanglei）" in owner.get("/me").notice
    assert [one.kind for one in Notice.select().where(Notice.account == people.account_of(served))] == [
        "account.code_issued"
    ]
    assert "王磊（wanglei）" in owner.get("/me/notices").text
    assert code not in owner.get("/me/privacy").text


def test_the_client_hears_that_it_was_used(visit, stolen, served):
    """His session ends; the page to which he is led says why, and so do his inbox and the page of who saw his data."""
    owner, code = stolen
    thief = visit()
    use(thief, code)
    page = owner.get("/me")
    assert page.heading == "Sign in" and NAMED in page.refusal and "was used" in page.refusal
    assert {one.kind for one in Notice.select().where(Notice.account == people.account_of(served))} == {
        "account.code_issued",
        "account.code_used",
    }
    seen = thief.get("/me/privacy").section("codes")
    assert f"{NAMED} issued a code" in seen and "used" in seen and "FAW Sub-branch" in seen


def test_another_stranger_reads_nothing_of_it(visit, stolen):
    _owner, code = stolen
    use(visit(), code)
    assert "one-time code that" not in visit().get("/login").text


def test_the_trail_names_who_issued_it(visit, stolen, auditor):
    _owner, code = stolen
    use(visit(), code)
    entry = AuditEntry.get(AuditEntry.action == "account.code_used")
    assert entry.words == {"issuer": "王磊", "issuer_username": "wanglei"} and entry.actor.username == "chengang"
    text = visit(auditor).get("/audit", action="account").text
    assert f"陈刚 used the one-time code that {NAMED} issued" in text and "王磊 issued a one-time code" in text


def test_what_is_filed_after_a_code_says_so_for_a_day(visit, stolen, served, manager, at):
    """Also in a second session that begins with the password which the code brought."""
    _owner, code = stolen
    use(visit(), code)
    thief = visit()
    arrive(thief, "chengang", NEW)
    send(thief)
    number = Request.get().number
    words = f"within a day of the one-time code that {NAMED} issued"
    assert words in visit(manager).get(f"/requests/{number}").section("thread")
    assert words not in thief.get(f"/me/requests/{number}").text
    thief.post("/me/profile/correct", employer="别处")
    assert words in visit(manager).get(f"/clients/{served.number}/profile").section("proposals")
    at("2026-11-25 10:01")
    later = visit(served)
    send(later)
    newer = Request.select().order_by(Request.id.desc()).get().number
    assert words not in visit(manager).get(f"/requests/{newer}").text
    assert words in visit(manager).get(f"/requests/{number}").text


def test_seats_taken_after_a_code_say_so(visit, stolen, coordinator):
    _owner, code = stolen
    thief = visit()
    use(thief, code)
    row = event(coordinator)
    thief.post(f"/me/events/{row.number}/sign-up", guests="0")
    assert (
        f"within a day of the one-time code that {NAMED} issued" in visit(coordinator).get(f"/events/{row.number}").text
    )


def test_the_trail_marks_the_day_after_a_code(visit, stolen, auditor):
    _owner, code = stolen
    thief = visit()
    use(thief, code)
    send(thief)
    rows = visit(auditor).get("/audit", action="request").table("audit")
    assert f"within a day of the one-time code that {NAMED} issued" in rows[0][1]


def test_a_colleague_hears_of_a_code_for_his_login(visit, branch_admin, manager):
    owner = visit(manager)
    visit(branch_admin).post("/staff/wanglei/activation")
    assert "赵敏 (zhaomin) issued a one-time code for your login" in owner.get("/account").notice
    assert Notice.get().account_id == people.account_of(manager).id
    assert AuditEntry.get(AuditEntry.action == "account.code_issued").branch.code == "FAW"


def test_everybody_who_acts_for_a_company_hears_of_it(visit, branch_admin):
    company = people.client(None, "长春宏达有限公司", "platinum", kind="company")
    for username in ("sunli", "zhoubin"):
        Account.create(
            username=username, client=company, person_name=username, created_at=company.created_at, password_hash="x"
        )
    issue(visit(branch_admin), company, login="sunli")
    assert {one.account.username for one in Notice.select()} == {"sunli", "zhoubin"}


def test_a_first_code_warns_nobody(visit, manager, served):
    Account.update(password_hash=None).execute()
    issue(visit(manager), served)
    assert not Notice.select().exists()


def test_the_database_alone_does_not_say_which_code_fits(stolen):
    _owner, code = stolen
    plain = security.plain_code(code)
    kept = ActivationCode.get().code_hash
    assert kept not in {security.digest(one) for one in (code, plain, f"one-time code {plain}")}


def test_open_codes_of_before_end(app, stolen, visit):
    """The migration cannot know the codes behind plain hashes."""
    from importlib import import_module

    _owner, code = stolen
    import_module("portal.migrations.0141_codes_under_a_key").up(None, database.database.obj)
    use(visit(), code, status=422)
