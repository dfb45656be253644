"""Whom or what a complaint may be about, and is."""

from __future__ import annotations

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.benefits.catalogue import Partner
from portal.models.clients.client import Client
from portal.models.complaints import Complaint, ComplaintAbout
from portal.models.organisation import Branch, Staff, under, unit_of
from portal.models.teams import Seat
from portal.reads.organisation import tree
from portal.rules.shared.codes import parse_client_number


def team_named(client: Client) -> list[tuple[str, str, int]]:
    """(user name, name, key) of the colleagues who serve a client, each once, as they sit. One statement."""
    query = Seat.select(Account.username, Staff.name, Staff.id).join(Staff, on=(Seat.staff == Staff.id))
    query = query.join(Account, on=(Account.staff == Staff.id)).where(Seat.client == client.id, Seat.until.is_null())
    return list(dict.fromkeys(query.order_by(Seat.id).tuples()))


def about_of(complaint: Complaint) -> list[ComplaintAbout]:
    """Whom or what it is about, with their names."""
    query = ComplaintAbout.select(ComplaintAbout, Staff, Branch, Partner)
    query = query.join_from(ComplaintAbout, Staff, "LEFT OUTER JOIN", on=(ComplaintAbout.staff == Staff.id))
    query = query.join_from(ComplaintAbout, Branch, "LEFT OUTER JOIN", on=(ComplaintAbout.branch == Branch.id))
    query = query.join_from(ComplaintAbout, Partner, "LEFT OUTER JOIN", on=(ComplaintAbout.partner == Partner.id))
    return list(query.where(ComplaintAbout.complaint == complaint.id).order_by(ComplaintAbout.id))


def named_in(complaint: Complaint) -> list[tuple[str, str, int]]:
    """(user name, name, key) of the colleagues whom it is about."""
    query = ComplaintAbout.select(Account.username, Staff.name, Staff.id).join(Staff)
    query = query.join(Account, on=(Account.staff == Staff.id)).where(ComplaintAbout.complaint == complaint.id)
    return list(query.order_by(ComplaintAbout.id).tuples())


def keys_of(request: int) -> list[tuple[str, int]]:
    """Kind and key of whom or what the complaint of a request is about."""
    query = ComplaintAbout.select().join(Complaint).where(Complaint.request == request).order_by(ComplaintAbout.id)
    return [(one.kind, one.staff_id or one.branch_id or one.partner_id) for one in query]


def client_called(number: str, name: str) -> Client | None:
    """The client with this number and this name, anywhere in the bank; nobody where they do not belong together."""
    exact = parse_client_number(number)
    found = exact and Client.get_or_none(Client.number == exact, Client.merged_into.is_null())
    return found if found and found.name.strip() == name.strip() else None


def colleagues_of(branch_id: int) -> list[tuple[str, str, int]]:
    """(user name, name, key) of everybody who works at a branch or within its sub-branch."""
    path = unit_of(tree.path_of(branch_id))
    query = Staff.select(Account.username, Staff.name, Staff.id).join(Account, on=(Account.staff == Staff.id))
    query = query.join_from(Staff, Branch).where(under(Branch.path, [path]), Staff.employed(clock.today()))
    return sorted(query.tuples(), key=lambda one: one[1])
