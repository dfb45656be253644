"""How names are compared: small letters without marks, one form of each character, blanks and dots left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from portal.rules.finding.characters import plain
from portal.rules.finding.pinyin import CHINESE
from portal.rules.shared.remembering import remembered
from portal.rules.shared.texts import clean_name

SYLLABIC = "\u3041-\u3096\u30fc\u3105-\u312f\uac00-\ud7a3\ua000-\ua48c"
"""Kana (written as hiragana), bopomofo, Hangul, Yi: each sign is a syllable, nothing parts the words."""
_STROKES = str.maketrans("łøđðħıĸŧƀƶɨɫə" + "ʻʼʹ’‘`´", "lodd" + "hikt" + "bzile" + "'" * 7) | str.maketrans(
    {"þ": "th", "æ": "ae", "œ": "oe", "ŋ": "ng"}
)
"""Letters with strokes, which no table takes apart, and every sign that stands for an apostrophe."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_UMLAUT = re.compile(r"(?<=[ln])(?:u:|[üǖǘǚǜ])|(?<=\b[ln])yu")
_BARE = re.compile(r"[\x00-\x5f\x61-\x7f\u4e00-\u9fff]*")
"""Letters and characters that carry no marks."""
_BETWEEN = r"\s.·•‧∙⋅・･●▪᛫/\\|_\-‐-―()\[\]{}<>（）【】〔〕〈〉《》「」『』“”\"'"
SEPARATORS = re.compile(f"[{_BETWEEN}]+")
_APART = re.compile(rf"(?<=[{CHINESE}{SYLLABIC}])[{_BETWEEN}]+(?=[{CHINESE}{SYLLABIC}])")
"""What may stand inside a name and does not part it: blanks, dots of every kind, brackets."""
_BRACKETED = re.compile(r"[(\[{<【〔〈《「『][^()\[\]{}<>【】〔〕〈〉《》「」『』]*[)\]}>】〕〉》」』]")
_DOT = re.compile(rf"(?<=[{CHINESE}])\s*[.·•‧∙⋅・･●▪᛫]\s*(?=[{CHINESE}])")
_RUN = re.compile(
    rf"(?P<n>[{CHINESE}]+)|(?P<k>[{SYLLABIC}]+)|[a-z0-9]+|(?P<o>(?:(?![a-z{CHINESE}{SYLLABIC}])[^\W\d_])+)"
)


def fold(text: str) -> str:
    """Full-width to plain, small letters, marks and strokes off; ü (also `u:`, and `lyu`, `nyu` of passports) is `v` as
    keyboards type it; kana are hiragana.
    """
    text = unicodedata.normalize("NFKC", text or "").casefold()
    text = _UMLAUT.sub("v", text)
    if _BARE.fullmatch(text):
        return text
    return _unmarked(clean_name(text))


@remembered(20_000, 200)
def _unmarked(text: str) -> str:
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text.translate(_STROKES)) if unicodedata.category(c)[0] != "M"
    )
    return unicodedata.normalize("NFC", bare).translate(_HIRAGANA)


def bare(name: str) -> str:
    """A name for asking whether two are the same: folded, simplified, without anything but letters and figures."""
    return re.sub(r"[\W_]+", "", plain(fold(name)))


def together(folded: str) -> str:
    """A folded name whose Chinese parts stand together whatever was between them: blanks, dots, brackets."""
    return _APART.sub("", folded)


def unbracketed(folded: str) -> str:
    """The same without what stands in brackets, "" where nothing does or nothing else is left."""
    left = _BRACKETED.sub("", folded)
    return together(left).strip() if left != folded else ""


def runs(folded: str) -> Iterator[tuple[str, str]]:
    """What the text is made of: ("n", Chinese), ("k", syllables), ("d", figures), ("p", Latin word), ("o", word of
    another script). An apostrophe joins, everything else separates.
    """
    for found in _RUN.finditer(re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'(?=\s|$)", "", folded)):
        run = found[0]
        yield found.lastgroup or ("d" if run.isdigit() else "p"), run


def parts_of(folded: str) -> list[str]:
    """The Chinese parts of a name that has dots (买买提, 艾力), each of two characters or more."""
    parts = [run for kind, run in runs(folded) if kind == "n"] if _DOT.search(folded) else []
    return [part for part in parts if len(part) > 1] if len(parts) > 1 else []


def transliterated(text: str) -> list[str]:
    """The other ways to write letters with two dots or strokes, folded: Müller as mueller, Lübeck (lv…) as lubeck."""
    small = unicodedata.normalize("NFC", text or "").casefold()
    if not _TWO_LETTERS.keys() & {ord(letter) for letter in small}:
        return []
    return [fold(small.translate(_TWO_LETTERS)), fold(small.replace("ü", "u"))]
