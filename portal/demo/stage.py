"""What all parts of the demo share: the dice, the moment, the seeds, who is who, and the book of rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from portal.actions.administration.seeding import read
from portal.actions.shared.files import Upload
from portal.demo.book import Book, Row
from portal.demo.moments import Moments
from portal.ground import security
from portal.models import Account, AuditEntry, Branch, Notice
from portal.reads import reference
from portal.rules.shared.names import person_name, weighted
from portal.rules.tiers.levels import LevelRule

PASSWORD = "Changchun-2026"  # noqa: S105
SEED = 20260


@dataclass
class Known:
    """A client as the demo knows him while it is made. Money in fen."""

    row: Row
    branch: str
    unit: str
    seed: Row = field(default_factory=dict)
    months: dict[date, int] = field(default_factory=dict)
    changes: list[tuple[str, date, str]] = field(default_factory=list)
    login: Row | None = None
    team: dict[str, list[str]] = field(default_factory=dict)
    since: date | None = None
    threads: set[str] = field(default_factory=set)

    @property
    def id(self) -> int:
        return int(self.row["id"])

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @property
    def is_company(self) -> bool:
        return bool(self.row["kind"] == "company")

    @property
    def is_vip(self) -> bool:
        return bool(self.row["tier"] != "standard")

    @property
    def username(self) -> str:
        """The demo user name, "" for the others."""
        return str(self.seed.get("username", ""))


class Stage:
    """Everything that is known while the demo is made."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.rng = Random(SEED)  # noqa: S311
        self.moments = Moments(self.rng, now)
        self.today = self.moments.today
        self.book = Book()
        names = ("staff", "clients", "contacts", "events", "threads", "names", "places", "demo")
        self.seeds: dict[str, Any] = {name: read(f"{name}.toml") for name in names}
        self.demo: dict[str, Any] = self.seeds["demo"]
        self.branches: dict[str, Branch] = {branch.code: branch for branch in Branch.select()}
        self.levels = [LevelRule(tier.code, tier.rank, tier.threshold) for tier in reference.tiers().values()]
        self.tier_names = {tier.code: tier.name_zh for tier in reference.tiers().values()}
        self.staff: dict[str, Row] = {}
        self.logins: dict[str, Row] = {}  # of staff, by user name
        self.people: list[Known] = []
        self.gaps: dict[int, str] = {}  # client → the seat that is empty, whatever the dice say
        self.uploads: list[tuple[Upload, Row]] = []  # files, and the attachment rows that wait for their names
        self.password_hash = security.hash_password(PASSWORD)
        self.nobodys_hash = security.hash_password(security.new_token())

    def usernames(self) -> list[str]:
        """User names that the seeds bring."""
        clients = [person for client in self.seeds["clients"]["clients"] for person in client.get("persons", [client])]
        return [person["username"] for person in [*self.seeds["staff"]["staff"], *clients]]

    def admin_of(self, unit: str) -> str:
        """User name of the branch admin of a sub-branch."""
        return str(self.demo["people"][unit]["admin"])

    def somebody(self, unit: str, kind: str) -> str:
        """User name of a manager, adviser or specialist of a sub-branch, by weight."""
        return weighted(self.rng, self.demo["people"][unit][kind])

    def login_of(self, known: Known) -> Row:
        """The client's login; opened when he has none, under a password that nobody knows."""
        if known.login is None:
            company = known.is_company
            mobile = None if company else known.row["mobile"]
            known.login = self.book.add(
                Account,
                username=known.row["number"].lower(),
                password_hash=self.nobodys_hash,
                client=known.id,
                mobile=mobile,
                created_at=known.row["created_at"],
                password_changed_at=known.row["created_at"],
                **self._authorised(known),
            )
        return known.login

    def _authorised(self, known: Known) -> Row:
        """Who signs in for a company: one of its people with a post in which one deals with the bank; nobody else."""
        if not known.is_company:
            return {}
        rng = Random(f"{SEED}:{known.row['number']}")  # noqa: S311
        name = person_name(rng, rng.choice("ffm"), rng.randint(1975, 1995), self.seeds["names"])
        return {"person_name": name, "authority": rng.choice(self.demo["companies"]["authorities"])}

    def audit(
        self,
        at: datetime,
        actor: Row | None,
        action: str,
        model: Any,
        row: Row,
        branch: int | None,
        changes: Row | None = None,
        **words: str,
    ) -> None:
        """Note a deed in the audit trail; `actor` is a login, None the portal's worker."""
        self.book.add(
            AuditEntry,
            at=at,
            actor=actor["id"] if actor else None,
            actor_name=self.name_of(actor) if actor else "",
            action=action,
            subject_type=model._meta.table_name,
            subject_id=row["id"],
            branch=branch,
            words=words,
            changes=changes or {},
            ip=self._address(actor),
            request_id=self._request_id() if actor else "",
        )

    def name_of(self, login: Row) -> str:
        """Who a login belongs to."""
        if login["staff"]:
            return str(next(row["name"] for row in self.staff.values() if row["id"] == login["staff"]))
        return str(login["person_name"] or self.client(login["client"]).name)

    def client(self, client_id: int) -> Known:
        return self.people[client_id - self.people[0].id]

    def tell(self, at: datetime, login: Row | None, kind: str, path: str, **words: str) -> None:
        """Put a notice into an inbox."""
        if login:
            self.book.add(Notice, account=login["id"], kind=kind, words=words, path=path, at=at)

    def demo_client(self, username: str) -> Known:
        """The client that a demo user name belongs to."""
        return next(known for known in self.people if known.username == username)

    def _address(self, login: Row | None) -> str:
        if login is None:
            return ""
        place = f"10.20.{3 + login['staff'] % 4}" if login["staff"] else f"36.48.{login['id'] % 200 + 20}"
        return f"{place}.{login['id'] % 200 + 11}"

    def _request_id(self) -> str:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4).hex
