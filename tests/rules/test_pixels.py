"""Pixels of a picture by its first bytes."""

import struct

import pytest

from portal.rules.shared.pixels import MOST, pixels


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)


def jpeg(*sizes):
    frames = (b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9 for width, height in sizes)
    return b"\xff\xd8\xff\xe0\x00\x04ab" + b"".join(frames) + b"\xff\xda"


WEBP = b"RIFF\0\0\0\0WEBP"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (png(640, 480), 307_200),
        (png(60_000, 60_000), 3_600_000_000),
        (b"GIF89a" + struct.pack("<HH", 300, 200), 60_000),
        (jpeg((160, 120), (4000, 3000)), 12_000_000),
        (WEBP + b"VP8X" + b"\0" * 8 + (3999).to_bytes(3, "little") + (2999).to_bytes(3, "little"), 12_000_000),
        (WEBP + b"VP8L" + b"\0" * 4 + b"/" + (99 | 49 << 14).to_bytes(4, "little"), 5_000),
        (WEBP + b"VP8 " + b"\0" * 10 + struct.pack("<HH", 100, 50), 5_000),
        (HEIC + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", 4032, 3024), 12_192_768),
        (b"%PDF-1.4", 0),
        (b"\x89PNG\r\n\x1a\n", 0),
        (b"", 0),
    ],
)
def test_pixels(data, found):
    assert pixels(data) == found
    assert all(pixels(data[:length]) <= found for length in range(len(data)))


def test_a_bomb_is_beyond():
    assert pixels(png(60_000, 60_000)) > MOST > pixels(jpeg((12_000, 8_000)))
