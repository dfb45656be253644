"""The one judge of values: what a form refuses is refused in a file, by the same rules and in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from portal.ground import clock
from portal.reads import reference
from portal.rules import contacts
from portal.rules.clients import values as clients
from portal.rules.holdings import services
from portal.rules.holdings.products import is_service
from portal.words import clients as client_words
from portal.words import contacts as contact_words
from portal.words import holdings as holding_words

Values = Mapping[str, Any]
FIRST_DAY = date(1900, 1, 1)
"""The first day that a form takes."""


def at_fault(table: str, values: Values) -> dict[str, Any]:
    """Our column → why its value cannot be, as each stands for itself."""
    judge = _JUDGES.get(table)
    return judge(values) if judge else {}


def _client(values: Values) -> dict[str, Any]:
    return _said(clients.wrong(values, clock.today()), client_words.WRONG)


def _contact(values: Values) -> dict[str, Any]:
    happened, now = values.get("happened_at"), clock.now()
    day = clock.local(happened).date() if happened else FIRST_DAY
    more = (values.get("outcome") or "reached", values.get("began") or "we")
    return _said(contacts.wrong(happened, values.get("next_due"), now, day, *more), contact_words.WRONG)


def _service(values: Values) -> dict[str, Any]:
    return _said(services.wrong(values, clock.today()), holding_words.WRONG)


_JUDGES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "clients": _client,
    "contacts": _contact,
    "services": _service,
}


def _said(codes: dict[str, str], words: dict[str, Any]) -> dict[str, Any]:
    return {column: words[code] for column, code in codes.items()}


def as_a_whole(table: str, record: Values, changed: Values) -> dict[str, Any]:
    """Our column → why the record cannot be, with what the row changes of it (of a new one: all that it says)."""
    if table == "clients":
        found = _said(clients.lacking(record), client_words.WRONG) | _client(record)
        if changed.get("document_kind") and record.get("document_hmac") and "document_hmac" not in changed:
            found["document_kind"] = client_words.WRONG["document"]
        about = {*changed, "risk_assessed_on"} if "risk_rating" in changed else {*changed}
        return {column: reason for column, reason in found.items() if column in about}
    if table == "services" and "product" in changed:
        product = reference.products().get(changed["product"])
        if product is None or not is_service(product.product_class_id):
            return {"product": holding_words.NO_SERVICE}
    return {}
