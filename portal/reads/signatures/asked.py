"""Which signatures a client was asked for, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.ground.i18n import language
from portal.models import Account, Client, Signature, SignatureEvent, SignedText, Staff
from portal.models.signatures import IS_WAITING
from portal.rules.signatures import READ_WITH_CLIENT, Wording, read

PAGE = 50
WAITING = 5


@dataclass(frozen=True)
class Asked:
    """A signature with its text, as it is shown."""

    row: Signature

    @property
    def wording(self) -> Wording:
        return read(self.row.text.content)

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.wording.title_en if language() == "en" else self.wording.title_zh

    @property
    def state(self) -> str:
        """What it is today: over from the day after its last one, before anybody writes that down."""
        row = self.row
        over = row.state == "waiting" and row.until is not None and row.until < clock.today()
        return "expired" if over else str(row.state)

    @property
    def ended_on(self) -> date | None:
        return clock.local(self.row.ended_at).date() if self.row.ended_at else None


def _with_text() -> Any:
    return Signature.select(Signature, SignedText).join(SignedText)


def own(client_id: int, token: str) -> Asked:
    """One of a client's signatures. Raises OutOfScope."""
    row = _with_text().where(Signature.client == client_id, Signature.token == token[:43]).first()
    if row is None:
        raise OutOfScope()
    return Asked(row)


def read_with(client: Client, token: str) -> Asked:
    """One that whoever reads the client's record reads. Raises OutOfScope."""
    found = own(client.id, token)
    if found.row.kind not in READ_WITH_CLIENT:
        raise OutOfScope()
    return found


def signed_under(token: str) -> tuple[Asked, Client]:
    """What was signed, by the token of its proof, and by which client. Raises OutOfScope for anything else."""
    row = _with_text().where(Signature.proof_token == token[:43], Signature.state == "signed").first()
    if row is None:
        raise OutOfScope()
    return Asked(row), Client.get_by_id(row.client_id)


def all_of(client_id: int, kinds: Iterable[str] | None = None) -> list[Asked]:
    """The latest of a client, the newest first."""
    query = _with_text().where(Signature.client == client_id)
    if kinds is not None:
        query = query.where(Signature.kind.in_(sorted(kinds)))
    return [Asked(row) for row in query.order_by(Signature.id.desc()).limit(PAGE)]


def waiting_of(client_id: int) -> list[Asked]:
    """What waits for his signature today, the oldest first."""
    open_ = (Signature.client == client_id) & IS_WAITING
    query = _with_text().where(open_, Signature.until.is_null() | (Signature.until >= clock.today()))
    return [Asked(row) for row in query.order_by(Signature.id).limit(WAITING)]


def latest(client_id: int, kind: str) -> dict[str, Asked]:
    """Of each matter of a kind the latest signature."""
    query = _with_text().where(Signature.client == client_id, Signature.kind == kind)
    return {row.about: Asked(row) for row in query.order_by(Signature.id)}


def is_signed(client_id: int, kind: str, about: str, digest: str = "") -> bool:
    """Was it signed; where a digest is given, this very text?"""
    here = (Signature.client == client_id) & (Signature.kind == kind) & (Signature.about == about)
    query = Signature.select(Signature.id).join(SignedText).where(here, Signature.state == "signed")
    return bool((query.where(SignedText.digest == digest) if digest else query).exists())


@dataclass(frozen=True)
class Step:
    kind: str
    at: Any
    who: str
    ip: str
    detail: str


def steps_of(row: Signature) -> list[Step]:
    """What happened, from asking on, each with who did it: by name, for staff and client alike."""
    event = SignatureEvent
    query = (
        event.select(event.kind, event.at, Staff.name, Account.person_name, Client.name, event.ip, event.detail)
        .join(Account, "LEFT JOIN", on=(event.account == Account.id))
        .join(Staff, "LEFT JOIN", on=(Account.staff == Staff.id))
        .join(Client, "LEFT JOIN", on=(Account.client == Client.id))
        .where(event.signature == row.id)
        .order_by(event.id)
    )
    return [
        Step(kind, at, staff or person or client or "", ip, detail)
        for kind, at, staff, person, client, ip, detail in query.tuples()
    ]
