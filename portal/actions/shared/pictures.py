"""A picture that pages show: judged by its content, cut to its two sizes and written anew, so that nothing of the file
that came is served: neither its metadata nor what may hide behind it."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

from portal.actions.shared.files import path_of
from portal.ground import private
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.shared.pictures import MAX_BYTES, MOST_PIXELS, SIZES, name_of
from portal.rules.shared.pixels import pixels
from portal.rules.shared.uploads import Upload, sniff

TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
QUALITY = {"wide": 72, "small": 60}


@contextmanager
def kept(upload: Upload | None) -> Iterator[str]:
    """The name under which the picture's sizes are kept ("": none came); when what follows fails, they are removed.
    Raises Invalid (field `picture`)."""
    if upload is None:
        yield ""
        return
    name = f"{uuid.uuid4().hex}.webp"
    drawn = {size: _cut(_opened(upload), size) for size in SIZES}
    try:
        for size, data in drawn.items():
            private.write(path_of(name_of(name, size)), data)
        yield name
    except BaseException:
        for size in SIZES:
            path_of(name_of(name, size)).unlink(missing_ok=True)
        raise


def _opened(upload: Upload) -> Image.Image:
    """The picture upright, in plain colours."""
    if len(upload.data) > MAX_BYTES:
        raise Invalid(_l("A picture may have up to 5 MB."), field="picture")
    kind = sniff(upload.data, upload.name)
    if kind is None or kind[0] not in TYPES:
        raise Invalid(_l("Please choose a picture as JPEG, PNG or WebP."), field="picture")
    if not 0 < pixels(upload.data) <= MOST_PIXELS:
        raise Invalid(_l("This picture has too many pixels. Please choose a smaller one."), field="picture")
    try:
        opened = Image.open(io.BytesIO(upload.data), formats=("JPEG", "PNG", "WEBP"))
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(_l("This picture cannot be read: it may be damaged."), field="picture") from error
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image).convert("RGB")


def _cut(image: Image.Image, size: str) -> bytes:
    """The middle of the picture in one of the sizes, as WebP."""
    data = io.BytesIO()
    fitted = ImageOps.fit(image, SIZES[size], Image.Resampling.LANCZOS)
    fitted.save(data, "WEBP", quality=QUALITY[size], method=4)
    return data.getvalue()
