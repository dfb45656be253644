"""A mask is no value: our own list of clients comes back, in both languages, and changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Client, Export
from portal.models.finding.exports import COLUMNS
from portal.rules.clients.identity import make_company_code, make_resident_id
from portal.rules.finding.place import packed
from portal.rules.shared.masking import is_mask, mask_account, mask_email, mask_id, mask_name, mask_phone
from portal.views.imports.shown import unread
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

DOCUMENT = make_resident_id("220106", date(1980, 5, 6), 21)


def standing():
    return [{name: value for name, value in row.items() if name != "updated_at"} for row in Client.select().dicts()]


@pytest.fixture
def full(visit, branch_admin):
    """A person and a company with everything that the list shows."""
    browser = visit(branch_admin)
    person = {
        "kind": "individual", "name": "李 四", "branch": "FAW", "gender": "m", "mobile": "138 4300 7788", "email": "zhang@example.com",
        "document_kind": "resident_id", "document": DOCUMENT, "district": "汽开区", "employer": "一汽解放", "plant": "一厂",
    }  # fmt: skip
    browser.post("/clients/new", **person)
    company = {
        "kind": "company", "name": "长春宏达", "branch": "FAW", "mobile": "0431 85901234", "industry": "C", "district": "绿园区",
        "document_kind": "uscc", "document": make_company_code("220101", "MA1234567"),
    }  # fmt: skip
    browser.post("/clients/new", **company)
    assert Client.select().count() == 2
    return browser


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("kind", "whole"), [("xlsx", False), ("csv", False), ("csv", True)])
def test_our_own_list_changes_nothing(visit, branch_admin, full, language, kind, whole):
    browser = visit(branch_admin, language=language)
    content = given_out(browser, kind, whole)
    before = standing()
    page = upload(browser, (f"list.{kind}", content))
    run = latest()
    assert (run.state, run.format, len(run.parts[0]["header"])) == ("review", "list", len(COLUMNS)), page.text
    assert outcomes() == ["unchanged", "unchanged"], faults()
    with browser.app.app_context():
        assert unread(run) == []
    confirmed(browser)
    assert standing() == before


def given_out(browser, kind, whole):
    """The file that the list gives out, with every column."""
    more = {"unmasked": "1", "reason": "核对名单"} if whole else {}
    browser.post("/exports/new", list=packed("", True), kind=kind, columns=[*COLUMNS], **more)
    work(browser)
    made = Export.select().order_by(Export.id.desc()).get()
    return browser.web.get(f"/exports/{made.id}/file").get_data()


def test_a_mask_is_never_written(visit, branch_admin, full):
    lisi = Client.get(Client.name == "李 四")
    rows = [["外部编号", "客户编号", "姓名", "手机号", "邮箱", "证件号码", "单位"],
            ["", lisi.number, "李*", "138****7788", "z***@example.com", "****************15", "一汽红旗"],
            ["K1", "", "王*", "138****0001", "w***@example.com", "", ""], ["K2", "", "王五", "138****0001", "w***@example.com", "", ""]]  # fmt: skip
    upload(full, ("b.xlsx", workbook(客户=rows)))
    assert (outcomes(), [line for line, _name, _words in faults()]) == (["changed", "rejected", "rejected"], [3, 4])
    confirmed(full, mode="good")
    now = Client.get_by_id(lisi.id)
    assert (now.name, now.mobile, now.email, now.document_hmac, now.employer) == (
        "李 四", "+8613843007788", "zhang@example.com", lisi.document_hmac, "一汽红旗",
    )  # fmt: skip
    assert not Client.select().where(Client.email.contains("*") | Client.name.contains("*")).exists()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(mask_phone("+8613812341234"), True), (mask_phone("+498912345678"), True), (mask_id(DOCUMENT), True), (mask_account("6217940012340007"), True),
     (mask_email("zhang@example.com"), True), (mask_name("陈刚"), True), (mask_name("John Smith"), True), ("z@example.com", False),
     ("13812341234", False), ("五星*酒店", False), ("", False)],
)  # fmt: skip
def test_what_a_mask_is(text, is_one):
    assert is_mask(text) is is_one
