"""A client reads a text and signs it: by hand, or with his name and password."""

from __future__ import annotations

import io
import re
import uuid

import pytest

from portal.actions.accounts.waiting import TooSoon
from portal.actions.administration.keys import rotate
from portal.actions.signatures import signing
from portal.actions.signatures.verifying import proof_of
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.models import AuditEntry, Notice, Signature, SignatureEvent, SignaturePicture, SignedText, SignIn
from portal.rules.signatures import MAX_BYTES, digest_of
from tests.ground import people
from tests.ground.together import together
from tests.signatures.papers import asked, drawn, fresh, kinds, picture, sent, typed, with_terms


@pytest.fixture
def row(served, manager) -> Signature:
    return asked(served, by=manager)


def test_it_works(visit, manager, served, row):
    browser = visit(served)
    assert Notice.get(Notice.kind == "signature.asked").account_id == people.account_of(served).id
    page = browser.get(f"/me/signatures/{row.token}")
    assert "第一条 请提前三天预约。" in page.text and "Terms in English" in page.text
    page = drawn(browser, row)
    assert "Signed. Thank you." in page.notice
    found = fresh(row)
    assert (found.state, found.way, found.signer) == ("signed", "drawn", "陈刚")
    assert found.ended_at == clock.now() and found.ip == "127.0.0.1" and found.language == "en"
    assert SignIn.get_by_id(found.sitting).account_id == found.signed_by_id and found.signed_in_at
    assert kinds(row) == ["asked", "opened", "verified", "signed"]
    assert found.text.digest == digest_of(found.text.content)
    assert SignatureEvent.get(SignatureEvent.kind == "verified").detail == "session"
    assert "2026-11-24 10:00:00 (UTC+08:00)" in page.text and found.text.digest in page.text
    entry = AuditEntry.get(AuditEntry.action == "signature.signed")
    assert entry.words["text"] == found.text.digest and entry.words["proof"] == found.proof
    assert Notice.get(Notice.kind == "signature.signed_there").account_id == people.account_of(manager).id


def test_what_was_drawn_is_kept_under_the_key_and_written_anew(visit, served, liufang, row):
    browser, data = visit(served), picture()
    drawn(browser, row, data=data + b"hidden behind it")
    kept = SignaturePicture.get()
    assert "iVBORw0KGgo" not in kept.sealed and re.match(r"[0-9a-f]{8}:gAAAA", kept.sealed)
    shown = browser.web.get(f"/me/signatures/{row.token}/picture")
    assert (
        shown.content_type == "image/png"
        and b"hidden" not in shown.data
        and "no-store" in shown.headers["Cache-Control"]
    )
    visit(liufang).get(f"/me/signatures/{row.token}/picture", status=404)


def test_with_name_and_password_and_without_script(visit, served, row):
    page = typed(visit(served), row, typed_name=" 陈 刚 ")
    assert "Signed. Thank you." in page.notice and "Name typed" in page.section("signature")
    assert fresh(row).way == "typed" and SignaturePicture.select().count() == 0
    assert SignatureEvent.get(SignatureEvent.kind == "verified").detail == "password"


def test_the_password_waits_like_at_the_sign_in(visit, served, row):
    browser = visit(served)
    page = typed(browser, row, status=422, password="wrong", typed_name="陈刚")
    assert (
        set(page.errors) == {"password"} and page.value("typed_name") == "陈刚" and page.value("password") in ("", None)
    )
    assert (
        fresh(row).state == "waiting"
        and AuditEntry.select().where(AuditEntry.action == "security.wrong_password").count()
    )
    page = typed(browser, row, status=422, typed_name="陈钢")
    assert set(page.errors) == {"typed_name"}


def test_many_wrong_passwords_have_to_wait(app, served, row):
    actor, seen = people.actor(served), []
    with app.app_context():
        for _ in range(12):
            try:
                signing.type_name(actor, row, "陈刚", "wrong")
            except (TooSoon, Invalid) as error:
                seen.append(type(error))
    assert seen[0] is Invalid and seen[-1] is TooSoon and fresh(row).state == "waiting"


@pytest.mark.parametrize(
    ("kind", "words"), [("nothing", "empty"), ("dot", "only a dot"), ("noise", "hand out"), ("black", "hand out")]
)
def test_what_is_no_signature_is_refused(visit, served, row, kind, words):
    page = drawn(visit(served), row, status=422, kind=kind)
    assert words in page.section("draw-picture-error") and fresh(row).state == "waiting"
    assert SignaturePicture.select().count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "data", [b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused(visit, served, row, data):
    page = drawn(visit(served), row, status=422, data=data)
    assert "no picture of a signature" in page.section("draw-picture-error") and fresh(row).state == "waiting"


@pytest.mark.one_engine
def test_five_megabytes_are_refused_in_words(visit, served, row):
    page = drawn(visit(served), row, status=422, data=picture() + b"\0" * (5 << 20))
    assert "too large" in page.section("draw-picture-error") and MAX_BYTES < 5 << 20


@pytest.mark.one_engine
def test_nothing_drawn_at_all(visit, served, row):
    page = sent(visit(served), row, "draw", 422)
    assert page.section("draw-picture-error")


def test_a_text_that_changed_is_shown_and_not_signed(visit, served, row):
    browser = visit(served)
    old = browser.get(f"/me/signatures/{row.token}").html.select_one("form[action$='/draw'] [name=seen]")["value"]
    with_terms("第一条 请提前七天预约。")
    page = browser.post(f"/me/signatures/{row.token}/draw", status=409, seen=old, picture=(io.BytesIO(picture()), ""))
    assert "提前七天" in page.text and "提前三天" not in page.text and "has changed" in page.refusal
    assert fresh(row).state == "waiting" and kinds(row) == ["asked", "opened", "changed", "opened"]
    mark = page.html.select_one("form[action$='/draw'] [name=seen]")["value"]
    page = browser.post(f"/me/signatures/{row.token}/draw", seen=mark, picture=(io.BytesIO(picture()), ""))
    assert "Signed." in page.notice and "提前七天" in fresh(row).text.content
    assert SignedText.select().count() == 2


def test_an_old_page_without_a_mark_signs_nothing(visit, served, row):
    typed(visit(served), row, status=409, seen="")
    assert fresh(row).state == "waiting"


def test_who_may_not(visit, served, liufang, manager, row):
    visit(liufang).get(f"/me/signatures/{row.token}", status=404)
    visit(liufang).post(f"/me/signatures/{row.token}/type", status=404, typed_name="刘芳", password=people.PASSWORD)
    visit(manager).get(f"/me/signatures/{row.token}", status=403)
    visit(manager).post(f"/me/signatures/{row.token}/type", status=403, typed_name="陈刚", password=people.PASSWORD)
    assert visit().get(f"/me/signatures/{row.token}").path == "/login"
    assert fresh(row).state == "waiting"


def test_two_devices_at_once_sign_once(app, visit, served, row):
    browsers = [visit(served), visit(served)]

    def sending(browser):
        page = browser.get(f"/me/signatures/{row.token}")
        mark = page.html.select_one("form[action$='/type'] [name=seen]")["value"]
        data = {"seen": mark, "csrf_token": browser.csrf, "submission": str(uuid.uuid4()), "typed_name": "陈刚"}
        data["password"] = people.PASSWORD
        return lambda: browser.web.post(f"/me/signatures/{row.token}/type", data=data).status_code

    assert sorted(together(app, *(sending(browser) for browser in browsers))) == [303, 409]
    assert (
        kinds(row).count("signed") == 1 and Notice.select().where(Notice.kind == "signature.signed_there").count() == 1
    )


def test_a_double_click_signs_once(visit, served, row):
    browser, same = visit(served), str(uuid.uuid4())
    mark = browser.get(f"/me/signatures/{row.token}").html.select_one("form[action$='/type'] [name=seen]")["value"]
    fields = {"seen": mark, "submission": same, "typed_name": "陈刚", "password": people.PASSWORD}
    for _ in range(2):
        assert "Signed." in browser.post(f"/me/signatures/{row.token}/type", **fields).notice
    assert kinds(row).count("signed") == 1


def test_a_rotated_key_opens_what_was_drawn_before(app, visit, served, row):
    browser = visit(served)
    drawn(browser, row)
    before = SignaturePicture.get().sealed
    with app.app_context():
        rotate(app.config["DATA_KEY"])
        assert proof_of(fresh(row)).holds
    assert SignaturePicture.get().sealed[:8] != before[:8]
    assert browser.web.get(f"/me/signatures/{row.token}/picture").status_code == 200
