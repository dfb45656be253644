"""What a merge moves, in words."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named, ngettext
from portal.models import Client
from portal.reads import reference
from portal.rules.quality.merging import holds_on


def moving_words(counts: dict[str, int]) -> list[str]:
    """Table → rows, as people say it; tables without a word of their own are added up."""
    known = {
        "holding_account": lambda n: ngettext("%(num)d account", "%(num)d accounts", n),
        "account_right": lambda n: ngettext("%(num)d right in an account", "%(num)d rights in accounts", n),
        "card": lambda n: ngettext("%(num)d card", "%(num)d cards", n),
        "loan": lambda n: ngettext("%(num)d loan", "%(num)d loans", n),
        "monthly_aum": lambda n: ngettext("%(num)d month of AUM", "%(num)d months of AUM", n),
        "contact": lambda n: ngettext("%(num)d contact", "%(num)d contacts", n),
        "request": lambda n: ngettext("%(num)d request", "%(num)d requests", n),
        "sign_up": lambda n: ngettext("%(num)d event sign-up", "%(num)d event sign-ups", n),
        "benefit_use": lambda n: ngettext("%(num)d benefit used", "%(num)d benefits used", n),
        "seat": lambda n: ngettext("%(num)d seat in the team", "%(num)d seats in the team", n),
        "tier_change": lambda n: ngettext("%(num)d change of tier", "%(num)d changes of tier", n),
        "account": lambda n: ngettext("%(num)d login", "%(num)d logins", n),
        "tier_grant": lambda n: ngettext("%(num)d tier by hand", "%(num)d tiers by hand", n),
        "introduced": lambda n: ngettext("%(num)d client introduced", "%(num)d clients introduced", n),
    }
    found = [words(counts[table]) for table, words in known.items() if counts.get(table)]
    other = sum(count for table, count in counts.items() if table not in known and table != "client")
    return [*found, *([_("other entries: %(count)s", count=other)] if other else [])]


def held_words(kept: Client, gone: Client, grants: dict[int, Any]) -> str:
    """What becomes of tiers held by hand (R1), as a sentence; "" where nobody holds one."""
    ranks = reference.ranks()
    side = holds_on(
        *((ranks[one.tier_id], one.until) if one else None for one in (grants.get(kept.id), grants.get(gone.id)))
    )
    if not side:
        return ""
    best = grants[kept.id if side == "kept" else gone.id]
    words = {"tier": named(reference.tiers()[best.tier_id]), "until": formats.day(best.until, weekday=False)}
    if len(grants) < 2:
        return _("The tier held by hand, %(tier)s until %(until)s, holds on.", **words)
    other = grants[gone.id if side == "kept" else kept.id]
    words |= {"other": named(reference.tiers()[other.tier_id]), "end": formats.day(other.until, weekday=False)}
    return _(
        "Both hold a tier by hand. The higher one holds on, of two equal ones the longer: %(tier)s until %(until)s. "
        "The other (%(other)s until %(end)s) ends today and stays in the history.",
        **words,
    )
