"""New clients of a file who look like a client that stands: the same document, phone, or name with birthday."""

from __future__ import annotations

from typing import Any

from ..database import among
from ..models import Client
from ..rules.terms import name_key
from .finding import Ground
from .rows import Item


def candidates(items: list[Item], ground: Ground) -> dict[int, tuple[int, str]]:
    """Line → (id, number) of the client whom a row looks like (one statement a batch)."""
    if not items:
        return {}
    keys = {item.line: name_key(item.values["name"], company=item.values.get("kind") == "company") for item in items}
    mobiles = [item.values["mobile"] for item in items if item.values.get("mobile")]
    hmacs = [item.papers.hmac for item in items if item.papers]
    alike = among(Client.name_key, sorted(set(keys.values())))
    alike |= among(Client.mobile, mobiles) | among(Client.document_hmac, hmacs)
    query = Client.select(
        Client.id, Client.number, Client.name_key, Client.birthday, Client.mobile, Client.document_hmac
    )
    query = query.where(alike, Client.merged_into.is_null())
    if ground.within is not None:
        query = query.where(Client.branch.in_(sorted(ground.within)))
    places: dict[Any, tuple[int, str]] = {}
    for row in query.dicts().iterator():
        who = (row["id"], row["number"])
        for place in (
            ("name", row["name_key"], row["birthday"]),
            ("mobile", row["mobile"]),
            ("document", row["document_hmac"]),
        ):
            places.setdefault(place, who)
    return {item.line: found for item in items if (found := _first(places, item, keys[item.line]))}


def _first(places: dict[Any, tuple[int, str]], item: Item, key: str) -> tuple[int, str] | None:
    """The strongest sign decides: document, phone, name with birthday."""
    signs: list[Any] = []
    if item.papers:
        signs.append(("document", item.papers.hmac))
    if item.values.get("mobile"):
        signs.append(("mobile", item.values["mobile"]))
    if item.values.get("birthday"):
        signs.append(("name", key, item.values["birthday"]))
    return next((places[sign] for sign in signs if sign in places), None)
