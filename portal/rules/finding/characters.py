"""Chinese characters as a search compares them: traditional and variant forms as simplified ones, rare ones as plain
letters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

KNOWN = ((0x3007, 0x3007), (0x3400, 0x4DB5), (0x4E00, 0x9FCC))
"""What SQLite's full-text index takes for letters of a word (its table is that of Unicode 6.1). A character outside
would part the word, so it is written as its number.
"""


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC  # reads its dictionaries when it is first asked

    return OpenCC("t2s")


class _Simplified(dict[int, str]):
    """Character by character, each looked up once: a name's neighbours must not change what a part of it is found
    by."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = self[code] = character if code < KNOWN[0][0] else _converter().convert(character)
        return found


class _Tokens(dict[int, str]):
    def __missing__(self, code: int) -> str:
        known = any(first <= code <= last for first, last in KNOWN) or _old_letter(code)
        found = self[code] = chr(code) if known else f"u{code:x}u"
        return found


def _old_letter(code: int) -> bool:
    """A letter of another script that was one long before (Unicode 3.2), so that the index knows it."""
    return not 0x3400 <= code < 0xA000 and code <= 0xD7A3 and unicodedata.ucd_3_2_0.category(chr(code))[0] in "LN"


_simplified, _tokens = _Simplified(), _Tokens()


def plain(text: str) -> str:
    """陳剛 as 陈刚, for comparing; what is shown stays as it was written."""
    return text.translate(_simplified)


def token(text: str) -> str:
    """Text as a part of a search term: what the index knows as no letter by its number (𠮷 `u20bb7u`)."""
    return text.translate(_tokens)
