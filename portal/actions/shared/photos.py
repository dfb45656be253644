"""A picture that somebody sends is written anew: upright, no larger than eyes need, without where and by what it was
taken, and HEIC as JPEG, which every browser shows."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from portal.rules.shared.pixels import MOST as MOST_PIXELS

register_heif_opener(thumbnails=False)

LONGEST_SIDE = 3000
"""Pixels: the small print of a photographed paper can still be read."""
QUALITY = 85
FORMATS = {
    "image/jpeg": (("JPEG", "MPO"), "JPEG"),
    "image/png": (("PNG",), "PNG"),
    "image/webp": (("WEBP",), "WEBP"),
    "image/heic": (("HEIF",), "JPEG"),
}
"""Content type → as what Pillow opens it, and as what it is kept. A GIF has no room for a place and stays as it is."""
WRITTEN = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
_PLAIN = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"), "WEBP": ("RGB", "RGBA")}

_one_at_a_time = threading.Lock()
"""A picture unfolds to hundreds of megabytes: one in a process is enough."""


class Unreadable(Exception):
    """It says that it is a picture, and cannot be drawn."""


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept."""

    data: bytes
    content_type: str
    extension: str


def drawn(data: bytes, content_type: str) -> Drawn | None:
    """The picture written anew; None for what is no picture of these kinds. Raises Unreadable."""
    if content_type not in FORMATS:
        return None
    opens, kept = FORMATS[content_type]
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=opens) as opened:
            if opened.width * opened.height > MOST_PIXELS:  # a second header may say more than the first
                raise Unreadable
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            written = _written(opened, kept)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Unreadable from error
    return Drawn(written, *WRITTEN[kept])


SMALL_SIDE = 640
"""Pixels of a small picture: twice what an album shows of it."""


def small(data: bytes) -> bytes:
    """A small JPEG of a picture that is kept."""
    with _one_at_a_time, Image.open(io.BytesIO(data)) as opened:
        opened.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        image = opened.convert("RGB")
        image.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
        image.info = {}
        written = io.BytesIO()
        image.save(written, "JPEG", quality=80)
        return written.getvalue()


def _written(opened: Image.Image, kept: str) -> bytes:
    image = ImageOps.exif_transpose(opened)
    colours = image.info.get("icc_profile")
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in _PLAIN[kept]:
        image = image.convert("RGBA" if kept != "JPEG" and "A" in image.getbands() else "RGB")
    if max(image.size) > LONGEST_SIDE:
        image = image.convert("RGB") if image.mode in ("P", "1") else image
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image.info = {}
    options = {"icc_profile": colours} if colours else {}
    data = io.BytesIO()
    image.save(data, kept, **options | ({} if kept == "PNG" else {"quality": QUALITY}))
    return data.getvalue()
