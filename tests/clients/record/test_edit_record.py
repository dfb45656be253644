"""Every field of a person's and a company's record: typed, kept, shown, told in the audit trail."""

from __future__ import annotations

from datetime import date

import pytest

from portal.derived import faults
from portal.models import Client
from tests.clients.test_create import enter
from tests.clients.test_edit import edit, fields
from tests.ground import people, trail

PERSON = {
    "name": "陈刚", "name_latin": "Chen Gang", "gender": "m", "birthday": "1971-10-03", "birthday_lunar": "1", "document_kind": "passport",
    "document": "E12345678", "employer": "一汽解放", "plant": "总装车间", "post": "工程师", "hobbies": "茶", "character": "守时", "mobile": "13900001111",
    "mobile_label": "本人", "email": "a@b.cn", "wechat": "cg", "district": "汽开区", "address": "东风大街 1 号", "preferred_channel": "wechat",
    "preferred_times": "晚上", "languages": "中文、德语", "do_not_call": "1", "origin": "introduced", "risk_rating": "C3",
    "risk_assessed_on": "2026-03-02", "credit_mark": "good", "notes": "先到二楼贵宾室",
}  # fmt: skip
COMPANY = {
    "name": "长春宏达", "document_kind": "uscc", "document": "91220106MA0Y5C8K3D", "legal_representative": "宋建民", "industry": "C",
    "business": "汽车零部件", "company_size": "medium", "supplier_tier": "1", "mobile": "0431-85976210", "origin": "supplier",
}  # fmt: skip


@pytest.fixture
def company(manager):
    row = people.client(None, "长春宏达", "platinum", kind="company", gender="", birthday=None, mobile="")
    people.seat(row, "manager", manager)
    return row


def test_it_works(visit, manager, served, liufang):
    people.seat(liufang, "manager", manager)
    page = edit(visit(manager), served, **PERSON, referrer=liufang.number)
    assert page.notice == "The record is saved."
    row = Client.get_by_id(served.id)
    for name, typed in PERSON.items():
        if name not in ("mobile", "document", "birthday", "risk_assessed_on"):
            assert str(getattr(row, name)).replace("True", "1") == typed, name
    assert (row.mobile, row.mobile_kind, row.document_masked) == ("+8613900001111", "mobile", "*******78")
    assert (row.next_birthday, row.risk_valid_until, row.referrer_id) == (
        date(2027, 9, 15),
        date(2027, 3, 2),
        liufang.id,
    )
    profile = visit(manager).get(f"/clients/{served.number}/profile")
    assert profile.heading == "Record of 陈刚"
    for words in ("kept on day 15 of lunar month 8", "C3 Balanced", "valid until 2 Mar 2027", "Introduced by a client", "刘芳", "守时", "中文、德语",
                  "139****1111", "do not call", "*******78", "先到二楼贵宾室"):  # fmt: skip
        assert words in profile.text, words
    assert (
        "农历八月十五（1971年10月3日）" in visit(manager, language="zh").get(f"/clients/{served.number}/profile").text
    )
    trail = visit(manager).get("/audit").text
    for words in ("Passport", "C3 Balanced", "Introduced by a client", "守时", liufang.number):
        assert words in trail, words
    assert "13900001111" not in trail and "E12345678" not in trail


def test_a_company_has_fields_of_its_own(visit, manager, company):
    page = visit(manager).get(f"/clients/{company.number}/edit")
    names = fields(page)
    assert not {"gender", "birthday", "employer", "hobbies"} & set(names) and "industry" in names
    edit(visit(manager), company, **COMPANY)
    row = Client.get_by_id(company.id)
    assert (row.industry, row.company_size, row.supplier_tier, row.mobile_kind) == ("C", "medium", "1", "work")
    shown = visit(manager).get(f"/clients/{company.number}/profile").text
    for words in ("Manufacturing", "Medium", "First-level supplier", "宋建民", "****************3D", "汽车零部件"):
        assert words in shown, words
    assert "制造业" in visit(manager, language="zh").get(f"/clients/{company.number}/profile").text


def test_the_two_kinds_are_entered_by_two_tabs(visit, branch_admin):
    browser = visit(branch_admin)
    person, firm = browser.get("/clients/new"), browser.get("/clients/new?kind=company")
    assert person.html.find(attrs={"name": "gender"}) and not person.html.find(attrs={"name": "industry"})
    assert firm.html.find(attrs={"name": "industry"}) and not firm.html.find(attrs={"name": "gender"})
    assert (person.value("kind"), firm.value("kind")) == ("individual", "company")
    assert len(person.html.select("fieldset.form-group > legend")) == 4
    page = browser.post("/clients/new", kind="company", branch="FAW", **COMPANY)
    row = Client.get()
    assert page.heading.startswith("长春宏达") and (row.kind, row.industry, row.document_kind) == (
        "company",
        "C",
        "uscc",
    )


def test_a_hint_where_the_resident_id_says_otherwise(visit, branch_admin):
    browser = visit(branch_admin)
    page = enter(browser, birthday="1968-06-05", gender="f")
    assert (
        "The resident ID says another birthday" in page.notice and "The resident ID says another gender" in page.notice
    )
    row = Client.get()
    assert (row.birthday, row.gender) == (date(1968, 6, 5), "f")
    assert "says another birthday" in browser.get(f"/clients/{row.number}/profile").text
    assert "says another" not in edit(browser, row, birthday="1968-05-06", gender="m").text


def test_who_introduced_him_is_found_within_ones_own_branch(visit, manager, served, liufang, zhaolei):
    browser = visit(manager)
    edit(browser, served, referrer="刘芳")
    assert Client.get_by_id(served.id).referrer_id == liufang.id and list(faults()) == []
    for typed in (zhaolei.number, "赵蕾", "没有这个人", "C-9999999", served.number):
        assert set(edit(browser, served, status=422, referrer=typed).errors) == {"referrer"}, typed
    people.client(None, "刘芳")
    edit(browser, served, referrer="")
    assert Client.get_by_id(served.id).referrer_id is None and list(faults()) == []
    assert "Several clients fit" in edit(browser, served, status=422, referrer="刘芳").errors["referrer"]


def test_wrong_values_are_named(visit, manager, served, company):
    browser = visit(manager)
    for name, value in (("credit_mark", "x"), ("origin", "x"), ("notes", "x" * 2001), ("languages", "x" * 81)):
        assert set(edit(browser, served, status=422, **{name: value}).errors) == {name}
    assert "risk_rating" in edit(browser, served, status=422, risk_rating="C9").errors
    assert set(edit(browser, served, status=422, risk_rating="C3").errors) == {"risk_assessed_on"}
    assert set(edit(browser, served, status=422, risk_assessed_on="2026-11-25").errors) == {"risk_assessed_on"}
    page = edit(
        browser, served, status=422, risk_rating="C3", risk_assessed_on="2026-03-02", risk_valid_until="2026-03-01"
    )
    assert set(page.errors) == {"risk_valid_until"}
    for name, value in (
        ("industry", "Z"),
        ("company_size", "x"),
        ("supplier_tier", "9"),
        ("document", "91220106MA0Y5C8K3A"),
    ):
        assert name in edit(browser, company, status=422, document_kind="uscc", **{name: value}).errors
    assert trail.deeds().count() == 0


def test_an_expired_rating_is_said_plainly(visit, manager, served):
    edit(visit(manager), served, risk_rating="C4", risk_assessed_on="2025-09-11")
    assert "expired on 11 Sep" in visit(manager).get(f"/clients/{served.number}/profile").text
    edit(visit(manager), served, risk_rating="")
    row = Client.get_by_id(served.id)
    assert (row.risk_assessed_on, row.risk_valid_until) == (None, None)
