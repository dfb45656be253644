"""What records must say (head office's setting)."""

from __future__ import annotations

from portal.actions.shared.recording import audit
from portal.database import write
from portal.models import QualityRound, RequiredField
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept
from portal.rules.quality import findings


def chosen() -> dict[tuple[str, str], str]:
    """(kind, field) → the tier from which it is needed."""
    return {(row.kind, row.field): row.tier_id for row in RequiredField.select()}


def change(actor: Actor, wanted: dict[tuple[str, str], str]) -> int:
    """Set from which tier each field is needed ("" for never). Answers how many changed; the records are reckoned anew
    in the night that follows.
    """
    with write():
        before = chosen()
        known = {(kind, name) for kind, names in findings.FIELDS.items() for name in names}
        changes = {key: tier for key, tier in wanted.items() if key in known and before.get(key, "") != tier}
        for (kind, name), tier in changes.items():
            RequiredField.delete().where(RequiredField.kind == kind, RequiredField.field == name).execute()
            if tier:
                RequiredField.create(kind=kind, field=name, tier=tier)
        if changes:
            QualityRound.delete().where(QualityRound.name == "quality").execute()
            shown = {f"{kind} {name}": [before.get((kind, name), ""), tier] for (kind, name), tier in changes.items()}
            audit(actor, "quality.required", changes=shown)
    kept.forget()
    return len(changes)
