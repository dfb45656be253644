"""The terms of a benefit are signed before it is booked, where its version asks for that."""

from __future__ import annotations

from portal.actions.shared.often import may_step
from portal.actions.signatures import asking, texts
from portal.database import write
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import BenefitVersion, Client, Signature
from portal.reads.accounts.actors import Actor
from portal.reads.signatures.asked import is_signed

KIND = "benefit_terms"


def signed(client: Client, version: BenefitVersion) -> bool:
    """Are these very terms signed, or is nothing to be signed? A later version with the same terms asks for nothing."""
    return not version.terms_signed or is_signed(client.id, KIND, version.code, texts.terms(version).digest)


def must_be_signed(client: Client, version: BenefitVersion) -> None:
    """Raises Invalid."""
    if not signed(client, version):
        raise Invalid(_l("The terms of this benefit are signed before it is booked."), field="terms")


def ask(actor: Actor, client: Client, version: BenefitVersion) -> Signature:
    """The client is to sign the terms of now. Raises OutOfScope where there are none to sign, and
    TooOften."""
    if not version.terms_signed:
        raise OutOfScope()
    with write():
        may_step(actor)
        return asking.ask(
            actor,
            client,
            KIND,
            version.code,
            texts.terms(version),
            path=f"/clients/{client.number}/benefits/{version.code}/redeem",
            own_path=f"/me/benefits/{version.code}/redeem",
        )
