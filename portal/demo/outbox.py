"""Notices that leave the portal at every stage: sent, not needed any more, failed, to be told by phone, told; a webhook
that is switched off, and words of head office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.notices.endpoints import new_key
from portal.demo.stage import Known, Stage
from portal.ground import settings
from portal.models import ChannelPreference, Delivery, Endpoint, NoticeText, Seat

MANAGER = "wanglei"
ADDRESS = "https://hooks.example.com/vip"


def enter(stage: Stage) -> None:
    """Call after everything else is stored."""
    _endpoint(stage)
    _words(stage)
    for number, (kind, state, why) in enumerate(
        (
            ("team.your_manager", "sent", ""),
            ("event.invited", "dropped", "read"),
            ("tier.up", "dropped", "unwanted"),
            ("voucher.confirmed", "sent", ""),
            ("request.answered", "failed", "content"),
            ("voucher.news", "failed", "timeout"),
        )
    ):
        _mail(stage, kind, state, why, timedelta(hours=5 * number + 3))
    waiting, mute, told = _without_login(stage)[:3]
    _call(
        stage,
        waiting,
        "voucher.cancelled",
        "call",
        {"benefit": "golf", "day": _day(stage, 6), "reason": "球场封场维护"},
    )
    _call(stage, mute, "address.off", "call", {"client": mute.name, "number": mute.row["number"]})
    over = _call(stage, told, "event.cancelled", "told", {"title": "冬日书画沙龙", "number": "E-2026-0001"})
    Delivery.update(told_by=stage.staff[MANAGER]["id"], ended_at=stage.now - timedelta(days=1)).where(
        Delivery.id == over.id
    ).execute()
    login = stage.login_of(stage.demo_client("zhoujie"))
    ChannelPreference.create(account=login["id"], what="events", channel="email", how="daily", at=stage.now)


def _day(stage: Stage, ahead: int) -> str:
    return (stage.today + timedelta(days=ahead)).isoformat()


def _endpoint(stage: Stage) -> None:
    keys = settings.keys()
    Endpoint.create(
        name="客服工单系统",
        kind="webhook",
        address_encrypted=keys.encrypt(ADDRESS),
        keys_encrypted=keys.encrypt(f'["{new_key()}"]'),
        groups=["requests", "benefits"],
        off="hand",
        created_at=stage.now - timedelta(days=20),
    )


def _words(stage: Stage) -> None:
    at = stage.now - timedelta(days=12)
    NoticeText.create(
        kind="event.invited",
        version=1,
        zh="诚邀您参加“%(title)s”，期待与您相聚",
        en="We would be delighted to see you: “%(title)s”",
        author=stage.staff["gaoyuan"]["id"],
        at=at,
    )


def _mail(stage: Stage, kind: str, state: str, why: str, ago: timedelta) -> None:
    at, login = stage.now - ago, stage.login_of(stage.demo_client("chengang"))
    values: dict[str, Any] = {"created_at": at, "next_attempt_at": at, "ended_at": at + timedelta(minutes=1)}
    attempts = 0 if state == "dropped" else 9 if why == "timeout" else 1
    Delivery.create(account=login["id"], channel="email", kind=kind, state=state, why=why, attempts=attempts, **values)


def _call(stage: Stage, who: Known, kind: str, state: str, words: dict[str, Any]) -> Delivery:
    at = stage.now - timedelta(hours=4)
    values = {"created_at": at, "next_attempt_at": at}
    return Delivery.create(client=who.id, channel="call", kind=kind, state=state, words=words, **values)


def _without_login(stage: Stage) -> list[Known]:
    """Clients of 王磊 who have none, in their order."""
    mine = Seat.select(Seat.client).where(
        Seat.staff == stage.staff[MANAGER]["id"], Seat.kind == "manager", Seat.until.is_null()
    )
    served = {client for (client,) in mine.tuples()}
    return [one for one in stage.people if one.id in served and one.login is None]
