"""After approval (R2): ten working days to complete the record and the 1+1+N team, with reminders on the way."""

from __future__ import annotations

from datetime import timedelta

from portal.actions import steps as checklist
from portal.actions.screening.names import note
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, head_office_accounts, tell
from portal.database import lock, write
from portal.derived import list_status
from portal.ground import clock, steps
from portal.ground.errors import OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ListMark, ListName, ListReminder, Step, TierList
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.screening.missing import Missing, missing_of
from portal.reads.steps import joined, the_step
from portal.rules.accounts.visibility import Permission
from portal.rules.screening import states
from portal.rules.steps import NAME

AT_ONCE = 500


class NotComplete(Refused):
    """Something is missing; `missing` says what, each with the page where it is filled in."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(_l("The record is not complete yet. What is missing stands below, each with its page."))
        self.missing = missing


def complete(actor: Actor, name: ListName) -> ListName:
    """Set a name complete: its clock stops with its verdict. Raises NotComplete, WrongState, OutOfScope (not his
    client)."""
    if not actor.may(Permission.LISTS_PROPOSE, Client.get_by_id(name.client_id)):
        raise OutOfScope()
    with write():
        fresh = lock(ListName.select().where(ListName.id == name.id))
        as_shown(fresh, about=(name.tier_list,), possible=states.can(fresh.state, "complete"))
        if not states.can(fresh.state, "complete"):
            raise WrongState()
        client = lock(Client.select().where(Client.id == fresh.client_id))
        missing = missing_of(client)
        if missing:
            raise NotComplete(missing)
        today, moment = clock.today(), clock.now()
        record = checklist.tick(actor, the_step(NAME, fresh.id))
        late = today > record.due_on
        ListName.update(
            state="complete",
            days_taken=states.day_number(fresh.approved_on, today, reference.calendar()),
            late=late,
            version=ListName.version + 1,
        ).where(ListName.id == fresh.id).execute()
        ListMark.create(name=fresh.id, kind="stop", at=moment, cause="complete", actor=actor.account_id)
        list_status.put([client.id], "complete")
        note(actor, fresh, "completed")
        audit(actor, "list.completed", name.tier_list, **name.said)
        path = f"/tiers/lists/{name.tier_list.number}/names/{client.number}"
        tell(
            admin_accounts(name.tier_list.branch_id),
            "list.completed",
            path,
            but=actor,
            **name.said,
            staff=actor.name,
        )
        return fresh


@steps.every_minute
def remind() -> int:
    """Say what is due: on the fifth and eighth working day to those who complete it, late ones to the branch admin and
    head office, too. Each level once, whoever runs this and how often. Answers how many were said."""
    today = clock.today()
    first, second = settings.value("lists.remind_first"), settings.value("lists.remind_second")
    said = ListReminder.select(ListReminder.name).where(ListReminder.level == "late")
    query = (
        ListName.select(ListName, TierList, Client, Step)
        .join(TierList)
        .join_from(ListName, Client)
        .join_from(ListName, Step, on=joined(NAME, ListName.id), attr="record")
        .where(
            ListName.state == "completing",
            ListName.approved_on <= today - timedelta(days=min(first, second)),
            ListName.id.not_in(said),
        )
        .order_by(Step.due_on, Step.id)
        .limit(AT_ONCE)
    )
    count = 0
    for name in query:
        for level in states.levels_reached(
            name.approved_on, name.record.due_on, today, first, second, reference.calendar()
        ):
            count += _remind(name, level)
    return count


def _remind(name: ListName, level: str) -> int:
    with write():
        fired = (
            ListReminder.insert(name=name.id, level=level, at=clock.now()).on_conflict_ignore().as_rowcount().execute()
        )
        if not fired:
            return 0
        left = states.left_on(name.record.due_on, clock.today(), reference.calendar())
        people = accounts_of_staff([name.client.manager_id, name.client.adviser_id]) + admin_accounts(
            name.tier_list.branch_id
        )
        people += head_office_accounts() if level == "late" else []
        path = f"/tiers/lists/{name.tier_list.number}/names/{name.client.number}"
        kind = "list.late" if level == "late" else "list.reminder"
        tell(people, kind, path, **name.said, days=str(left.days))
        return 1
