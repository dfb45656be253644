"""Inboxes: the demo people keep their latest notices; what is older was read, the newest not yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from portal.demo.book import Row
from portal.demo.stage import Stage
from portal.models import Event, Notice, Request

KEPT = 8
UNREAD = 2
FRESH = timedelta(days=3)


def enter(stage: Stage) -> None:
    """Of everything that was told, keep what the demo people find; what still waits for them is unread."""
    demo = {login["id"] for login in stage.logins.values() if login["is_demo"]}
    demo |= {person.login["id"] for person in stage.people if person.username and person.login}
    boxes: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(stage.book.rows.pop(Notice, []), key=lambda row: row["at"]):
        if row["account"] in demo:
            boxes[row["account"]].append(row)
    waiting = _waiting(stage)
    for rows in boxes.values():
        pinned = [row for row in rows[:-KEPT] if (row["kind"], row["path"]) in waiting][-KEPT // 2 :]
        latest = pinned + rows[len(pinned) - KEPT :]
        for position, row in enumerate(latest, start=1):
            fresh = position > len(latest) - UNREAD and stage.now - row["at"] < FRESH
            if not fresh and (row["kind"], row["path"]) not in waiting:
                row["read_at"] = stage.moments.soon_after(row["at"], 20, 900)
        stage.book.rows[Notice] += latest


def _waiting(stage: Stage) -> set[tuple[str, str]]:
    """Kind and address of notices that ask for something: a question to the client, a plan to approve."""
    book = stage.book
    asked = {row["number"] for row in book.rows[Request] if row["status"] == "waiting"}
    plans = {row["number"] for row in book.rows[Event] if row["state"] == "submitted"}
    return {("request.answered", f"/me/requests/{number}") for number in asked} | {
        ("event.submitted", f"/events/{number}") for number in plans
    }
