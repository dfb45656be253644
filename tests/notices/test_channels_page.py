"""The bank's channels: added, changed, switched; what failed is seen and sent again."""

from __future__ import annotations

import json

import pytest

from portal.actions.administration import keys as rotation
from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock, settings
from portal.models import AuditEntry, Delivery, Endpoint
from portal.reads.notices.channels import address_of, keys_of
from tests.notices.outside import endpoint
from tests.requests.cases import filed

pytestmark = pytest.mark.usefixtures("inside")

HOOK = {"name": "客服系统", "address": "https://hooks.example.com/in", "groups": ["requests", "events"], "branch": ""}


def test_it_works(visit, admin):
    browser = visit(admin)
    page = browser.post("/system/channels/new/webhook", **HOOK)
    assert page.heading == "The key of 客服系统" and "It is shown only now" in page.text
    row = Endpoint.get()
    assert address_of(row) == HOOK["address"] and row.groups == ["requests", "events"]
    assert "hooks.example.com" not in row.address_encrypted
    [key] = keys_of(row, clock.now())
    assert key.startswith("whsec_") and key in page.text
    page = browser.get("/system/channels")
    assert "客服系统" in page.section("endpoints") and key not in page.text and "hooks.example.com" not in page.text
    assert AuditEntry.select().where(AuditEntry.action == "endpoint.added").count() == 1


def test_changed_and_switched(visit, admin):
    browser = visit(admin)
    browser.post("/system/channels/new/webhook", **HOOK)
    row, at = Endpoint.get(), f"/system/channels/{Endpoint.get().id}"
    page = browser.post(at, **{**HOOK, "address": "", "groups": ["team"], "version": row.version})
    assert page.notice == "The channel is saved."
    row = Endpoint.get()
    assert row.groups == ["team"] and address_of(row) == HOOK["address"], "what is empty stays"
    page = browser.post(at, status=409, **{**HOOK, "name": "另一个", "version": "1"})
    assert page.value("name") == "另一个" and Endpoint.get().name == "客服系统"
    assert browser.post(f"{at}/off").notice == "The channel is off." and Endpoint.get().off == "hand"
    assert browser.post(f"{at}/on").notice == "The channel is on." and Endpoint.get().off == ""


def test_a_new_key_is_shown_once(visit, admin):
    browser = visit(admin)
    browser.post("/system/channels/new/webhook", **HOOK)
    before = keys_of(Endpoint.get(), clock.now())
    page = browser.post(f"/system/channels/{Endpoint.get().id}/rotate")
    now = keys_of(Endpoint.get(), clock.now())
    assert now[1:] == before and now[0] in page.text and "signs as well until" in page.text


def test_the_gateway_has_templates(visit, admin):
    fields = {
        "name": "短信网关",
        "address": "https://sms.example.com/send",
        "key": "geheim",
        "templates": "requests = SMS_1\nteam=SMS_2",
    }
    visit(admin).post("/system/channels/new/sms", **fields)
    row = Endpoint.get()
    assert row.templates == {"requests": "SMS_1", "team": "SMS_2"} and keys_of(row, clock.now()) == ["geheim"]


def test_a_robot_has_a_token(visit, admin):
    fields = {"name": "支行服务群", "address": "693a91f6-7aoc", "groups": ["requests"], "branch": ""}
    visit(admin).post("/system/channels/new/wecom", **fields)
    assert address_of(Endpoint.get()) == "693a91f6-7aoc"
    page = visit(admin).post(
        "/system/channels/new/wecom", status=422, **{**fields, "address": "https://qyapi.weixin.qq.com/x"}
    )
    assert set(page.errors) == {"address"} and Endpoint.select().count() == 1


def test_failures_are_seen_and_sent_again(mailbox, visit, admin, reached, send):
    mailbox.wrong = True
    for kind in ("team.your_manager", "team.your_adviser"):
        tell(accounts_of_client(reached.id), kind, "/me/team", staff="王磊")
    send()
    browser = visit(admin)
    page = browser.get("/system/channels")
    rows = page.table("failures")
    assert len(rows) == 2 and "the content was refused" in rows[0][3]
    assert not any(secret in page.text for secret in ("陈刚", "chengang@", "王磊"))
    mailbox.wrong = False
    browser.post(f"/system/channels/failed/{rows[0][0]}/again")
    assert send() == 1 and len(browser.get("/system/channels").table("failures")) == 1
    browser.post("/system/channels/failed/again")
    assert send() == 1 and len(mailbox.ids) == 2
    assert AuditEntry.select().where(AuditEntry.action == "delivery.again").count() == 2
    browser.post("/system/channels/failed/999/again", status=404)


@pytest.mark.one_engine
def test_who_may_not(visit, auditor, manager, branch_admin, head_office, served):
    row = endpoint("https://hooks.example.com/in")
    assert visit(auditor).get("/system/channels").heading == "Ways of notices"
    visit(auditor).get(f"/system/channels/{row.id}", status=403)
    visit(auditor).post(f"/system/channels/{row.id}/off", status=403)
    for person in (manager, branch_admin, head_office, served):
        visit(person).get("/system/channels", status=403)
        visit(person).post("/system/channels/new/webhook", status=403, **HOOK)
    assert Endpoint.get().off == ""


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": "http://hooks.example.com/"}, "address"), ({"address": "https://a:b@example.com/"}, "address"),
        ({"address": "hooks"}, "address"), ({"address": ""}, "address"), ({"name": " "}, "name"),
        ({"groups": ["nonsense"]}, "groups"), ({"branch": "99999"}, "branch"),
    ],
)  # fmt: skip
def test_bad_input(visit, admin, fields, field):
    page = visit(admin).post("/system/channels/new/webhook", status=422, **{**HOOK, **fields})
    assert field in page.errors and Endpoint.select().count() == 0


@pytest.mark.one_engine
def test_templates_that_cannot_be_read(visit, admin):
    fields = {"name": "短信网关", "address": "https://sms.example.com/send", "templates": "nonsense = 1"}
    assert set(visit(admin).post("/system/channels/new/sms", status=422, **fields).errors) == {"templates"}


@pytest.mark.one_engine
def test_addresses_and_keys_follow_the_data_key(visit, admin, app):
    row = endpoint("https://hooks.example.com/in")
    before = row.address_encrypted
    rotation.rotate(settings.keys())
    row = Endpoint.get()
    assert row.address_encrypted != before and address_of(row) == "https://hooks.example.com/in"
    assert json.dumps(keys_of(row, clock.now()))


def test_the_page_asks_a_fixed_number_of_statements(visit, admin, served, statements):
    browser = visit(admin)
    browser.get("/system/channels")
    counts = []
    for _round in range(2):
        with statements() as seen:
            browser.get("/system/channels")
        counts.append(len(seen))
        endpoint("https://hooks.example.com/in")
        filed(served)
        Delivery.update(state="failed").execute()
    assert counts[0] == counts[1] <= 10
