"""Where the lines of what matters now come from, written out: an area that has something for the client adds its own
(a function of the `Desk`), such as a ticket."""

from __future__ import annotations

from portal.reads.matters import benefits, events, holdings, requests, signatures, vouchers
from portal.reads.matters.lines import Source

SOURCES: tuple[Source, ...] = (
    requests.waiting,
    signatures.waiting,
    requests.to_rate,
    events.offered,
    events.soon,
    vouchers.soon,
    holdings.ending,
    benefits.ending,
)
