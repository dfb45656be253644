"""QR codes as they stand in a page: one path, black on white whatever the theme."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """A text as an SVG that its style gives a size."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704 (only a path)
