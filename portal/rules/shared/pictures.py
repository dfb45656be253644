"""The sizes of a picture that pages show, and under which names they are kept."""

from __future__ import annotations

MAX_BYTES = 5 << 20
MOST_PIXELS = 40_000_000
SIZES: dict[str, tuple[int, int]] = {"wide": (800, 450), "small": (160, 90)}
"""Width and height in pixels: on the page of its own, and in lists."""


def name_of(name: str, size: str) -> str:
    """`0f….webp` is the wide one, `0f…-s.webp` the small one beside it."""
    return name if size == "wide" else f"{name.removesuffix('.webp')}-s.webp"
