"""Moving the day of a client's next contact behind the portal's back, and his place with it."""

from __future__ import annotations

from typing import Any

from portal.derived import contact_order
from portal.models import Client


def moved(client: Any, **values: Any) -> None:
    """His row says so, and whoever is due stands in the order of what matters."""
    Client.update(**values).where(Client.id == client.id).execute()
    contact_order.follow_all()
