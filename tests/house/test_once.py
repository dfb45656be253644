"""A form that is sent twice does its deed once: by one mechanism, in every deed that makes something."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from datetime import timedelta

import pytest

import portal.actions
import portal.importing
from portal import models
from portal.actions import contacts
from portal.actions.clients import persons
from portal.actions.events import planning
from portal.actions.finding import tags
from portal.actions.requests import working
from portal.actions.shared import sent
from portal.actions.teams import seats as teams
from portal.ground import clock
from portal.ground.errors import Refused, SentBefore
from portal.models import Account, AuditEntry, Client, Contact, Event, Notice, RequestEntry, Seat, SentContent, Tag
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed

HANDED_ON = {
    "assign_manager", "assign_adviser", "add_specialist", "put",  # to teams._give; put is a step of it
    "reply", "note", "answer",  # to working._say; screening's note writes the line of whoever calls it
    "write_entry", "write_contact", "_new_run", "_begin",
    "called",  # to contacts.record_contact
    "record",  # to requests.file_request
    "_seated", "_arrive",  # events: the two ends of one form
    "propose",  # a client's correction: several rows of one submission, looked for under the lock of his record
}  # fmt: skip


def deeds():
    """Every function below the views that is given a submission."""
    for room in (portal.actions, portal.importing):
        for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            module = importlib.import_module(one.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == one.name and "submission" in inspect.signature(function).parameters:
                    yield name, function


def test_every_deed_that_makes_something_makes_it_once():
    by_hand = {name for name, function in deeds() if not hasattr(function, "makes")}
    assert by_hand <= HANDED_ON


def test_every_row_that_carries_a_submission_is_made_by_such_a_deed():
    made = {function.makes for _, function in deeds() if hasattr(function, "makes")}
    tables = {one for one in vars(models).values() if inspect.isclass(one) and getattr(one, "submission_key", ())}
    assert len(made) > 20 and made == tables


def _plan():
    begins = clock.now() + timedelta(days=28)
    return {
        "title": "岁末茶会", "kind": "culture_salon", "branch": "FAW", "starts_at": begins, "venue": "三楼贵宾厅",
        "ends_at": begins + timedelta(hours=2), "sign_up_until": begins - timedelta(days=2), "capacity": 12,
        "guests_per_client": 1, "tiers": ["gold"], "budget": 500_000, "description": "",
    }  # fmt: skip


DEEDS = {
    "a specialist": (Seat, "team.specialist", lambda who, client, same: teams.add_specialist(
        who, client, "hejun", "knows funds", same)),
    "a manager": (Seat, "team.manager", lambda who, client, same: teams.assign_manager(
        who, client, "wanglei", "new client", same)),
    "a tag": (Tag, "tag.created", lambda who, client, same: tags.new_tag(who, "FAW", "高尔夫", "done", same)),
    "an event": (Event, "event.planned", lambda who, client, same: planning.plan_event(who, _plan(), same)),
    "a contact": (Contact, "contact.recorded", lambda who, client, same: contacts.record_contact(
        who, client, "phone", clock.now(), "later", None, same)),
}  # fmt: skip


@pytest.mark.parametrize("what", DEEDS)
def test_the_same_form_at_once_makes_one_and_answers_it_to_all(app, branch_admin, manager, specialist, chengang, what):
    model, action, deed = DEEDS[what]
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    rows = together(app, *(lambda: deed(who, Client.get_by_id(chengang.id), same) for _ in range(4)))
    assert [row for row in rows if isinstance(row, Exception)] == []
    assert {row.id for row in rows} == {model.get().id} and model.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.action == action).count() == 1
    assert deed(who, chengang, same).id == model.get().id


def test_what_was_refused_stays_refused(branch_admin, specialist, chengang):
    who = people.actor(branch_admin)
    teams.add_specialist(who, chengang, "hejun", "knows funds", str(uuid.uuid4()))
    with pytest.raises(Refused):
        teams.add_specialist(who, chengang, "hejun", "knows funds", str(uuid.uuid4()))
    assert Seat.select().count() == 1


def test_resolving_twice_at_once_is_one_answer_and_no_refusal(app, manager, served):
    row, who, same = filed(served), people.actor(manager), str(uuid.uuid4())
    working.take(who, row)
    found = together(app, *(lambda: working.resolve(who, row, "办好了", submission=same) for _ in range(3)))
    assert {one.id for one in found} == {row.id}
    assert RequestEntry.select().where(RequestEntry.submission == same).count() == 1
    assert Notice.select().where(Notice.kind == "request.resolved").count() == 1


def test_one_submission_at_two_companies_is_two_persons(manager):
    who, same, made = people.actor(manager), str(uuid.uuid4()), []
    values = {"person_name": "周斌", "authority": "出纳", "scope": "sign", "mobile": "", "valid_until": None}
    for name in ("长春宏达汽车零部件有限公司", "吉林北方物流有限公司"):
        company = people.client(None, name, "platinum", kind="company", gender="", birthday=None, mobile="")
        made += [persons.add_person(who, company, values, same).id for _ in range(2)]
    assert made[0] == made[1] and made[2] == made[3] and made[0] != made[2]
    assert Account.select().where(Account.submission == same).count() == 2


OTHER = {
    "a specialist": lambda who, client, same: teams.add_specialist(who, client, "hejun", "knows cards", same),
    "a manager": lambda who, client, same: teams.assign_manager(who, client, "wanglei", "moved house", same),
    "a tag": lambda who, client, same: tags.new_tag(who, "FAW", "书法", "done", same),
    "an event": lambda who, client, same: planning.plan_event(who, _plan() | {"title": "新春茶会"}, same),
    "a contact": lambda who, client, same: contacts.record_contact(
        who, client, "phone", clock.now(), "sooner", None, same
    ),
}


@pytest.mark.parametrize("what", DEEDS)
def test_the_same_submission_with_other_content_is_refused(branch_admin, manager, specialist, chengang, what):
    model, action, deed = DEEDS[what]
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    made = deed(who, chengang, same)
    with pytest.raises(SentBefore):
        OTHER[what](who, chengang, same)
    assert deed(who, chengang, same).id == made.id
    assert model.select().count() == 1 and AuditEntry.select().where(AuditEntry.action == action).count() == 1


@pytest.mark.parametrize("what", DEEDS)
def test_two_contents_of_one_submission_at_once_leave_one(app, branch_admin, manager, specialist, chengang, what):
    model, action, deed = DEEDS[what]
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    both = (deed, OTHER[what])
    rows = together(app, *(lambda one=one: one(who, Client.get_by_id(chengang.id), same) for one in both))
    assert sorted(isinstance(row, SentBefore) for row in rows) == [False, True], rows
    assert model.select().count() == 1 and AuditEntry.select().where(AuditEntry.action == action).count() == 1


def test_a_row_of_before_counts_as_the_same(branch_admin, manager, specialist, chengang):
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    made = DEEDS["a contact"][2](who, chengang, same)
    SentContent.delete().execute()
    assert OTHER["a contact"](who, chengang, same).id == made.id


def test_what_was_refused_first_may_be_sent_corrected(branch_admin, manager, chengang):
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    with pytest.raises(Refused):
        teams.assign_manager(who, chengang, "nobody", "new client", same)
    assert teams.assign_manager(who, chengang, "wanglei", "new client", same).id == Seat.get().id


def test_digests_are_forgotten_after_a_month(branch_admin, chengang, at):
    DEEDS["a contact"][2](people.actor(branch_admin), chengang, str(uuid.uuid4()))
    assert sent.forget() == 0 and SentContent.select().count() == 1
    at("2026-12-25 09:00")
    assert sent.forget() == 1 and SentContent.select().count() == 0
