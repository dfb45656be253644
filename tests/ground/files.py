"""Small real files for uploads."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

from portal.actions.shared.photos import drawn


def png(width: int = 8, height: int = 8) -> bytes:
    """A real PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xc8\xb4\x28" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def kept_png(width: int = 8, height: int = 8) -> bytes:
    """A PNG as the portal keeps it: sent again, it stays as it is."""
    found = drawn(png(width, height), "image/png")
    assert found is not None
    return found.data


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), turned: bool = False, **options: Any) -> bytes:
    """A real picture, the left half red and the right half blue, taken at a known place; `turned`: the camera lay on
    its side."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    told = Image.Exif()
    told[0x010F] = "OurCamera"
    told[0x0112] = 6 if turned else 1
    told.get_ifd(0x8825).update({1: "N", 2: (43.0, 49.0, 12.0), 3: "E", 4: (125.0, 19.0, 30.0)})
    data = io.BytesIO()
    image.save(data, kind, exif=told, **options)
    return data.getvalue()
