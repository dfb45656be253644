"""Approved phrases for replies (R13): head office's texts, with fields that are filled in for the request at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS = ("client", "number", "subject", "staff", "branch")
"""How the client is addressed, the request's number and subject, who writes, and where he works."""
_FIELD = re.compile(r"\{([^{}\n]{0,40})\}")


def unknown_fields(text: str) -> list[str]:
    """What stands in braces and is no field, in the order of the text."""
    return [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; what is no field stays as it is written."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)
