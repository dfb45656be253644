"""Which tests go to one worker together, one after the other: those that share something dear."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/imports/test_import_berka.py": "berka",
    "tests/demo/test_demo_branch.py": "demo",
    "tests/demo/test_demo_life.py": "demo",
}
"""Modules that bring a whole bank in, or load the demo branch, once for each engine: what they share."""
BROWSER = "tests/browser/"
"""They share one running portal and one Chromium."""


class Grouped(LoadScopeScheduling):  # type: ignore[misc]
    """Groups come first, the largest of them at the very beginning; all other tests go to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, name = nodeid.partition("::")
        if path.startswith(BROWSER):
            return BROWSER
        if path in TOGETHER:
            engine = name.rpartition("[")[2].partition("-")[0].rstrip("]")
            return f"{TOGETHER[path]} {engine}"
        return nodeid
