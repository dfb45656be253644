"""The cleaning of text, the same at every door: forms, files that are brought in, the command."""

from __future__ import annotations

import re
import unicodedata

from portal.rules.shared.remembering import remembered

_KEPT_CONTROLS = "\n\t"
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_JOINERS = "\u200c\u200d"
"""Emoji and some scripts are written with them; beside Latin, Chinese, kana or Hangul they are dirt."""
_UNSEEN_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""What Unicode takes for letters, marks or signs, and nobody sees (fillers, the empty Braille pattern)."""
_UNSEEN = re.compile(f"[{_UNSEEN_LETTERS}]")
_BLANKS = re.compile(r"\s+")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""They choose among drawings of one character: no part of a name."""
_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_BETWEEN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_RADICALS = dict(
    zip(
        map(ord, "⺟⺠⺩⺪⺫⺮⺶⺼⻁⻄⻅⻆⻉⻋⻌⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳"),
        "母民王疋罒竹羊肉虎西见角贝车辶長镸长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
"""Radicals that programs which read scans and PDF write for the character itself; nobody sees the difference."""


def clean_text(value: str) -> str:
    """NUL, other control, direction (bidi), unseen and unpaired surrogate characters out, NFC, trimmed; every kind of
    line end is a newline.
    """
    if value.isprintable() and (
        value.isascii() or (unicodedata.is_normalized("NFC", value) and not _UNSEEN.search(value))
    ):
        return value.strip()
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value))
    if not text.isascii():
        text = _without_stray_joiners(text)
    return "".join(character for character in text if _allowed(character)).strip()


def clean_line(value: str) -> str:
    """The same as one line: blanks of every kind, line ends among them, are one ordinary blank."""
    text = clean_text(value)
    # what is printable has no other blanks than ordinary ones
    return text if text.isprintable() and "  " not in text else _BLANKS.sub(" ", text)


@remembered(20_000, 200)
def clean_name(value: str) -> str:
    """A name as one line, without blanks that only pad it: one ordinary blank between two characters stays (`李 四`),
    wider ones go.
    """
    text = _VARIANTS.sub("", clean_text(value)).translate(_RADICALS)
    text = "".join(unicodedata.normalize("NFKC", one) if "\u2f00" <= one <= "\u2fdf" else one for one in text)
    text = _BETWEEN.sub(lambda found: " " if found[0] == " " else "", text)
    return _BLANKS.sub(" ", text).strip()


def _allowed(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return character in _KEPT_CONTROLS
    if category == "Cf":
        return character in _JOINERS or 0xE0020 <= ord(character) <= 0xE007F
    return category != "Cs" and character not in _UNSEEN_LETTERS


def _without_stray_joiners(text: str) -> str:
    return re.sub(
        f"[{_JOINERS}]+",
        lambda found: found[0] if _joins(text[: found.start()][-1:], text[found.end() :][:1]) else "",
        text,
    )


def _joins(before: str, after: str) -> bool:
    """Do scripts or pictures stand on both sides that are joined so?"""
    return bool(before and after) and not any(
        one < "\u0300" or "\u2e80" <= one <= "\u9fff" or "\uac00" <= one <= "\ud7a3" or one.isspace()
        for one in (before, after)
    )
