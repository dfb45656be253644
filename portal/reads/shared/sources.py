"""Which rows came from a file of another system."""

from __future__ import annotations

from typing import Any


def came_from(model: Any, source: str) -> Any:
    """A condition: the row came from the files of this source, and so carries its key there. The index of such rows
    holds no others, so the key stands in the condition, too.
    """
    return (model.source == source) & model.source_key.is_null(False)
