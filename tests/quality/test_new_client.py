"""While a new client is typed and when he is entered: who may be the same; across branches only whom to ask."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Client, DuplicatePair
from tests.ground import people

NEW = {"kind": "individual", "name": "陈钢", "branch": "FAW", "birthday": "1978-05-06", "mobile": ""}


def enter(visitor, status=200, **fields):
    return visitor.post("/clients/new", status=status, **{**NEW, **fields})


def test_it_works(visit, branch_admin, chengang):
    somebody = visit(branch_admin)
    page = enter(somebody, status=422)
    assert "陈刚" in page.section("alike") and chengang.number in page.section("alike")
    assert "a name that sounds the same, and the same birthday" in page.section("alike")
    assert "This is somebody else, not 陈刚" in page.section("alike") and "somebody_else" in page.errors
    assert page.value("name") == "陈钢" and Client.select().count() == 1
    page = enter(somebody, somebody_else=page.value("somebody_else"))
    assert "is entered as" in page.notice
    pair = DuplicatePair.get()
    assert (pair.state, pair.first_id, pair.decided_by.staff_id) == ("not_same", chengang.id, branch_admin.id)


def test_nobody_is_asked_where_nobody_looks_alike(visit, branch_admin, chengang):
    assert "is entered as" in enter(visit(branch_admin), birthday="1979-05-06").notice


def test_a_denial_holds_for_those_that_were_shown(visit, branch_admin, chengang):
    somebody = visit(branch_admin)
    sign = enter(somebody, status=422).value("somebody_else")
    people.client(None, "陈岗")
    page = enter(somebody, status=422, somebody_else=sign)
    assert "陈岗" in page.section("alike") and page.value("somebody_else") != sign
    enter(somebody, status=422, somebody_else="nonsense")


def test_while_typing(visit, branch_admin, chengang):
    page = visit(branch_admin, htmx="alike").post("/clients/alike", **NEW)
    assert page.html.find(id="alike") and "陈刚" in page.text and page.html.html is None
    assert not page.html.find(attrs={"name": "somebody_else"}).has_attr("checked")
    page = visit(branch_admin, htmx="alike").post(
        "/clients/alike", **{**NEW, "somebody_else": page.value("somebody_else")}
    )
    assert page.html.find(attrs={"name": "somebody_else"}).has_attr("checked")


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": ""},
        {"name": "陈", "birthday": "x"},
        {"mobile": "138"},
        {"document": "1", "document_kind": "library"},
    ],
)
def test_half_typed_is_no_fault(visit, branch_admin, chengang, typed):
    page = visit(branch_admin, htmx="alike").post("/clients/alike", **typed)
    assert page.html.find(id="alike") and page.text == ""


@pytest.mark.one_engine
def test_across_branches_it_says_whom_to_ask_and_nothing_else(visit, branch_admin, other_branch_admin):
    theirs = people.client(None, "陈刚", at="JY", birthday=date(1978, 5, 6), mobile="+8613800009999")
    page = enter(visit(branch_admin), status=422)
    text = page.section("alike")
    assert "Jingyue Sub-branch" in text and "Ask 马超." in text
    for secret in ("陈刚", theirs.number, "9999"):
        assert secret not in text and secret not in str(page.html.find(id="alike")), secret
    assert not page.html.select("#alike a")


@pytest.mark.one_engine
def test_a_manager_sees_the_heads_of_his_branch(visit, manager, chengang):
    page = enter(visit(manager), status=422)
    assert chengang.number in page.section("alike")


@pytest.mark.one_engine
def test_who_may_not(visit, specialist, coordinator, auditor, chengang):
    for person in (specialist, coordinator, auditor):
        visit(person).post("/clients/alike", status=403, **NEW)


def test_at_activation_it_is_shown(visit, branch_admin, chengang):
    assert visit(branch_admin).get(f"/clients/{chengang.number}/activation").html.find(id="alike-rows") is None
    other = people.client(None, "陈钢")
    page = visit(branch_admin).get(f"/clients/{chengang.number}/activation")
    assert "entered twice" in page.text and other.number in page.section("alike-rows")
    assert f"/clients/{chengang.number}/merge/{other.number}" in page.links()


def test_in_chinese(visit, branch_admin, chengang):
    page = visit(branch_admin, language="zh").post("/clients/new", status=422, **NEW)
    assert "姓名同音、生日相同" in page.section("alike")
