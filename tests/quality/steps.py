"""What the tests of merging do again and again."""

from __future__ import annotations

from portal.models import Client


def path(one, other):
    return f"/clients/{one.number}/merge/{other.number}"


def versions(kept, gone):
    return {
        "kept_version": str(Client.get_by_id(kept.id).version),
        "gone_version": str(Client.get_by_id(gone.id).version),
    }


def merge(visit, person, kept, gone, status=200, **fields):
    return visit(person).post(path(kept, gone), status=status, **{"reason": "同一人", **versions(kept, gone), **fields})
