"""Who is proposed for a list: candidates page by page, and the facts that speak for and against each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN, fn

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.finding.filters import SavedFilter
from portal.models.holdings.holdings import Loan
from portal.models.organisation import Staff
from portal.models.requests import IS_COMPLAINT, IS_OPEN, Request
from portal.models.screening import ListName, TierList
from portal.reads import reference
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import ClientPage, page
from portal.reads.finding.saved import Use, used_by
from portal.reads.organisation import tree
from portal.rules.screening.candidates import Facts, Screened, floor_of, screen

SIZE = 25
OPEN_NAMES = ("taken", "submitted", "returned", "completing")


def standard_now() -> dict[str, int]:
    """Head office's standard as it holds today: the threshold (fen) of each tier above the lowest."""
    return {tier.code: tier.threshold for tier in reference.tiers().values() if tier.threshold > 0}


@dataclass
class Candidates:
    """A page of proposed clients, each with how he was screened."""

    found: ClientPage
    screened: dict[int, Screened]


def candidates(scope: ClientScope, tier_list: TierList, wanted: ClientFilter, after: str = "") -> Candidates:
    """Clients of the list's branch who come near the standard, fit the filter and are on no open list, the highest AUM
    first.

    Those who were left out of this list are not proposed again; they stand on its page. Of the filter the tier does not
    count, nor a branch outside the list's own.
    """
    taken = ListName.select(ListName.client).where(
        ListName.state.in_(OPEN_NAMES) | ((ListName.tier_list == tier_list.id) & (ListName.state == "left_out"))
    )
    below = {one.code for one in tree.branches_below([tier_list.branch.path])}
    own = replace(
        wanted,
        tier=[next(iter(reference.tiers()))],
        branch=wanted.branch if wanted.branch in below else tier_list.branch.code,
    )
    extra = [
        Client.aum_average >= floor_of(tier_list.standard, settings.value("lists.near")),
        Client.status == "active",
        Client.id.not_in(taken),
    ]
    found = page(scope, own, "aum", after, SIZE, extra)
    return Candidates(found, screened_of([row["id"] for row in found.rows], tier_list.standard, reader=scope.actor))


def drawn_from(tier_list: TierList) -> SavedFilter | None:
    """The saved filter that a list is drawn from, with its owner's name; None without one."""
    if tier_list.drawn_from_id is None:
        return None
    query = SavedFilter.select(SavedFilter, Account.id, Staff.name).join(Account).join(Staff, JOIN.LEFT_OUTER)
    return query.where(SavedFilter.id == tier_list.drawn_from_id).first()


@used_by
def _lists_that_use(ids: list[int]) -> list[Use]:
    """Drafts ask the saved filter that they are drawn from each time somebody screens."""
    query = TierList.select(TierList.drawn_from, TierList.number, TierList.title)
    rows = query.where(TierList.drawn_from.in_(ids), TierList.state == "draft").order_by(TierList.id)
    return [
        Use(saved, f"{number} {title}", f"/tiers/lists/{number}", "lists_read")
        for saved, number, title in rows.tuples()
    ]


def screened_of(
    ids: list[int], standard: dict[str, int], tiers: dict[int, str] | None = None, reader: Actor | None = None
) -> dict[int, Screened]:
    """Client → how the standard and the facts judge him; `tiers` are those that somebody chose already. Complaints
    count that do not concern the reader; in what is written down for all, those that name nobody."""
    today, near = clock.today(), settings.value("lists.near")
    least = settings.value("lists.completeness")
    return {
        client: screen(facts, standard, today, proposed=(tiers or {}).get(client), near=near, least_complete=least)
        for client, facts in facts_of(ids, reader).items()
    }


def facts_of(ids: list[int], reader: Actor | None = None) -> dict[int, Facts]:
    """What the screening asks of each of these clients: three statements."""
    if not ids:
        return {}
    overdue = _counts(Loan, Loan.client, ids, Loan.status.in_(("overdue", "defaulted")))
    complaints = _counts(Request, Request.client, ids, IS_COMPLAINT & IS_OPEN, *recusal.conditions(reader))
    return {
        row.id: Facts(
            tier=row.tier_id,
            average=row.aum_average,
            aum=row.aum,
            before=row.aum_before,
            products=row.products.bit_count(),
            single_product=row.is_single_product,
            loans_overdue=overdue.get(row.id, 0),
            credit_mark=row.credit_mark,
            complaints_open=complaints.get(row.id, 0),
            completeness=row.completeness,
            risk_valid_until=row.risk_valid_until,
            risk_rating=row.risk_rating,
            team_complete=row.team_complete,
            referred=row.referrer_id is not None,
            inactive=row.status != "active",
        )
        for row in Client.select().where(Client.id.in_(ids))
    }


def _counts(model: Any, column: Any, ids: list[int], *conditions: Any) -> dict[int, int]:
    query = model.select(column, fn.COUNT(model.id)).where(column.in_(ids), *conditions).group_by(column)
    return dict(query.tuples())
