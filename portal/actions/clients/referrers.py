"""Who introduced a client: named within what the person who types may see."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.accounts.actors import Actor
from portal.reads.finding.meant import the_client

NOBODY = _l("No client of yours or your branch has this number or name.")


def with_referrer(actor: Actor, values: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    """What was typed as `referrer` becomes `referrer_id`; without the word in `values` it stays. Raises Invalid."""
    if "referrer" not in values:
        return values
    typed = values.pop("referrer") or ""
    found = the_client(actor, "referrer", typed, NOBODY).id if typed else None
    if found and client and found == client.id:
        raise Invalid(_l("Nobody introduces himself."), field="referrer")
    return values | {"referrer_id": found}
