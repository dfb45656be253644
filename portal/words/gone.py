"""What happened to something that one may not see any more: by whom, and nothing else."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

NOT_YOURS = _l("This has changed since your page was opened, and it is not open to you any more.")
NO_RIGHT = _l("Your role does not allow this any more. What you wrote was not sent.")
SENTENCES: dict[str, Any] = {
    "request.taken": _l("%(actor)s has taken this request."),
    "request.reassigned": _l("%(actor)s has given this request to %(staff)s."),
    "request.withdrawn": _l("The client has withdrawn this request."),
    "team.manager": _l("%(actor)s has made %(staff)s the client manager of this client."),
    "team.adviser": _l("%(actor)s has made %(staff)s the wealth adviser of this client."),
    "event.cancel": _l("%(actor)s has called this event off."),
    "list.withdrawn": _l("%(actor)s has withdrawn this list."),
}
OWN_SEAT = _l("%(actor)s has ended your seat in the team of this client.")


def sentence(entry: Any, reader: str) -> str:
    """The deed in words without names of clients; "" for one that took nothing out of anybody's sight."""
    text = SENTENCES.get(entry.action)
    if entry.action == "team.ended" and entry.words.get("staff") == reader:
        text = OWN_SEAT
    known = {"actor": entry.actor_name, "staff": entry.words.get("staff", "")}
    return str(text) % known if text is not None else ""
