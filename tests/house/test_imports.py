"""No file imports itself over others: whoever reads one can stop at those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def modules() -> dict[str, Path]:
    """Name → file of everything in `portal`; migrations import nothing of it but tables of their own."""
    paths = [path for path in (ROOT / "portal").rglob("*.py") if "migrations" not in path.parts]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def statements(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import of a file, those inside functions too, without those for types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from statements(child)


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    found: set[str] = set()
    for one in statements(ast.parse(path.read_text("utf-8"))):
        if isinstance(one, ast.Import):
            found |= {name.name for name in one.names}
        else:
            full = {f"{one.module}.{name.name}" for name in one.names}
            found |= {name if name in known else str(one.module) for name in full} if not one.level else set()
    return found & known.keys()


def circles(graph: dict[str, set[str]]) -> set[str]:
    """What is left when everything that nothing is left of, above or below, is taken away."""
    left = {name: set(below) - {name} for name, below in graph.items()}
    while True:
        above = set().union(*left.values()) if left else set()
        ends = {name for name, below in left.items() if not below or name not in above}
        if not ends:
            return set(left)
        left = {name: below - ends for name, below in left.items() if name not in ends}


def inside(node: ast.AST, deep: bool = False) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports inside functions."""
    for child in ast.iter_child_nodes(node):
        if deep and isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from inside(child, deep or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_circle_of_files():
    known = modules()
    graph = {name: imported(path, known) for name, path in known.items()}
    assert len(graph) > 450 and sum(map(len, graph.values())) > 2000
    assert circles(graph) == set()


def test_a_circle_is_found():
    assert circles({"top": {"a"}, "a": {"b"}, "b": {"c"}, "c": {"a", "end"}, "end": set()}) == {"a", "b", "c"}


DEAR = {
    "portal": {"portal", "portal.web"},
    "portal.importing.arriving.unpacking": {"python_calamine", "resource"},
    "portal.rules.finding.characters": {"opencc"},
    "portal.web.serving": {"granian", "granian.constants", "granian.http", "granian.log"},
}
"""File → what it imports when it is needed, and not before: beside each stands why."""


def test_imports_stand_at_the_top():
    """But in the command, which must answer `--help` at once."""
    found: dict[str, set[str]] = {}
    for name, path in modules().items():
        for one in inside(ast.parse(path.read_text("utf-8"))):
            names = {str(one.module)} if isinstance(one, ast.ImportFrom) else {alias.name for alias in one.names}
            found.setdefault(name, set()).update(names)
    del found["portal.cli"]
    assert found == DEAR
