"""What needs a signature does not happen without it: a benefit's terms, a correction of the phone."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.models import Account, AuditEntry, Client, Proposal, Signature, Voucher
from tests.clients.record.test_corrections import correct, decide
from tests.ground import people
from tests.requests.cases import taken
from tests.signatures.papers import drawn, fresh, typed, with_terms

WISH = {"wanted_on": "2026-12-10", "quantity": "1", "person": "self"}


def test_terms_are_signed_before_it_is_booked(visit, served):
    with_terms()
    browser = visit(served)
    page = browser.get("/me/benefits/golf/redeem")
    assert "sign the terms first" in page.text and not page.html.select("[name=wanted_on]")
    page = browser.post("/me/benefits/golf/redeem", status=422, **WISH)
    assert "signed before it is booked" in page.refusal and page.value("wanted_on") == "2026-12-10"
    page = browser.post("/me/benefits/golf/terms", referer="/me/benefits/golf/redeem")
    row = Signature.get()
    assert page.path == f"/me/signatures/{row.token}"
    page = drawn(browser, row)
    assert "/me/benefits/golf/redeem" in page.links()
    page = browser.post("/me/benefits/golf/redeem", **WISH)
    assert "We have it" in page.notice and Voucher.select().count() == 1


def test_the_same_terms_in_a_new_version_are_signed_already_others_are_not(visit, served):
    with_terms()
    browser = visit(served)
    browser.post("/me/benefits/golf/terms", referer="/me/benefits/golf/redeem")
    typed(browser, Signature.get())
    browser.post("/me/benefits/golf/redeem", **WISH)
    with_terms("第一条 另有约定。")
    browser.post("/me/benefits/golf/redeem", status=422, **{**WISH, "wanted_on": "2026-12-11"})


def test_staff_ask_for_it_and_book_when_it_is_signed(visit, manager, served):
    with_terms()
    browser, here = visit(manager), f"/clients/{served.number}/benefits/golf"
    assert "signs the terms" in browser.get(f"{here}/redeem").text
    browser.post(f"{here}/redeem", status=422, **WISH)
    page = browser.post(f"{here}/terms", referer=f"{here}/redeem")
    assert "asked to sign" in page.notice
    row = Signature.get()
    assert "Please sign by" in visit(served).get("/me").text
    typed(visit(served), row)
    assert "signed" in browser.get("/notices").text
    assert "is booked for" in browser.post(f"{here}/redeem", **WISH).notice


@pytest.mark.one_engine
def test_head_office_writes_terms_that_are_signed(visit, head_office):
    from tests.benefits.test_catalogue import newest, sent

    page = visit(head_office).post("/benefits/golf/new-version", status=422, **sent(terms_signed="1"))
    assert set(page.errors) == {"terms_zh", "terms_en"}
    visit(head_office).post("/benefits/golf/new-version", **sent(terms_signed="1", terms_zh="一", terms_en="One"))
    assert newest().terms_signed


def test_another_phone_is_signed_before_it_enters_the_record(visit, manager, served):
    mine, theirs = visit(served), visit(manager)
    page = correct(mine, mobile="13900002222", post="高级工程师")
    row = Signature.get()
    assert page.path == f"/me/signatures/{row.token}" and "139****2222" in page.text and "13900002222" not in page.text
    found = {one.field: one for one in Proposal.select()}
    shown = theirs.get(f"/clients/{served.number}/profile").section("proposals")
    assert "To be signed" in shown
    assert "not signed this correction" in decide(theirs, served, found["mobile"], "accept").refusal
    decide(theirs, served, found["post"], "accept")
    drawn(mine, row)
    page = decide(theirs, served, found["mobile"], "accept")
    assert page.notice == "The correction is in the record; the client is told."
    assert Client.get_by_id(served.id).mobile == "+8613900002222"


def test_a_correction_taken_back_or_declined_needs_no_signature(visit, manager, served):
    mine = visit(served)
    correct(mine, mobile="13900002222")
    first = Signature.get()
    correct(mine, mobile="13900003333")
    second = Signature.get(Signature.id != first.id)
    assert (fresh(first).state, fresh(second).state) == ("withdrawn", "waiting")
    mine.post(f"/me/profile/corrections/{second.about}/withdraw", referer="/me/profile")
    assert fresh(second).state == "withdrawn"
    correct(mine, mobile="13900004444")
    third = Signature.select().order_by(Signature.id.desc()).get()
    decide(visit(manager), served, Proposal.get_by_id(int(third.about)), "decline", reason="请到柜台办理")
    assert fresh(third).state == "withdrawn"


def test_declined_it_is_asked_for_again(visit, manager, served):
    mine, theirs = visit(served), visit(manager)
    correct(mine, mobile="13900002222")
    row = Signature.get()
    mark = mine.get(f"/me/signatures/{row.token}/decline").html.select_one("main [name=seen]")["value"]
    mine.post(f"/me/signatures/{row.token}/decline", seen=mark, reason="号码写错了")
    base = f"/clients/{served.number}"
    assert "Ask the client to sign" in theirs.get(f"{base}/profile").section("proposals")
    page = theirs.post(f"{base}/proposals/{row.about}/ask", referer=f"{base}/profile")
    assert "asked to sign" in page.notice and Signature.select().where(Signature.state == "waiting").count() == 1


@pytest.fixture
def company(manager):
    row = people.client(
        None, "长春宏达汽车零部件有限公司", "platinum", kind="company", gender="", birthday=None, mobile=""
    )
    people.seat(row, "manager", manager)
    for username, name, scope in (
        ("sunli", "孙丽", "sign"),
        ("zhoubin", "周斌", "request"),
        ("liming", "李明", "read"),
    ):
        Account.create(
            username=username, password_hash=people.password_hash(), client=row, person_name=name, scope=scope,
            authority="财务总监" if scope == "sign" else "出纳", created_at=row.created_at,
        )  # fmt: skip
    return row


def test_for_a_company_signs_who_may_and_as_himself(visit, company):
    with_terms()
    browser = visit("zhoubin")
    browser.post("/me/benefits/golf/terms", referer="/me/benefits/golf/redeem")
    row = Signature.get()
    assert "Somebody who may sign" in browser.get(f"/me/signatures/{row.token}").text
    for username in ("zhoubin", "liming"):
        other = visit(username)
        other.post(f"/me/signatures/{row.token}/type", status=403, typed_name="周斌", password=people.PASSWORD)
        assert "Read and sign" not in other.get("/me").text
    assert "孙丽 for 长春宏达汽车零部件有限公司" in visit("sunli").get(f"/me/signatures/{row.token}").text
    typed(visit("sunli"), row, status=422, typed_name="长春宏达汽车零部件有限公司")
    page = typed(visit("sunli"), row, typed_name="孙丽")
    assert "孙丽" in page.section("signature") and "财务总监" in page.section("signature")
    assert (fresh(row).signer, fresh(row).position) == ("孙丽", "财务总监")
    assert "孙*" in visit().get(f"/verify/{row.proof_token}").text


def test_a_settlement_of_a_complaint_is_signed(visit, served, manager):
    """Whoever decides it so asks for it; it is read with the complaint, not with the client."""
    row = taken(served, manager, kind="complaint")
    working.resolve(people.actor(manager), row, "退还手续费 120 元并致歉。", "系统参数有误", outcome="settled")
    asked = Signature.get(Signature.kind == "settlement")
    page = visit(served).get(f"/me/signatures/{asked.token}")
    assert "退还手续费 120 元并致歉。" in page.text
    assert AuditEntry.get(AuditEntry.action == "signature.asked").subject_type == "signature"
