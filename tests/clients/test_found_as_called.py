"""People are found as they are called, whatever door their name came in by."""

from __future__ import annotations

import importlib

import pytest

from portal import database
from portal.actions.organisation import staff
from portal.derived import search_terms
from portal.ground import clock
from portal.models import Account, Client, ClientPhone, ClientTerm
from tests.ground import people
from tests.imports import files


def found(visit, who, typed):
    return [b.get_text() for b in visit(who).get("/search", q=typed).html.select(".found-list b")]


NAMES = [
    ("李 四", "李四"),
    ("粘合重", "nian"),
    ("刘朝阳", "liuzhaoyang"),
    ("买买提·艾力", "mamat eli"),
    ("Łukasz Nowak", "lukasz"),
    ("Jean-Luc Petit", "jean luc"),
    ("김철수", "철수"),
    ("Иван Петров", "петров"),
]


@pytest.fixture
def book(branch_admin):
    return {name: people.client(None, name) for name, _typed in NAMES}


def test_it_works(visit, branch_admin, book):
    for name, typed in NAMES:
        assert found(visit, branch_admin, typed)[:1] == [name]
        assert [row[1] for row in visit(branch_admin).get("/clients", q=typed).table("clients")] == [name]
    assert list(search_terms.faults()) == []


def test_typed_with_padding_it_is_kept_without(visit, branch_admin):
    form = {"kind": "individual", "name": "王　小\u200b明\r\n", "branch": "FAW", "mobile": "\u202d13812340009\u202c"}
    visit(branch_admin).post("/clients/new", **form)
    row = Client.get(Client.mobile == "+8613812340009")
    assert row.name == "王小明"
    assert found(visit, branch_admin, "王小明") == ["王小明"]


def test_whose_name_is_typed_without_its_blank_comes_first(visit, branch_admin, book):
    people.client(None, "李四强", aum=10**12)
    assert found(visit, branch_admin, "李四") == ["李 四", "李四强"]


def test_a_landline_is_found_without_its_area_code(visit, branch_admin, book):
    ClientPhone.insert(client=book["李 四"].id, kind="home", number="+8643185901234", created_at=clock.now()).execute()
    search_terms.follow(book["李 四"])
    for typed in ("85901234", "0431-85901234", "1234"):
        assert found(visit, branch_admin, typed) == ["李 四"]


def test_terms_of_before_are_made_anew(app, book):
    person = book["刘朝阳"]
    ClientPhone.insert(client=person.id, kind="home", number="+8643185901234", created_at=clock.now()).execute()
    ClientTerm.update(terms="n刘 n刘朝").where(ClientTerm.client == person.id).execute()
    Client.update(name_key="~").where(Client.id == book["Иван Петров"].id).execute()
    assert len(list(search_terms.faults())) == 2
    with database.write():
        importlib.import_module("portal.migrations.0250_found_as_called").up(None, database.database.obj)
    assert list(search_terms.faults()) == []


def test_nothing_unseen_comes_in_with_a_file(visit, branch_admin):
    rows = "外部编号,姓名\u200b,类型,手机号\r\n\u200bK1\u200b,王　小\u200b明,个人,\u202d13812340009\u202c\r\n"
    browser = visit(branch_admin)
    files.upload(browser, ("名单.csv", rows))
    files.confirmed(browser)
    row = Client.get(Client.source_key == "K1")
    assert (row.name, row.mobile) == ("王小明", "+8613812340009")


def test_nor_with_the_command(app):
    staff.first_account("wang\u200blin", "王　琳\n", "branch_admin", "FAW", "Ein-langes-Wort-42")
    assert Account.get(Account.username == "wanglin").staff.name == "王琳"
