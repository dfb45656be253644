"""What people signed: the text word for word, who signed it and how, and each step with its moment."""

from __future__ import annotations

from peewee import SQL, CharField, DateField, ForeignKeyField, IntegerField, NodeList, TextField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client


class SignedText(Model):
    """A text as it is shown, both languages in one (rules/signatures.py, `Wording`). `digest` is the SHA-256 of
    `content` in UTF-8. Only ever added (a trigger): the same text is kept once."""

    digest = CharField(64, unique=True)
    content = TextField()
    at = UtcField()

    class Meta:
        table_name = "signed_text"


class Signature(Model):
    """A client is asked to sign a text, and what came of it.

    `kind` and `about` say what it belongs to: the terms of a benefit by its code, a change of data by its correction.
    `token` stands in its addresses, `proof_token` in that of its proof, which is on the print and for whoever holds it.
    `path` is where the matter stands for staff, `own_path` for the client. `until`:
    the last day for signing. `state`: waiting, signed, declined, expired or withdrawn; a waiting one takes another
    `text` when the matter's has changed, every other one stays as it is.

    Of a signed one: `signer` and `position` as they were then, `way` (drawn, typed or paper; `signed_on`: the day that
    the paper bears, `signed_by` being who recorded it), `language` of the page, address,
    `sitting` (the id of the sign-in, which began at `signed_in_at`), the digest of the picture, and `proof`, the
    SHA-256 of all that together (rules/signatures.py).
    """

    token = CharField(43, unique=True)
    proof_token = CharField(43, unique=True)
    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(16)
    about = CharField(40)
    text = ForeignKeyField(SignedText, backref="+", on_delete="RESTRICT", index=False)
    state = CharField(9, default="waiting")
    path = CharField(160)
    own_path = CharField(160)
    asked_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    asked_at = UtcField()
    until = DateField(null=True)
    signed_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    signer = CharField(120, default="")
    position = CharField(32, default="")
    way = CharField(5, default="")
    language = CharField(2, default="")
    picture_digest = CharField(64, default="")
    ip = CharField(45, default="")
    sitting = IntegerField(default=0)
    signed_in_at = UtcField(null=True)
    signed_on = DateField(null=True)
    proof = CharField(64, default="")
    ended_at = UtcField(null=True)
    reason = CharField(200, default="")
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("client", "id"), False),)


IS_WAITING = NodeList((Signature.state, SQL("= 'waiting'")))
"""Word for word in the queries, too: a planner does not know what a parameter will be."""
_WAITS = SQL("(state = 'waiting')")
Signature.add_index(
    Signature.index(
        Signature.client, Signature.kind, Signature.about, unique=True, name="signature_waiting", where=_WAITS
    )
)
Signature.add_index(Signature.index(Signature.until, Signature.id, name="signature_ends", where=_WAITS))


@once("submission")
class SignatureEvent(Model):
    """One step: asked, changed (another text), opened, verified (who it is, by `detail`), signed, declined, expired or
    withdrawn; `digest` of the text at that moment. Only ever added (a trigger)."""

    signature = ForeignKeyField(Signature, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(9)
    account = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    ip = CharField(45, default="")
    sitting = IntegerField(default=0)
    digest = CharField(64, default="")
    detail = CharField(200, default="")
    submission = CharField(36, null=True)

    class Meta:
        table_name = "signature_event"
        indexes = ((("signature", "id"), False),)


class SignaturePicture(Model):
    """What was drawn: a PNG under the data key, apart from the row so that no list reads it."""

    signature = ForeignKeyField(Signature, unique=True, backref="+", on_delete="RESTRICT")
    sealed = TextField()

    class Meta:
        table_name = "signature_picture"
