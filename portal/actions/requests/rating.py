"""How it was for the client: he is asked once and reminded once, under the one cap on asking; he may always say it."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.requests.moving import held
from portal.actions.requests.queue import neutral_accounts
from portal.actions.shared import asking
from portal.actions.shared.telling import accounts_of_client, admin_accounts, tell
from portal.database import write
from portal.ground import clock, steps
from portal.models import Request
from portal.models.requests import IS_INVITED
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings

SOURCE = "rating"
AT_ONCE = 200


def _key(row: Request) -> str:
    """As follow-up calls call the same matter: they may ask about it where only this did."""
    return f"{row.id}:{row.cycle}"


def invite(row: Request) -> bool:
    """The answer is given: may he be asked how it was? If so he is. Call inside `write()`."""
    if row.kind == "praise" or row.client_id is None or not asking.ask(row.client_id, SOURCE, _key(row)):
        return False
    row.invited_at = clock.now()  # type: ignore[assignment]
    Request.update(invited_at=row.invited_at).where(Request.id == row.id).execute()
    return True


@steps.every_minute
def remind() -> int:
    """Once, some days later, who was asked and has not said it: unless somebody else asked him for his opinion since.
    Answers how many."""
    days = settings.value("requests.reminder_days")
    if not days:
        return 0
    asked = Request.invited_at < clock.now() - timedelta(days=days)
    waiting = Request.select().where(IS_INVITED, asked, Request.reminded_at.is_null(), Request.score.is_null())
    return sum(_remind(request) for request in list(waiting.order_by(Request.invited_at).limit(AT_ONCE)))


def _remind(request: Request) -> bool:
    with write():
        row = held(request)
        if row.status != "resolved" or row.score is not None or row.reminded_at is not None:
            return False
        Request.update(reminded_at=clock.now()).where(Request.id == row.id).execute()  # looked at once, told or not
        if row.client_id not in asking.asked_only_by(SOURCE, {row.client_id: _key(row)}):
            return False
        tell(accounts_of_client(row.client_id), "request.how_was_it", f"/me/requests/{row.number}#rate", **row.said)
        return True


def tell_supervisor(actor: Actor, row: Request) -> None:
    """A low score goes to the admins over the branch. Call inside `write()`."""
    if row.score is not None and row.score <= settings.value("requests.low_score"):
        words = row.said | {"score": str(row.score)}
        told = neutral_accounts(row, admin_accounts(row.branch_id))
        tell(told, "request.rated_low", f"/requests/{row.number}", but=actor, **words)
