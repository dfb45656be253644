"""A supervisor who neither goes nor receives checks a handover: from then on it passes by itself on its day."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from portal.actions.handovers.preparing import held
from portal.actions.organisation import leaving
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Handover, Staff
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.handovers.lines import all_lines, unlisted
from portal.reads.handovers.receiving import becomes
from portal.reads.handovers.scope import could_witness, involved, looks_after
from portal.rules.handovers import ALL_GO, PREPARING, asks_must_know


def check(actor: Actor, handover: Handover, witness: str) -> Handover:
    """Check it as the page showed it, and name the witness. Raises NotAllowed (he goes or receives himself, or may
    not end a role that ends with it), Invalid: what is missing; WrongState, Overtaken, LastAdmin.
    """
    if not looks_after(actor, handover.branch_id):
        raise NotAllowed()
    with write():
        row = held(handover, PREPARING)
        as_shown(row)
        lines = all_lines(row)
        receivers = {one.receiver_id for one in lines if one.receiver_id}
        if actor.staff_id in {row.staff_id, *receivers}:
            raise NotAllowed(_l("Who hands over or receives does not check it himself."))
        leaving.check_may_end(actor, Staff.get_by_id(row.staff_id), row.cause, Branch.get_by_id(row.branch_id))
        _complete(row, lines)
        others = involved(handover) | {actor.staff_id}
        found = next((one for one in could_witness(handover, others) if one[0] == witness), None)
        if found is None:
            raise Invalid(_l("The witness is a colleague who has no other part in this handover."), field="witness")
        today = clock.today()
        seen_from = row.begins - timedelta(days=settings.value("teams.receiver_days"))
        Handover.update(
            state="checked",
            checked_by=actor.staff_id,
            checked_at=clock.now(),
            seen_from=max(seen_from, today),
            witness=found[2],
            version=Handover.version + 1,
        ).where(Handover.id == row.id).execute()
        said: dict[str, Any] = {**row.said, "since": row.begins.isoformat()}
        audit(actor, "handover.checked", row, branch=row.branch_id, **said)
        _tell(actor, row, lines, found[2], said)
        return row


def _complete(row: Handover, lines: list[Any]) -> None:
    """Raises Invalid with everything that is missing."""
    if row.begins < clock.today():
        raise Invalid(_l("The day has passed: please choose another one first."))
    ranks = reference.ranks()
    silent = {one.name for one in lines if asks_must_know(ranks.get(one.tier, 0)) and not one.must_know}
    if silent:
        names = "、".join(sorted(silent)[:5])
        raise Invalid(
            _l(
                "What a newcomer must know is still missing for %(count)s clients: %(names)s.",
                count=len(silent),
                names=names,
            )
        )
    if row.cause in ALL_GO and unlisted(row):
        raise Invalid(_l("New clients came to this person. Please bring the list up to date first."))
    chosen = {one.id: one.receiver_name for one in lines if one.receiver_id}
    wrong = {chosen[one.line] for one in becomes(row.staff_id, lines) if one.outcome == "open" and one.line in chosen}
    if wrong:
        names = "、".join(sorted(wrong))
        raise Invalid(_l("These receivers can no longer take their seats: %(names)s.", names=names))


def _tell(actor: Actor, row: Handover, lines: list[Any], witness: int, said: dict[str, Any]) -> None:
    path = f"/teams/handovers/{row.number}"
    name = Staff.select(Staff.name).where(Staff.id == row.staff_id).scalar()
    for person, count in sorted(Counter(one.receiver_id for one in lines if one.receiver_id).items()):
        words = {**said, "staff": name, "count": str(count)}
        tell(accounts_of_staff([person]), "handover.you_receive", path, but=actor, **words)
    tell(accounts_of_staff([witness]), "handover.you_witness", path, but=actor, **row.said)
    tell(accounts_of_staff([row.staff_id, row.author_id]), "handover.checked", path, but=actor, **said)
