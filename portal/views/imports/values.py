"""Words of a coded column that nobody knows: what they may mean, for all rows that carry them."""

from __future__ import annotations

from typing import Any

from portal.forms.imports import ValueForm
from portal.ground.i18n import gettext as _
from portal.importing.checking import naming, same_words
from portal.importing.showing import plan_of
from portal.importing.writing.staging import opened
from portal.models import ImportRow, ImportRun
from portal.words.clients import DOCUMENTS, KINDS


def of_row(run: ImportRun, place: int, row: ImportRow, table: Any) -> list[dict[str, Any]]:
    """For each unknown word of a row: the column, the word, its form with what it may mean."""
    plan = plan_of(run, place)
    if plan is None or run.state != "review":
        return []
    cells, found = opened(row.cells), []
    for name, lists in same_words.unknown(plan, row).items():
        column = next((n for n, own in enumerate(table.names) if own == name), None)
        if column is None or column >= len(cells):
            continue
        word = cells[column].strip()
        form: Any = ValueForm(formdata=None, sheet=str(place), column=str(column), word=word).apart(f"word-{column}")
        form.meaning.choices = [
            ("", _("Please choose")),
            *((code, _label(lists, code)) for code in sorted({*naming.codes()[lists].values()})),
        ]
        found.append({"label": table.header[column], "word": word, "form": form})
    return found


def _label(lists: str, code: str) -> str:
    """A code as people call it: the word of our catalogue, else the first Chinese or English word of the format."""
    words = {"kind": dict(KINDS), "document_kind": dict(DOCUMENTS)}.get(lists, {})
    return str(words[code]) if code in words else naming.spoken(lists, code)
