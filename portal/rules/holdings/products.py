"""Classes of products as bits of one number (`client.products`), and the classes of clients that follow from them.

A bit is given to a class of products once (seeds/products.toml) and never to another one, so numbers that were kept
stay true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CLIENT_CLASSES = ("liability", "asset", "intermediary")
"""Deposits and what is kept with the bank; loans; payments and services (DOMAIN.md, "The place")."""

HIGHEST_BIT = 61
"""Both engines keep 64-bit whole numbers with a sign."""


NOT_SERVICES = frozenset(
    {"deposit", "wealth", "fund", "insurance", "settlement", "loan", "card", "credit_card", "standing_order"}
)
"""Classes that are held as accounts, loans, cards and orders; any other is a service that is signed for."""


def is_service(product_class: str) -> bool:
    """Is a product of this class a service contract?"""
    return product_class not in NOT_SERVICES


def mask_of(bits: Iterable[int]) -> int:
    """One number with these bits. Raises ValueError for a bit that no column could keep."""
    mask = 0
    for bit in bits:
        if not 0 <= bit <= HIGHEST_BIT:
            raise ValueError(f"bit {bit} is not between 0 and {HIGHEST_BIT}")
        mask |= 1 << bit
    return mask


def held(mask: int, bits: Mapping[str, int]) -> list[str]:
    """The classes of products in `mask`, in the order of `bits` (code → bit)."""
    return [code for code, bit in bits.items() if mask >> bit & 1]


def is_single(mask: int) -> bool:
    """Exactly one class of products is used."""
    return mask != 0 and mask & (mask - 1) == 0


def client_classes(mask: int, masks: Mapping[str, int]) -> list[str]:
    """The classes of a client who holds `mask`; `masks` is client class → the bits that put somebody into it."""
    return [code for code in CLIENT_CLASSES if mask & masks.get(code, 0)]
