"""Who acts for a company: added, limited, ended; what each scope may do."""

from __future__ import annotations

import pytest

from portal import jobs
from portal.ground import clock
from portal.models import Account, AuditEntry, Notice, Request, SignIn
from tests.events.plans import event
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import WISH


@pytest.fixture
def company(manager, adviser, specialist):
    row = people.client(
        None, "长春宏达汽车零部件有限公司", "platinum", kind="company", gender="", birthday=None, mobile=""
    )
    for kind, person in (("manager", manager), ("adviser", adviser), ("specialist", specialist)):
        people.seat(row, kind, person)
    return row


@pytest.fixture
def login(company):
    """`login("sign")`: an authorised person of that scope."""

    def made(scope, username=None):
        return Account.create(
            username=username or f"person-{scope}", client=company, person_name="孙丽", scope=scope, password_hash=people.password_hash(),
            created_at=clock.now(),
        )  # fmt: skip

    return made


def path(company, rest):
    return f"/clients/{company.number}/persons/{rest}"


NEW = {
    "person_name": "周斌",
    "authority": "出纳",
    "scope": "request",
    "person_mobile": "13596478120",
    "valid_until": "2027-06-30",
}


def test_it_works(visit, manager, company):
    browser = visit(manager)
    page = browser.post(path(company, "new"), **NEW)
    assert (
        "周斌 may act for the company" in page.notice and page.heading == "One-time code for 长春宏达汽车零部件有限公司"
    )
    row = Account.get(Account.person_name == "周斌")
    assert (row.scope, row.mobile, row.valid_until.isoformat(), row.client_id) == (
        "request",
        "+8613596478120",
        "2027-06-30",
        company.id,
    )
    code = browser.post(f"/clients/{company.number}/activation", login=row.username)
    shown = code.html.find(id="code").get_text(strip=True)
    visit().post("/activate", code=shown, password="Zhoubin-2026-11", again="Zhoubin-2026-11")
    profile = browser.get(f"/clients/{company.number}/profile").section("persons")
    for words in ("周斌", "出纳", "Read and file requests", "135****8120", "until 30 Jun 2027", "acts"):
        assert words in profile, words
    entry = AuditEntry.get(AuditEntry.action == "person.added")
    assert entry.words["person"] == "周斌" and "13596478120" not in str(entry.words)


def test_what_each_scope_may_do(visit, company, coordinator, login):
    salon = event(coordinator)
    for scope in ("read", "request", "sign"):
        login(scope)
    asks = "/me/requests/new"
    reader, asker, signer = (visit(f"person-{scope}") for scope in ("read", "request", "sign"))
    home = reader.get("/me")
    assert (
        asks not in home.links() and asks not in reader.get("/me/requests").links() and asks in asker.get("/me").links()
    )
    reader.get(asks, status=403)
    reader.post(asks, status=403, **WISH)
    reader.post(f"/me/events/{salon.number}/sign-up", status=403, guests="0")
    assert "somebody else at the company signs up" in reader.get(f"/me/events/{salon.number}").text
    assert Request.select().count() == 0
    asker.post(asks, **WISH)
    number = Request.get().number
    assert not reader.get(f"/me/requests/{number}").html.select("main form")
    reader.post(f"/me/requests/{number}/reply", status=403, body="x")
    reader.get(f"/me/requests/{number}/withdraw", status=403)
    asker.post(f"/me/events/{salon.number}/sign-up", guests="0")
    for person, status in ((reader, 403), (asker, 403), (signer, 200)):
        person.get("/me/profile/correct", status=status)
    assert (
        "/me/profile/correct" in signer.get("/me/profile").links()
        and "/me/profile/correct" not in asker.get("/me/profile").links()
    )


def test_a_changed_scope_holds_at_once(visit, manager, company, login):
    row = login("sign", "sunli")
    person = visit("sunli")
    person.get("/me/requests/new")
    browser = visit(manager)
    form = browser.get(path(company, row.id))
    page = browser.post(
        path(company, row.id), person_name="孙丽", authority="财务", scope="read", version=form.value("version")
    )
    assert page.notice == "The authority is saved."
    person.get("/me/requests/new", status=403)
    stale = browser.post(
        path(company, row.id), status=409, person_name="孙丽", authority="x", scope="sign", version="1"
    )
    assert "Somebody else has saved" in stale.refusal and Account.get_by_id(row.id).scope == "read"


def test_ending_signs_out_and_the_last_one_may_end(visit, manager, company, login):
    row = login("sign", "sunli")
    person = visit("sunli")
    person.get("/me")
    browser = visit(manager)
    code = (
        browser.post(f"/clients/{company.number}/activation", login="sunli").html.find(id="code").get_text(strip=True)
    )
    assert "All devices are signed out" in browser.get(path(company, f"{row.id}/end")).text
    assert set(browser.post(path(company, f"{row.id}/end"), status=422, reason="").errors) == {"reason"}
    page = browser.post(path(company, f"{row.id}/end"), reason="离职")
    assert page.notice == "孙丽 no longer acts for the company." and "ended on 24 Nov" in page.text
    assert (
        person.get("/me").path == "/login"
        and SignIn.select().where(SignIn.account == row.id, SignIn.ended_at.is_null()).count() == 0
    )
    visit().post("/activate", status=422, code=code, password="Zhoubin-2026-11", again="Zhoubin-2026-11")
    browser.post(path(company, f"{row.id}/end"), status=409, follow=False, referer="/nowhere/x", reason="again")
    assert "sunli" not in browser.get(f"/clients/{company.number}/activation").text
    new = browser.post(f"/clients/{company.number}/activation")
    assert "A company signs in through people with names" in new.text and not new.html.find(id="code")
    assert not Account.get_by_id(row.id).active


def test_the_last_day_counts_and_then_it_ends_by_itself(app, visit, at, manager, company, login):
    row = login("sign", "sunli")
    Account.update(valid_until="2026-11-25").where(Account.id == row.id).execute()
    at("2026-11-25 23:00")
    visit("sunli").get("/me")
    at("2026-11-26 00:10")
    assert visit("sunli").get("/me").path == "/login"
    with app.app_context():
        assert jobs.minute() >= 1
    ended = Account.get_by_id(row.id)
    assert (ended.active, ended.ended_on.isoformat()) == (False, "2026-11-26")
    assert Notice.get(Notice.kind == "person.ran_out").account_id == people.account_of(manager).id
    before = Notice.select().count()
    with app.app_context():
        jobs.minute()
    assert Notice.select().count() == before


@pytest.mark.one_engine
def test_wrong_values_are_named(visit, manager, company):
    browser = visit(manager)
    for name, value in (("person_name", ""), ("scope", "everything"), ("person_mobile", "12"), ("valid_until", "2026-11-23"), ("valid_until", "x"), ("authority", "x" * 33)):  # fmt: skip
        assert set(browser.post(path(company, "new"), status=422, **{**NEW, name: value}).errors) == {name}, name
    assert Account.select().where(Account.client == company).count() == 0


def test_a_number_that_another_login_has_stays_there(visit, manager, company, chengang):
    page = visit(manager).post(path(company, "new"), **{**NEW, "person_mobile": chengang.mobile})
    row = Account.get(Account.person_name == "周斌")
    assert row.mobile is None and f"signs in as {row.username}" in page.notice
    assert people.account_of(chengang).mobile == chengang.mobile


def test_a_double_click_adds_one(app, visit, manager, company):
    import uuid

    submission, browsers = str(uuid.uuid4()), [visit(manager) for _ in range(3)]
    together(app, *(lambda b=b: b.post(path(company, "new"), submission=submission, **NEW) for b in browsers))
    assert Account.select().where(Account.client == company).count() == 1


def test_who_may_not(
    visit, company, login, chengang, manager, specialist, second_manager, auditor, other_branch_admin, head_office
):
    row = login("sign", "sunli")
    for person, status in (
        (specialist, 403),
        (auditor, 403),
        (head_office, 403),
        (second_manager, 404),
        (other_branch_admin, 404),
        ("sunli", 403),
    ):
        for rest in ("new", f"{row.id}", f"{row.id}/end"):
            visit(person).get(path(company, rest), status=status)
            visit(person).post(path(company, rest), status=status, reason="x", **NEW)
    people.seat(chengang, "manager", manager)
    for rest in ("new", f"{people.account_of(chengang).id}", f"{row.id}"):
        visit(manager).get(f"/clients/{chengang.number}/persons/{rest}", status=404)
    assert AuditEntry.select().where(AuditEntry.action.startswith("person.")).count() == 0
