"""How many pixels a picture says it has, read from its first bytes: nothing is opened for it.

A small file may unfold to more than a machine has room for; who previews it learns that too late.
"""

from __future__ import annotations

import re
import struct

MOST = 100_000_000
"""Pixels: twice what good phones take."""

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def pixels(data: bytes) -> int:
    """Width times height of a PNG, GIF, JPEG, WebP or HEIC; 0 for anything else, and where it does not say."""
    try:
        width, height = _size(data)
    except (struct.error, IndexError):
        return 0
    return width * height


def _size(data: bytes) -> tuple[int, int]:
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return struct.unpack(">II", data[16:24])
    if data[:4] == b"GIF8":
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp":
        said = (struct.unpack(">II", data[one.end() + 4 : one.end() + 12]) for one in re.finditer(b"ispe", data))
        return max(said, key=lambda size: size[0] * size[1], default=(0, 0))
    return 0, 0


def _jpeg(data: bytes) -> tuple[int, int]:
    """The largest frame: one may stand for show before the real one."""
    place, best = 2, (0, 0)
    while place + 4 <= len(data) and data[place] == 0xFF:
        mark = data[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if mark in (0xD9, 0xDA):
            break
        if mark in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            best = max(best, (width, height), key=lambda size: size[0] * size[1])
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return best


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF
