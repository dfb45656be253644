"""The document of a client in a row: read, checked, and kept only as the record keeps it (encrypted, HMAC, mask)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.ground import clock, security, settings
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault
from portal.rules.clients.documents import KINDS, likely_kind, read_document
from portal.rules.clients.spotting import is_resident_id
from portal.rules.shared.masking import mask_id

BY_DOCUMENT = "doc:"


@dataclass(frozen=True)
class Papers:
    """A document: its HMAC for finding, its number until it is encrypted."""

    hmac: str
    number: str

    @property
    def key(self) -> str:
        """What names a row that has neither a key nor a client number."""
        return f"{BY_DOCUMENT}{self.hmac[:36]}"


def read(values: dict[str, Any], blanks: set[str]) -> tuple[Papers | None, dict[str, Any]]:
    """Take `document` out of a row's values and put in what is kept of it. Answers it with what it says of birthday and
    gender where the row says nothing: only what is empty may be filled from that. Raises CellFault.
    """
    typed = values.pop("document")
    blanks.discard("document")
    if not typed:
        if not values.get("document_kind"):
            values.pop("document_kind", None)
        return None, {}
    kind = values.get("document_kind") or likely_kind(typed, values.get("kind", "individual"))
    try:
        found = read_document(kind, typed, clock.today())
    except ValueError:
        raise CellFault(_l("the document number is not valid; please check its last digit")) from None
    hmac = equality(found.number)
    values |= {"document_kind": found.kind, "document_hmac": hmac, "document_masked": mask_id(found.number)}
    blanks -= {"document_kind"}
    says = {"birthday": found.birthday, "gender": found.gender}
    return Papers(hmac, found.number), {name: value for name, value in says.items() if value and not values.get(name)}


def keyed(cell: str) -> str:
    """What a row is named by: a resident ID in that place lies nowhere in clear."""
    if not is_resident_id(cell, clock.today()):
        return cell
    return Papers(equality(read_document("resident_id", cell, clock.today()).number), "").key


def equality(number: str) -> str:
    """The HMAC under which a document is found."""
    return security.equality(number, settings.keys()) or ""


def encrypted(number: str) -> str:
    return security.encrypt(number, settings.keys())


def decrypted(kept: str) -> str:
    """Raises ValueError when the data key does not fit."""
    return security.decrypt(kept, settings.keys())


def hmacs_of(cell: str) -> list[str]:
    """The HMACs of every document that a cell may mean."""
    found = []
    for kind in KINDS:
        try:
            found.append(equality(read_document(kind, cell, clock.today()).number))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
