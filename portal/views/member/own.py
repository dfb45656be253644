"""Whose desk it is: the client's own record and his branch."""

from __future__ import annotations

from portal.models import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.web.answers import current_actor


def own_record() -> Client:
    return ClientScope(current_actor).by_id(current_actor.client_id or 0)


def branch_phone(me: Client) -> str:
    return next((branch.phone for branch in tree.branch_tree() if branch.id == me.branch_id), "")
