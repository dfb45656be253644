"""The portal's own list of clients, as `/clients` gives it out: recognised by its headings in either language, so that
it can be filled in and come back. What it only shows (tier, team, figures) is known and not read.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from portal.ground.i18n import speaking
from portal.importing.arriving.files import Arrived
from portal.importing.checking.naming import codes
from portal.importing.checking.remembered import BUILT
from portal.importing.mapping import words
from portal.importing.mapping.headings import plain_name
from portal.importing.mapping.plans import Mapping
from portal.models.finding.exports import COLUMNS
from portal.rules.shared.codes import whole_client_number

FORMAT = "list"
LANGUAGES = ("en", "zh")
READ = {
    "name": "name",
    "kind": "kind",
    "mobile": "phone",
    "email": "email",
    "document": "document",
    "district": "district",
    "employer": "employer",
    "plant": "plant",
    "industry": "industry",
}
"""Our column → the code of the list's column that it is filled from."""
CODES = {"kind": "kind"}


@cache
def _headings(language: str) -> dict[str, str]:
    with speaking(language):
        return {code: str(heading) for code, heading in COLUMNS.items()}


def recognised(files: list[Arrived]) -> Mapping | None:
    """How a list of ours is read: every heading is one of ours, and the numbers are clients' numbers."""
    if len(files) != 1:
        return None
    header, file = {plain_name(name) for name in files[0].header if name}, files[0]
    for language in LANGUAGES:
        known = {plain_name(heading): code for code, heading in _headings(language).items()}
        if header <= known.keys() and plain_name(_headings(language)["number"]) in header:
            place = [known.get(plain_name(name)) for name in file.header].index("number")
            if all(whole_client_number(row[place]) for row in file.sample if place < len(row)):
                return mapping()
    return None


def mapping() -> Mapping:
    """The list's format in the words of a mapping file."""
    english, chinese = (_headings(language) for language in LANGUAGES)
    columns: dict[str, Any] = {
        target: {"from": english[code], "also": [chinese[code]]} | ({"codes": CODES[target]} if target in CODES else {})
        for target, code in READ.items()
    }
    passed = [code for code in COLUMNS if code not in {"number", *READ.values()}]
    file = {
        "file": "list.csv",
        "table": "clients",
        "key": "key",
        "key_also": [],
        "by_number": english["number"],
        "by_document": english["document"],
        "number_also": [chinese["number"]],
        "passes": [heading[code] for code in passed for heading in (english, chinese)],
        "columns": columns,
    }
    reading = {"columns": "spare", "blank": "keep", "amounts": "typed", "date": "any", "files": "spare"}
    return words.understand(
        FORMAT, {"title": "Portal", "source": "portal", "reading": reading, "codes": codes(), "files": [file]}
    )


BUILT[FORMAT] = mapping
