"""What a client's phone keeps: only what the server marks, with an end, without forms; manifest and worker."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import make_response

from portal.actions.benefits import vouchers
from portal.ground import clock
from portal.web.offline import LONGEST, keep_offline, whose
from tests.ground import people
from tests.ground.pages import Page

pytestmark = pytest.mark.one_engine

WECHAT = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50(0x18003233) NetType/4G Language/zh_CN"


def answered(visitor, path, **headers):
    return visitor.web.get(path, headers=headers)


def test_it_works(visit, served):
    response = answered(visit(served), "/me/card")
    left = int(response.headers["Portal-Keep-Until"]) - clock.now().timestamp()
    assert 0 < left <= LONGEST.total_seconds() and response.headers["Portal-Person"]
    text = response.get_data(as_text=True)
    assert "<form" not in text and served.name not in text and "陈*" in text and served.number in text


def test_nothing_else_is_kept(visit, served, manager):
    for path in ("/me", "/me/benefits", "/me/requests", "/me/accounts", "/me/profile", "/account"):
        assert "Portal-Keep-Until" not in answered(visit(served), path).headers, path
    assert "Portal-Keep-Until" not in answered(visit(served), "/me/card", **{"HX-Request": "true"}).headers
    assert "Portal-Keep-Until" not in answered(visit(manager), "/home").headers


def test_each_person_has_a_store_of_his_own(visit, served, liufang):
    names = {answered(visit(one), "/me/card").headers["Portal-Person"] for one in (served, liufang, served)}
    assert len(names) == 2
    assert "Portal-Person" not in visit(None).web.get("/login").headers


def test_at_most_seven_days_and_never_a_form(app):
    with app.test_request_context("/me/card"):
        kept = keep_offline(make_response("<p>"), clock.now() + timedelta(days=30))
        assert int(kept.headers["Portal-Keep-Until"]) == int((clock.now() + LONGEST).timestamp())
        with pytest.raises(ValueError):
            keep_offline(make_response("<form>"), clock.now())
        assert whose() == ""
    with app.test_request_context("/me/card", method="POST"):
        assert "Portal-Keep-Until" not in keep_offline(make_response("<p>"), clock.now()).headers


def test_signing_out_wipes_the_storage_and_nothing_else_does(visit, served):
    visitor = visit(served)
    for path in ("/me", "/me/card", "/sw.js"):
        assert "Clear-Site-Data" not in answered(visitor, path).headers
    page = visitor.post("/logout", follow=False, status=303)
    assert page.response.headers["Clear-Site-Data"] == '"storage"'


def test_manifest_and_worker(visit, served):
    for language, name in (("en", "VIP portal"), ("zh", "贵宾")):
        found = visit(served, language=language).web.get("/manifest.webmanifest")
        assert name in found.json["short_name"] and found.json["start_url"] == "/me"
        for one in found.json["icons"]:
            assert one["src"].startswith("/static/vendor/icon-")
    worker = visit(None).web.get("/sw.js")
    assert worker.mimetype == "text/javascript" and worker.headers["Cache-Control"] == "no-cache"
    policy = worker.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy and "manifest-src 'self'" in policy
    assert "/offline" in visit(None).web.get("/sw.json").json["files"]
    assert b"<form" not in visit(None).web.get("/offline").data


def test_wechat_is_offered_nothing(visit, served, manager):
    visitor = visit(served)
    assert 'rel="manifest"' in answered(visitor, "/me").get_data(as_text=True)
    inside = answered(visitor, "/account", **{"User-Agent": WECHAT}).get_data(as_text=True)
    assert "manifest" not in inside and "data-worker" not in inside and "data-install" not in inside
    assert "manifest" not in Page(answered(visit(manager), "/home")).text


def test_a_voucher_is_kept_until_the_day_after_its_own(visit, served):
    day = clock.today() + timedelta(days=3)
    made = vouchers.redeem(
        people.actor(served),
        served,
        "airport_lounge",
        {"quantity": 1, "wanted_on": day, "person": "self", "guest_name": "", "note": ""},
        str(uuid.uuid4()),
    )
    assert "Portal-Forget" not in answered(visit(served), f"/me/vouchers/{made.number}").headers
    response = answered(visit(served), f"/me/vouchers/{made.number}/card")
    end = clock.start_of(day + timedelta(days=2))
    assert response.headers["Portal-Keep-Until"] == str(int(end.timestamp()))
    text = response.get_data(as_text=True)
    assert "<form" not in text and served.name not in text and made.number in text
    vouchers.cancel(people.actor(served), made)
    assert "Portal-Keep-Until" not in answered(visit(served), f"/me/vouchers/{made.number}/card").headers
    shown = answered(visit(served), f"/me/vouchers/{made.number}")
    assert shown.headers["Portal-Forget"] == f"/me/vouchers/{made.number}/card"
