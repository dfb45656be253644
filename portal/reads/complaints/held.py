"""What the bank holds of whoever complains: it is offered, and may not be demanded again (R6)."""

from __future__ import annotations

from peewee import fn

from portal.models.clients.client import Client
from portal.models.complaints import Complaint, ComplaintPaper
from portal.models.holdings.holdings import AccountRight
from portal.models.organisation import Staff
from portal.rules.complaints import OURS
from portal.rules.shared.masking import mask_phone


def held_of(client: Client | None) -> dict[str, str]:
    """Kind of paper → what of it is on record, masked. What the bank makes itself it always holds; of a stranger it
    holds nothing more. One statement."""
    found = dict.fromkeys(sorted(OURS), "")
    if client is None:
        return found
    if client.document_masked:
        found["identity"] = client.document_masked
    if client.mobile:
        found["phone"] = mask_phone(client.mobile)
    if client.address:
        found["address"] = ""
    count = AccountRight.select(fn.COUNT(AccountRight.id)).where(AccountRight.client == client.id).scalar()
    if count:
        found["accounts"] = str(count)
    return found


def papers_of(complaint: Complaint) -> list[ComplaintPaper]:
    """Papers beside a complaint, as they came."""
    query = ComplaintPaper.select(ComplaintPaper, Staff.name).left_outer_join(Staff, on=(ComplaintPaper.by == Staff.id))
    return list(query.where(ComplaintPaper.complaint == complaint.id).order_by(ComplaintPaper.id))
