"""Inboxes: the demo people keep their latest notices; what is older was read, the newest not yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from ...models import Notice, Request
from .book import Row
from .stage import Stage

KEPT = 8
UNREAD = 2
FRESH = timedelta(days=3)


def enter(stage: Stage) -> None:
    """Of everything that was told, keep what the demo people find; a question that waits for the client is unread."""
    demo = {login["id"] for login in stage.logins.values() if login["is_demo"]}
    demo |= {person.login["id"] for person in stage.people if person.username and person.login}
    boxes: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(stage.book.rows.pop(Notice, []), key=lambda row: row["at"]):
        if row["account"] in demo:
            boxes[row["account"]].append(row)
    waiting = {
        ("request.answered", f"/me/requests/{row['number']}")
        for row in stage.book.rows[Request]
        if row["status"] == "waiting"
    }
    for rows in boxes.values():
        latest = rows[-KEPT:]
        for position, row in enumerate(latest, start=1):
            fresh = position > len(latest) - UNREAD and stage.now - row["at"] < FRESH
            if not fresh and (row["kind"], row["path"]) not in waiting:
                read = row["at"] + timedelta(minutes=stage.rng.randint(20, 900))
                row["read_at"] = stage.moments.not_later(read)
        stage.book.rows[Notice] += latest
