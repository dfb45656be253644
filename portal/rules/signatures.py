"""What is signed, word for word; what proves it; and what is no signature (电子签名法, art. 13)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("benefit_terms", "data_change", "settlement", "confidentiality")
"""What a signature may belong to."""

READ_WITH_CLIENT = frozenset({"benefit_terms", "data_change"})
"""Whoever reads a client's record reads these. All others are read with their matter alone: a complaint's settlement
must not show that there is a complaint."""

SIGNED_FIELDS = frozenset({"mobile", "legal_representative"})
"""Corrections of these are signed before they enter the record: the phone signs in, the other one stands for all."""

DAYS = 30
"""So long a text waits to be signed, the day of asking not counted."""

PAGE_BREAK = "\n\f\n"


@dataclass(frozen=True)
class Wording:
    """A text in both languages."""

    title_zh: str
    title_en: str
    body_zh: str
    body_en: str

    @property
    def content(self) -> str:
        """Word for word what is kept and hashed: title, empty line, text; the Chinese, then the English after a page
        break."""
        pages = ((self.title_zh, self.body_zh), (self.title_en, self.body_en))
        return PAGE_BREAK.join(f"{_line(title)}\n\n{_text(body)}\n" for title, body in pages)

    @property
    def digest(self) -> str:
        return digest_of(self.content)


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").strip()


def digest_of(content: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(content.encode()).hexdigest()


def read(content: str) -> Wording:
    """The parts of a text that was kept, as they are shown."""
    chinese, _, english = content.partition(PAGE_BREAK)
    (title_zh, _, body_zh), (title_en, _, body_en) = chinese.partition("\n\n"), english.partition("\n\n")
    return Wording(title_zh, title_en, body_zh.removesuffix("\n"), body_en.removesuffix("\n"))


def proof_of(**facts: object) -> str:
    """The SHA-256 of everything that was noted when somebody signed, a line each in the order of the names."""
    lines = (f"{name}: {' '.join(str(value).split())}" for name, value in sorted(facts.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def last_day(today: date) -> date:
    return today + timedelta(days=DAYS)


def same_name(typed: str, name: str) -> bool:
    """Is it the signer's own name, however it is spaced and written?"""
    return bool(typed.strip()) and "".join(typed.split()).casefold() == "".join(name.split()).casefold()


# ---- what was drawn

MAX_BYTES = 512 * 1024
"""A drawn signature has a tenth of it."""
MOST_PIXELS = 4_000_000
STROKES_MOST = 60_000
"""Characters of the strokes that a refused form gives back."""


@dataclass(frozen=True)
class Ink:
    """What a picture has of ink: its size, how many pixels are dark, and the box around them, in pixels."""

    width: int
    height: int
    dark: int
    wide: int = 0
    high: int = 0
    plain: bool = False
    """All of it is one colour."""


def ink_problem(ink: Ink) -> str | None:
    """Why it is no signature: blocked (the browser hands out no picture, or noise), empty, or dot."""
    area = ink.width * ink.height
    if not area or (ink.plain and ink.dark) or ink.dark > area * 0.3:
        return "blocked"
    if ink.plain or ink.dark < max(30, area * 0.0004):
        return "empty"
    if max(ink.wide / ink.width, ink.high / ink.height) < 0.12:
        return "dot"
    return None
