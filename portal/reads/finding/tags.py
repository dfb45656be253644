"""Tags as pages show them."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.models.finding.tags import ClientTag, Tag
from portal.models.organisation import Branch
from portal.reads.accounts.actors import Actor
from portal.reads.finding.choices import related_branches


def tags_in_reach(actor: Actor) -> list[Tag]:
    """The tags of his branches, of those above and below, by name."""
    return list(Tag.select().where(Tag.branch.in_(related_branches(actor) or [0])).order_by(Tag.name))


def tag_list(actor: Actor) -> list[dict[str, Any]]:
    """The same with their branch and how many clients carry each. One statement."""
    count = ClientTag.select(fn.COUNT(ClientTag.client)).where(ClientTag.tag == Tag.id)
    query = Tag.select(
        Tag.id,
        Tag.name,
        Tag.colour,
        Tag.author,
        Branch.name_zh,
        Branch.name_en,
        Branch.id.alias("branch_id"),
        count.alias("count"),
    ).join(Branch)
    return list(query.where(Tag.branch.in_(related_branches(actor) or [0])).order_by(Branch.path, Tag.name).dicts())


def tags_of(actor: Actor, client_id: int) -> dict[str, Any]:
    """What a client carries and what could still be hung on. One statement."""
    carried = ClientTag.select(ClientTag.tag).where(ClientTag.client == client_id)
    rows = list(
        Tag.select(Tag, Tag.id.in_(carried).alias("carried"))
        .where(Tag.branch.in_(related_branches(actor) or [0]) | Tag.id.in_(carried))
        .order_by(Tag.name)
    )
    return {"tags": [row for row in rows if row.carried], "more_tags": [row for row in rows if not row.carried]}
