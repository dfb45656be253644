"""Services that a client has signed for (ETC, payroll, safe box …): entered and ended by those who hold the client.

Accounts, cards and loans come with the bank's files; a service is agreed at the counter and nobody's file brings it.
What a file brought ends there, too. Classes, findings and deals follow at once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.derived import classes, completeness
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ClassMembership, Client, Deal, Product, ServiceContract
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.rules.holdings.deals import is_news
from portal.rules.holdings.products import is_service
from portal.rules.holdings.services import wrong
from portal.rules.shared.masking import mask_account
from portal.words.holdings import WRONG


def on_offer(client: Client) -> list[Product]:
    """The services that somebody of this kind may sign for today, in the order of the catalogue."""
    today = clock.today()
    return [
        one
        for one in reference.products().values()
        if is_service(one.product_class_id)
        and one.suits(client.kind)
        and (one.closed_on is None or one.closed_on > today)
    ]


@once(ServiceContract)
def add(
    actor: Actor, client: Client, product: str, number: str, since: date, submission: str | None = None
) -> ServiceContract:
    """Enter a service that the client has signed for. Raises Invalid (not offered to him, there already, a day
    ahead)."""
    offer = next((one for one in on_offer(client) if one.code == product), None)
    if offer is None:
        raise Invalid(_l("Please choose one of these."), field="product")
    for field, code in wrong({"since": since}, clock.today()).items():
        raise Invalid(WRONG[code], field=field)
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        _not_there(client, product, number)
        news = is_news(since, clock.today())
        row: Any = ServiceContract.create(
            client=client.id,
            product=product,
            number=number,
            since=since,
            noted=True,
            entered_by=actor.staff_id,
            entered_at=clock.now(),
            submission=submission,
        )
        if news:
            Deal.create(
                client=client.id,
                kind="new_product",
                product_class=offer.product_class_id,
                offer=product,
                reference=number,
                happened_on=since,
                cause=_cause(row),
                created_at=clock.now(),
            )
        _follow(client)
        audit(
            actor,
            "service.added",
            client,
            **client.said,
            product=product,
            contract=mask_account(number),
        )
        return row  # type: ignore[no-any-return]


def _cause(row: ServiceContract) -> str:
    """As the nightly look names it (`deals.py`), so that nothing is raised twice."""
    return f"new:service:{row.id}"


def _not_there(client: Client, product: str, number: str, but: int = 0) -> None:
    same = ServiceContract.select().where(
        ServiceContract.client == client.id,
        ServiceContract.product == product,
        ServiceContract.number == number,
        ServiceContract.until.is_null(),
        ServiceContract.id != but,
    )
    if same.exists():
        raise Invalid(
            _l("The client has this service already. Give the contract's number if it is a second one."), field="number"
        )


def _follow(client: Client) -> None:
    classes.derive_classes([client.id])
    completeness.refresh([client.id])


def of_client(client: Client, service_id: int) -> ServiceContract:
    """A service of this client that staff may change: it came by no file and is no mistake. Raises OutOfScope."""
    row = ServiceContract.get_or_none(
        (ServiceContract.id == service_id)
        & (ServiceContract.client == client.id)
        & (ServiceContract.source == "")
        & ~ServiceContract.wrong
    )
    if row is None:
        raise OutOfScope()
    return row


def _held(client: Client, service_id: int, ended: bool = False) -> ServiceContract:
    """The row, with the client's held first. Raises OutOfScope."""
    lock(Client.select(Client.id).where(Client.id == client.id))
    row = of_client(client, service_id)
    as_shown("service", row.id, row.until or "", about=(client,), possible=ended == bool(row.until))
    return row


def end(actor: Actor, client: Client, service_id: int, until: date, reason: str) -> None:
    """The client has it no more since a day; it stays in the history. Raises OutOfScope, WrongState, Invalid."""
    with write():
        row = _held(client, service_id)
        if row.until:
            raise WrongState(_l("This service has ended already."))
        if "until" in wrong({"since": row.since, "until": until}, clock.today()):
            raise Invalid(WRONG["until"], field="until")
        _change(row, until=until, ended_by=actor.staff_id, ended_reason=reason)
        _follow(client)
        _told(actor, "service.ended", client, row, reason=reason)


def resume(actor: Actor, client: Client, service_id: int) -> None:
    """The end was a mistake: the service runs as before. Raises OutOfScope, WrongState, Invalid (another one runs
    since)."""
    with write():
        row = _held(client, service_id, ended=True)
        if not row.until:
            raise WrongState(_l("This service runs."))
        _not_there(client, row.product_id, row.number, row.id)
        _change(row, until=None, ended_by=None, ended_reason="")
        _follow(client)
        _told(actor, "service.resumed", client, row)


def take_back(actor: Actor, client: Client, service_id: int, reason: str) -> None:
    """It was never so: the entry counts nowhere, no class and no deal is left of it; the audit trail keeps it.

    Raises OutOfScope.
    """
    with write():
        row = _held(client, service_id)
        _change(row, until=row.since, wrong=True, ended_by=actor.staff_id, ended_reason=reason)
        Deal.delete().where(Deal.cause == _cause(row)).execute()
        stay = ClassMembership
        stay.delete().where(
            stay.client == client.id,
            stay.product_class == reference.products()[row.product_id].product_class_id,
            stay.reference == row.number,
            stay.since == row.since,
        ).execute()
        _follow(client)
        _told(actor, "service.wrong", client, row, reason=reason)


def _change(row: ServiceContract, **values: Any) -> None:
    ServiceContract.update(**values).where(ServiceContract.id == row.id).execute()


def _told(actor: Actor, action: str, client: Client, row: ServiceContract, **words: Any) -> None:
    audit(
        actor,
        action,
        client,
        **client.said,
        product=row.product_id,
        contract=mask_account(row.number),
        **words,
    )
