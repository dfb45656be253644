"""Is what was typed into a search the whole number of a phone or a document, or a part of one?"""

from __future__ import annotations

from portal.rules.clients.documents import possible_documents
from portal.rules.clients.identity import phone
from portal.rules.finding.terms import query_terms

LONGEST = 40


def told_by_digits(typed: str) -> bool:
    """Would somebody be found by digits of his phone, his document or his client number without its C?"""
    return bool(possible_documents(typed)) or any(term.startswith("d") for term in query_terms(typed))


def whole_number(typed: str) -> str:
    """`phone` or `document` when the whole number was typed; "" for a part of one and everything else."""
    if len(typed) > LONGEST:
        return ""
    found = possible_documents(typed)
    if found and (len(found[0]) == 18 or not found[0].isdigit()):
        return "document"
    try:
        number = phone(typed)
    except ValueError:
        return ""
    return "phone" if len(number) >= 11 else ""
