"""The tree of branches."""

from __future__ import annotations

from portal.models.organisation import Branch, unit_of
from portal.reads.shared.kept import kept


def branch_tree() -> list[Branch]:
    """Every branch in tree order."""
    return kept("branches", lambda: list(Branch.select().order_by(Branch.path)))


def branches_below(paths: list[str]) -> list[Branch]:
    """The branches at and under any of `paths`, in tree order."""
    return [branch for branch in branch_tree() if any(branch.path.startswith(path) for path in paths)]


def branch_at(path: str) -> int:
    """The branch to which a path leads: its last step is the branch's id."""
    return int(path.rstrip("/").rpartition("/")[2])


def path_of(branch_id: int) -> str:
    """The way from the root to a branch; "" for none."""
    paths: dict[int, str] = kept("branch paths", lambda: {branch.id: branch.path for branch in branch_tree()})
    return paths.get(branch_id, "")


def around(branch_id: int) -> list[Branch]:
    """The sub-branch that a branch belongs to, what lies within it, and those above it, in tree order."""
    unit = unit_of(path_of(branch_id))
    return [branch for branch in branch_tree() if branch.path.startswith(unit) or unit.startswith(branch.path)]
