"""Lists for tests: clients near the standard, a list at any stage."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.screening import drafts, names, review
from portal.models import Client, ListName, Step, TierList
from portal.reads.steps import the_step
from tests.ground import people

MONTH = date(2026, 11, 1)


def rich(name: str, average: int = 650_000_00, **values: Any) -> Client:
    """A Standard client whose average reaches Gold (¥500,000); `average` in fen."""
    values = {"aum": average, "aum_average": average, "aum_before": average, "completeness": 90, "risk_rating": "C3",
              "risk_valid_until": date(2027, 6, 1), **values}  # fmt: skip
    return people.client(None, name, "standard", **values)


def draft(author: Any, *clients: Client, at: str = "FAW", tier: str = "gold") -> TierList:
    """A draft of a branch with these clients on it."""
    actor = people.actor(author)
    row = drafts.open_list(actor, {"branch": at, "title": "十一月名单", "period": MONTH})
    if clients:
        outcome = names.take(actor, row, [(client.number, tier) for client in clients])
        assert not outcome.left_out, outcome.left_out
    return TierList.get_by_id(row.id)


def submitted(author: Any, *clients: Client, **values: Any) -> TierList:
    """A list that waits for head office."""
    row = draft(author, *clients, **values)
    drafts.submit(people.actor(author), row)
    return TierList.get_by_id(row.id)


def name_of(client: Client) -> ListName:
    """Where a client stands now."""
    return ListName.select().where(ListName.client == client.id).order_by(ListName.id.desc()).get()


def record_of(client: Client) -> Step:
    """By when the record of his name is completed, and by whom it was."""
    return the_step("name", name_of(client).id)


def decided(reviewer: Any, client: Client, decision: str = "approve", reason: str = "") -> ListName:
    """Head office decides the name of a client."""
    review.decide(people.actor(reviewer), [name_of(client).id], decision, reason)
    return name_of(client)


def fresh(client: Client) -> Client:
    return Client.get_by_id(client.id)


def at_name(client: Client) -> str:
    """The address of a client's name."""
    return f"/tiers/lists/{name_of(client).tier_list.number}/names/{client.number}"


def complete_record(client: Client, manager: Any, adviser: Any, specialist: Any) -> Client:
    """Everything that is required: the record's fields and the whole team."""
    Client.update(
        birthday=date(1978, 5, 6), document_kind="resident_id", document_masked="****************12", document_hmac=client.number, address="东风大街1号",
        employer="一汽解放", plant="总装车间", post="工程师", preferred_channel="phone", preferred_times="晚上", email="a@example.cn", district="汽开区",
        risk_rating="C3", risk_assessed_on=date(2026, 6, 1), risk_valid_until=date(2027, 6, 1), hobbies="茶", wechat="w", name_latin="X Y",
        origin="branch", gender="m",
    ).where(Client.id == client.id).execute()  # fmt: skip
    client = fresh(client)
    for kind, person in (("manager", manager), ("adviser", adviser), ("specialist", specialist)):
        people.seat(client, kind, person)
    return fresh(client)
