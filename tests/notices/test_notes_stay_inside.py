"""What is written for colleagues alone reaches nobody by any channel: everything that leaves is searched for it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from portal.actions.requests import working
from portal.ground import clock
from portal.models import Account, ChannelPreference, Delivery, Staff
from tests.ground import people
from tests.notices.outside import endpoint, texts_of
from tests.requests.cases import filed

pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.both_engines]

NOTE = "内部机密：客户信用存疑，暂缓答复"
SECRETS = (NOTE, "信用存疑", "请携带户口本", "孩子入学", "请问需要哪些证明")


def test_it_works(mailbox, receiver, reached, manager, adviser, branch_admin, send, monkeypatch):
    """A thread with a note, a reply, a question, a settlement; to the client, to colleagues, to every kind of channel."""
    said: list[str] = []

    def posted(*args, **options):
        said.append(repr((args, options)))
        return SimpleNamespace(status_code=200, content=b"{}", text="{}", json=lambda: {"errcode": 0})

    monkeypatch.setattr("requests.post", posted)
    monkeypatch.setattr("requests.Session.request", posted)
    endpoint(receiver.url)
    endpoint(receiver.url, "sms", groups=[], templates={"requests": "SMS_1"})
    for kind in ("wecom", "dingtalk", "feishu"):
        endpoint("693axxx67aoc4bc497a00ec2sifa5aaa", kind)
    for account in Account.select():
        ChannelPreference.create(account=account, what="requests", channel="sms", how="at_once", at=clock.now())
    Staff.update(mobile="+8613804310000").execute()
    row = filed(reached)
    row = working.take(people.actor(manager), row)
    working.note(people.actor(branch_admin), row, NOTE, [])
    working.reply(people.actor(manager), row, "请携带户口本原件。", [])
    working.resolve(people.actor(manager), row, "请携带户口本。" + NOTE[:2], "资料清单未公示")
    while send():
        pass
    assert Delivery.select().where(Delivery.channel == "email", Delivery.state == "sent").count() >= 3
    assert mailbox.mails and receiver.got and said, "each way was gone"
    everything = "\n".join(
        [
            *(texts_of(mail) for mail in mailbox.mails),
            *(json.dumps(one, ensure_ascii=False) for one in receiver.got),
            *said,
        ]
    )
    everything += everything.encode().decode("unicode_escape", "ignore")
    for secret in SECRETS:
        assert secret not in everything, secret
    assert row.number in everything
