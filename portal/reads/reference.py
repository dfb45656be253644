"""Small tables that hardly change (tiers, posts, districts, categories, benefits, products), kept for a minute per
process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.ground import clock
from portal.models.administration.calendar import HolidayDay, HolidayNotice
from portal.models.benefits.catalogue import POINTS, Benefit, BenefitVersion, Partner, TierAmount
from portal.models.clients.client import District
from portal.models.clients.records import Industry
from portal.models.events.plan import EventKind
from portal.models.holdings.products import Product, ProductClass
from portal.models.organisation import Post
from portal.models.requests import RequestCategory
from portal.models.tiers.tiers import Tier, TierRules
from portal.reads.shared.kept import kept
from portal.rules.shared.workdays import OFFICE, Calendar, Hours
from portal.rules.tiers.judgement import Rules, in_force


def rule_sets() -> list[Rules]:
    """The bank's tier rules that were not withdrawn, past and coming, in the order in which they begin."""
    return kept("rule_sets", _read_rules)


def _read_rules() -> list[Rules]:
    query = TierRules.select().where(TierRules.withdrawn_at.is_null()).order_by(TierRules.valid_from)
    return [
        Rules(
            row.valid_from,
            row.thresholds,
            {name: Decimal(text) for name, text in row.weights.items()},
            row.average_months,
            row.protected_months,
            row.id,
        )
        for row in query
    ]


def rules_on(day: date) -> Rules:
    """The tier rules in force on a day (R1); every reader of thresholds, weights and months asks here."""
    return in_force(rule_sets(), day)


def ranks() -> dict[str, int]:
    """Level → rank, lowest first."""
    return {code: tier.rank for code, tier in _levels().items()}


def _levels() -> dict[str, Tier]:
    return kept("tiers", lambda: {tier.code: tier for tier in Tier.select().order_by(Tier.rank)})


def tiers() -> dict[str, Tier]:
    """Levels by code, lowest first, with the thresholds (fen) of the rules in force today."""
    found, thresholds = _levels(), rules_on(clock.today()).thresholds
    for tier in found.values():
        tier.threshold = thresholds.get(tier.code, 0)
    return found


def vip_tiers() -> list[str]:
    """Codes of Gold and above, lowest first."""
    return [tier.code for tier in _levels().values() if tier.rank > 0]


def posts() -> dict[str, Post]:
    return kept("posts", lambda: {post.code: post for post in Post.select().order_by(Post.position)})


def districts() -> list[str]:
    return kept(
        "districts",
        lambda: [row[0] for row in District.select(District.name).order_by(District.position, District.name).tuples()],
    )


def industries() -> dict[str, Industry]:
    """Sections of the classification of industries by code, A first."""
    return kept("industries", lambda: {one.code: one for one in Industry.select().order_by(Industry.position)})


def categories() -> dict[str, RequestCategory]:
    """What requests can be about, in the order of the form."""
    return kept("categories", lambda: {c.code: c for c in RequestCategory.select().order_by(RequestCategory.position)})


def event_kinds() -> dict[str, EventKind]:
    """How plans begin, by kind of event."""
    return kept("event_kinds", lambda: {one.code: one for one in EventKind.select().order_by(EventKind.position)})


def benefit_versions() -> dict[int, BenefitVersion]:
    """Every version of every benefit by id, with its benefit, in the order of the catalogue, the oldest of each first;
    past and coming ones, too."""
    return kept("benefit_versions", _read_versions)


def _read_versions() -> dict[int, BenefitVersion]:
    query = BenefitVersion.select(BenefitVersion, Benefit).join(Benefit)
    in_order = (Benefit.position, Benefit.code, BenefitVersion.since, BenefitVersion.id)
    return {row.id: row for row in query.order_by(*in_order)}


def partners() -> dict[int, Partner]:
    """Every partner by id, with the days of his contract."""
    return kept("partners", lambda: {row.id: row for row in Partner.select()})


def benefits() -> dict[str, BenefitVersion]:
    """Code → the version that is offered today, in the order of the catalogue; without the points themselves."""
    return {code: row for code, row in versions_on(clock.today()).items() if code != POINTS}


def versions_on(day: date) -> dict[str, BenefitVersion]:
    """Code → the version that is offered on a day."""
    found: dict[str, BenefitVersion] = {}
    for row in benefit_versions().values():
        if row.since <= day:
            found[row.code] = row
    return {code: row for code, row in found.items() if row.offered(day)}


def amounts() -> dict[tuple[int, str], TierAmount]:
    """(version, tier) → what the tier gets of it in a period; what is missing is not given."""
    return kept("benefit_amounts", lambda: {(one.version_id, one.tier): one for one in TierAmount.select()})


def allowances() -> dict[tuple[str, str], int]:
    """(tier, benefit) → how many a period, of what is offered today; -1 is unlimited; what is missing is not given."""
    today = {row.id: code for code, row in benefits().items()}
    return {(tier, today[key]): one.amount for (key, tier), one in amounts().items() if key in today}


def calendar() -> Calendar:
    """The notices of free days that the bank entered; what counts working days asks here."""
    return kept("calendar", _read_calendar)


def _read_calendar() -> Calendar:
    years = frozenset(row[0] for row in HolidayNotice.select(HolidayNotice.year).tuples())
    days = list(HolidayDay.select(HolidayDay.day, HolidayDay.kind).tuples()) if years else []
    off, make_up = (frozenset(day for day, kind in days if kind == wanted) for wanted in ("off", "make_up"))
    return Calendar(years, off, make_up)


def office() -> Hours:
    """When the branches work, by that calendar."""
    return kept("office", lambda: replace(OFFICE, calendar=calendar()))


def product_classes() -> dict[str, ProductClass]:
    """Classes of products by code, in the order of the catalogue."""
    return kept(
        "product_classes", lambda: {one.code: one for one in ProductClass.select().order_by(ProductClass.position)}
    )


def products() -> dict[str, Product]:
    """The whole catalogue by code, closed products too, by class and place."""
    return kept(
        "products", lambda: {one.code: one for one in Product.select().order_by(Product.position, Product.code)}
    )
