"""Follow-up calls at every stage (R4): made with what the client answered, tried, due, late, and without questions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from portal.actions.follow_ups import pass_over_all
from portal.demo.moments import Moments
from portal.demo.stage import SEED, Stage
from portal.derived import contacts, holders
from portal.models import (
    Account,
    Asking,
    Client,
    Contact,
    ContactPlan,
    Deal,
    Event,
    Feedback,
    FollowUp,
    HoldingAccount,
    Request,
)
from portal.reads.follow_ups.causes import AT_ONCE, LOOKS, Cause, wanting
from portal.rules.follow_ups import TOO_OLD, due_of, seat_of

TERM = 3
UNANSWERED = "回访电话无人接听，改日再拨。"
BACK = 75
"""Days since the branch began to make such calls."""
LATE, TRIED = 0.3, 0.25
JUST = 5
"""Of those whose term is lately over how many wait still; of the open ones how many were tried in vain."""


def follow(stage: Stage) -> None:
    """After everything is written: what happened since this service began wants calls. Own dice."""
    rng = Random(f"{SEED}:follow-ups")  # noqa: S311
    plans = {plan.client_id: plan for plan in ContactPlan.select()}
    asked: dict[int, date] = {}
    made: set[tuple[str, str]] = set()
    # who waits for a contact was not called either
    waiting = {row[0] for row in Client.select(Client.id).where(Client.next_contact_due < stage.today).tuples()}
    _just_bought(stage)
    since = stage.today - timedelta(days=BACK)
    causes = [(source, one) for source in LOOKS for one in wanting(source, _all(source), since)]
    for source, one in sorted(causes, key=lambda pair: (pair[1].day, pair[0], pair[1].key)):
        plan = plans.get(one.client) or ContactPlan()
        new = one.day >= stage.today - timedelta(days=TOO_OLD)
        if (source, one.key) not in made and (new or not (plan.stopped or one.client in waiting)):
            made.add((source, one.key))
            _one(Moments(rng, stage.now), source, one, plan, questions=one.client not in asked)
            asked.setdefault(one.client, one.day)
    holders.follow_new(holders.FOLLOW_UPS, [row.id for row in FollowUp.select(FollowUp.id)])
    _made(stage, rng, waiting)
    contacts.follow(row.client_id for row in FollowUp.select(FollowUp.client))
    pass_over_all()


def _just_bought(stage: Stage) -> None:
    """What was opened last became known with the files of the last working day."""
    known = Deal.select(Deal.account).where(Deal.kind == "new_product", Deal.account.is_null(False))
    query = (
        HoldingAccount.select()
        .join(Client)
        .where(Client.tier != "standard", Client.adviser.is_null(False), HoldingAccount.closed_on.is_null())
    )
    query = query.where(HoldingAccount.id.not_in(known)).order_by(HoldingAccount.opened_on.desc(), HoldingAccount.id)
    at = Moments(Random(0), stage.now).on(stage.moments.working_day(1), 8.0, 8.2)  # noqa: S311
    for account in query.limit(JUST):
        Deal.create(
            client=account.client_id,
            kind="new_product",
            product_class=account.product,
            offer=account.offer,
            name=account.name,
            reference=account.number,
            account=account.id,
            amount=account.balance or 0,
            happened_on=account.opened_on,
            cause=f"new:account:{account.id}",
            created_at=at,
        )


def _all(source: str) -> list[Cause]:
    found: list[Cause] = []
    while more := LOOKS[source](found[-1].place if found else 0):
        found += more
        if len(more) < AT_ONCE or source == "event":
            break
    return found


def _one(moments: Moments, source: str, cause: Cause, plan: ContactPlan, *, questions: bool) -> None:
    made_at = moments.on(cause.day, 17.0, 17.9)
    FollowUp.create(
        client=cause.client,
        seat=seat_of(source, plan.keeper, complaint=cause.complaint),
        cause=source,
        cause_key=cause.key,
        complaint=cause.complaint,
        about=cause.about,
        ref=cause.ref,
        made_at=made_at,
        due=due_of(cause.day, TERM, plan.stopped_until),
        questions=questions,
    )
    if questions:
        Asking.create(client=cause.client, source="follow_up", key=f"{source}:{cause.key}", at=made_at)


def _made(stage: Stage, rng: Random, waiting: set[int]) -> None:
    """Most of those whose term is over were made, with answers; some others were tried."""
    said: dict[str, list[dict[str, Any]]] = {}
    for one in stage.seeds["contacts"]["follow_ups"]:
        said.setdefault(one["after"], []).append(one)
    turn: dict[str, int] = {}
    rows = list(FollowUp.select(FollowUp, Client).join(Client).order_by(FollowUp.due, FollowUp.id))
    rows = [row for row in rows if row.holder_id is not None and row.client_id not in waiting]
    waits = _one_that_waits(stage, rows)
    for row in rows:
        over = row.due < stage.today
        if row.id == waits:
            continue
        long_ago = row.due < stage.today - timedelta(days=7)
        if over and (long_ago or rng.random() >= LATE):
            own = said.get(row.cause, []) + said[""]
            place = turn[row.cause] = turn.get(row.cause, -1) + 1
            _done(rng, stage, row, own[place % len(own)])
        elif rng.random() < TRIED:
            _contact(rng, stage, row, "not_reached", UNANSWERED, stage.moments.working_day(1))


def _one_that_waits(stage: Stage, rows: list[FollowUp]) -> int | None:
    """The last of those due by today that the first client's manager holds: on any day he has one to make."""
    his = Client.select(Client.manager).order_by(Client.id).limit(1).scalar()
    due = [row.id for row in rows if row.holder_id == his and row.due <= stage.today]
    return due[-1] if due else None


def _done(rng: Random, stage: Stage, row: FollowUp, one: dict[str, Any]) -> None:
    contact = _contact(rng, stage, row, "reached", one["summary"], row.due)
    answers = {name: one[name] for name in ("satisfied", "understood")} if row.questions else {}
    if row.cause == "event":  # its own questions, unless the client has answered them in the portal
        answers = {"satisfied": _of_event(row, one, contact)} if row.questions else {}
    FollowUp.update(
        done_at=contact.happened_at,
        done_by=row.holder_id,
        contact=contact.id,
        remark=one.get("remark", "") if row.questions else "",
        request=_again(stage, row) if answers.get("satisfied") == "no" else None,
        **answers,
    ).where(FollowUp.id == row.id).execute()


SCORES = {"yes": 5, "partly": 3, "no": 2}


def _of_event(row: FollowUp, one: dict[str, Any], contact: Contact) -> str:
    event = Event.get(Event.number == row.ref)
    if Feedback.select().where(Feedback.event == event.id, Feedback.client == row.client_id).exists():
        FollowUp.update(questions=False).where(FollowUp.id == row.id).execute()
        return ""
    who, said = Account.get(Account.staff == row.holder_id), {"good": one.get("remark", ""), "at": contact.happened_at}
    Feedback.create(event=event, client=row.client_id, score=SCORES[one["satisfied"]], account=who, **said)
    return str(one["satisfied"])


def _again(stage: Stage, row: FollowUp) -> int | None:
    """A request of his that came after, as what the bad answer opened."""
    later = Request.select(Request.id).where(Request.client == row.client_id, Request.filed_at > row.made_at)
    found = later.join(Account, on=(Request.filed_by == Account.id)).order_by(Request.id).first()
    return found.id if found else None


def _contact(rng: Random, stage: Stage, row: FollowUp, outcome: str, words: str, day: date) -> Contact:
    channel = "wechat" if row.client.do_not_call else "phone"
    at = Moments(rng, stage.now).on(day)
    return Contact.create(  # type: ignore[no-any-return]
        client=row.client_id,
        staff=row.holder_id,
        channel=channel,
        outcome=outcome,
        happened_at=at,
        summary=words,
        created_at=at,
    )
