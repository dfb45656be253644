"""What a merge moves, in words."""

from __future__ import annotations

from ..i18n import gettext as _
from ..i18n import ngettext


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
        "introduced": lambda n: ngettext("%(num)d client introduced", "%(num)d clients introduced", n),
    }
    found = [words(counts[table]) for table, words in known.items() if counts.get(table)]
    other = sum(count for table, count in counts.items() if table not in known and table != "client")
    return [*found, *([_("other entries: %(count)s", count=other)] if other else [])]
