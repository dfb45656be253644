"""A client signs what he was shown, or declines; what nobody signed in time ends.

What is signed is what stood on the page (`actions/shared/deciding.py`): the text is compared with the matter's own once
more before, and a changed one is shown anew, unsigned.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.accounts import waiting
from portal.actions.administration import attacks
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import once, origin
from portal.actions.shared.telling import tell
from portal.actions.signatures import asking, pictures, texts
from portal.database import lock, only_shown, write
from portal.ground import clock, formats, i18n, security, steps
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, Signature, SignatureEvent, SignedText
from portal.models.signatures import IS_WAITING
from portal.reads.accounts.actors import Actor
from portal.rules.signatures import proof_of, same_name

ENDED = _l("This is no longer to be signed: look at what became of it.")
AT_ONCE = 200


def up_to_date(row: Signature, client: Client) -> Signature:
    """The signature with the text of now; withdrawn where the matter needs none any more. What has ended stays."""
    source = texts.NOW.get(row.kind)
    if row.state != "waiting" or source is None or only_shown():
        return row
    wording = source(row, client)
    digest = SignedText.select(SignedText.digest).where(SignedText.id == row.text_id).scalar()
    if wording is not None and wording.digest == digest:
        return row
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        held = lock(Signature.select().where(Signature.id == row.id))
        if held.state != "waiting":
            return held  # type: ignore[no-any-return]
        if wording is not None:
            return asking.renew(held, client, wording)
        asking.withdraw(None, client, held.kind, held.about)
        return Signature.get_by_id(row.id)  # type: ignore[no-any-return]


def opened(actor: Actor, row: Signature) -> None:
    """Note that the text was shown: once a sign-in and text."""
    if row.state != "waiting" or only_shown():
        return
    seen = (SignatureEvent.signature == row.id) & (SignatureEvent.kind == "opened")
    mine = (SignatureEvent.sitting == (actor.sign_in_id or 0)) & (SignatureEvent.digest == row.text.digest)
    if not SignatureEvent.select().where(seen, mine, SignatureEvent.account == actor.account_id).exists():
        with write():
            asking.note(actor, row, "opened", row.text.digest)


@once(SignatureEvent, answers="row")
def draw(actor: Actor, row: Signature, picture: bytes, submission: str | None = None) -> Signature:
    """Sign by hand: who it is says the sign-in. Raises Invalid (field `picture`), Overtaken, WrongState."""
    _still(row)
    data = pictures.judged(picture)
    with write():
        held, client = _held(row)
        pictures.keep(held.id, data)
        return _sign(actor, held, client, "drawn", pictures.digest_of(data), "session", submission)


@once(SignatureEvent, answers="row")
def type_name(
    actor: Actor,
    row: Signature,
    name: str,
    password: str,
    device: str = "",
    *,
    slowed: bool = True,
    submission: str | None = None,
) -> Signature:
    """Sign with one's name and, once more, the password. Raises Invalid (name, password), TooSoon, Overtaken,
    WrongState."""
    _still(row)
    if not same_name(name, actor.name):
        raise Invalid(_l("Please type your name as it stands here: %(name)s.", name=actor.name), field="typed_name")
    subjects = _admitted(actor, password, device, slowed)
    with write():
        waiting.forgive(subjects)
        held, client = _held(row)
        return _sign(actor, held, client, "typed", "", "password", submission)


@once(SignatureEvent, answers="row")
def on_paper(
    actor: Actor, client: Client, row: Signature, signer: str, day: date, scan: bytes, submission: str | None = None
) -> Signature:
    """A client who signs in nowhere has signed the print: who recorded it, and what it looks like, is the evidence.
    Raises Invalid (signer, day, scan), Overtaken, WrongState: it is not to be signed, or he signs in the portal."""
    _still(row)
    if not same_name(signer, client.name) and not client.is_company:
        raise Invalid(
            _l("Please type the client's name as it stands here: %(name)s.", name=client.name), field="signer"
        )
    if not clock.local(row.asked_at).date() <= day <= clock.today():
        raise Invalid(_l("A day from when he was asked up to today."), field="day")
    data = pictures.scanned(scan)
    with write():
        held, client = _held(row)
        if asking.signers_of(client.id):
            raise WrongState(_l("This client signs in the portal himself."))
        pictures.keep(held.id, data)
        who = {"signer": signer, "position": "", "signed_in_at": None, "signed_on": day}
        return _sign(actor, held, client, "paper", pictures.digest_of(data), "paper", submission, **who)


def _admitted(actor: Actor, password: str, device: str, slowed: bool) -> waiting.Counted:
    """The password is his; a wrong one counts like one at the sign-in, with the same waits."""
    account = Account.get_by_id(actor.account_id)
    subjects = waiting.counted(account.username, account, device, origin()[0]) if slowed else {}
    if slowed:
        waiting.admit(subjects)
    if not security.verify_password(account.password_hash, password):
        attacks.note("wrong_password", actor)
        raise Invalid(_l("This is not your password."), field="password")
    return subjects


def _still(row: Signature, *about: Client) -> None:
    """It is to be signed, and as the page showed it: said before anything else, and asked again when it counts. Raises
    Overtaken, WrongState."""
    as_shown(row, about=about, possible=row.state == "waiting" and not asking.is_over(row))
    if row.state != "waiting":
        raise WrongState(ENDED)
    if asking.is_over(row):
        raise WrongState(_l("The time for signing ended on %(day)s.", day=formats.day(row.until)))


def _held(row: Signature) -> tuple[Signature, Client]:
    """The signature as it was shown, for this transaction against others. Raises Overtaken, WrongState."""
    client = lock(Client.select().where(Client.id == row.client_id))
    held: Signature = lock(Signature.select().where(Signature.id == row.id))
    _still(held, client)
    return held, client


def _sign(
    actor: Actor, row: Signature, client: Client, way: str, picture: str, verified: str, form: str | None, **who: Any
) -> Signature:
    """`who`: columns that say otherwise than the login."""
    now = clock.now()
    digest = SignedText.select(SignedText.digest).where(SignedText.id == row.text_id).scalar()
    values = {
        "signed_by": actor.account_id,
        "signer": actor.name,
        "position": actor.authority if client.is_company else "",
        "way": way,
        "language": i18n.language(),
        "picture_digest": picture,
        "ip": origin()[0],
        "sitting": actor.sign_in_id or 0,
        "signed_in_at": actor.created_at,
        **who,
    }
    asking.end(row, "signed", **values, ended_at=now)
    row.proof = proof(row, digest)
    Signature.update(proof=row.proof).where(Signature.id == row.id).execute()
    asking.note(actor, row, "verified", digest, verified)
    asking.note(actor, row, "signed", digest, row.proof, submission=form)
    asking.said(actor, "signed", row, client, text=digest, proof=row.proof)
    tell(
        asking.staff_of(row, client), "signature.signed_there", row.path, but=actor, client=client.name, paper=row.kind
    )
    return row


def proof(row: Signature, digest: str) -> str:
    """The digest of everything that was noted with a signature, moments with their zone."""
    paper = {"signed_on": row.signed_on.isoformat()} if row.signed_on else {}
    return proof_of(
        **paper,
        text=digest,
        kind=row.kind,
        about=row.about,
        token=row.token,
        signer=row.signer,
        position=row.position,
        account=row.signed_by_id,
        way=row.way,
        language=row.language,
        picture=row.picture_digest,
        address=row.ip,
        sitting=row.sitting,
        signed_in_at=clock.local(row.signed_in_at).isoformat(timespec="seconds") if row.signed_in_at else "",
        at=clock.local(row.ended_at).isoformat(timespec="seconds") if row.ended_at else "",
    )


@once(SignatureEvent, answers="row")
def decline(actor: Actor, row: Signature, reason: str, submission: str | None = None) -> Signature:
    """He does not sign, and says why. Raises Overtaken, WrongState."""
    with write():
        held, client = _held(row)
        digest = SignedText.select(SignedText.digest).where(SignedText.id == held.text_id).scalar()
        asking.end(held, "declined", reason=reason)
        asking.note(actor, held, "declined", digest, reason, submission=submission)
        asking.said(actor, "declined", held, client)
        words = {"client": client.name, "paper": held.kind, "reason": reason}
        tell(asking.staff_of(held, client), "signature.declined_there", held.path, but=actor, **words)
        return held


@steps.every_minute
def expire() -> int:
    """The worker's part: what was not signed by its last day ends at midnight in Changchun. Answers how many."""
    query = Signature.select(Signature.id).where(IS_WAITING, Signature.until < clock.today())
    found = [key for (key,) in query.order_by(Signature.until, Signature.id).limit(AT_ONCE).tuples()]
    return sum(_expire(key) for key in found)


def _expire(key: int) -> int:
    with write():
        row = Signature.get_by_id(key)
        client = lock(Client.select().where(Client.id == row.client_id))
        return int(asking.expired(row, client))
