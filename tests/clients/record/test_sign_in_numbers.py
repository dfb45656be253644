"""A phone that comes onto a record, or that somebody signs in with, is looked for among every phone of every record."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.clients import persons, record
from portal.actions.quality import duplicates
from portal.ground import clock
from portal.models import Account, Client, ClientPhone, DuplicatePair, Finding, Setting
from portal.reads.shared.kept import forget
from tests.clients.test_edit import edit
from tests.ground import people
from tests.ground.together import together

SHARED = "+8613943007777"


@pytest.fixture
def other(liufang, manager):
    """刘芳 of the same manager, with a further phone."""
    people.seat(liufang, "manager", manager)
    Client.update(birthday=None).where(Client.id == liufang.id).execute()
    ClientPhone.create(client=liufang, kind="home", number=SHARED, created_at=clock.now())
    return Client.get_by_id(liufang.id)


def add(visitor, client, number=SHARED, status=200):
    return visitor.post(f"/clients/{client.number}/phones", status=status, phone_kind="mobile", number=number, label="")


def login(client):
    return Account.select().where(Account.client == client.id).order_by(Account.id).get()


def test_it_works(visit, manager, served, other):
    page = edit(visit(manager), served, mobile=SHARED)
    assert f"This number is on the record of 刘芳 ({other.number}), too." in page.notice
    assert login(served).mobile == SHARED
    pair = DuplicatePair.get()
    assert ({pair.first_id, pair.second_id}, pair.state, pair.reasons) == ({served.id, other.id}, "open", ["phone"])
    assert Finding.get_or_none(Finding.client == served.id, Finding.code == "duplicate")


@pytest.mark.parametrize("deed", ["further", "main"])
def test_a_further_phone_that_is_anothers(visit, manager, served, other, deed):
    number = SHARED if deed == "further" else other.mobile
    page = add(visit(manager), served, number)
    assert f"刘芳 ({other.number})" in page.notice and DuplicatePair.get().reasons == ["phone"]
    row = ClientPhone.get(ClientPhone.client == served.id)
    page = visit(manager).post(f"/clients/{served.number}/phones/{row.id}/main")
    assert f"刘芳 ({other.number})" in page.notice
    assert login(served).mobile == (SHARED if deed == "further" else None)
    assert ("Another login signs in with this number; this client signs in as chengang." in page.notice) is (
        deed == "main"
    )


def test_across_branches_nothing_is_opened(visit, manager, other_branch_admin, served, zhaolei):
    Client.update(birthday=None).where(Client.id == zhaolei.id).execute()
    ClientPhone.create(client=zhaolei, kind="home", number=SHARED, created_at=clock.now())
    page = add(visit(manager), served)
    assert "is on a record of Jingyue Sub-branch, too. Please ask 马超." in page.notice
    assert "赵蕾" not in page.text and zhaolei.number not in page.text
    chinese = visit(manager, language="zh")
    row = ClientPhone.get(ClientPhone.client == served.id)
    assert (
        "净月支行的一份客户资料中也有此号码，请向马超核实"
        in chinese.post(f"/clients/{served.number}/phones/{row.id}/main").notice
    )


def test_what_was_denied_is_not_said_again(visit, manager, branch_admin, served, other):
    browser = visit(manager)
    add(browser, served)
    duplicates.not_the_same(people.actor(manager), DuplicatePair.get().id, "夫妻共用")
    row = ClientPhone.get(ClientPhone.client == served.id)
    page = browser.post(f"/clients/{served.number}/phones/{row.id}/main")
    assert page.notice == "This is the main phone now." and DuplicatePair.get().state == "not_same"


def test_the_pair_goes_when_the_phone_goes(visit, manager, served, other):
    browser = visit(manager)
    add(browser, served)
    row = ClientPhone.get(ClientPhone.client == served.id)
    browser.post(f"/clients/{served.number}/phones/{row.id}/remove")
    assert DuplicatePair.get().state == "gone"


def test_the_same_rule_everywhere(app, visit, manager, branch_admin, served, other):
    with app.app_context():
        assert duplicates.candidates_for({"name": "孙某", "mobile": "139 4300 7777"}) == [other.number]
        ClientPhone.create(client=served, kind="home", number=SHARED, created_at=clock.now())
        assert duplicates.nightly() == 1
    assert DuplicatePair.get().reasons == ["phone"]
    new = {"kind": "individual", "name": "孙志远", "branch": "FAW", "mobile": SHARED, "asked": "1"}
    page = visit(branch_admin).post("/clients/new", status=422, **new)
    assert ("刘芳" in page.text and "Please look at the list" in page.text) or other.number in page.text
    page = visit(manager).get(f"/clients/{served.number}/activation")
    assert other.number in page.text


def test_many_who_share_it_are_a_switchboard(app, visit, manager, served):
    for number in range(7):
        person = people.client(None, f"客户{number}", birthday=date(1960 + number, 1, 1))
        ClientPhone.create(client=person, kind="work", number="+8643185900000", created_at=clock.now())
    Client.update(birthday=None).where(Client.id == served.id).execute()
    page = add(visit(manager), served, "0431-85900000")
    assert page.notice == "The phone is added." and DuplicatePair.select().count() == 0
    Setting.create(name="quality.phone_shared", value=3, since=clock.today(), created_at=clock.now())
    forget()
    row = ClientPhone.get(ClientPhone.client == served.id)
    visit(manager).post(f"/clients/{served.number}/phones/{row.id}/main")
    assert Finding.get(Finding.client == served.id, Finding.code == "phone_shared").words["count"] == 8


def test_the_first_phone_is_one_to_sign_in_with(visit, manager, served):
    Account.update(mobile=None).where(Account.client == served.id).execute()
    Client.update(mobile="").where(Client.id == served.id).execute()
    add(visit(manager), served)
    assert login(served).mobile == SHARED
    visit().post("/login", username="139 4300 7777", password=people.PASSWORD)


def test_two_who_want_one_number_at_the_same_moment(app, visit, manager, served, other):
    actor = people.actor(manager)
    wanted = {"mobile": "+8613900008888"}
    found = together(app, *(lambda c=c: record.edit_client(actor, c, dict(wanted), None) for c in (served, other)))
    assert all("mobile" in one for one in found), found
    assert sorted(str(login(one).mobile) for one in (served, other)) == ["+8613900008888", "None"]


def test_two_first_logins_at_the_same_moment(app, manager):
    twins = [people.client(None, name, mobile=SHARED, birthday=None) for name in ("甲一", "乙二")]
    actor = people.actor(manager)
    found = together(app, *(lambda c=c: record.open_login(actor, c) for c in twins))
    assert sorted(str(one.mobile) for one in found) == [SHARED, "None"]


@pytest.fixture
def company(manager):
    made = people.client(None, "长春宏达", kind="company", birthday=None, mobile="")
    people.seat(made, "manager", manager)
    return made


def test_somebody_who_acts_for_a_company_is_looked_for_too(visit, manager, company, other):
    person = {"person_name": "刘方", "authority": "会计", "person_mobile": SHARED, "scope": "read", "valid_until": ""}
    page = visit(manager).post(f"/clients/{company.number}/persons/new", **person)
    assert f"刘芳 ({other.number})" in page.notice
    row = Account.get(Account.person_name == "刘方")
    page = visit(manager).post(
        f"/clients/{company.number}/persons/{row.id}",
        **{**person, "person_mobile": other.mobile, "version": str(row.version)},
    )
    assert f"刘芳 ({other.number})" in page.notice and Account.get_by_id(row.id).mobile is None


def test_two_persons_with_one_number_at_the_same_moment(app, manager, company):
    actor = people.actor(manager)
    values = {"person_name": "孙丽", "authority": "", "scope": "read", "valid_until": None, "mobile": SHARED}
    second = people.client(None, "长春宏远", kind="company", birthday=None, mobile="")
    found = together(app, *(lambda c=c: persons.add_person(actor, c, dict(values), None) for c in (company, second)))
    assert sorted(str(one.mobile) for one in found) == [SHARED, "None"]
