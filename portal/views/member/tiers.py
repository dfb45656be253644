"""The client's tier and its benefits."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.reads import reference
from portal.reads.benefits.left import benefits_of
from portal.reads.clients.page import aum_months
from portal.reads.matters.starts import benefit_href
from portal.reads.tiers.standing import current_grant, latest_standing, next_tier
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.groups import GROUPS, group_of
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer
from portal.words.tiers import GROUP_WORDS, friendly


@pages.page("/tier", may=P.MEMBER, place="member")
def tier() -> Any:
    """Why he is in his tier, how far the next one is, how his assets developed."""
    me = own_record()
    return answer(
        "member/tier.html",
        me=me,
        tier=reference.tiers()[me.tier_id],
        standing=latest_standing(me.id),
        held=current_grant(me.id),
        next_tier=next_tier(me),
        months=aum_months(me.id, 6),
        levels=[one for one in reference.tiers().values() if one.rank > 0 and one.in_force],
        friendly=friendly,
        rules=reference.rules_on(clock.today()),
    )


@pages.page("/benefits", may=P.MEMBER, place="benefits")
def benefits() -> Any:
    me = own_record()
    given = benefits_of(me)
    levels = [tier for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]
    return answer(
        "member/benefits.html",
        me=me,
        tier=reference.tiers()[me.tier_id],
        benefits=given,
        groups=_grouped(given),
        group_words=GROUP_WORDS,
        benefit_href=benefit_href,
        next_tier=next_tier(me),
        levels=levels,
        catalogue=[one for one in reference.benefits().values() if one.fits(me) and one.kind != "points"],
        given=reference.allowances(),
        rules=reference.rules_on(clock.today()),
    )


def _grouped(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    """The benefits by what they are for, in the order in which they are read; empty groups are left out."""
    found = {group: [one for one in lines if group_of(one.benefit.code) == group] for group in (*GROUPS, "more")}
    return [(group, inside) for group, inside in found.items() if inside]
