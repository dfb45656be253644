"""Why somebody is in his tier, as sentences: plain ones for staff, friendly ones for the client."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.ground import formats, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named, ngettext
from portal.reads import reference
from portal.reads.shared import kept
from portal.rules.tiers.judgement import last_day_to_keep

CHIPS = {
    "up": ("done", "trending-up"),
    "down": ("late", "trending-down"),
    "protected": ("wait", "shield"),
    "granted": ("info", "crown"),
    "candidate": ("info", "list-details"),
    "stay": ("plain", "check"),
}


def decision_chip(standing: Any) -> tuple[str, str, str]:
    """Tone, words and icon of a judgement."""
    tone, icon = CHIPS[standing.decision]
    words = {
        "up": _("Moved up"),
        "down": _("Moved down"),
        "protected": _("Protected"),
        "granted": _("Tier by hand"),
        "candidate": _("Candidate for the list"),
        "stay": _("Stays"),
    }[standing.decision]
    return tone, words, icon


def _tier(code: str) -> str:
    return named(reference.tiers()[code])


def _needs(standing: Any, code: str) -> int:
    """The threshold of a tier by the rules of the judgement, fen."""
    return int(standing.rules.thresholds.get(code, 0))


def _average(standing: Any) -> str:
    return ngettext(
        "The average of %(num)d month up to %(month)s is %(amount)s.",
        "The average of the %(num)d months up to %(month)s is %(amount)s.",
        standing.months,
        month=formats.month(standing.month),
        amount=formats.money(standing.average),
    )


def why(standing: Any) -> str:
    """For staff: how the last judged month came to its decision. `standing` is read with its rules."""
    lowest = reference.ranks()[standing.reached] == 0
    first = next(code for code in reference.vip_tiers() if code in standing.rules.thresholds)
    reached = (
        _("%(tier)s begins at %(amount)s.", tier=_tier(first), amount=formats.money(_needs(standing, first)))
        if lowest
        else _(
            "This reaches %(tier)s (from %(amount)s).",
            tier=_tier(standing.reached),
            amount=formats.money(_needs(standing, standing.reached)),
        )
    )
    names = {"before": _tier(standing.before), "after": _tier(standing.after)}
    follows = {
        "up": lambda: _("So the client moved up from %(before)s to %(after)s at once.", **names),
        "down": lambda: _(
            "It stayed below %(before)s for longer than the tier is protected, so the client moved down to %(after)s.",
            **names,
        ),
        "stay": lambda: _("So %(after)s stays.", **names),
        "granted": lambda: _("%(before)s is held by hand, so it stays.", **names),
        "candidate": lambda: _("Nobody becomes a VIP by the months alone: the client is a candidate for the list."),
        "protected": lambda: _(
            "%(before)s needs %(amount)s: %(keep)s are missing. The tier is kept until %(until)s.",
            amount=formats.money(_needs(standing, standing.before)),
            keep=formats.money(standing.keep),
            until=_last(standing),
            **names,
        ),
    }[standing.decision]()
    said = "" if lowest and standing.decision == "protected" else reached
    return formats.sentences([_average(standing), said, follows])


def _last(standing: Any) -> str:
    return formats.day(last_day_to_keep(standing.protected_until), weekday=False)


def friendly(standing: Any, until: date | None = None) -> str:
    """For the client: the same in friendly words. `until` is the end of a tier that he holds by hand."""
    after = _tier(standing.after)
    average = ngettext(
        "Over %(num)d month your assets with us were %(amount)s on average.",
        "Over the last %(num)d months your assets with us were %(amount)s on average.",
        standing.months,
        amount=formats.money(standing.average),
    )
    follows = {
        "up": lambda: _("That is enough for %(tier)s, and we were glad to move you up at once.", tier=after),
        "down": lambda: _(
            "That no longer reaches your former tier. Your client manager will gladly talk with you about the way back."
        ),
        "stay": lambda: _friendly_stay(standing, after),
        "granted": lambda: held_words(after, until),
        "candidate": lambda: _("The threshold is reached; your branch will be in touch."),
        "protected": lambda: _(
            "%(tier)s asks for %(needs)s. You keep the tier and all its benefits until %(until)s; an average of "
            "%(keep)s more by then, and it stays yours.",
            tier=after,
            needs=formats.money(_needs(standing, standing.after)),
            until=_last(standing),
            keep=formats.money(standing.keep),
        ),
    }[standing.decision]()
    return formats.sentences([average, follows])


def _friendly_stay(standing: Any, after: str) -> str:
    if not reference.ranks()[standing.after]:
        return _("Your branch is glad to look after you; what each tier brings is shown below.")
    return _(
        "That is what %(tier)s asks for: %(threshold)s.",
        tier=after,
        threshold=formats.from_amount(_needs(standing, standing.after)),
    )


def held_words(tier: str, until: date | None) -> str:
    """For the client: a tier that was given to him by hand. `tier` is its name."""
    if until is None:
        return _("Your %(tier)s tier was given to you personally.", tier=tier)
    day = formats.day(until, weekday=False)
    return _(
        "Your %(tier)s tier was given to you personally; it holds until %(until)s, whatever your balance.",
        tier=tier,
        until=day,
    )


def tier_name(code: str) -> str:
    """A tier's name in the reader's language; anything else as it is."""
    return named(reference.tiers()[code]) if code in reference.tiers() else code


TIER_REASONS: dict[str, Any] = {
    "months.up": _l("the average of the months reached it"),
    "months.down": _l("the average of the months stayed below the former tier for longer than it is protected"),
}


def tier_reason(text: str) -> str:
    """Why a client came into a tier: what somebody wrote, the list (R2), or the sentence of a move by the months."""
    listed = re.fullmatch(r"list (L-\d{4}-\d+)", text)
    return _("list %(number)s", number=listed[1]) if listed else str(TIER_REASONS.get(text, text))


CLASS_WORDS = {
    "deposits": _l("Deposits"),
    "wealth": _l("Wealth products"),
    "funds": _l("Funds"),
    "insurance": _l("Insurance"),
}


KIND_WORDS = {"up": _l("Going up"), "down": _l("Going down"), "candidate": _l("Candidates for the list")}


def tier_names(language: str) -> dict[str, str]:
    """The levels in words."""
    return kept.kept(
        ("tier names", language), lambda: {code: i18n.named(tier) for code, tier in reference.tiers().items()}
    )


DEEDS: dict[str, Any] = {
    "tier.up": _l("%(actor)s moved %(client)s up to %(tier)s, as the months say"),
    "tier.down": _l("%(actor)s moved %(client)s down to %(tier)s after the protected months"),
    "tier.granted": _l("%(actor)s gave %(client)s the tier %(tier)s by hand until %(until)s"),
    "tier.grant_ended": _l("%(actor)s ended the tier %(tier)s that %(client)s held by hand"),
    "tier.grant_over": _l("The tier %(tier)s that %(client)s held by hand has reached its end"),
    "tier.rules_saved": _l("%(actor)s set the tier rules that hold from %(since)s"),
    "tier.level_added": _l("%(actor)s added the level %(level)s"),
    "tier.level_changed": _l("%(actor)s changed the level %(level)s"),
    "tier.level_removed": _l("%(actor)s deleted the level %(level)s"),
    "tier.rules_withdrawn": _l("%(actor)s withdrew the tier rules that were to hold from %(since)s"),
}

NOTICES: dict[str, Any] = {
    "tier.up": _l("Congratulations: you are now a %(tier)s client. Your new benefits are ready for you"),
    "tier.down": _l("From today your tier is %(tier)s. Your client manager is glad to help you find the way back"),
    "tier.protected": _l("Your %(tier)s tier is safe until %(until)s: an average of %(amount)s more by then keeps it"),
    "tier.granted_for_you": _l("You are a %(tier)s client with us until %(until)s. It is a pleasure to look after you"),
    "tier.grant_ends_for_you": _l(
        "Your %(tier)s tier was given until %(until)s; after that your average assets decide. Your client manager is "
        "glad to advise you"
    ),
    "tier.client_up": _l("%(client)s has moved up to %(tier)s; a good moment to call"),
    "tier.client_down": _l("%(client)s has moved down from %(before)s to %(tier)s"),
    "tier.client_protected": _l("%(client)s keeps %(tier)s until %(until)s only: %(amount)s are missing on average"),
    "tier.client_candidate": _l("%(client)s reaches %(tier)s by the months: a candidate for the list"),
    "tier.client_granted": _l("%(client)s holds the tier %(tier)s by hand until %(until)s"),
    "tier.client_grant_ends": _l("The tier %(tier)s that %(client)s holds by hand ends on %(until)s"),
    "tier.client_grant_ended": _l("The tier %(tier)s that %(client)s held by hand has ended; the months decide again"),
}

TASKS: dict[str, tuple[Any, Any]] = {
    "tiers.trial": (_l("Trying other tier rules"), _l("%(count)s clients were looked at. Nobody was moved.")),
}
"""Kind of background work → (its title, the sentence at its end with what the work answered)."""

FIELDS: dict[str, Any] = {
    "tier": _l("Tier"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "words_zh": _l("What it is for, in Chinese"),
    "words_en": _l("What it is for, in English"),
    "above": _l("Stands above"),
    "average_months": _l("Months averaged"),
    "protected_months": _l("Protected months before going down"),
    "weight_deposits": _l("Weight of deposits"),
    "weight_wealth": _l("Weight of wealth products"),
    "weight_funds": _l("Weight of funds"),
    "weight_insurance": _l("Weight of insurance"),
}
"""What its columns are called, also in the audit trail."""


def field_label(name: str) -> str:
    """The threshold of a level."""
    return (
        _("Threshold of %(tier)s", tier=tier_name(name.removeprefix("threshold_")))
        if name.startswith("threshold_")
        else ""
    )


GROUP_WORDS: dict[str, Any] = {
    "health": _l("Health"),
    "travel": _l("Travel"),
    "culture": _l("Culture and company"),
    "family": _l("Family and home"),
    "more": _l("More"),
}
"""What benefits are for (rules/benefits/groups.py)."""
