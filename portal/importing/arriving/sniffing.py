"""What a CSV file is written in, found by trial: the encoding by how it reads, the separator by even rows.

A detector library guesses from statistics; an export of a bank is one of a few encodings. A byte order mark, UTF-8 and
UTF-16 tell themselves by what their bytes may be. GB18030 and Latin-1 (Windows-1252) both fit nearly every file, so
both are read: Han characters inside Latin words, or signs inside words, do not read well. Where both or neither do,
somebody is asked.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.importing.arriving.reading import Dialect

SEPARATORS = (",", ";", "\t", "|")
CHUNK = 1 << 20
SAMPLE_LINES = 60
ENOUGH_WORDS = 4000
BAD_SHARE = 0.05
OFFERED = ("utf-8", "gb18030", "cp1252", "utf-16")
"""What somebody may choose where the portal has read it wrongly."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Encoding:
    """The likeliest encoding of a file; in `doubt` somebody is to look at it."""

    name: str
    doubt: bool = False


def dialect_of(path: Path, encoding: str = "") -> Dialect:
    """Encoding (unless it is known), separator and quote of a file."""
    encoding = encoding or encoding_of(path).name
    return Dialect(encoding, separator_of(path, encoding), '"')


def encoding_of(path: Path) -> Encoding:
    """The encoding in which the whole file reads well. A file that is nearly UTF-8 counts as UTF-8: its bad lines are
    faults."""
    with open(path, "rb") as file:
        head = file.read(CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if b"\0" in head[:2000]:
        even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
        return Encoding("utf-16-be" if even > odd else "utf-16-le")
    if _fits(path, "utf-8"):
        return Encoding("utf-8")
    good, bad = _counted(path)
    if good > bad * 4:
        return Encoding("utf-8")
    latin = "cp1252" if _fits(path, "cp1252") else "latin-1"
    chinese, western = _badness(path, "gb18030", _odd_in_chinese), _badness(path, latin, _odd_in_latin)
    name = "gb18030" if chinese <= western else latin
    return Encoding(name, doubt=(chinese <= BAD_SHARE) == (western <= BAD_SHARE))


def _counted(path: Path) -> tuple[int, int]:
    """(letters of several bytes that are UTF-8, places that are not)."""
    good = bad = 0
    with open(path, "rb") as file:
        for line in _pieces(file):
            if line.isascii():
                continue
            text = line.decode("utf-8", "surrogateescape")
            wrong = sum("\udc80" <= letter <= "\udcff" for letter in text)
            bad += wrong
            good += sum(letter > "\x7f" for letter in text) - wrong
    return good, bad


def _pieces(file: io.BufferedReader) -> Iterator[bytes]:
    """Lines, or parts of 1 MB where there is no end of line."""
    while line := file.readline(CHUNK):
        yield line


_WORD = re.compile(r"[^\s,;|\"\t()（）/]*[^\x00-\x7f][^\s,;|\"\t()（）/]*")
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_HAN_IN_LATIN = re.compile(rf"[a-z][{_HAN}]{{1,2}}[a-z]")
_HAN_AT_LATIN = re.compile(rf"(?<=[a-z])[{_HAN}]|[{_HAN}](?=[a-z])")
_SIGNS = re.compile("[\u00a1-\u00bf\u00d7\u00f7\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192-\u2dff]")
_QUOTES = "‘’“”–—…€·°ºª"
_TWO_MARKED = re.compile("[\u00c0-\u00ff]{2}")


def _badness(path: Path, encoding: str, odd: object) -> float:
    """The share of words with letters beyond ASCII that do not read well in an encoding."""
    words = wrong = 0
    with open(path, encoding=encoding, errors="surrogateescape", newline="") as file:
        while (line := file.readline(CHUNK)) and words < ENOUGH_WORDS:
            for word in () if line.isascii() else _WORD.findall(line):
                words += 1
                wrong += odd(word)  # type: ignore[operator]
    return wrong / words if words else 1.0


def _odd_in_chinese(word: str) -> bool:
    """Han characters inside a Latin word, rare ones beside small letters or alone, bytes that are no letters."""
    if any(unicodedata.category(letter) in ("Cs", "Co", "Cn", "Cc") for letter in word):
        return True
    if _HAN_IN_LATIN.search(word) or any(not _common(found[0]) for found in _HAN_AT_LATIN.finditer(word)):
        return True
    han = [letter for letter in word if "\u3400" <= letter <= "\u9fff"]
    return len(han) > 1 and not any(_common(letter) for letter in han)


def _common(letter: str) -> bool:
    """Is this one of the 6,763 characters of GB 2312?"""
    try:
        return len(letter.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _odd_in_latin(word: str) -> bool:
    """Signs inside a word, two letters with marks side by side, bytes that are no letters."""
    plain = word.strip(_QUOTES).replace("’", "")
    return bool(_SIGNS.search(plain) or _TWO_MARKED.search(plain) or not plain.isprintable())


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(path: Path, encoding: str) -> str:
    """The separator that gives the most of the first rows one and the same number of columns."""
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        sample = "".join(file.readline(CHUNK // 16) for _line in range(SAMPLE_LINES)).removeprefix("\ufeff")
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row]
    except csv.Error:
        rows = [line.split(separator) for line in sample.splitlines() if line]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 1
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
    return count / len(rows), width
