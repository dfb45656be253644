"""Papers of a name on a list: judged by their content, kept, handed out through the scope of the name."""

from __future__ import annotations

from portal.actions.screening.steps import held
from portal.actions.shared import files
from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock, security
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Client, ListName, ListPaper, TierList
from portal.reads.accounts.actors import Actor
from portal.reads.clients import opened
from portal.reads.screening.scope import ListScope
from portal.rules.screening import states
from portal.rules.shared.uploads import Upload

MOST = 20


def attach(actor: Actor, name: ListName, found: list[files.Kept]) -> None:
    """Tie kept files to a name. Call inside `write()`. Raises Invalid when it has too many."""
    there = ListPaper.select().where(ListPaper.list_name == name.id).count()
    if there + len(found) > MOST:
        raise Invalid(_l("A name may have up to %(most)s papers.", most=MOST), field="attachments")
    for file in found:
        ListPaper.create(
            token=security.new_token()[:32],
            list_name=name.id,
            round=name.round,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            storage_name=file.storage_name,
            uploaded_by=actor.account_id,
            at=clock.now(),
        )


def add_papers(actor: Actor, name: ListName, uploads: list[Upload]) -> None:
    """Attach papers to a name of one's own branch. Raises Invalid, WrongState."""
    if not uploads:
        raise Invalid(_l("Choose at least one file."), field="attachments")
    with files.kept(uploads) as found, write():
        row = held(actor, name.tier_list)
        fresh = lock(ListName.select().where(ListName.id == name.id))
        if not states.can(fresh.state, "add_papers"):
            raise WrongState()
        attach(actor, fresh, found)
        audit(actor, "list.papers", row, **name.said, count=str(len(found)))


def readable(actor: Actor, token: str) -> ListPaper:
    """The paper, if this person may read its name and it is still kept. Raises OutOfScope."""
    query = ListPaper.select(ListPaper, ListName).join(ListName).join(TierList).join(Branch).join_from(ListName, Client)
    found = query.where(ListPaper.token == token, ListScope(actor).names()).get_or_none()
    if found is None or not files.path_of(found.storage_name).is_file():
        raise OutOfScope()
    opened.fetched(actor, found.list_name.client_id)
    return found
