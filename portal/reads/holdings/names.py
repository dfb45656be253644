"""What products and their classes are called in the reader's language."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import named
from portal.reads import reference


def class_word(code: str) -> str:
    """The name of a class of products; the code of one that is not in the catalogue."""
    found = reference.product_classes().get(code)
    return named(found) if found else code


def holding_name(one: Any, fallback: str = "") -> str:
    """What a holding is called: the product of the catalogue, the export's own name, else its class."""
    read = one.get if isinstance(one, dict) else lambda name: getattr(one, name, "")
    product = reference.products().get(read("offer") or "")
    return named(product) if product else read("name") or class_word(fallback or read("product") or "")
