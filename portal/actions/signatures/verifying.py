"""What was signed is computed anew from what is kept: text, picture, and everything that was noted then."""

from __future__ import annotations

from dataclasses import dataclass

from portal.actions.signatures import pictures, signing
from portal.models import Signature, SignatureEvent
from portal.rules.signatures import digest_of


@dataclass(frozen=True)
class Proof:
    """`text`, `picture` (None: none was drawn) and `facts`: does each say what it said when it was signed?"""

    digest: str
    text: bool
    picture: bool | None
    facts: bool

    @property
    def holds(self) -> bool:
        return self.text and self.facts and self.picture is not False


def proof_of(row: Signature) -> Proof:
    """Of a signed one, with its text. What it said then stands among the steps, which nobody changes."""
    now = digest_of(row.text.content)
    signed = SignatureEvent.get_or_none(SignatureEvent.signature == row.id, SignatureEvent.kind == "signed")
    then = (signed.digest, signed.detail) if signed else ("", "")
    drawn = None
    if row.picture_digest:
        drawn = pictures.digest_of(pictures.drawn(row.id)) == row.picture_digest
    return Proof(now, now == row.text.digest == then[0], drawn, signing.proof(row, now) == row.proof == then[1])
