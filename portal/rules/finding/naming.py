"""What somebody typed to name a client: the number in it, and by what a client that was found fits it."""

from __future__ import annotations

import re
import unicodedata

from portal.rules.finding.folding import bare
from portal.rules.finding.whole import told_by_digits
from portal.rules.shared.codes import parse_client_number

_WRITTEN_OUT = re.compile(r"(?<![A-Z0-9])C-\d{7}(?!\d)")


def told_number(typed: str) -> str | None:
    """The client number that is all of what was typed ("c123"), or that stands in it written out ("陈刚 C-0000123",
    as a choice from the list leaves it)."""
    found = _WRITTEN_OUT.findall(unicodedata.normalize("NFKC", typed).upper())
    return parse_client_number(found[0]) if len(set(found)) == 1 else parse_client_number(typed)


def why(typed: str, name: str) -> str:
    """By what a client of this name was found: `number`, `name`, `digits` (of his phone) or `pinyin`."""
    if told_number(typed):
        return "number"
    words = bare(typed)
    if words and words in bare(name):
        return "name"
    return "digits" if told_by_digits(typed.strip()) else "pinyin"
