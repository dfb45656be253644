"""Complaints at any stage, one line each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.complaints import accepting, extending, measures
from portal.actions.requests import filing, working
from portal.ground import clock
from portal.models import Client, Complaint, ComplaintMeasure, Request
from tests.ground import people

WISH = {"kind": "complaint", "category": "wealth", "subject": "净值下跌没有人告诉我", "details": "自己打开手机才看到。"}
STRANGER = {
    "complainant": "other",
    "name": "孙立",
    "contact": "13804310099",
    "channel": "visit",
    "received_on": "2026-11-24",
    "incident_on": "2026-11-20",
    "branch": "FAW",
    "category": "other",
    "subject": "周一上午排队太久",
    "details": "等了五十分钟。",
}
"""What any colleague types for somebody who is no client."""


def filed(client: Client | None, by: Any = None, about: Any = None, **values: Any) -> Request:
    """A complaint of a client, filed by himself unless `by` says who; `about`: colleagues whom it names."""
    named = [("staff", person.id) for person in about or []]
    return filing.file_request(people.actor(by or client), client, {**WISH, "about": named, **values}, [])


def stranger(by: Any, at: str = "FAW", **said: Any) -> Request:
    """One of somebody who is no client."""
    record = {"complainant": "other", "name": "孙立", "contact": "+8613804310099", **said}
    return filed(None, by, branch=people.branch(at).id, complaint=record)


def accepted(row: Request, by: Any) -> Complaint:
    return accepting.accept(people.actor(by), row)


def extended(row: Request, by: Any, reason: str = "情况复杂，需外部核实") -> Complaint:
    return extending.extend(people.actor(by), row, reason)


def asked_for_more(row: Request, by: Any, reason: str = "等待第三方答复") -> Any:
    return extending.ask(people.actor(by), row, reason)


def approved(row: Request, by: Any, *, yes: bool = True) -> Any:
    return extending.decide(people.actor(by), row, approved=yes, words="同意" if yes else "应按期办结")


def decided(row: Request, by: Any, cause: str = "disclosure", outcome: str = "upheld") -> Request:
    words = "我行未及时告知，向您致歉。"
    classified(row)
    return working.resolve(people.actor(by), row, words, "未按计划回访", outcome=outcome, cause=cause)


def classified(row: Request) -> None:
    """By the standard; its cause follows from our own."""
    values = {"class_channel": "counter", "class_business": "wealth", "response": "explained"}
    Complaint.update(**values).where(Complaint.request == row.id).execute()


def measure(row: Request, by: Any, cause: str = "disclosure") -> ComplaintMeasure:
    due = clock.today() + timedelta(days=20)
    owner = people.account_of(by).username
    return measures.plan(people.actor(by), row, cause, "净值回撤一日内告知", owner, due)


def done(row: ComplaintMeasure, by: Any) -> ComplaintMeasure:
    return measures.done(people.actor(by), row, "已上线提醒")


def record(row: Request) -> Complaint:
    """The record as it stands now."""
    return Complaint.get(Complaint.request == row.id)


def now(row: Request) -> Request:
    """The request as it stands now."""
    return Request.get_by_id(row.id)
