"""The room of derived columns: each file proves what it keeps, nobody else writes these columns."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import config, derived

ROOM = config.ROOT / "portal"
ABOVE = ("portal.actions", "portal.forms", "portal.importing", "portal.views", "portal.web", "portal.words")
KEPT = {
    "aum", "aum_before", "aum_change", "aum_average", "aum_month", "products", "is_single_product", "is_liability",
    "is_asset", "is_intermediary", "manager", "adviser", "specialists", "open_requests", "last_contact",
    "next_contact_due", "contact_order", "referrer", "completeness", "findings", "list_status", "tier", "tier_since",
    "tier_protected_until",
}  # fmt: skip
"""Columns of a client that follow from other rows."""
WITH_OTHERS = ("derived", "demo", "generating", "migrations")
"""Rooms that write whole rows of their own, beside the one that may write these columns."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in ROOM.rglob("*.py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_it_works() -> None:
    """Each file with a proof is in the table, and each has one but the one that all use."""
    names = [module.name for module in pkgutil.iter_modules(derived.__path__) if module.name != "proving"]
    assert {importlib.import_module(f"portal.derived.{name}").faults for name in names} == set(derived.PROOFS)
    assert len(derived.PROOFS) == len(names)


def test_derived_columns_lie_below_the_deeds() -> None:
    found = [
        (path.name, node.module)
        for path, tree in trees()
        if path.parent.name == "derived"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ABOVE)
    ]
    assert found == []


def test_nobody_else_writes_them() -> None:
    found = [
        (str(path.relative_to(ROOM)), node.lineno, sorted(written))
        for path, tree in trees()
        if path.relative_to(ROOM).parts[0] not in WITH_OTHERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Client.update"
        if (written := KEPT & {one.arg for one in node.keywords})
    ]
    assert found == []


def test_a_proof_that_finds_something_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "PROOFS", (lambda: iter(["one"]), lambda: iter(()), lambda: iter(["two", "three"])))
    assert list(derived.faults()) == ["one", "two", "three"]
