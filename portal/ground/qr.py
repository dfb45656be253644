"""QR codes: in a page one path, black on white whatever the theme; in a mail a picture."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """A text as an SVG that its style gives a size."""
    return Markup(_made(text).svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704 (only a path)


def picture(text: str) -> bytes:
    """A text as a PNG, large enough to be scanned from a screen."""
    drawn = io.BytesIO()
    _made(text).save(drawn, kind="png", scale=6, border=4)
    return drawn.getvalue()


def _made(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
