"""One request lived through: each step writes what `actions/requests/working.py` writes, at its own moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.actions.shared.files import Upload
from portal.demo.book import Row
from portal.demo.pictures import draw
from portal.demo.stage import Known, Stage
from portal.derived.requests import SHARES
from portal.ground import clock, security
from portal.models import Attachment, ClockMark, Escalation, Forward, Request, RequestEntry, RequestLink
from portal.reads import reference
from portal.reads.administration import settings
from portal.rules import escalation, requests
from portal.rules.shared import case_clock
from portal.rules.shared.codes import request_number


class Case:
    """A request from its filing on. Deeds are those of rules/requests.py; an illegal one raises ValueError."""

    def __init__(self, stage: Stage, client: Known, thread: Row, at: datetime, by: Row, assignee: str) -> None:
        self.stage, self.client, self.assignee = stage, client, assignee
        self.thread, self.marks = thread, []  # type: ignore[var-annotated]
        year = clock.local(at).year
        category = reference.categories()[thread["category"]]
        self.row: Row = stage.book.add(
            Request,
            number=request_number(year, stage.book.number(f"request-{year}")),
            client=client.id,
            branch=client.row["branch"],
            kind=thread["kind"],
            category=category.code,
            subject=thread["subject"],
            details=thread["details"],
            filed_by=by["id"],
            filed_for=by["client"] is None,
            filed_at=at,
            seat="manager" if assignee else "queue",
            assignee=None,
            holder=self._staff_id(),
            minutes=category.minutes,
            moved_at=at,
        )
        client.row["open_requests"] += thread["kind"] != "complaint"
        self.mark("start", "filed", at, by)
        self._files(0, None, at, by)
        self._audit(at, by, "request.filed", client=client.name, subject=thread["subject"])
        self._tell_filed(at)

    def _tell_filed(self, at: datetime) -> None:
        self._tell_staff(at, "request.filed")
        if self.row["filed_for"]:
            self._tell_client(at, "request.filed_for_you")

    @property
    def words(self) -> dict[str, str]:
        return {"number": self.row["number"], "subject": self.row["subject"], "client": self.client.name}

    def take(self, at: datetime, username: str) -> None:
        self.assignee = username
        self.row["assignee"] = self.row["holder"] = self._staff_id()
        by = self.stage.logins[username]
        self._move("take", at, by)
        self._entry("event", "taken", at, by)
        self._audit(at, by, "request.taken", client=self.client.name)
        self._tell_client(at, "request.taken", staff=self._name())

    def reassign(self, at: datetime, username: str, admin: str, reason: str) -> None:
        self.assignee = username
        self.row["assignee"] = self.row["holder"] = self._staff_id()
        by = self.stage.logins[admin]
        self._move("reassign", at, by)
        self._entry("event", "reassigned", at, by)
        self._entry("note", reason, at, by)
        self._audit(at, by, "request.reassigned", client=self.client.name, staff=self._name(), reason=reason)
        self._tell_staff(at, "request.given_to_you")

    def say(self, deed: str, text: str, at: datetime, position: int) -> None:
        """`reply`, `ask`, `note` of staff; `answer` of the client. `position` counts the thread's entries from 1."""
        by = self.stage.login_of(self.client) if deed == "answer" else self._login()
        self._move(deed, at, by)
        entry = self._entry("note" if deed == "note" else "reply", text, at, by)
        self._files(position, entry, at, by)
        self._audit(at, by, f"request.{deed}", client=self.client.name)
        if deed == "answer":
            self._tell_staff(at, "request.client_answered")
        elif deed != "note":
            self._tell_client(at, "request.answered", staff=self._name())

    def resolve(self, at: datetime) -> None:
        self.row |= {"answer": self.thread["solution"], "root_cause": self.thread["root_cause"], "resolved_at": at}
        self.row["invited_at"] = None if self.row["kind"] == "praise" else at
        self._move("resolve", at, self._login())
        self._entry("reply", self.thread["solution"], at, self._login())
        self._entry("event", "resolved", at, self._login())
        self._audit(at, self._login(), "request.resolved", client=self.client.name)
        self._tell_client(at, "request.resolved", staff=self._name())

    def rate(self, at: datetime, comment: str) -> None:
        score = self.thread["score"]
        self.row |= {"score": score, "comment": comment, "rated_at": at}
        self._move("rate", at, self.stage.login_of(self.client))
        self._audit(at, self.stage.login_of(self.client), "request.rated", client=self.client.name, score=str(score))
        self._tell_staff(at, "request.rated", score=str(score))

    def close(self, at: datetime) -> None:
        """By the worker, after two quiet weeks."""
        self.row["closed_at"] = at
        self._move("close", at, None)
        self._entry("event", "closed", at, None)
        self._audit(at, None, "request.closed", client=self.client.name)

    def withdraw(self, at: datetime) -> None:
        by = self.stage.login_of(self.client)
        self._move("withdraw", at, by)
        self._entry("event", "withdrawn", at, by)
        self._audit(at, by, "request.withdrawn", client=self.client.name)
        self._tell_staff(at, "request.withdrawn")

    def reopen(self, at: datetime, words: str) -> None:
        by = self.stage.login_of(self.client)
        self.row |= {"resolved_at": None, "closed_at": None, "score": None, "comment": "", "rated_at": None}
        self.row["invited_at"] = None
        self._move("reopen", at, by)
        self._entry("event", "reopened", at, by)
        self._entry("reply", words, at, by)
        self._audit(at, by, "request.reopened", client=self.client.name)
        self._tell_staff(at, "request.reopened")

    def mark(self, kind: case_clock.Kind, cause: str, at: datetime, by: Row | None) -> None:
        """The clock's log, and what the rule reckons from it."""
        self.marks.append(case_clock.ClockMark(kind, at, cause))
        self.stage.book.add(
            ClockMark,
            request=self.row["id"],
            cycle=self.row["cycle"],
            kind=kind,
            at=at,
            cause=cause,
            actor=by["id"] if by else None,
        )
        state = case_clock.reckon(self.marks, self.row["minutes"], at)
        self.row["due_at"] = requests.due_moment(self.row["kind"], state, None)
        if kind == "stop":
            self.row["resolved_late"] = requests.was_late(self.row["kind"], state, None)

    def call_levels(self, now: datetime) -> None:
        """The levels of its clock that were called until now, and when the next one comes."""
        due, kind = self.row["due_at"], self.row["kind"]
        if due is None or kind not in escalation.KINDS:
            return
        for level, share in enumerate(settings.value(name) for name in SHARES):
            at = escalation.level_moment(self.marks, self.row["minutes"], share, due, now)
            if at is None or at > now:
                self.row["level_at"] = at
                return
            values = {"request": self.row["id"], "level": level + 1, "cycle": self.row["cycle"], "at": at}
            self.stage.book.add(Escalation, **values)
            self.row["level"] = level + 1

    def forward(self, at: datetime, by: Row, branch: Any, reason: str) -> None:
        """To the queue of another branch, as the client agreed on the phone."""
        before = self.row["branch"]
        self.assignee = ""
        self.row |= {"branch": branch.id, "seat": "queue", "assignee": None, "holder": None}
        self._move("forward", at, by)
        self._entry("event", "forwarded", at, by)
        self._entry("note", reason, at, by)
        places = {"from_branch": before, "to_branch": branch.id, "reason": reason, "consent_channel": "phone"}
        told = {"consent_on": clock.local(at).date(), "author": by["staff"], "at": at}
        self.stage.book.add(Forward, request=self.row["id"], **places, **told)
        words = {"client": self.client.name, "place": branch.name_zh, "reason": reason}
        self._audit(at, by, "request.forwarded", **words)
        self._tell_client(at, "request.forwarded_for_you")

    def same_as(self, other: Case, at: datetime, by: Row) -> None:
        """It was filed twice: this one is closed, the other is due no later."""
        link = {
            "first": self.row["id"],
            "second": other.row["id"],
            "kind": "duplicate",
            "author": by["staff"],
            "at": at,
        }
        state = {"status_before": self.row["status"], "due_before": self.row["due_at"]}
        self.row["closed_at"] = at
        self._move("duplicate", at, by)
        self._entry("event", f"duplicate {other.row['number']}", at, by)
        self.stage.book.add(RequestLink, **link, **state)
        self._audit(at, by, "request.duplicate", client=self.client.name, other=other.row["number"])
        self._tell_client(at, "request.joined", other=other.row["number"])

    def _move(self, deed: str, at: datetime, by: Row | None) -> None:
        before = self.row["status"]
        after = requests.after(before, deed, assigned=self.row["assignee"] is not None)
        staff = by is not None and by["client"] is None
        self.row |= {"status": after, "moved_at": at, "staff_moved": staff, "version": self.row["version"] + 1}
        mark: Any = requests.clock_mark(before, after)
        if mark == "start":
            self.row["cycle"] += 1
        if mark:
            self.mark(mark, deed, at, by)
        if self.row["kind"] != "complaint":
            self.client.row["open_requests"] += (after in requests.OPEN) - (before in requests.OPEN)

    def _entry(self, kind: str, body: str, at: datetime, by: Row | None) -> Row:
        return self.stage.book.add(
            RequestEntry, request=self.row["id"], kind=kind, author=by["id"] if by else None, body=body, at=at
        )

    def _files(self, position: int, entry: Row | None, at: datetime, by: Row) -> None:
        """The files that the seeds have for this entry of the thread."""
        for file in self.stage.demo["files"]:
            if (file["subject"], file["entry"]) != (self.row["subject"], position):
                continue
            data = draw(file["picture"]) if "picture" in file else file["text"].lstrip().encode()
            internal = file.get("internal", False)
            row = self.stage.book.add(
                Attachment,
                token=security.new_token()[:32],
                request=self.row["id"],
                entry=entry["id"] if entry else None,
                internal=internal,
                uploaded_by=by["id"],
                at=at,
            )
            self.stage.uploads.append((Upload(file["name"], data), row))
            self.row["files"] += not internal

    def _audit(self, at: datetime, by: Row | None, action: str, **words: str) -> None:
        words = {"number": self.row["number"], **words}
        self.stage.audit(at, by, action, Request, self.row, self.row["branch"], None, **words)

    def _tell_client(self, at: datetime, kind: str, **words: str) -> None:
        self.stage.tell(at, self.client.login, kind, f"/me/requests/{self.row['number']}", **self.words, **words)

    def _tell_staff(self, at: datetime, kind: str, **words: str) -> None:
        if self.assignee:
            self.stage.tell(at, self._login(), kind, f"/requests/{self.row['number']}", **self.words, **words)
            return
        unit = self.stage.demo["people"][self.client.unit]
        for username in (unit["admin"], *unit["specialist"]):
            self.stage.tell(
                at, self.stage.logins[username], kind, f"/requests/{self.row['number']}", **self.words, **words
            )

    def _staff_id(self) -> int | None:
        return self.stage.staff[self.assignee]["id"] if self.assignee else None

    def _login(self) -> Row:
        return self.stage.logins[self.assignee]

    def _name(self) -> str:
        return str(self.stage.staff[self.assignee]["name"])
