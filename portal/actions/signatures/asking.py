"""Asking a client to sign: the one way for every area whose matter needs a signature.

    asking.ask(actor, client, "settlement", str(complaint.id), wording, path="/requests/…", own_path="/me/requests/…")

inside the matter's own transaction. Whether it was signed says `reads/signatures/asked.py`; what became of the matter
meanwhile says `asking.withdraw`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.shared.recording import audit, origin
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.derived import holders
from portal.ground import clock, security
from portal.models import Account, Client, Signature, SignatureEvent, SignedText
from portal.models.signatures import IS_WAITING
from portal.reads.accounts.actors import Actor
from portal.rules.signatures import READ_WITH_CLIENT, Wording, last_day


def ask(
    actor: Actor | None,
    client: Client,
    kind: str,
    about: str,
    wording: Wording,
    *,
    path: str,
    own_path: str,
    until: date | None = None,
) -> Signature:
    """The client signs this text by `until` (30 days without it). One that waits already stays, with the text of now;
    an earlier one that was signed, declined or has expired stays as it is beside the new one."""
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        here = (Signature.client == client.id) & (Signature.kind == kind) & (Signature.about == about)
        waits = Signature.get_or_none(here, IS_WAITING)
        if waits is not None and not is_over(waits):
            return renew(waits, client, wording)
        if waits is not None:  # nobody has written down yet that its time is over
            expired(waits, client)
        made: Signature = Signature.create(
            token=security.new_token(),
            proof_token=security.new_token(),
            client=client.id,
            kind=kind,
            about=about,
            text=kept(wording).id,
            path=path,
            own_path=own_path,
            asked_by=actor.account_id if actor else None,
            asked_at=clock.now(),
            until=until or last_day(clock.today()),
        )
        note(actor, made, "asked", wording.digest)
        said(actor, "asked", made, client)
        tell(signers_of(client.id), "signature.asked", f"/me/signatures/{made.token}", but=actor, paper=kind)
        return made


def is_over(row: Signature) -> bool:
    """Is its last day over? It ends at midnight in Changchun."""
    return row.until is not None and row.until < clock.today()


def expired(row: Signature, client: Client) -> bool:
    """What waited has ended; False where somebody was quicker. Call inside `write()` with the client held."""
    if not end(row, "expired"):
        return False
    note(None, row, "expired")
    said(None, "expired", row, client)
    tell(signers_of(client.id), "signature.expired", f"/me/signatures/{row.token}", paper=row.kind)
    tell(staff_of(row, client), "signature.expired_there", row.path, client=client.name, paper=row.kind)
    return True


def renew(row: Signature, client: Client, wording: Wording) -> Signature:
    """One that waits takes the text of now. Call inside `write()` with the client held."""
    text = kept(wording)
    if row.text_id == text.id:
        return row
    Signature.update(text=text.id, version=Signature.version + 1).where(Signature.id == row.id).execute()
    fresh: Signature = Signature.get_by_id(row.id)
    note(None, fresh, "changed", wording.digest)
    said(None, "changed", fresh, client)
    tell(signers_of(client.id), "signature.changed", f"/me/signatures/{fresh.token}", paper=fresh.kind)
    return fresh


def withdraw(actor: Actor | None, client: Client, kind: str, about: str) -> None:
    """Nothing is to be signed any more: the matter ended or changed. Call inside `write()`."""
    here = (Signature.client == client.id) & (Signature.kind == kind) & (Signature.about == about)
    row = Signature.get_or_none(here, IS_WAITING)
    if row is not None and end(row, "withdrawn"):
        note(actor, row, "withdrawn")
        said(actor, "withdrawn", row, client)


def end(row: Signature, state: str, **values: Any) -> bool:
    """One that waits has ended; False where somebody was quicker. Call inside `write()`."""
    changed = {"state": state, "ended_at": clock.now(), **values}
    waits = (Signature.id == row.id) & IS_WAITING
    done = Signature.update(**changed, version=Signature.version + 1).where(waits).execute()
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(done)


def kept(wording: Wording) -> SignedText:
    """The text as it is kept: once, however often it is asked for. Call inside `write()`."""
    SignedText.insert(digest=wording.digest, content=wording.content, at=clock.now()).on_conflict_ignore().execute()
    found: SignedText = SignedText.get(SignedText.digest == wording.digest)
    return found


def note(actor: Actor | None, row: Signature, kind: str, digest: str = "", detail: str = "", **more: Any) -> None:
    """A step that stays."""
    SignatureEvent.create(
        signature=row.id,
        kind=kind,
        account=actor.account_id if actor else None,
        at=clock.now(),
        ip=origin()[0] if actor else "",
        sitting=actor.sign_in_id or 0 if actor else 0,
        digest=digest,
        detail=detail,
        **more,
    )


def said(actor: Actor | None, kind: str, row: Signature, client: Client, **words: Any) -> None:
    """The deed in the audit trail: beside the client, or where that would show a matter that is not for everybody,
    by itself."""
    about: Any = client if row.kind in READ_WITH_CLIENT else row
    audit(actor, f"signature.{kind}", about, branch=client.branch_id, client=client.name, paper=row.kind, **words)


def signers_of(client_id: int) -> list[int]:
    """Logins that may sign for a client today: of a company only those whose scope says so."""
    valid = Account.valid_until.is_null() | (Account.valid_until >= clock.today())
    query = Account.select(Account.id).where(Account.client == client_id, Account.active, Account.scope == "sign")
    return [key for (key,) in query.where(valid).tuples()]


def staff_of(row: Signature, client: Client) -> list[int]:
    """Whom a signature concerns here: whoever asked, else who has the client's matters."""
    asked = Account.get_or_none(Account.id == row.asked_by_id, Account.active, Account.staff.is_null(False))
    if asked is not None:
        return [asked.id]
    if row.kind not in READ_WITH_CLIENT:
        return []
    holder = holders.of_a_new_one(client)["holder"]
    return accounts_of_staff([holder]) if holder else admin_accounts(client.branch_id)
