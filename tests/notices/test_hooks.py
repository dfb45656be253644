"""Notices to machines and groups: webhooks, robots, text messages."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from standardwebhooks import Webhook

from portal.actions.notices import endpoints, hooks, minding
from portal.actions.requests import working
from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock, outgoing
from portal.models import ChannelPreference, Delivery, Endpoint, Request
from tests.ground import people
from tests.notices.outside import KEY, Receiver, endpoint
from tests.requests.cases import filed, taken

pytestmark = pytest.mark.usefixtures("inside")


def why() -> list[tuple[str, str]]:
    return list(Delivery.select(Delivery.state, Delivery.why).order_by(Delivery.id).tuples())


def signed_by(key: str, headers: dict[str, str], body: object) -> bool:
    """Does one of the signatures hold? (The library's own check asks the machine's clock, which tests have stopped.)"""
    at = clock.now().fromtimestamp(int(headers["webhook-timestamp"]), clock.UTC)
    return Webhook(key).sign(headers["webhook-id"], at, json.dumps(body)) in headers["webhook-signature"].split(" ")


def test_it_works(receiver, served, send):
    endpoint(receiver.url)
    row = filed(served)
    assert send() == 1
    [(headers, body)] = receiver.got
    assert body["type"] == "request.filed" and body["data"] == {"group": "requests", "about": row.number}
    assert signed_by(KEY, headers, body) and headers["webhook-id"].startswith("msg_")
    assert not any(secret in json.dumps(body, ensure_ascii=False) for secret in ("陈刚", "孩子", "王磊"))


def test_it_is_tried_again_under_the_same_name(receiver, served, at, send):
    endpoint(receiver.url)
    filed(served)
    receiver.answers = [(500, {})]
    assert send() == 0 and why() == [("waiting", "status")]
    at("2026-11-24 10:01")
    assert send() == 1
    first, second = (headers["webhook-id"] for headers, _body in receiver.got)
    assert first == second and Endpoint.get().failures == 0


def test_keys_change_over(receiver, served, admin, at, send):
    row = endpoint(receiver.url)
    new = endpoints.rotate(people.actor(admin), row)
    filed(served)
    send()
    headers, body = receiver.got[-1]
    assert signed_by(KEY, headers, body) and signed_by(new, headers, body)
    at("2026-11-25 10:01")
    filed(served)
    send()
    headers, body = receiver.got[-1]
    assert signed_by(new, headers, body) and not signed_by(KEY, headers, body)


def test_gone_is_gone(receiver, served, send):
    endpoint(receiver.url)
    filed(served)
    filed(served)
    receiver.answers = [(410, {})]
    assert send() == 0 and Endpoint.get().off == "gone"
    assert why() == [("dropped", "gone"), ("dropped", "channel_off")] and len(receiver.got) == 1


def test_who_asks_us_to_wait_is_waited_for(receiver, served, at, send):
    endpoint(receiver.url)
    filed(served)
    filed(served)
    receiver.answers = [(429, {"Retry-After": "600"})]
    assert send() == 0 and len(receiver.got) == 1, "the other one is not tried meanwhile"
    at("2026-11-24 10:09")
    assert send() == 0
    at("2026-11-24 10:15")
    assert send() == 2


def test_a_redirect_is_not_followed(receiver, served, send):
    """Also not to this machine, where the second receiver would tell."""
    with Receiver() as inner:
        endpoint(receiver.url)
        receiver.answers = [(307, {"Location": inner.url})]
        filed(served)
        assert send() == 0 and why() == [("waiting", "redirect")] and inner.got == []


def test_an_address_of_our_own_network_is_refused(receiver, served, send):
    """Also where a name leads there: it is looked up, and the address is judged that is gone to."""
    port = receiver.url.split(":")[2]
    for url in (receiver.url, f"http://localhost:{port}"):
        Endpoint.delete().execute()
        endpoint(url, private=False)
        filed(served)
        send()
        assert Delivery.select().order_by(Delivery.id.desc()).get().why == "private"
    assert receiver.got == []


@pytest.mark.one_engine
def test_what_was_meant_for_our_own_network_goes_nowhere_else(receiver, visit, admin, served, send, monkeypatch):
    """Plain http is for the bank's own network; the switch alone does not take it out of there."""
    row = endpoint(receiver.url, private=True)
    page = visit(admin).post(
        f"/system/channels/{row.id}", status=422, name=row.name, groups=["requests"], branch="", version=1
    )
    assert "https://" in page.errors["address"] and Endpoint.get_by_id(row.id).private
    Endpoint.update(private=False).execute()
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)
    filed(served)
    assert send() == 0 and Delivery.get().why == "private" and receiver.got == []


@pytest.mark.one_engine
def test_a_name_that_means_another_machine_a_moment_later_gains_nothing(monkeypatch):
    asked = []

    def lookup(host, port, **_options):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) > 1 else "93.184.215.14", port))]

    gone_to = []

    def connect(address, timeout):
        gone_to.append(address[0])
        raise OSError

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    with pytest.raises(outgoing.NoWay, match="connect"):
        outgoing.post("https://rebind.example.com/", b"{}", {})
    assert asked == ["rebind.example.com"] and gone_to == ["93.184.215.14"]


def test_a_complaint_goes_to_no_machine(receiver, served, send):
    """A group's robot would tell whoever is complained about that there is one."""
    endpoint(receiver.url)
    filed(served, kind="complaint")
    assert send() == 0 and {one for one in why()} == {("dropped", "confidential")} and receiver.got == []


def test_only_its_own_branch(receiver, served, send):
    endpoint(receiver.url, branch=people.branch("JY"))
    endpoint(receiver.url, branch=people.branch("CC"))
    filed(served)
    assert send() == 1 and why() == [("dropped", "elsewhere"), ("sent", "")]


def test_days_of_failing_switch_it_off(receiver, served, send):
    row = endpoint(receiver.url)
    for _n in range(12):
        minding.minded(Endpoint.get_by_id(row.id), "status")
    assert Endpoint.get().off == "" and Endpoint.get().failures == 12
    moment = clock.now() + timedelta(days=6)
    clock.set_source(lambda: moment)
    minding.minded(Endpoint.get_by_id(row.id), "status")
    assert Endpoint.get().off == "failing"


def test_a_robot_says_the_number_and_nothing_else(served, send, monkeypatch):
    sent = []
    monkeypatch.setattr("requests.post", lambda url, **options: sent.append((url, options)) or SimpleNamespace(
        status_code=200, content=b'{"errcode":0,"StatusCode":0}', text='{"errcode":0}', json=lambda: {"errcode": 0}
    ))  # fmt: skip
    monkeypatch.setattr("requests.Session.request", lambda self, method, url, **options: sent.append((url, options)) or SimpleNamespace(
        status_code=200, content=b'{"errcode":0,"StatusCode":0}', text='{"errcode":0}', json=lambda: {"errcode": 0}
    ))  # fmt: skip
    endpoint("693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", "wecom")
    row = filed(served)
    assert send() == 1
    [(url, options)] = sent
    said = repr(options)
    assert "qyapi.weixin.qq.com" in url and row.number in str(json.loads(json.dumps(said)))
    assert not any(secret in said for secret in ("陈刚", "孩子", "王磊"))


ROBOTS = [
    ("wecom", "wecombot.NotifyWeComBot", "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", ("text", "content"), 2_048, {"errcode": 45009, "errmsg": "api freq out of limit"}),
    ("dingtalk", "dingtalk.NotifyDingTalk", "SECabc123@0123456789abcdef", ("text", "content"), 20_000, {"errcode": 310000, "errmsg": "keywords not in content"}),
    ("feishu", "feishu.NotifyFeishu", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", ("content", "text"), 20_000, {"code": 19024, "msg": "Key Words Not Found"}),
]  # fmt: skip
"""Kind, class of apprise, key, where the words stand, bytes that its maker takes, how it refuses with 200."""


@pytest.mark.parametrize(("kind", "plugin", "key", "place", "most", "refusal"), ROBOTS)
def test_each_robot_really_goes_out(receiver, served, send, monkeypatch, kind, plugin, key, place, most, refusal):
    """Over HTTP as apprise writes it; only the host is ours."""
    module, name = plugin.split(".")
    found = getattr(importlib.import_module(f"apprise.plugins.{module}"), name)
    monkeypatch.setattr(found, "notify_url", receiver.url + "/{token}" * (kind != "wecom"))
    receiver.answers = [(200, {})] * 2
    endpoint(key, kind)
    row = filed(served)
    assert send() == 1 and Delivery.get().state == "sent"
    [(headers, body)] = receiver.got
    words = body[place[0]][place[1]]
    assert body.get("msgtype", body.get("msg_type")) == "text" and headers["content-type"].startswith(
        "application/json"
    )
    assert row.number in words and f"/requests/{row.number}" in words and len(words.encode()) < most
    assert not any(secret in json.dumps(body, ensure_ascii=False) for secret in ("陈刚", "孩子", "王磊", served.number))
    if kind == "dingtalk":
        assert "sign=" in receiver.paths[0] and "timestamp=" in receiver.paths[0], "signed by its secret"
    receiver.answers = [(500, {})]
    filed(served)
    assert send() == 0 and why()[-1] == ("waiting", "status"), "what it refuses waits"
    receiver.answers, receiver.says = [(200, {})] * 2, json.dumps(refusal)
    filed(served)
    assert send() == 0 and why()[-1] == ("waiting", "status"), "and so does what it refuses with 200"


@pytest.mark.one_engine
def test_words_of_a_robot_stay_within_every_limit(served):
    row = Delivery(path="/me/" + "长" * 150, kind="request.taken", created_at=clock.now())
    assert len(hooks.words_of_robot(row).encode()) < 2_048


def test_a_robot_takes_so_many_a_minute(served, at, send, monkeypatch):
    monkeypatch.setattr(hooks, "_robot", lambda endpoint, row: hooks.Result())
    endpoint("token", "dingtalk")
    for number in range(22):
        tell(
            accounts_of_client(served.id),
            "request.taken",
            f"/me/requests/R-2026-{number:06d}",
            staff="王磊",
            subject="x",
        )
    assert send() == 20 and why().count(("waiting", "later")) == 2
    at("2026-11-24 10:02")
    assert send() == 2


def test_without_the_extra_package_a_robot_waits(served, send, monkeypatch):
    monkeypatch.setattr(hooks, "apprise", None)
    endpoint("token", "feishu")
    filed(served)
    assert send() == 0 and why() == [("waiting", "missing")]


def test_a_text_message_is_a_template_and_its_fields(receiver, served, manager, send):
    endpoint(receiver.url, "sms", groups=[], templates={"requests": "SMS_100"})
    login = people.account_of(served)
    ChannelPreference.create(account=login, what="requests", channel="sms", how="at_once", at=clock.now())
    row = taken(served, manager)
    Delivery.delete().execute()
    working.reply(people.actor(manager), row, "请携带户口本。", [])
    tell(accounts_of_client(served.id), "event.invited", "/me/events/E-2026-0001", title="x")
    assert send() == 1
    [(headers, body)] = receiver.got
    assert body == {"id": body["id"], "template": "SMS_100", "to": served.mobile, "fields": {"about": row.number}}
    assert headers["authorization"] == f"Bearer {KEY}"


def test_text_messages_are_for_who_wishes_them_and_for_duties(receiver, served, send):
    endpoint(receiver.url, "sms", groups=[], templates={"team": "SMS_1", "tiers": "SMS_2"})
    tell(accounts_of_client(served.id), "tier.up", "/me/tier", tier="diamond")
    tell(accounts_of_client(served.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1 and [body["template"] for _headers, body in receiver.got] == ["SMS_1"]


def test_what_was_settled_meanwhile_is_not_announced(receiver, served, send):
    endpoint(receiver.url)
    row = filed(served)
    Request.update(status="withdrawn").where(Request.id == row.id).execute()
    assert send() == 0 and why() == [("dropped", "untrue")]
