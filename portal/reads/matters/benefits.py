"""Benefits of which something is left and that end soon."""

from __future__ import annotations

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named, ngettext
from portal.reads.benefits.left import BenefitLine
from portal.reads.matters.lines import Desk, Matter
from portal.reads.matters.starts import WITHOUT, benefit_href, left_words

DAYS = 30
"""So far ahead he was told of it first."""


def ending(desk: Desk) -> list[Matter]:
    """One line for all that ends on a day: at the end of a year many do."""
    last = desk.today + clock.days(DAYS)
    ends = [one for one in desk.benefits if one.until and one.until <= last and one.left > 0 and not one.unlimited]
    days = sorted({one.until for one in ends if one.until})
    return [_line(desk, [one for one in ends if one.until == day]) for day in days]


def _line(desk: Desk, ends: list[BenefitLine]) -> Matter:
    first = ends[0]
    assert first.until
    usable = desk.writes and first.benefit.code not in WITHOUT
    alone = len(ends) == 1
    why = (
        f"{named(first.benefit)} · {left_words(first)}"
        if alone
        else ngettext(
            "%(benefit)s and %(num)d more benefit",
            "%(benefit)s and %(num)d more benefits",
            len(ends) - 1,
            benefit=named(first.benefit),
        )
    )
    return Matter(
        ("benefit", first.benefit.id),
        first.until,
        first.benefit.icon if alone else "gift",
        _("Ends on %(day)s", day=formats.day(first.until)),
        why,
        _("Use it") if alone and usable else _("Look at it"),
        benefit_href(first.benefit.code) if alone and usable else "/me/benefits/statement",
        rank=4,
        tone="wait",
    )
