"""A page of one small form about a handover, or about one client in it."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import StaleVersion
from portal.models import Handover
from portal.web.answers import answer
from portal.words.handovers import CAUSES, DUTIES, OPEN, OUTCOMES
from portal.words.teams import SEAT_WORDS, TERMS

WORDS: dict[str, Any] = {
    "causes": CAUSES,
    "seat_words": SEAT_WORDS,
    "terms": TERMS,
    "open_reasons": OPEN,
    "outcomes": OUTCOMES,
    "duty_names": DUTIES,
}


def ask(form: Any, fields: tuple[str, ...], heading: Any, button: Any, row: Handover, **more: Any) -> Any:
    """A page of one small form about a handover, or about one client in it (`line`)."""
    differs = None
    if isinstance(form.refusal, StaleVersion):
        there = form.refusal.context["row"]
        form.saves_over(there.version)
        differs = form.differs_from({name: getattr(there, name) for name in fields if name == "must_know"})
    return answer(
        "handovers/ask.html",
        form.status,
        form=form,
        differs=differs,
        fields=fields,
        heading=heading,
        button=button,
        row=row,
        line=more.pop("line", None),
        lead=more.pop("lead", ""),
        about=more.pop("about", ()),
        facts=more.pop("facts", []),
        icon_name=more.pop("icon_name", "check"),
    )
