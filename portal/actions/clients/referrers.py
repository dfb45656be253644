"""Who introduced a client: found by number or by name, within what the person who types may see."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.rules.finding.terms import name_key
from portal.rules.shared.codes import parse_client_number

NOBODY = _l("No client of yours or your branch has this number or name.")


def with_referrer(actor: Actor, values: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    """What was typed as `referrer` becomes `referrer_id`; without the word in `values` it stays. Raises Invalid."""
    if "referrer" not in values:
        return values
    typed = values.pop("referrer") or ""
    found = _find(actor, typed) if typed else None
    if found and client and found == client.id:
        raise Invalid(_l("Nobody introduces himself."), field="referrer")
    return values | {"referrer_id": found}


def _find(actor: Actor, typed: str) -> int:
    scope = ClientScope(actor, head=True)
    if parse_client_number(typed):
        try:
            return int(scope.typed(typed).id)
        except OutOfScope:
            raise Invalid(NOBODY, field="referrer") from None
    keys = [name_key(typed), name_key(typed, company=True)]
    found = list(
        Client.select(Client.id, Client.number)
        .where(Client.name_key.in_(keys), Client.name == typed, scope.condition())
        .order_by(Client.id)
        .limit(4)
    )
    if not found:
        raise Invalid(NOBODY, field="referrer")
    if len(found) > 1:
        numbers = ", ".join(row.number for row in found)
        raise Invalid(
            _l("Several clients bear this name: %(numbers)s. Please enter the number.", numbers=numbers),
            field="referrer",
        )
    return int(found[0].id)
