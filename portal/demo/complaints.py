"""A complaint lived through with its record (R6): each step writes what `actions/complaints/` writes, at its moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.demo.book import Row
from portal.demo.case import Case
from portal.demo.stage import Known, Stage
from portal.derived.complaints import clocks_of
from portal.ground import clock
from portal.models import (
    Complaint,
    ComplaintAbout,
    ComplaintExtension,
    ComplaintMark,
    ComplaintMeasure,
    ComplaintPaper,
    ComplaintWarning,
)
from portal.rules.complaints import Policy, warnings_due
from portal.rules.shared import case_clock

ENDS = {"resolve": "decided", "withdraw": "withdrawn", "refuse": "refused"}
CLASSES = {
    "card": ("counter", "debit"),
    "account": ("counter", "accounts"),
    "loan": ("manager", "housing"),
    "wealth": ("manager", "wealth"),
    "medical": ("partner", "benefits"),
    "travel": ("partner", "benefits"),
    "event": ("manager", "benefits"),
}
"""Category → channel and business by the standard, unless the seeds say others."""
BEFORE = {"person": 7, "admin": 3, "head": 1}
LOOK = 90
"""Days after which the effect of a measure is looked at."""


@dataclass
class Stranger:
    """Somebody who is no client, as a case asks of a client."""

    branch: int
    unit: str
    id: int | None = None
    name: str = "–"
    username: str = ""
    login: Row | None = None

    def __post_init__(self) -> None:
        self.row: Row = {"branch": self.branch, "open_requests": 0}
        self.team: dict[str, list[str]] = {}


class Grievance(Case):
    """A complaint with its record. Its clock counts calendar days and is its own."""

    record: Row

    def __init__(
        self, stage: Stage, client: Known | Stranger, thread: Row, at: datetime, by: Row, assignee: str, **said: Any
    ) -> None:
        self.said, self.log, self.measured = said, [], False  # type: ignore[var-annotated]
        self.level = "branch" in said
        self.about = frozenset(said.get("about", ()))
        super().__init__(stage, client, thread, at, by, assignee)  # type: ignore[arg-type]

    def mark(self, kind: case_clock.Kind, cause: str, at: datetime, by: Row | None) -> None:
        if kind == "start":
            self._begin(at, by)
        elif kind == "stop":
            state = ENDS[cause]
            self.record |= {"state": state, "ended_at": at, **self._classes(state)}
            if state == "decided":
                self.record |= {
                    "accepted_at": self.record["accepted_at"] or at,
                    "decided_by": by["staff"] if by else None,
                    "decision": self.thread["solution"],
                    "outcome": self.thread.get("outcome", "upheld"),
                    "inner_cause": self.thread.get("cause", "process"),
                    "told_at": at if self.client.login else None,
                }
            self.note("stop", state, at, by)

    def _classes(self, state: str) -> dict[str, Any]:
        """What it was about, and what it led to."""
        told = self.thread
        channel, business = CLASSES.get(told["category"], ("counter", "other"))
        cause = told.get("cause", "process") if state == "decided" else told.get("cause", "other")
        return {
            "class_channel": told.get("channel_class", channel),
            "class_business": told.get("business", business),
            "class_cause": cause,
            "inner_cause": cause,
            "response": told.get("response", "explained") if state == "decided" else "none",
            "redress": told["redress_yuan"] * 100 if "redress_yuan" in told else None,
        }

    def _tell_staff(self, at: datetime, kind: str, **words: str) -> None:
        """Whom it concerns is told nothing: what came up to the level above is its admin's."""
        if self.level:
            path = f"/requests/{self.row['number']}"
            self.stage.tell(at, self.stage.logins["luwei"], kind, path, **self.words, **words)
        else:
            super()._tell_staff(at, kind, **words)

    def _begin(self, at: datetime, by: Row | None) -> None:
        day = clock.local(at).date()
        about = self.said.pop("about", ())
        by_phone = "phone" if by and by["client"] is None else "portal"
        self.record = self.stage.book.add(
            Complaint,
            **{
                "request": self.row["id"],
                "branch": self.row["branch"],
                "received_on": day,
                "incident_on": day - timedelta(days=2),
                "channel": by_phone,
                "policy": vars(Policy()),
                **self.said,
            },
        )
        for username in about:
            staff = self.stage.staff[username]["id"]
            login = by["id"] if by else None
            self.stage.book.add(
                ComplaintAbout, complaint=self.record["id"], kind="staff", staff=staff, added_by=login, added_at=at
            )
        self.note("start", "received", at, by, days=Policy().plain)

    def note(
        self,
        kind: str,
        cause: str,
        at: datetime,
        by: Row | None,
        *,
        which: str = "case",
        days: int | None = None,
        reason: str = "",
    ) -> None:
        """A line of the clocks' log, and what follows from it."""
        actor = by["id"] if by else None
        values = {"clock": which, "kind": kind, "at": at, "days": days, "cause": cause, "reason": reason}
        self.stage.book.add(ComplaintMark, complaint=self.record["id"], actor=actor, **values)
        self.log.append(ComplaintMark(**values))
        clocks = clocks_of(self.log, self.record["received_on"], at)
        self.record |= clocks.columns
        self.row |= clocks.on_the_request

    def _tell_filed(self, at: datetime) -> None:
        self._tell_staff(at, "complaint.filed")
        self._tell_him(at, "complaint.received", day=self.record["last_day"].isoformat())

    @property
    def _said(self) -> dict[str, str]:
        return {"number": self.row["number"], "subject": self.row["subject"]}

    def _tell_him(self, at: datetime, kind: str, **words: str) -> None:
        self.stage.tell(at, self.client.login, kind, f"/me/requests/{self.row['number']}", **self._said, **words)

    def _deed(self, at: datetime, by: Row, deed: str, **words: str) -> None:
        self.record["version"] += 1
        self._audit(at, by, f"complaint.{deed}", subject=self.row["subject"], **words)

    def warned(self) -> None:
        """Whom the worker has told by now that its term ends soon."""
        last = self.record["last_day"]
        if last is None:
            return
        left = (last - self.stage.moments.today).days
        which = "review" if self.record["state"] == "review" else "case"
        admin = self.stage.admin_of(self.client.unit)
        whom = {"person": self.assignee or admin, "admin": admin, "head": "gaoyuan"}
        for level in warnings_due(left, BEFORE):
            began = clock.start_of(last - timedelta(days=BEFORE[level])) + timedelta(minutes=1)
            at = min(max(began, self.row["filed_at"]), self.stage.now)
            cycle = self.record["extended"]
            self.stage.book.add(
                ComplaintWarning, complaint=self.record["id"], clock=which, cycle=cycle, level=level, at=at
            )
            login = self.stage.logins[whom[level]] if whom[level] not in self.about else None
            path = f"/requests/{self.row['number']}"
            kind = "complaint.term_late" if left < 0 else "complaint.term_ends"
            self.stage.tell(at, login, kind, path, **self._said, day=last.isoformat())

    def _entry(self, kind: str, body: str, at: datetime, by: Row | None) -> Row:
        self.row["moved_at"] = max(self.row["moved_at"], at)
        return super()._entry(kind, body, at, by)

    def close(self, at: datetime) -> None:
        """By the worker, when everything is on record."""
        if not self.measured:
            planned = self.row["resolved_at"] + timedelta(hours=1)
            what = f"针对“{self.thread['root_cause']}”整改，并向全体同事通报"
            due = clock.local(planned).date() + timedelta(days=20)
            self.measure(planned, what, self.assignee, due, None, "")
        super().close(at)

    def accept(self, at: datetime, username: str) -> None:
        self.assignee = username
        self.row["assignee"] = self.row["holder"] = self._staff_id()
        by = self.stage.logins[username]
        self._move("accept", at, by)
        self.record |= {"state": "accepted", "accepted_at": at}
        self._entry("event", "accepted", at, by)
        self._deed(at, by, "accepted")
        self._tell_him(at, "complaint.accepted")

    def refuse(self, at: datetime, username: str, ground: str) -> None:
        by = self.stage.logins[username]
        words = self.thread["solution"]
        self.record |= {"ground": ground, "decision": words, "told_at": None}
        self.row |= {"answer": words, "resolved_at": at, "closed_at": at}
        self._move("refuse", at, by)
        self._entry("reply", words, at, by)
        self._entry("event", "refused", at, by)
        self._deed(at, by, "refused", ground="同一事项已作出处理决定，且没有新的事实和理由")
        self._tell_him(at, "complaint.refused")

    def extend(self, at: datetime, reason: str, days: int = Policy().complex, cause: str = "complex") -> None:
        by = self._login()
        self.note("extend", cause, at, by, days=days, reason=reason)
        self._entry("event", "extended", at, by)
        self._deed(at, by, "extended", count=str(days), reason=reason)
        self._tell_him(at, "complaint.extended", day=self.record["last_day"].isoformat(), reason=reason)

    def ask_more(self, at: datetime, reason: str) -> None:
        by = self._login()
        self.asked = self.stage.book.add(
            ComplaintExtension,
            complaint=self.record["id"],
            days=Policy().most,
            reason=reason,
            asked_by=self._staff_id(),
            asked_at=at,
        )
        self._entry("event", "extension_asked", at, by)
        self._deed(at, by, "extension_asked", count=str(Policy().most), reason=reason)
        path = f"/requests/{self.row['number']}"
        self.stage.tell(at, self.stage.logins["luwei"], "complaint.extension_asked", path, **self._said)

    def paper(self, at: datetime, kind: str, state: str, words: str = "") -> None:
        self.stage.book.add(
            ComplaintPaper, complaint=self.record["id"], kind=kind, state=state, words=words, by=self._staff_id(), at=at
        )
        self._deed(at, self._login(), "papers_asked" if state == "asked" else "papers_held")
        if state == "asked":
            self._entry("event", "papers_asked", at, self._login())
            self._tell_him(at, "complaint.papers_asked")

    def review(self, at: datetime, words: str) -> None:
        by = self.stage.login_of(self.client)
        self.record |= {"state": "review", "review_asked_at": at, "review_words": words}
        self.note("start", "asked", at, by, which="review", days=Policy().answer)
        self._entry("event", "review_asked", at, by)
        self._entry("reply", words, at, by)
        self.row["moved_at"] = at
        self._deed(at, by, "review_asked")
        path = f"/requests/{self.row['number']}"
        self.stage.tell(at, self.stage.logins["luwei"], "complaint.review_asked", path, **self._said)

    def answer_review(self, at: datetime, words: str) -> None:
        by = self.stage.logins["luwei"]
        self.record |= {
            "state": "reviewed",
            "review_ended_at": at,
            "review_by": by["staff"],
            "review_outcome": "confirmed",
            "review_decision": words,
        }
        self.note("stop", "answered", at, by, which="review")
        self._entry("reply", words, at, by)
        self._entry("event", "review_answered", at, by)
        self.row["moved_at"] = at
        self._deed(at, by, "review_answered")
        self._tell_him(at, "complaint.review_answered")

    def measure(self, at: datetime, what: str, owner: str, due: date, done_at: datetime | None, words: str) -> None:
        by, self.measured = self._login(), True
        done = clock.local(done_at).date() if done_at else None
        self.stage.book.add(
            ComplaintMeasure,
            complaint=self.record["id"],
            branch=self.row["branch"],
            cause=self.record["inner_cause"],
            what=what,
            owner=self.stage.staff[owner]["id"],
            due=due,
            made_by=self._staff_id(),
            made_at=at,
            done_at=done_at,
            done_words=words if done_at else "",
            look_on=done + timedelta(days=LOOK) if done else None,
        )
        name = str(self.stage.staff[owner]["name"])
        self._deed(at, by, "measure_planned", staff=name, day=due.isoformat())
        if done_at:
            self._deed(done_at, self.stage.logins[owner], "measure_done", reason=words)
