"""A company's date is the earliest of those who act for it, and the line names him."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.actions.clients import persons
from portal.derived import contact_order
from portal.ground import clock
from portal.models import Account, Client, Contact
from portal.reads.contacts.due import due_for
from tests.contacts.test_record import record
from tests.ground import people

VALUES = {"authority": "出纳", "scope": "sign", "mobile": "", "valid_until": None}


def person(manager, company, name) -> Account:
    return persons.add_person(people.actor(manager), company, {"person_name": name, **VALUES}, None)


def due(company) -> date:
    return Client.get_by_id(company.id).next_contact_due


def faults() -> list[str]:
    return [line for line in derived.faults() if "next is due" in line or "last contact" in line]


@pytest.fixture
def company(manager, adviser):
    made = people.client(
        None, "长春宏达汽车零部件有限公司", "diamond", kind="company", gender="", birthday=None, mobile=""
    )
    people.seat(made, "manager", manager)
    people.seat(made, "adviser", adviser)
    return made


def test_it_works(visit, company, manager, adviser, at):
    zhou, wu = person(manager, company, "周斌"), person(manager, company, "吴岩")
    record(visit(manager), company, next_due="")  # with nobody in particular: with both
    assert due(company) == date(2026, 12, 24) and faults() == []
    at("2026-12-01 10:00")
    record(visit(manager), company, next_due="", happened_at="2026-12-01T09:30", person=str(zhou.id))
    assert due(company) == date(2026, 12, 24) and faults() == []  # of 吴岩
    at("2026-12-24 10:00")
    contact_order.follow_the_day()
    (line,) = due_for(people.actor(adviser), "mine").lines
    assert line.person == (wu.id, "吴岩") and line.last == date(2026, 11, 24)
    page = visit(adviser).get("/contacts")
    assert "吴岩" in page.section("today") and "吴岩" in visit(adviser).get("/home").text
    hidden = page.html.select_one(f"#record-{company.id} input[name=person]")
    assert hidden["value"] == str(wu.id)
    form = visit(adviser).get(f"/clients/{company.number}/contacts/new")
    assert form.html.select_one("#person option[selected]")["value"] == str(wu.id)
    record(visit(adviser), company, next_due="", happened_at="2026-12-24T09:30", person=str(wu.id))
    assert due(company) == date(2026, 12, 31) and faults() == []  # of 周斌


def test_who_acts_no_more_counts_no_more(visit, company, manager, branch_admin, at):
    zhou, wu = person(manager, company, "周斌"), person(manager, company, "吴岩")
    record(visit(manager), company, next_due="")
    at("2026-12-01 10:00")
    record(visit(manager), company, next_due="", happened_at="2026-12-01T09:30", person=str(zhou.id))
    persons.end_person(people.actor(manager), company, wu, "离职")
    assert due(company) == date(2026, 12, 31) and faults() == []
    assert Contact.select().where(Contact.person == zhou.id).count() == 1


@pytest.mark.one_engine
def test_somebody_of_another_company_is_refused(visit, company, manager):
    other = people.client(None, "吉林北方物流有限公司", "gold", kind="company", gender="", birthday=None, mobile="")
    stranger = person(manager, other, "郑楠")
    for typed in (str(stranger.id), "x", "999999999999"):
        assert "person" in record(visit(manager), company, status=422, next_due="", person=typed).errors
    assert Contact.select().count() == 0 and clock.today()
