"""Small pictures that clients sent along, drawn here: a queue ticket, a boarding pass, a worn card (PNG, greyscale)."""

from __future__ import annotations

import struct
import zlib
from functools import cache

PAPER, INK, GREY, DESK = 250, 40, 150, 205
# Five columns of seven dots each, lowest bit on top.
FONT = {
    "0": "3e5149453e",
    "1": "00427f4000",
    "2": "4261514946",
    "3": "2141454b31",
    "4": "1814127f10",
    "5": "2745454539",
    "6": "3c4a494930",
    "7": "0171090503",
    "8": "3649494936",
    "9": "064949291e",
    "A": "7e1111117e",
    "B": "7f49494936",
    "C": "3e41414122",
    "D": "7f4141221c",
    "E": "7f49494941",
    "F": "7f09090901",
    "G": "3e4149497a",
    "I": "00417f4100",
    "J": "2040413f01",
    "K": "7f08142241",
    "L": "7f40404040",
    "N": "7f0408107f",
    "O": "3e4141413e",
    "Q": "3e4151215e",
    "R": "7f09192946",
    "S": "4649494931",
    "T": "01017f0101",
    "U": "3f4040403f",
    "V": "1f2040201f",
    "W": "3f4038403f",
    "Z": "6151494543",
    "H": "7f0808087f",
    "M": "7f020c027f",
    "P": "7f09090906",
    "Y": "0708700807",
    ":": "0036360000",
    "-": "0808080808",
    "/": "2010080402",
    " ": "0000000000",
}


class Canvas:
    """Grey pixels, 0 black to 255 white."""

    def __init__(self, width: int, height: int, tone: int) -> None:
        self.width, self.height = width, height
        self.rows = [bytearray([tone]) * width for _ in range(height)]

    def box(self, x: int, y: int, width: int, height: int, tone: int) -> None:
        for row in self.rows[max(0, y) : y + height]:
            row[x : x + width] = bytes([tone]) * width

    def text(self, x: int, y: int, words: str, size: int, tone: int = INK) -> None:
        """Capital letters and digits, each dot `size` pixels wide."""
        for character in words:
            for column, bits in enumerate(bytes.fromhex(FONT[character])):
                for line in range(7):
                    if bits >> line & 1:
                        self.box(x + column * size, y + line * size, size, size, tone)
            x += 6 * size

    def line(self, x: int, y: int, dx: int, dy: int, tone: int, thick: int = 2) -> None:
        for step in range(abs(dx)):
            self.box(x + step, y + dy * step // abs(dx), thick, thick, tone)

    def png(self) -> bytes:
        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 0, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self.rows), 9)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@cache
def draw(name: str) -> bytes:
    """A picture by its name in seeds/demo.toml, as PNG."""
    return {"ticket": _ticket, "boarding": _boarding, "card": _card}[name]().png()


def _ticket() -> Canvas:
    canvas = Canvas(480, 640, DESK)
    canvas.box(70, 40, 340, 560, PAPER)
    canvas.text(120, 76, "BANK OF JILIN", 3)
    canvas.box(104, 120, 272, 3, GREY)
    canvas.text(150, 170, "V036", 8)
    canvas.text(120, 270, "WAITING: 6", 3)
    canvas.text(120, 320, "COUNTER: 1-4", 3)
    canvas.text(120, 370, "TIME 09:31", 3)
    canvas.box(104, 424, 272, 3, GREY)
    for position, width in enumerate((3, 5, 2, 7, 3, 2, 6, 4, 2, 5, 3, 7, 2, 4, 6, 3)):
        canvas.box(112 + position * 17, 450, width, 90, INK)
    canvas.text(136, 556, "0431-85903310", 2, GREY)
    return canvas


def _boarding() -> Canvas:
    canvas = Canvas(760, 360, DESK)
    canvas.box(30, 30, 700, 300, PAPER)
    canvas.box(30, 30, 700, 54, GREY)
    canvas.text(56, 44, "BOARDING PASS", 4, PAPER)
    canvas.text(56, 120, "CGQ - SHA", 7)
    canvas.text(56, 206, "CZ6147", 5)
    canvas.text(300, 206, "SEAT 12C", 5)
    canvas.text(56, 272, "GATE A07  BOARDING 07:25", 3)
    for position, width in enumerate((4, 7, 3, 5, 8, 3, 4, 6, 3, 7, 5, 3)):
        canvas.box(600, 104 + position * 17, 96, width, INK)
    return canvas


def _card() -> Canvas:
    canvas = Canvas(720, 460, DESK)
    canvas.box(60, 50, 600, 360, 92)
    canvas.text(96, 84, "BANK OF JILIN", 4, PAPER)
    canvas.box(104, 166, 96, 72, 200)
    for y in (184, 202, 220):
        canvas.box(104, y, 96, 2, 120)
    canvas.box(150, 166, 2, 72, 120)
    canvas.line(84, 182, 210, 34, PAPER, 3)
    canvas.line(96, 232, 150, -50, PAPER, 2)
    canvas.text(96, 292, "6222 ---- ---- 1187", 4, PAPER)
    canvas.text(96, 356, "DEBIT", 3, PAPER)
    return canvas
