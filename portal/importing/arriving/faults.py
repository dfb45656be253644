"""What is wrong with an export, named so that it can be found: file, line, column, reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.ground.errors import Refused
from portal.ground.i18n import gettext
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.clients.spotting import scrubbed

MOST = 100


@dataclass(frozen=True)
class Fault:
    """One fault; `reason` is translated when it is shown. Line 0: the file as a whole."""

    file: str
    line: int
    column: str
    reason: Any

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "", self.column) if part)
        return f"{place}: {self.reason}" if place else str(self.reason)

    def plain(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "column": self.column, "reason": str(self.reason)}


def clean(reason: Any) -> Any:
    """A reason without numbers of documents in what fills its words."""
    filled = getattr(reason, "_kwargs", None)
    if filled:
        reason._kwargs = {name: scrubbed(text) if isinstance(text, str) else text for name, text in filled.items()}
        return reason
    return scrubbed(reason) if isinstance(reason, str) else reason


def kept(reason: Any) -> Any:
    """A reason as it can be stored: its words of the catalogue and what fills them, so that each reads his language."""
    words = getattr(clean(reason), "_args", None)
    if not words:
        return scrubbed(str(reason))
    return [words[0], {name: value if isinstance(value, int) else str(value) for name, value in reason._kwargs.items()}]


def said(stored: Any) -> str:
    """A stored reason in the reader's language."""
    return str(stored) if isinstance(stored, str) else gettext(stored[0], **stored[1])


class CellFault(Exception):
    """A cell that cannot be; the reader of the row knows where."""

    def __init__(self, reason: Any) -> None:
        super().__init__()
        self.reason = reason


class EnoughFaults(Exception):
    """So many faults that reading on helps nobody."""


class CannotImport(Refused):
    """The import cannot begin: an unknown format, branch or folder, a mapping that does not fit itself."""


GONE_WITH = _l("what this belongs to is not taken")
"""Why a row is left out with another one: no cause of its own."""


@dataclass
class Faults:
    """The first hundred faults; at the one after EnoughFaults is raised, since reading on helps nobody."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, column: str, reason: Any) -> None:
        if len(self.found) >= MOST:
            self.found.append(Fault("", 0, "", _l("and more")))
            raise EnoughFaults()
        self.found.append(Fault(file, line, scrubbed(column), clean(reason)))

    def __bool__(self) -> bool:
        return bool(self.found)
