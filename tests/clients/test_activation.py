"""A one-time code for a client: his first sign-in, or a forgotten password."""

from __future__ import annotations

import pytest

from portal.actions.accounts import codes
from portal.models import Account, ActivationCode, AuditEntry
from tests.accounts.test_activate import use
from tests.accounts.test_sign_in import arrive
from tests.ground import people, trail
from tests.ground.together import together


@pytest.fixture
def zhoujie(branch_admin, manager):
    """周洁 is served by 王磊 and has no login yet."""
    client = people.client(None, "周洁", "platinum", gender="f")
    people.seat(client, "manager", manager)
    return client


def code_on(page):
    return page.html.find(id="code").get_text(strip=True)


def issue(visitor, client, status=200, **fields):
    return visitor.post(f"/clients/{client.number}/activation", status=status, **fields)


def test_it_works(visit, manager, zhoujie):
    browser = visit(manager)
    assert "no login yet" in browser.get(f"/clients/{zhoujie.number}/activation").text
    page = issue(browser, zhoujie)
    account = Account.get(Account.client == zhoujie.id)
    assert account.username == zhoujie.number.lower() and account.mobile == zhoujie.mobile
    assert account.username in page.text and "within 14 days" in page.text
    use(visit(), code_on(page))
    stranger = visit()
    arrive(stranger, zhoujie.mobile.removeprefix("+86"), "green tea in the morning")
    assert "周洁" in stranger.get("/me").text
    assert [e.action for e in trail.deeds().order_by(AuditEntry.id)][:2] == [
        "account.opened",
        "account.code_issued",
    ]
    assert code_on(page) not in str([(e.words, e.changes) for e in AuditEntry.select()])


def test_it_is_shown_once_and_kept_as_a_hash(visit, manager, zhoujie):
    browser = visit(manager)
    code = code_on(issue(browser, zhoujie))
    assert code not in browser.get(f"/clients/{zhoujie.number}/activation").response.get_data(as_text=True)
    assert code.replace("-", "") not in ActivationCode.get().code_hash


def test_a_new_code_ends_the_earlier_one(visit, manager, zhoujie):
    browser = visit(manager)
    old, new = code_on(issue(browser, zhoujie)), code_on(issue(browser, zhoujie))
    use(visit(), old, status=422)
    use(visit(), new)
    assert Account.select().where(Account.client == zhoujie.id).count() == 1


def test_it_runs_out(visit, manager, zhoujie, at):
    code = code_on(issue(visit(manager), zhoujie))
    at("2026-12-08 10:00")
    use(visit(), code, status=422)


def test_a_company_has_a_code_for_each_person(visit, branch_admin):
    company = people.client(None, "长春宏达有限公司", "platinum", kind="company")
    for username, name in (("sunli", "孙丽"), ("zhoubin", "周斌")):
        Account.create(username=username, client=company, person_name=name, created_at=company.created_at)
    browser = visit(branch_admin)
    assert "孙丽" in browser.get(f"/clients/{company.number}/activation").text
    assert "zhoubin" in issue(browser, company, login="zhoubin").section("main")
    assert [code.account.username for code in ActivationCode.select()] == ["zhoubin"]


def test_a_login_of_somebody_else_is_not_given_away(visit, manager, zhoujie, chengang, admin):
    for login in ("chengang", "admin", "nobody"):
        issue(visit(manager), zhoujie, status=404, login=login)
        visit(manager).get(f"/clients/{zhoujie.number}/activation", status=404, login=login)
    assert not ActivationCode.select().exists() and not Account.select().where(Account.client == zhoujie.id).exists()


def test_a_code_meant_for_one_person_never_goes_to_another(visit, branch_admin, at):
    """The one who was meant has ended or run out meanwhile, or was not named at all."""
    company = people.client(None, "长春宏达有限公司", "platinum", kind="company")
    persons = {
        "sunli": {},
        "gone": {"ended_on": "2026-11-01", "active": False},
        "over": {"valid_until": "2026-11-23"},
        "zhoubin": {},
    }
    for username, more in persons.items():
        Account.create(username=username, client=company, person_name=username, created_at=company.created_at, **more)
    browser = visit(branch_admin)
    for wanted in ("gone", "over", "nobody", None, ""):
        issue(browser, company, status=404, login=wanted)
    assert not ActivationCode.select().exists()
    issue(browser, company, login="zhoubin")
    assert ActivationCode.get().account.username == "zhoubin"


def test_a_company_without_persons_gets_no_login(app, visit, branch_admin):
    """Neither by the page, nor by a letter, nor for a nameless login of before."""
    company = people.client(None, "长春宏达有限公司", "platinum", kind="company")
    browser = visit(branch_admin)
    page = browser.get(f"/clients/{company.number}/activation")
    assert "nobody acts for this one yet" in page.text and page.html.select_one("main button[type=submit]") is None
    assert "Enter the person who acts" in issue(browser, company).refusal
    page = browser.post("/tiers/letters/print", clients=[company.number])
    assert "nobody acts for them yet" in page.text and not page.html.select(".letter-code")
    assert not Account.select().where(Account.client == company.id).exists()
    old = Account.create(username="old", client=company, created_at=company.created_at)
    issue(browser, company, status=404, login="old")
    with app.app_context(), pytest.raises(codes.Nameless):
        codes.issue_code(people.actor(branch_admin), old, 14)
    assert not ActivationCode.select().exists()


def test_a_number_that_another_login_uses_is_left_to_it(visit, branch_admin, chengang):
    twin = people.client(None, "陈钢", mobile=chengang.mobile)
    issue(visit(branch_admin), twin)
    assert Account.get(Account.client == twin.id).mobile is None


def test_who_may_not(
    visit, zhoujie, second_manager, specialist, coordinator, head_office, auditor, admin, other_branch_admin, chengang
):
    for person, status in (
        (second_manager, 404), (other_branch_admin, 404), (specialist, 403), (coordinator, 403), (head_office, 403), (auditor, 403), (admin, 403), (chengang, 403),
    ):  # fmt: skip
        issue(visit(person), zhoujie, status=status)
    assert ActivationCode.select().count() == 0


def test_two_at_once_open_one_login(app, visit, manager, branch_admin, zhoujie):
    browsers = [visit(person) for person in (manager, branch_admin, manager)]
    pages = together(app, *(lambda b=b: issue(b, zhoujie) for b in browsers))
    assert [page.status for page in pages] == [200] * 3
    assert Account.select().where(Account.client == zhoujie.id).count() == 1
