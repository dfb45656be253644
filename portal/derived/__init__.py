"""Every derived column: what follows it and what proves it, side by side, a file a column.

A file has functions that bring its column to what it follows from, for those who change that (only they write it), and
`faults()`: a line for each row that says otherwise. `portal check` is all of these. Nothing here asks who may do what,
records or tells: deeds do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.derived import (
    aum,
    balances,
    benefits,
    birthdays,
    classes,
    complaints,
    completeness,
    contact_order,
    contacts,
    events,
    guards,
    hand_counts,
    handovers,
    holders,
    holdings,
    leaving,
    list_status,
    lists,
    merged,
    recusals,
    referrers,
    replies,
    requests,
    roles,
    seal_log,
    seals,
    search_terms,
    seats,
    sequences,
    settlements,
    tier_counts,
    tiers,
    vip_months,
)

PROOFS: tuple[Callable[[], Iterator[str]], ...] = (
    seats.faults,
    contacts.faults,
    contact_order.faults,
    referrers.faults,
    search_terms.faults,
    birthdays.faults,
    holdings.faults,
    balances.faults,
    aum.faults,
    classes.faults,
    requests.faults,
    complaints.faults,
    replies.faults,
    holders.faults,
    recusals.faults,
    handovers.faults,
    events.faults,
    benefits.faults,
    settlements.faults,
    tiers.faults,
    tier_counts.faults,
    hand_counts.faults,
    list_status.faults,
    lists.faults,
    merged.faults,
    completeness.faults,
    sequences.faults,
    roles.faults,
    leaving.faults,
    vip_months.faults,
    guards.faults,
    seals.faults,
    seal_log.faults,
)


def faults() -> Iterator[str]:
    """A line for each fault of the whole database, as it is found; nothing is changed."""
    for proof in PROOFS:
        yield from proof()
