"""Which values a client's record may have: the one judge of the form, of corrections and of files that are imported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

EARLIEST_BIRTHDAY = 1900
LONGEST_NOTES = 2000
COMPANYS_DOCUMENTS = frozenset({"uscc"})


_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"(?!-)[^\W_](?:[\w-]*[^\W_])?"
_EMAIL = re.compile(rf"{_PART}(?:\.{_PART})*@{_LABEL}(?:\.{_LABEL})+")


def is_email(text: str) -> bool:
    """Is this one e-mail address of at most 120 characters that a mail can be sent to? Before the @ it is of plain
    letters, and no dot stands beside another or at an end."""
    return len(text) <= 120 and len(text.rpartition("@")[0]) <= 64 and bool(_EMAIL.fullmatch(text))


def suits(document_kind: str, client_kind: str) -> bool:
    """Is this a kind of document that such a client (individual, company) has? None ("") suits both."""
    return not document_kind or (document_kind in COMPANYS_DOCUMENTS) == (client_kind == "company")


def wrong(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Column → why its value cannot be (a code of `words/clients.WRONG`), of those that are given."""
    born, assessed, until = (values.get(name) for name in ("birthday", "risk_assessed_on", "risk_valid_until"))
    found = {}
    if born and not (born.year >= EARLIEST_BIRTHDAY and born <= today):
        found["birthday"] = "birthday"
    if (email := values.get("email")) and not is_email(email):
        found["email"] = "email"
    if assessed and assessed > today:
        found["risk_assessed_on"] = "assessed"
    if until and assessed and until < assessed:
        found["risk_valid_until"] = "ends"
    if "kind" in values and not suits(values.get("document_kind") or "", values["kind"]):
        found["document_kind"] = "document_kind"
    return found


def lacking(values: Mapping[str, Any]) -> dict[str, str]:
    """Column → what a whole record lacks beside it (codes of `words/clients.WRONG`)."""
    return (
        {"risk_assessed_on": "unassessed"} if values.get("risk_rating") and not values.get("risk_assessed_on") else {}
    )
