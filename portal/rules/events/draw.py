"""The lucky draw (R9), which anybody can check.

First the numbered list is published, then a secret is bound by its SHA-256, then guests call digits in the room. The
seed is the SHA-256 of secret, digits and the list's own SHA-256; one order of all tickets follows from it. Nobody can
steer it: who knows the secret does not know the digits, who calls them does not know the secret, and both stand upon a
list that was published before. A ticket is a party, whatever it holds with the bank (R10).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from portal.rules.shared.moves import Moves

STATES = ("listed", "committed", "drawn", "done", "void")
RUNNING = ("listed", "committed", "drawn")
FEWEST_DIGITS, MOST_DIGITS = 4, 24
MOST_PRIZES, MOST_OF_ONE = 20, 500

TEN_LINES = """\
import hashlib, sys

sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
name, secret, digits = sys.argv[1:]
text = open(name, newline="").read()
seed = sha(f"{secret}:{digits}:{sha(text)}")
print("list", sha(text))
print("commitment", sha(secret))
print("seed", seed)
print("order", *sorted((one.split()[0] for one in text.splitlines()), key=lambda one: sha(f"{seed}:{one}")))
"""
"""With which anybody computes a draw anew: `python3 check.py list.txt SECRET DIGITS`. They stand in docs/lucky-draw.md
and on the page that checks; a test runs them."""

_MOVES = Moves(
    {
        "commit": {"listed": "committed"},
        "call": {"committed": "drawn"},
        "give": {"drawn": "drawn"},
        "pass": {"drawn": "drawn"},
        "finish": {"drawn": "done"},
        "void": {"listed": "void", "committed": "void", "drawn": "void"},
    }
)
can, after = _MOVES.can, _MOVES.after


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def ticket_mark(token: str) -> str:
    """What stands beside a number in the published list: its client finds his own, nobody else knows whose it is."""
    return sha(f"draw:{token}")[:16]


def list_text(tokens: Iterable[str]) -> str:
    """The numbered list as it is published: a line a ticket, its number and its mark. By mark, so that no number says
    who signed up first."""
    marks = sorted(ticket_mark(token) for token in tokens)
    return "".join(f"{number} {mark}\n" for number, mark in enumerate(marks, 1))


def numbers_of(text: str) -> dict[str, int]:
    """Mark → number, of a published list."""
    return {mark: int(number) for number, mark in (line.split() for line in text.splitlines())}


def seed_of(secret: str, digits: str, list_hash: str) -> str:
    return sha(f"{secret}:{digits}:{list_hash}")


def order_of(seed: str, numbers: Iterable[int]) -> list[int]:
    """All numbers in the order drawn: by the SHA-256 of the seed and each."""
    return sorted(numbers, key=lambda number: sha(f"{seed}:{number}"))


def fits(secret: str, commitment: str, digits: str, text: str, ranking: Sequence[int]) -> dict[str, bool]:
    """What anybody proves of a draw: its list, its commitment, its order."""
    order = order_of(seed_of(secret, digits, sha(text)), numbers_of(text).values())
    return {"commitment": sha(secret) == commitment, "order": order == [*ranking]}


def next_prize(counts: Sequence[int], given: Sequence[int]) -> int | None:
    """Which prize is given next: the first of which some are left; None when all are given."""
    return next((at for at, count in enumerate(counts) if given[at] < count), None)


def passed_with(ranking: Sequence[int], place: int, here: Iterable[int]) -> list[int]:
    """Who is passed over at this place: he, and, where he did not check in, those behind him who did not either, up to
    the next one who is here."""
    present = {*here}
    found = [ranking[place]]
    if ranking[place] not in present:
        for number in ranking[place + 1 :]:
            if number in present:
                break
            found.append(number)
    return found


def plain_digits(text: str) -> str:
    """Digits as they were typed, without blanks and commas between; "" for what is none."""
    bare = "".join(one for one in text if one not in " ,，、-")
    ours = bare.isascii() and bare.isdigit()
    return bare if ours and FEWEST_DIGITS <= len(bare) <= MOST_DIGITS else ""


def prizes_of(text: str) -> list[tuple[str, int]] | None:
    """Prizes as they were typed, one a line with its count ("苏绣手帕 3", "茶具 × 1"; no count is one). None for what
    makes no sense: a count that is none, too many."""
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        label, _, last = line.rpartition(" ")
        plain = last.lstrip("×xX*")
        if label and plain.isascii() and plain.isdigit():
            count, name = int(plain[:6]), label.rstrip(" ×xX*")
        else:
            count, name = 1, line
        if not name or not 0 < count <= MOST_OF_ONE or len(name) > 60:
            return None
        found.append((name, count))
    return found if 0 < len(found) <= MOST_PRIZES else None
