"""How well clients are served: figures by person, team, branch and month, and the list behind each."""

from __future__ import annotations

from itertools import dropwhile
from typing import Any

from flask import abort, request

from portal.forms.measures import MeasuresForm
from portal.ground import clock, formats, i18n
from portal.ground.i18n import gettext as _
from portal.reads.administration import settings
from portal.reads.measures import asked as read
from portal.reads.measures import counting, listing
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages
from portal.words.follow_ups import CAUSES as CALL_CAUSES
from portal.words.handovers import CAUSES, STATES
from portal.words.measures import COLUMNS, FIGURES, MEANINGS

pages = Pages("measures", __name__, place="measures")

BEHIND = (
    (read.CONTACT, "vips", listing.vips),
    (read.REPLIES, "replies", listing.replies),
    (read.CALLS, "calls", listing.calls),
    (read.HANDOVERS, "handovers", listing.handovers),
)
"""Figures, the rows in which the page shows what they count, and what reads it."""


def _asked() -> tuple[MeasuresForm, read.Asked]:
    """What the address asks for, within what the reader may read."""
    branches, own = read.reach(current_actor)
    named = [branch for branch in tree.branch_tree() if branch.id in branches] if own is None else []
    months = [clock.months_back(clock.today(), back) for back in range(read.MONTHS)]
    ways = read.WAYS if own is None else (read.PERSON,)
    form = MeasuresForm(request.args).offer(months, [(one.code, i18n.named(one)) for one in named], ways)
    chosen = next((one for one in named if one.code == form.branch.data), None)
    if chosen:
        branches = tuple(one.id for one in tree.branches_below([chosen.path]))
    return form, read.Asked(form.month_of(), form.by.data, branches, own, current_actor)


def _label(key: read.Key, by: str, people: dict[int, str]) -> str:
    """What a line is called."""
    if by == read.BRANCH:
        return next((i18n.named(one) for one in tree.branch_tree() if one.id == key[0]), "–")
    words = [people.get(one or 0, "") for one in key]
    return " + ".join(word or "–" for word in words) if any(words) else _("Nobody")


@pages.page("/teams/measures", may=P.TEAMS_READ)
def index() -> Any:
    form, asked = _asked()
    lines = counting.figures(asked)
    people = counting.names(list(lines)) if asked.by != read.BRANCH else {}
    named = sorted(
        ((_label(key, asked.by, people), key, line) for key, line in lines.items()),
        key=lambda one: (one[1] == (None,), one[0]),
    )
    trend = list(dropwhile(lambda one: one[1] == read.Figures(), counting.trend(asked)))
    return answer(
        "measures/index.html",
        form=form,
        asked=asked,
        lines=[(label, ".".join(str(one or 0) for one in key), line) for label, key, line in named],
        together=counting.together(lines.values()) if asked.by != read.PERSON else None,
        labels=[formats.month(month) for month, _line in trend],
        trend=[line for _month, line in trend],
        figures=_figures(asked),
        columns=[pair for pair in COLUMNS if pair[0] in _figures(asked)],
        meanings=MEANINGS,
        minutes=settings.value("teams.first_reply_minutes"),
    )


def _figures(asked: read.Asked) -> dict[str, Any]:
    left_out = {read.PERSON: (), read.TEAM: ("advised", *read.HANDOVERS), read.BRANCH: ("advised",)}[asked.by]
    return {code: words for code, words in FIGURES.items() if code not in left_out}


@pages.page("/teams/measures/list", may=P.TEAMS_READ)
def behind() -> Any:
    """What a figure counts, one by one."""
    form, asked = _asked()
    figure = request.args.get("figure", "")
    if figure not in _figures(asked):
        abort(404)
    key = _key(request.args.get("of", ""), asked)
    after = row_id(request.args.get("after", "")) or 0
    kind, rows_of = next((kind, rows) for codes, kind, rows in BEHIND if figure in codes)
    found = rows_of(current_actor, asked, figure, key, after)
    people = counting.names([key]) if key and asked.by != read.BRANCH else {}
    return answer(
        "measures/list.html",
        form=form,
        asked=asked,
        figure=figure,
        words=FIGURES[figure],
        meaning=MEANINGS[figure],
        label=_label(key, asked.by, people) if key else "",
        found=found,
        kind=kind,
        causes=CAUSES,
        call_causes=dict(CALL_CAUSES),
        today=clock.today(),
        states=STATES,
        now=clock.now(),
    )


def _key(text: str, asked: read.Asked) -> read.Key | None:
    """Whose list it is: ids with a dot, 0 for nobody; "" for all together. Raises NotFound for what makes no sense."""
    if asked.own is not None:
        return (asked.own,)
    if not text:
        return None
    parts = [0 if one == "0" else row_id(one) for one in text.split(".")]
    if len(parts) != (2 if asked.by == read.TEAM else 1) or None in parts:
        abort(404)
    return tuple(one or None for one in parts)
