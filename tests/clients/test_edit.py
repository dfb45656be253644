"""Editing a client's record; two people on one row."""

from __future__ import annotations

from portal.models import Account, AuditEntry, Client
from tests.ground import people, trail
from tests.ground.together import together


def fields(page):
    """What a browser would send back from the form of this page."""
    form = page.html.select_one("main form.form[method=post]")
    found = {}
    for element in form.select("[name]"):
        if element.name == "select":
            found[element["name"]] = page.value(element["name"]) or ""
        elif element.get("type") not in ("checkbox", "radio") or element.has_attr("checked"):
            found[element["name"]] = element.get_text() if element.name == "textarea" else element.get("value", "")
    return {name: value for name, value in found.items() if name not in ("csrf_token", "submission")}


def edit(visitor, client, status=200, **changes):
    path = f"/clients/{client.number}/edit"
    return visitor.post(path, status=status, **{**fields(visitor.get(path)), **changes})


def test_it_works(visit, manager, served):
    page = edit(visit(manager), served, name="陈钢", hobbies="茶、书法", mobile="13900001111")
    assert page.notice == "The record is saved." and page.heading.startswith("陈钢")
    row = Client.get_by_id(served.id)
    assert (row.name, row.hobbies, row.mobile, row.version) == ("陈钢", "茶、书法", "+8613900001111", 2)
    assert Account.get(Account.client == served.id).mobile == "+8613900001111"
    entry = AuditEntry.get(AuditEntry.action == "client.edited")
    assert entry.changes["name"] == ["陈刚", "陈钢"] and entry.changes["mobile"][1] == "139****1111"
    assert "13900001111" not in str(entry.changes)


def test_nothing_changed_is_said_and_not_recorded(visit, manager, served):
    assert edit(visit(manager), served).notice == "Nothing was changed."
    assert trail.deeds().count() == 0 and Client.get_by_id(served.id).version == 1


def test_the_phone_shows_masked_and_stays(visit, manager, served):
    browser = visit(manager)
    page = browser.get(f"/clients/{served.number}/edit")
    assert page.value("mobile") == "138****" + served.mobile[-4:] and served.mobile[3:] not in page.response.get_data(
        as_text=True
    )
    edit(browser, served, hobbies="茶")
    assert Client.get_by_id(served.id).mobile == served.mobile
    assert "not a phone number" in edit(browser, served, status=422, mobile="139****0000").errors["mobile"]
    edit(browser, served, mobile="")
    assert Client.get_by_id(served.id).mobile == ""


def test_a_document_is_kept_changed_or_removed(visit, manager, served):
    browser = visit(manager)
    edit(browser, served, document_kind="resident_id", document="220103196805060012")
    first = Client.get_by_id(served.id)
    page = edit(browser, served, hobbies="茶")
    assert "****************12" in page.text
    assert Client.get_by_id(served.id).document_encrypted == first.document_encrypted
    assert set(edit(browser, served, status=422, document_kind="passport").errors) == {"document_kind"}
    edit(browser, served, document_kind="")
    row = Client.get_by_id(served.id)
    assert (row.document_hmac, row.document_masked, row.document_encrypted) == (None, "", "")


def test_a_stale_save_shows_both_and_can_be_repeated(visit, manager, branch_admin, served):
    first, second = visit(manager), visit(branch_admin)
    path = f"/clients/{served.number}/edit"
    mine, theirs = fields(first.get(path)), fields(second.get(path))
    second.post(path, **{**theirs, "hobbies": "钓鱼", "gender": "f", "mobile": "13900002222"})
    page = first.post(path, status=409, **{**mine, "hobbies": "书法", "wechat": "cg68"})
    assert "Somebody else has saved" in page.refusal
    rows = {row[0]: row[1:] for row in page.table("versions")}
    assert (
        rows["Hobbies"] == ["钓鱼", "书法"]
        and rows["Gender"] == ["Female", "Male"]
        and rows["WeChat name"] == ["–", "cg68"]
    )
    assert "Mobile number" not in rows and page.value("mobile") == "139****2222"
    assert page.value("hobbies") == "书法"
    assert Client.get_by_id(served.id).hobbies == "钓鱼"
    page = first.post(path, **fields(page))
    row = Client.get_by_id(served.id)
    assert (row.hobbies, row.wechat, row.mobile, row.version) == ("书法", "cg68", "+8613900002222", 3)


def test_two_at_once_one_is_stale(app, visit, manager, branch_admin, served):
    path = f"/clients/{served.number}/edit"
    browsers = [visit(manager), visit(branch_admin)]
    typed = [{**fields(b.get(path)), "hobbies": words} for b, words in zip(browsers, ("茶", "酒"), strict=True)]
    statuses = together(
        app,
        *(
            lambda b=b, t=t: b.web.post(path, data={**t, "csrf_token": b.csrf}).status_code
            for b, t in zip(browsers, typed, strict=True)
        ),
    )
    assert sorted(statuses) == [303, 409]
    assert Client.get_by_id(served.id).version == 2
    assert AuditEntry.select().where(AuditEntry.action == "client.edited").count() == 1


def test_who_may_not(
    visit,
    served,
    second_manager,
    specialist,
    coordinator,
    head_office,
    auditor,
    admin,
    other_branch_admin,
    other_manager,
):
    path = f"/clients/{served.number}/edit"
    for person, status in (
        (second_manager, 404), (other_branch_admin, 404), (other_manager, 404), (specialist, 403), (coordinator, 403), (head_office, 403), (auditor, 403), (admin, 403),
        (served, 403),
    ):  # fmt: skip
        visit(person).get(path, status=status)
        visit(person).post(path, status=status, name="别人", version="1")
    assert Client.get_by_id(served.id).name == "陈刚"


def test_wrong_values_write_nothing(visit, manager, served):
    browser = visit(manager)
    for name, value in (
        ("name", ""),
        ("birthday", "2026-13-01"),
        ("mobile", "1"),
        ("email", "@"),
        ("document", "1"),
        ("gender", "?"),
        ("version", "²"),
    ):
        page = edit(browser, served, status=422 if name != "version" else 200, **{name: value})
        assert name == "version" or page.errors[name]
    assert Client.get_by_id(served.id).version == 1


def test_the_login_of_someone_else_keeps_its_mobile(visit, branch_admin, chengang, liufang):
    """A number that another login signs in with is kept on the record, and that login stays his."""
    page = edit(visit(branch_admin), liufang, mobile=chengang.mobile)
    assert page.notice.endswith("this client signs in as liufang. The record is saved.")
    assert Account.get(Account.client == chengang.id).mobile == chengang.mobile
    assert people.account_of(liufang).mobile != chengang.mobile
