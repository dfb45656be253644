"""Files of a request: attached, and who may read them."""

from __future__ import annotations

from portal.actions.shared.files import Kept, path_of
from portal.ground import clock, security
from portal.ground.errors import OutOfScope
from portal.models import Attachment, Request, RequestEntry
from portal.reads.accounts.actors import Actor
from portal.reads.clients import opened
from portal.reads.requests.scope import RequestScope


def attach(actor: Actor, request: Request, entry: RequestEntry | None, files: list[Kept], *, internal: bool) -> None:
    """Tie kept files to a thread. Call inside `write()`."""
    for file in files:
        Attachment.create(
            token=security.new_token()[:32],
            request=request.id,
            entry=entry.id if entry else None,
            internal=internal,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            storage_name=file.storage_name,
            uploaded_by=actor.account_id,
            at=clock.now(),
        )


def readable(actor: Actor, token: str) -> Attachment:
    """The file, if this person may read its request (and, a client, never an internal one) and it is still kept. Raises
    OutOfScope."""
    scope = RequestScope(actor).condition()
    found = Attachment.select(Attachment, Request).join(Request).where(Attachment.token == token, scope).get_or_none()
    if found is None or (found.internal and actor.is_client) or not path_of(found.storage_name).is_file():
        raise OutOfScope()
    opened.fetched(actor, found.request.client_id)
    return found
