"""What a record still lacks before a name on a list is complete (R2, R3): required fields and the full 1+1+N team."""

from __future__ import annotations

from dataclasses import dataclass

from portal.models.clients.client import Client
from portal.reads.quality.findings import missing_fields


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: its code (a field, or `team.manager` …) and the page where it is filled in."""

    code: str
    href: str


def missing_of(client: Client) -> list[Missing]:
    """Everything that is missing, the record's fields first."""
    edit, team = f"/clients/{client.number}/edit", f"/clients/{client.number}/team"
    seats = [("manager", client.manager_id), ("adviser", client.adviser_id), ("specialist", client.specialists)]
    found = [Missing(name, f"{edit}#{name}") for name in missing_fields(client)]
    return found + [Missing(f"team.{kind}", team) for kind, held in seats if not held]
