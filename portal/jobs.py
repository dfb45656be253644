"""What `portal worker` does (huey on the same database): the steps of every minute and of every night, and the tasks
that people begin.

The three tables are all that the worker knows: what is not in them does not run. Steps run in the order of their table;
one that fails is logged and leaves the others running. `ground/steps.py` and `tasks.kind` mark the functions, so that a
test finds one that was forgotten here.
"""

from __future__ import annotations

import signal
import threading
from contextlib import nullcontext

from flask import Flask
from huey import Huey, crontab
from huey.contrib.sql_huey import SqlStorage
from peewee import Index, Model

from portal.actions import absences, follow_ups
from portal.actions.administration import statistics, tasks, upkeep
from portal.actions.benefits import days, expiring, granting, partners, points
from portal.actions.clients import persons
from portal.actions.complaints import closing, warning
from portal.actions.events import introducing, inviting, planning, reminding, thanking, waiting
from portal.actions.finding import bulk, exports
from portal.actions.handovers import passing
from portal.actions.holdings import deals, suggestions
from portal.actions.notices import addresses, sending
from portal.actions.organisation import leaving
from portal.actions.quality import duplicates
from portal.actions.requests import escalating, rating, working
from portal.actions.screening import completing, letters_of_many
from portal.actions.shared import sent
from portal.actions.signatures import signing
from portal.actions.teams import proposing
from portal.actions.tiers import grants, judging, trials
from portal.database import be_patient, database, open_connection, release_connection
from portal.derived import (
    birthdays,
    completeness,
    contact_order,
    contacts,
    hand_counts,
    holders,
    replies,
    seals,
    tier_counts,
    vip_months,
)
from portal.ground import parent, steps
from portal.importing import inbox
from portal.importing import work as imports
from portal.importing.undoing import deed as undoing


@steps.every_minute
def sign_of_life() -> int:
    """Say that the worker lives. Answers 0: nothing of the bank moves."""
    upkeep.seen("worker")
    return 0


@steps.every_minute
def seal() -> int:
    """Seal the audit trail. Answers 0: nothing of the bank moves."""
    seals.seal()
    return 0


EVERY_MINUTE: tuple[steps.Step, ...] = (
    sign_of_life,
    seal,
    birthdays.move_birthdays,
    persons.end_what_ran_out,
    absences.welcome_back,
    passing.pass_what_is_due,  # before open work follows the day
    holders.follow_the_day,
    contact_order.follow_the_day,  # after birthdays
    leaving.pass_filters_on,  # roles that ended by their dates
    grants.end_what_is_over,  # a tier held by hand ends before the months are judged
    judging.judge_what_is_due,
    partners.call_off_what_nobody_gives,  # before the day ends what it can
    days.end_what_is_over,  # what returns to a lot that has ended lapses, or is given anew
    expiring.expire,
    granting.grant_what_is_due,  # after what ends with a period and what moves clients between tiers
    points.grant_points,
    days.say_what_ends,
    signing.expire,
    tier_counts.fold,  # after what moves clients between tiers
    hand_counts.fold,
    completing.remind,
    escalating.follow_the_calendar,  # before levels are called
    escalating.call_levels,
    rating.remind,
    working.close_quiet_ones,
    warning.warn,
    inviting.open_waves,
    inviting.end_waves,  # after what tells
    reminding.remind,
    waiting.lapse_offers,
    planning.hold_what_is_over,  # after offers that ran out
    reminding.say_who_was_missed,  # after what holds events
    thanking.thank,  # after what holds events, before what calls: asked once, by the portal first
    introducing.expire,
    follow_ups.make,  # after what holds events and moves clients between tiers
    exports.expire,
    sending.send,  # after what tells people; as long as a round lasts
    inbox.look,  # last: it reads files
)

EVERY_NIGHT: tuple[steps.Step, ...] = (
    duplicates.nightly,
    completeness.nightly,  # counts the pairs that were just found
    contacts.nightly,
    replies.nightly,
    vip_months.nightly,
    deals.look_every_night,
    suggestions.compute_shares,
    closing.close_settled_ones,
    trials.put_away,
    sent.forget,
    addresses.tidy,
    inbox.clean_up,
    inbox.remind,  # after what was given up
    statistics.gather,  # last: of what the night has left
)

TASKS: dict[str, tasks.Work] = {
    exports.KIND: exports.run,
    bulk.KIND: bulk.run,
    trials.KIND: trials.run,
    proposing.KIND: proposing.run,
    letters_of_many.KIND: letters_of_many.run,
    "imports.stage": imports.stage,
    "imports.check": imports.check_again,
    "imports.load": imports.load,
    "imports.undo": undoing.undo,
}


def minute() -> int:
    """Do what is due this minute. Answers how many things moved."""
    return upkeep.run(EVERY_MINUTE)


def night() -> int:
    """Do the night's work if nobody has done it since 02:00. Answers how many things moved."""
    return upkeep.night(EVERY_NIGHT) if upkeep.night_is_due() else 0


class Storage(SqlStorage):
    """huey's tables under names of their own: the portal has a table `task` itself."""

    def create_models(self) -> tuple[type[Model], ...]:
        made: tuple[type[Model], ...] = super().create_models()
        for model in made:
            model._meta.set_table_name(f"huey_{model._meta.table_name}")
            bound = [index for index in model._meta.indexes if isinstance(index, Index)]
            for index in bound:
                model._meta.indexes.remove(index)
                model.add_index(*index._expressions)
        return made


def queue(app: Flask | None = None) -> Huey:
    """The queue with its schedule: what is due every minute."""
    huey = Huey("portal", storage_class=Storage, database=database.obj, store_none=False, utc=True)

    def run() -> None:
        with app.app_context() if app else nullcontext():
            open_connection()
            try:
                minute()
            finally:
                release_connection()

    huey.periodic_task(crontab(minute="*"), name="minute")(run)
    return huey


def run_worker(app: Flask, beside: int | None = None) -> None:
    """Work until told to stop (SIGINT, SIGTERM), or until process `beside` is gone that started this one. The first
    round is run at once.
    """
    done = threading.Event()
    if beside:
        parent.watch(beside, done.set)
    be_patient(done)
    open_connection()
    minute()
    release_connection()
    huey = queue(app)
    consumer = huey.create_consumer(workers=1, periodic=True, scheduler_interval=1, check_worker_health=True)
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: done.set())
    hands = threading.Thread(target=tasks.work, args=(app, done, TASKS, night), name="tasks")
    hands.start()
    consumer.start()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: done.set())
    done.wait()
    consumer.stop(graceful=True)
    hands.join(5)
