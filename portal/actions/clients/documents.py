"""The document of a client: checked, encrypted, found again by its HMAC, shown by its mask."""

from __future__ import annotations

from typing import Any

from portal.ground import clock, security, settings
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ClientAddress
from portal.rules.clients.documents import BUILT_ALIKE, OF_COUNTIES, Document, read_document
from portal.rules.clients.identity import digits_shown
from portal.rules.clients.records import disagrees
from portal.rules.shared.masking import mask_id

NOT_VALID = _l("This number is not valid for the kind of document (check the last digit).")


def with_document(values: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    """An ID number becomes what is kept: encrypted, its HMAC, its mask. Left empty it stays as it was; with no kind it
    goes. A resident ID fills birthday and gender where they are not known. Raises Invalid.
    """
    typed = values.pop("document", "") or ""
    kind = values.get("document_kind") or ""
    if not typed:
        gone = client and "document_kind" in values and not kind
        return values | ({"document_hmac": None, "document_masked": "", "document_encrypted": ""} if gone else {})
    kept, found = _kept(kind, typed)
    if client is not None and client.document_hmac == kept["document_hmac"]:
        del kept["document_encrypted"]
    values |= kept
    if found.birthday:
        values["birthday"] = values.get("birthday") or found.birthday
        values["gender"] = values.get("gender") or found.gender
    return values


def document_columns(kind: str, typed: str) -> dict[str, Any]:
    """All columns of a document that was typed. Raises Invalid."""
    return _kept(kind, typed)[0] | {"document_kind": kind}


def _kept(kind: str, typed: str) -> tuple[dict[str, Any], Any]:
    """What is kept of a number, and what it says. Raises Invalid."""
    try:
        found = read_document(kind, typed, clock.today())
    except ValueError:
        raise Invalid(NOT_VALID, field="document") from None
    key = settings.keys()
    return {
        "document_hmac": security.equality(found.number, key),
        "document_masked": mask_id(found.number),
        "document_encrypted": security.encrypt(found.number, key),
    }, found


def narrow(clients: list[int]) -> None:
    """Resident IDs whose county a registered address may say show fewer digits (`digits_shown`); they stay narrow when
    the address goes. Call inside `write()` when a document or an address was written.
    """
    further = ClientAddress.select(ClientAddress.client).where(
        ClientAddress.client.in_(clients), ClientAddress.kind == "registered"
    )
    shown = digits_shown(county_known=True)
    known = (Client.address_kind == "registered") | Client.id.in_(further)
    mine = Client.id.in_(clients) & Client.document_kind.in_(sorted(OF_COUNTIES)) & (Client.document_masked != "")
    Client.update(document_masked="*" * (18 - shown)).where(mine, known).execute()


def plain_document(client: Client) -> str:
    """The number itself: for a reveal with its reason, and for what is reckoned from it. Raises ValueError (no key
    fits)."""
    return security.decrypt(client.document_encrypted, settings.keys())


def disagreements(client: Client) -> list[str]:
    """Where birthday and gender of the record differ from the resident ID (names of fields); a hint for whoever
    reads."""
    if client.document_kind not in BUILT_ALIKE or not client.document_encrypted:
        return []
    return disagrees(_read(client), client.birthday, client.gender)


def _read(client: Client) -> Document | None:
    try:
        found = read_document(client.document_kind, plain_document(client), clock.today())
    except ValueError:
        return None
    return found if found.birthday else None
