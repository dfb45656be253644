"""What stands in the way of an undo, in words for people."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.views.imports.shown import people_of, table_word, value_shown
from portal.views.imports.words import column
from portal.words.hanging import CONTENT


def conflicts(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands in the way of an undo, for people: record, sentence, choices (at most four statements)."""
    who: dict[tuple[str, str], tuple[str, str]] = {}
    for table in {one["table"] for one in found}:
        for record, person in people_of(table, [one["record"] for one in found if one["table"] == table]).items():
            who[table, record] = person
    shown = []
    for one in found:
        code, name = who.get((one["table"], one["record"]), ("", ""))
        label = f"{name} {code}" if code else f"{table_word(one['table'])} {one['record']}"
        shown.append(
            {"key": one["key"], "label": label, "href": f"/clients/{code}" if code else "", **_conflict_words(one)}
        )
    return shown


def _conflict_words(one: dict[str, Any]) -> dict[str, Any]:
    if one["kind"] == "field":
        if one["field"] == "document_hmac":
            words = _("The document has been changed since.")
        else:
            words = _(
                "%(field)s: the import put %(after)s in place of %(before)s; now it is %(now)s.",
                field=column(one["field"]),
                after=value_shown(one["field"], one["after"], {}),
                before=value_shown(one["field"], one["before"], {}),
                now=value_shown(one["field"], one["now"], {}),
            )
        return {
            "words": words,
            "choices": [("keep", _("Keep what stands now")), ("restore", _("Restore what was there before"))],
        }
    if one["kind"] == "edited":
        return {
            "words": _("Somebody has edited this record since it came in."),
            "choices": [("keep", _("Keep the record")), ("remove", _("Remove it anyway"))],
        }
    later = formats.joined(f"{CONTENT[name]} {count}" for name, count in one["later"].items())
    return {
        "words": _("There is more about it by now (%(what)s), so it stays with all that came for it.", what=later)
        if later
        else _("There is more about it by now, so it stays with all that came for it."),
        "choices": [("keep", _("Keep the record"))],
    }
