"""What an account says twice: its client holds it with the right of an owner, its product is of its class. Both are
written with it, none follows later; here they are proved.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

COMPARISONS = (
    (
        "account {}: client {} holds it without the right of an owner",
        """SELECT h.number, c.number FROM holding_account h JOIN client c ON c.id = h.client_id
        LEFT JOIN account_right r ON r.account_id = h.id AND r.client_id = h.client_id AND r.kind = 'owner'
        WHERE r.id IS NULL ORDER BY h.id""",
    ),
    (
        "account {}: the product {} of the catalogue is of another class than {}",
        """SELECT h.number, h.offer, h.product FROM holding_account h LEFT JOIN product p ON p.code = h.offer
        WHERE h.offer <> '' AND (p.code IS NULL OR p.product_class_id <> h.product) ORDER BY h.id""",
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
