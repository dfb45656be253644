"""Partners give benefits on the bank's behalf; a branch has the contract and settles."""

from __future__ import annotations

from typing import Any

from portal.actions.shared.recording import audit, once
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Partner
from portal.reads.accounts.actors import Actor

FIELDS = ("name_zh", "name_en", "contract_since", "contract_until", "contact", "phone", "price")


@once(Partner)
def add(actor: Actor, branch: Branch, values: dict[str, Any], submission: str | None = None) -> Partner:
    """A new partner of a branch; `price` is fen per use. Raises Invalid."""
    since, until = values.get("contract_since"), values.get("contract_until")
    if since and until and until < since:
        raise Invalid(_l("The last day cannot be before the first."), field="contract_until")
    if values.get("price", 0) < 0:
        raise Invalid(_l("A price is not below zero."), field="price")
    with write():
        known = {name: values[name] for name in FIELDS if name in values}
        made: Partner = Partner.create(branch=branch.id, created_at=clock.now(), submission=submission, **known)
        audit(actor, "partner.added", made, branch=branch.id, partner=made.name_zh)
        return made
