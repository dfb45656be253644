"""Where the people around a client stand in the picture of his circle. Pure geometry, in units of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 420, 400
CENTRE = (210, 200)
RADII = (152, 134)
MOST = 10
"""With more of them words run into their neighbours."""


@dataclass(frozen=True)
class Place:
    """`above`: the name stands over the place, so that the line to the middle does not cross it."""

    x: int
    y: int

    @property
    def above(self) -> bool:
        return self.y < CENTRE[1] - 10


def around(count: int) -> list[Place]:
    """Places for up to MOST people, evenly from the top on; one stands to the right, two on either side."""
    count = min(count, MOST)
    start = 0.0 if count <= 2 else -math.pi / 2
    places = []
    for number in range(count):
        angle = start + 2 * math.pi * number / count
        places.append(
            Place(round(CENTRE[0] + RADII[0] * math.cos(angle)), round(CENTRE[1] + RADII[1] * math.sin(angle)))
        )
    return places


def shortened(name: str, most: int = 10) -> str:
    """A name that fits under its place: Chinese letters count twice."""
    width, found = 0, ""
    for letter in name:
        width += 2 if ord(letter) > 0x2E7F else 1
        if width > most:
            return found.rstrip() + "…"
        found += letter
    return found
