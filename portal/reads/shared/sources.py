"""Which rows came from a file of another system."""

from __future__ import annotations

from typing import Any, NamedTuple


class Source(NamedTuple):
    """The files of one system as one branch brings them in: two branches may use the same keys for different rows.

    The branch is the one that the import is for (its id), also where an upper branch brings in rows of those below it.
    """

    branch: int
    name: str


def came_from(model: Any, source: Source) -> Any:
    """A condition: the row came from the files of this source, and so carries its key there. The index of such rows
    holds no others, so the key stands in the condition, too.
    """
    return of_source(model, source) & model.source_key.is_null(False)


def of_source(model: Any, source: Source) -> Any:
    """A condition: the row came with the files of this source, with a key of its own or beside a row that has one."""
    return (model.source_branch == source.branch) & (model.source == source.name)
