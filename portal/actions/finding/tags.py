"""Tags: a branch's list of words, and hanging them on clients."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.shared.recording import audit, once, save_version
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Client, ClientTag, Tag
from portal.models.finding.tags import COLOURS
from portal.reads.accounts.actors import Actor
from portal.reads.finding.choices import related_branches
from portal.reads.organisation import tree
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission

TWICE = _l("This branch has a tag of this name already.")


def branches_for_tags(actor: Actor) -> list[Branch]:
    """Whose lists of tags this person may write: a branch admin's realm, or (managers, advisers) the branches of that
    role."""
    return tree.branches_below(actor.paths_for(Permission.TAG))


def in_reach(actor: Actor, tag_id: int) -> Tag:
    """A tag of his branches, of those above or below. Raises OutOfScope."""
    found = Tag.get_or_none(Tag.id == tag_id, Tag.branch.in_(related_branches(actor.under(Permission.TAG))))
    if found is None:
        raise OutOfScope()
    return found


@once(Tag)
def new_tag(actor: Actor, branch: str, name: str, colour: str, submission: str | None = None) -> Tag:
    """Put a tag on a branch's list. Raises OutOfScope (branch), Invalid (a name that is there)."""
    place = next((one for one in branches_for_tags(actor) if one.code == branch), None)
    if place is None or colour not in COLOURS:
        raise OutOfScope()
    try:
        with write():
            tag = Tag.create(
                branch=place.id,
                name=name,
                colour=colour,
                author=actor.staff_id,
                created_at=clock.now(),
                submission=submission,
            )
            audit(actor, "tag.created", tag, tag=name)
            return tag
    except IntegrityError:
        raise Invalid(TWICE, field="name") from None


def _mine_to_change(actor: Actor, tag_id: int) -> Tag:
    tag = in_reach(actor, tag_id)
    admins = {one.id for one in tree.branches_below(actor.paths(Role.BRANCH_ADMIN))}
    if tag.branch_id not in admins and tag.author_id != actor.staff_id:
        raise NotAllowed()
    return tag


def change_tag(actor: Actor, tag_id: int, name: str, colour: str, version: int | None) -> Tag:
    """Rename or recolour: by the branch admin or who made it. Raises OutOfScope, NotAllowed, Invalid, StaleVersion."""
    if colour not in COLOURS:
        raise Invalid(field="colour")
    try:
        with write():
            tag = _mine_to_change(actor, tag_id)
            changes = save_version(tag, version, name=name, colour=colour)
            if changes:
                audit(actor, "tag.changed", tag, tag=name, changes=changes)
            return tag
    except IntegrityError:
        raise Invalid(TWICE, field="name") from None


def remove_tag(actor: Actor, tag_id: int) -> tuple[str, int]:
    """Take a tag off the list and off all clients. Answers its name and how many carried it."""
    with write():
        tag = _mine_to_change(actor, tag_id)
        count = ClientTag.select().where(ClientTag.tag == tag.id).count()
        audit(actor, "tag.removed", tag, **tag.said, count=str(count))
        tag.delete_instance()
        return tag.name, count


def tag_client(actor: Actor, client: Client, tag_id: int) -> Tag:
    """Hang a tag on one client; one that he carries stays. Raises OutOfScope."""
    with write():
        tag = in_reach(actor, tag_id)
        row = {"tag": tag.id, "client": client.id, "author": actor.staff_id, "created_at": clock.now()}
        if not ClientTag.select().where(ClientTag.tag == tag.id, ClientTag.client == client.id).exists():
            ClientTag.insert(row).execute()
            audit(actor, "client.tagged", client, **client.said, **tag.said)
        return tag


def untag_client(actor: Actor, client: Client, tag_id: int) -> Tag:
    """Take a tag off one client. Raises OutOfScope."""
    with write():
        tag = in_reach(actor, tag_id)
        if ClientTag.delete().where(ClientTag.tag == tag.id, ClientTag.client == client.id).execute():
            audit(actor, "client.untagged", client, **client.said, **tag.said)
        return tag
