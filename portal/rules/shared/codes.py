"""Codes people say aloud: client `C-0000123`, request `R-2026-000123`, event `E-2026-0042`, handover
`H-2026-0003`. Readers are tolerant.
"""

from __future__ import annotations

import re
import unicodedata

_CLIENT = re.compile(r"C[-\s]*(\d{1,7})", re.ASCII)
_YEARLY = {
    "R": re.compile(r"R[-\s]*(20\d\d)(?:[-\s]+(\d{1,9})|(\d{6,9}))", re.ASCII),
    "E": re.compile(r"E[-\s]*(20\d\d)(?:[-\s]+(\d{1,9})|(\d{4,9}))", re.ASCII),
    "L": re.compile(r"L[-\s]*(20\d\d)(?:[-\s]+(\d{1,9})|(\d{4,9}))", re.ASCII),
}
_DASHES = re.compile(r"[‐-―−_./]+")


def client_number(n: int) -> str:
    """`C-0000123`. Raises ValueError outside 1 … 9,999,999."""
    if not 1 <= n <= 9_999_999:
        raise ValueError(f"no client number for {n}")
    return f"C-{n:07d}"


def request_number(year: int, n: int) -> str:
    """`R-2026-000123`."""
    return _yearly("R", year, n, 6)


def event_number(year: int, n: int) -> str:
    """`E-2026-0042`."""
    return _yearly("E", year, n, 4)


def list_number(year: int, n: int) -> str:
    """`L-2026-0007`."""
    return _yearly("L", year, n, 4)


def handover_number(year: int, n: int) -> str:
    """`H-2026-0003`."""
    return _yearly("H", year, n, 4)


def _yearly(letter: str, year: int, n: int, width: int) -> str:
    if not 2000 <= year <= 2099 or n < 1:
        raise ValueError(f"no number for {year}, {n}")
    return f"{letter}-{year}-{n:0{width}d}"


def _tidy(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "").strip().upper()
    return _DASHES.sub("-", folded)


def parse_client_number(text: str | None) -> str | None:
    """The proper client number that was meant ("c-123", "C0000123", full-width letters), or None."""
    found = _CLIENT.fullmatch(_tidy(text))
    n = int(found[1]) if found else 0
    return client_number(n) if n else None


def whole_client_number(text: str | None) -> str | None:
    """The same of a number that is written out ("C-0000123", "c0000123"): in a file a short "C6" may be the key of
    another system.
    """
    number = parse_client_number(text)
    digits = sum(letter.isdigit() for letter in text or "")
    return number if number and digits == len(number) - 2 else None


def parse_request_number(text: str | None) -> str | None:
    """The proper request number that was meant ("r-2026-123", "R2026000123"), or None."""
    return _parse_yearly("R", text, 6)


def parse_event_number(text: str | None) -> str | None:
    """The proper event number that was meant ("e-2026-42"), or None."""
    return _parse_yearly("E", text, 4)


def parse_list_number(text: str | None) -> str | None:
    """The proper number of a tier list that was meant ("l-2026-7"), or None."""
    return _parse_yearly("L", text, 4)


def _parse_yearly(letter: str, text: str | None, width: int) -> str | None:
    found = _YEARLY[letter].fullmatch(_tidy(text))
    n = int(found[2] or found[3]) if found else 0
    return _yearly(letter, int(found[1]), n, width) if found and n else None


def parse_code(text: str | None) -> tuple[str, str] | None:
    """What somebody typed in the search box: ("client" | "request" | "event" | "list", proper number), or None when it
    is no code.
    """
    readers = {
        "client": parse_client_number,
        "request": parse_request_number,
        "event": parse_event_number,
        "list": parse_list_number,
    }
    found = ((kind, read(text)) for kind, read in readers.items())
    return next(((kind, number) for kind, number in found if number), None)
