"""Tags that the branch hangs on its clients, and views of the list that somebody has kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.administration.seeding import read
from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.models import ClientTag, SavedFilter, Tag
from portal.reads.finding.filter import ClientFilter

UNIT = "FAW"


def enter(stage: Stage) -> None:
    """The tags of the sub-branch with their clients, then the filters; each with its line in the trail."""
    seeds = read("finding.toml")
    tags = {seed["name"]: _tag(stage, seed, number) for number, seed in enumerate(seeds["tags"])}
    for seed in seeds["filters"]:
        _filter(stage, seed, tags)


def _tag(stage: Stage, seed: Row, number: int) -> Row:
    at = stage.now - timedelta(days=40 - number, hours=1)
    admin = stage.admin_of(UNIT)
    tag = stage.book.add(
        Tag,
        branch=stage.branches[UNIT].id,
        name=seed["name"],
        colour=seed["colour"],
        author=stage.staff[admin]["id"],
        created_at=at,
    )
    stage.audit(at, stage.logins[admin], "tag.created", Tag, tag, stage.branches[UNIT].id, tag=seed["name"])
    for known in stage.people:
        if known.unit == UNIT and _fits(known, seed):
            stage.book.add(ClientTag, tag=tag["id"], client=known.id, author=stage.staff[admin]["id"], created_at=at)
    return tag


def _fits(known: Known, seed: Row) -> bool:
    hobbies = set((known.row.get("hobbies") or "").split("、"))
    return known.username in seed.get("clients", ()) or bool(known.is_vip and hobbies & set(seed.get("hobbies", ())))


def _filter(stage: Stage, seed: Row, tags: dict[str, Row]) -> None:
    at = stage.now - timedelta(days=12, hours=3)
    query: dict[str, Any] = {name: seed[name] for name in ("tier", "aum_from") if name in seed}
    if "tag" in seed:
        query["tag"] = [str(tags[seed["tag"]]["id"])]
    owner, shared = stage.logins[seed["owner"]], stage.branches[seed["shared_with"]] if "shared_with" in seed else None
    row = stage.book.add(
        SavedFilter,
        name=seed["name"],
        query=ClientFilter.from_query(query).text(),
        owner=owner["id"],
        shared_with=shared.id if shared else None,
        created_at=at,
    )
    stage.audit(at, owner, "filter.saved", SavedFilter, row, None, filter=seed["name"])
