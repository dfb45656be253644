"""A drawn signature: judged by its pixels, written anew, kept under the data key."""

from __future__ import annotations

import base64
import hashlib
import io

from PIL import Image, ImageOps

from portal.ground import settings
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import SignaturePicture
from portal.rules.shared.pixels import pixels
from portal.rules.signatures import MAX_BYTES, MOST_PIXELS, Ink, ink_problem

DARK = 140
"""Below this brightness (of 255) a pixel is ink."""
NO_PICTURE = _l("This is no picture of a signature. Please sign in the field once more.")
MOST_OF_A_SCAN, MOST_PIXELS_OF_A_SCAN, SCAN = 10_000_000, 50_000_000, (1600, 1600)
NO_SCAN = _l("Please choose a photo or scan of the signed paper (JPEG or PNG, up to 10 MB).")
PROBLEMS = {
    "blocked": _l(
        "Your browser does not hand out what you draw (a protection against tracking). Please sign with your name and "
        "password below."
    ),
    "empty": _l("The field is empty, or nearly so. Please sign with your name."),
    "dot": _l("This is only a dot. Please sign with your name, across the field."),
}


def judged(data: bytes) -> bytes:
    """The picture as it is kept: a PNG in black and white of what was drawn, nothing else of the file that came. Raises
    Invalid (field `picture`)."""
    if len(data) > MAX_BYTES:
        raise Invalid(
            _l("This picture is too large: a signature has up to 512 KB. Please sign in the field once more."),
            field="picture",
        )
    if not 0 < pixels(data) <= MOST_PIXELS:
        raise Invalid(NO_PICTURE, field="picture")
    try:
        opened = Image.open(io.BytesIO(data), formats=("PNG",))
        if opened.width * opened.height > MOST_PIXELS:  # a second header may say more than the first
            raise Invalid(NO_PICTURE, field="picture")
        drawn = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(NO_PICTURE, field="picture") from error
    grey = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("L")
    if problem := ink_problem(_ink(grey)):
        raise Invalid(PROBLEMS[problem], field="picture")
    anew = io.BytesIO()
    grey.save(anew, "PNG", optimize=True)
    return anew.getvalue()


def scanned(data: bytes) -> bytes:
    """A picture of a signed paper as it is kept: grey, upright, small enough to be read. Raises Invalid (field
    `scan`)."""
    if len(data) > MOST_OF_A_SCAN or not 0 < pixels(data) <= MOST_PIXELS_OF_A_SCAN:
        raise Invalid(NO_SCAN, field="scan")
    try:
        opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if opened.width * opened.height > MOST_PIXELS_OF_A_SCAN:
            raise Invalid(NO_SCAN, field="scan")
        grey = ImageOps.exif_transpose(opened).convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(NO_SCAN, field="scan") from error
    grey.thumbnail(SCAN)
    anew = io.BytesIO()
    grey.save(anew, "PNG", optimize=True)
    return anew.getvalue()


def _ink(grey: Image.Image) -> Ink:
    mask = grey.point(lambda value: 255 if value < DARK else 0)
    box = mask.getbbox() or (0, 0, 0, 0)
    low, high = grey.getextrema()
    return Ink(*grey.size, mask.histogram()[255], box[2] - box[0], box[3] - box[1], plain=low == high)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(signature_id: int, data: bytes) -> None:
    """Call inside `write()`."""
    sealed = settings.keys().encrypt(base64.b64encode(data).decode())
    SignaturePicture.create(signature=signature_id, sealed=sealed)


def drawn(signature_id: int) -> bytes:
    """What was drawn; b"" for a typed one, and where no key of ours opens it."""
    row = SignaturePicture.get_or_none(SignaturePicture.signature == signature_id)
    try:
        return base64.b64decode(settings.keys().decrypt(row.sealed)) if row else b""
    except ValueError:
        return b""
