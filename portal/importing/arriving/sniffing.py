"""What a CSV file is written in, found by trial: the encoding by strict decoding, the separator by even rows.

A detector library guesses from statistics; an export of a bank is one of a few encodings, and each of these can be
told from the others by what its bytes may be. Order: byte order mark, UTF-8, UTF-16 without a mark, GB18030 where
high bytes come in the pairs of Chinese letters, else Latin-1 (Windows-1252).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from portal.importing.arriving.reading import Dialect

SEPARATORS = (",", ";", "\t", "|")
CHUNK = 1 << 20
SAMPLE_LINES = 30
MOSTLY = 0.9
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def dialect_of(path: Path) -> Dialect:
    """Encoding, separator and quote of a file."""
    encoding = encoding_of(path)
    return Dialect(encoding, separator_of(path, encoding), '"')


def encoding_of(path: Path) -> str:
    """The encoding that the whole file fits. A file that is nearly UTF-8 counts as UTF-8: its bad lines are faults."""
    with open(path, "rb") as file:
        head = file.read(CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head[:2000]:
        even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
        return "utf-16-be" if even > odd else "utf-16-le"
    if _fits(path, "utf-8"):
        return "utf-8"
    good, bad, paired, high = _counted(path)
    if good > bad * 4:
        return "utf-8"
    if high and paired >= high * MOSTLY and _fits(path, "gb18030"):
        return "gb18030"
    return "cp1252" if _fits(path, "cp1252") else "latin-1"


def _counted(path: Path) -> tuple[int, int, int, int]:
    """(letters of several bytes that are UTF-8, places that are not, high bytes in Chinese pairs, high bytes)."""
    good = bad = paired = high = 0
    with open(path, "rb") as file:
        for line in _pieces(file):
            if line.isascii():
                continue
            text = line.decode("utf-8", "surrogateescape")
            wrong = sum("\udc80" <= letter <= "\udcff" for letter in text)
            bad += wrong
            good += sum(letter > "\x7f" for letter in text) - wrong
            pairs, highs = _pairs(line)
            paired, high = paired + pairs, high + highs
    return good, bad, paired, high


def _pieces(file: io.BufferedReader) -> Iterator[bytes]:
    """Lines, or parts of 1 MB where there is no end of line."""
    while line := file.readline(CHUNK):
        yield line


def _pairs(line: bytes) -> tuple[int, int]:
    """High bytes that stand in pairs as GB2312 has them, and all high bytes."""
    paired = high = place = 0
    while place < len(line):
        if line[place] < 0x80:
            place += 1
            continue
        two = place + 1 < len(line) and line[place + 1] >= 0xA1 and 0xA1 <= line[place] <= 0xF7
        high, paired, place = high + (2 if two else 1), paired + (2 if two else 0), place + (2 if two else 1)
    return paired, high


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
    """The separator that gives the first rows the most columns, all as wide as the header."""
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        sample = "".join(file.readline(CHUNK // 16) for _line in range(SAMPLE_LINES)).removeprefix("\ufeff")
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row]
    except csv.Error:
        rows = [line.split(separator) for line in sample.splitlines() if line]
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return sum(len(row) == width for row in rows) / len(rows), width
