"""What a client of an export needs besides its columns: a number, a name where there is none, and being found."""

from __future__ import annotations

from random import Random
from typing import Any

from portal.actions.administration.seeding import read
from portal.actions.clients.documents import narrow
from portal.actions.clients.record import follow_mobile, kind_of_phone, with_rating
from portal.actions.shared.recording import next_block
from portal.database import insert_rows
from portal.derived import contact_order, search_terms
from portal.ground import clock
from portal.models import Client
from portal.reads.shared.sources import Source
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key
from portal.rules.shared.codes import client_number
from portal.rules.shared.names import person_name

YEAR_UNKNOWN = 1970
_names: dict[str, Any] = {}


def chinese_name(source: str, key: str, gender: str, birth_year: int) -> str:
    """A believable Chinese name, the same for the same client every time (for exports without names)."""
    if not _names:
        _names.update(read("names.toml"))
    return person_name(Random(f"{source}:{key}"), gender or "m", birth_year, _names)  # noqa: S311 - a name, no secret


def complete(rows: list[dict[str, Any]], branch: int, *, nameless: bool) -> None:
    """Numbers in the order of the file (this transaction holds the block), names, sort keys, the branch."""
    first, today = next_block("client", len(rows)), clock.today()
    for offset, row in enumerate(rows):
        if nameless:
            birth_year = row["birthday"].year if row.get("birthday") else YEAR_UNKNOWN
            row["name"] = chinese_name(row["source"], row["source_key"], row.get("gender", ""), birth_year)
        row["number"] = client_number(first + offset)
        row["name_key"] = name_key(row["name"], company=row["kind"] == "company")
        row["branch"], row["created_at"] = branch, clock.now()
        row |= birthdays.columns(row.get("birthday"), bool(row.get("birthday_lunar")), today)
        row["mobile_kind"] = kind_of_phone(row.get("mobile") or "", row["kind"] == "company")
        if row.get("risk_rating"):
            row.update(with_rating(row))


FOLLOWED = frozenset({"name", "name_latin", "mobile", "kind", "birthday", "birthday_lunar"})
AT_ONCE = 500


def follow(changes: list[tuple[int, dict[str, Any], dict[str, Any]]]) -> None:
    """What follows from changed clients, as (id, before, after): sort key, search terms, next birthday, kind of phone,
    the number to sign in with, the completeness of the record.
    """
    narrow([client for client, _before, after in changes if "document_masked" in after])
    before_of = {client: before for client, before, after in changes if FOLLOWED & after.keys()}
    ids = sorted(before_of)
    for start in range(0, len(ids), AT_ONCE):
        for row in list(Client.select().where(Client.id.in_(ids[start : start + AT_ONCE]))):
            Client.update(
                name_key=name_key(row.name, company=row.is_company),
                mobile_kind=kind_of_phone(row.mobile, row.is_company),
                **birthdays.columns(row.birthday, bool(row.birthday_lunar), clock.today()),
            ).where(Client.id == row.id).execute()
            search_terms.follow(row)
            mobile = before_of[row.id].get("mobile", row.mobile)
            if mobile and mobile != row.mobile:
                follow_mobile(row, mobile)
    contact_order.follow(ids)


def give_ownership(source: Source, added: list[tuple[int, int]]) -> None:
    """Accounts of a file that says nothing of rights, as (account, client): each belongs to its client."""
    rows = [(account, client, "owner", source.branch, source.name) for account, client in added]
    insert_rows('"account_right"', ["account_id", "client_id", "kind", "source_branch", "source"], rows)
