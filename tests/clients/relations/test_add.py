"""Recording who belongs to whom."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from peewee import IntegrityError

from portal import database, derived
from portal.actions.clients import relations
from portal.derived import referrers
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.models import AuditEntry, Client, Relation
from portal.words.said import deed_sentence
from tests.ground import people, trail
from tests.ground.together import together


@pytest.fixture
def wife(app, manager):
    """王秀兰, whom 王磊 serves, too."""
    row = people.client(None, "王秀兰", "gold", gender="f", birthday=date(1980, 3, 8), aum=212_200_000)
    people.seat(row, "manager", manager)
    return row


def add(visitor, client, other, role="spouse", status=200, **fields):
    return visitor.post(f"/clients/{client.number}/relations/new", status=status, role=role, other=other, **fields)


def test_it_works(app, visit, manager, served, wife):
    page = add(visit(manager), served, wife.number, since="2005-10-01", note="同在一汽")
    assert page.notice == "The relation is on record."
    assert page.table("circle-table")[0][:4] == ["王秀兰 " + wife.number, "Wife", "Gold", "¥2.12m"]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        deed = trail.deeds().order_by(AuditEntry.id.desc()).get()
        assert deed_sentence(deed) == "王磊 recorded 王秀兰 in the circle of 陈刚: Spouse"
    page = visit(manager, language="zh").get(f"/clients/{wife.number}/relations")
    assert page.table("circle-table")[0][:2] == ["陈刚 " + served.number, "丈夫"]
    assert Relation.select().count() == 1


@pytest.mark.parametrize(
    ("role", "here", "there"),
    [
        ("parent", "Mother", "Son"), ("child", "Daughter", "Father"), ("colleague", "Colleague", "Colleague"),
        ("introducer", "Introduced by", "Introduced by this client"), ("introduced", "Introduced by this client", "Introduced by"),
        ("supplier", "Supplier", "Customer"), ("customer", "Customer", "Supplier"), ("employer", "Employer", "Employee"),
    ],
)  # fmt: skip
def test_each_side_has_its_own_word(visit, manager, served, wife, role, here, there):
    born = {"parent": date(1950, 1, 1), "child": date(2001, 1, 1)}.get(role, wife.birthday)
    Client.update(birthday=born).where(Client.id == wife.id).execute()
    page = add(visit(manager), served, wife.number, role)
    assert page.table("circle-table")[0][1] == here
    page = visit(manager).get(f"/clients/{wife.number}/relations")
    assert page.table("circle-table")[0][1] == there


def test_a_name_is_enough_when_it_fits_one(visit, manager, served, wife):
    page = add(visit(manager), served, "秀兰")
    assert page.table("circle-table")[0][0] == "王秀兰 " + wife.number


def test_several_of_a_name_are_offered(visit, manager, served, wife):
    other = people.client(None, "王秀兰", "standard", gender="f")
    people.seat(other, "manager", manager)
    page = add(visit(manager), served, "王秀兰", status=422, note="她")
    offered = [box["value"] for box in page.html.select("input[name=pick]")]
    assert sorted(offered) == sorted([wife.number, other.number]) and page.value("note") == "她"
    page = add(visit(manager), served, "王秀兰", pick=other.number)
    assert page.table("circle-table")[0][0] == "王秀兰 " + other.number


def test_somebody_who_is_no_client_is_kept_by_name(visit, manager, served):
    page = add(visit(manager), served, "陈小雨", "child", outside="1")
    assert page.table("circle-table")[0][:2] == ["陈小雨 no client", "Child"]
    row = Relation.get()
    assert (row.first_id, row.second_id, row.outside) == (served.id, None, "陈小雨")
    page = add(visit(manager), served, "陈小雨", "child", status=422, outside="1")
    assert page.errors["other"].endswith("This relation is on record already.")


def test_who_introduced_whom_is_kept_on_the_record(visit, manager, served, wife):
    add(visit(manager), served, wife.number, "introducer")
    assert Client.get_by_id(served.id).referrer_id == wife.id
    page = add(visit(manager), served, "老刘", "introducer", status=422, outside="1")
    assert "on record already" in page.errors["role"]
    row = Relation.get()
    visit(manager).post(f"/clients/{served.number}/relations/{row.id}/end", reason="记错了")
    assert Client.get_by_id(served.id).referrer_id is None


def test_the_record_and_the_relation_say_the_same(app, manager, served, wife):
    with database.write():
        relations.introduce(people.actor(manager), served, wife.id, "from the record")
    assert referrers.introducer_of(served.id) == wife.id
    with database.write():
        relations.introduce(people.actor(manager), served, None, "from the record")
    assert referrers.introducer_of(served.id) is None and Relation.get().until == clock.today()


def test_whom_the_record_names_stands_in_the_circle(visit, branch_admin, served, wife):
    """One truth: what is typed in the record's form is a relation, and `portal check` finds both in step."""
    fields = {"name": "陈刚", "kind": "individual", "version": str(Client.get_by_id(served.id).version), "gender": "m"}
    visit(branch_admin).post(f"/clients/{served.number}/edit", referrer=wife.number, **fields)
    row = Relation.get()
    assert (row.kind, row.first_id, row.second_id) == ("introducer", wife.id, served.id)
    page = visit(branch_admin).get(f"/clients/{served.number}/relations")
    assert page.table("circle-table")[0][:2] == ["王秀兰 " + wife.number, "Introduced by"]
    assert not [fault for fault in derived.faults() if "introduced" in fault]
    Client.update(referrer=None).execute()
    assert [fault for fault in derived.faults() if "introduced" in fault]


@pytest.mark.one_engine
def test_who_may_not(visit, served, wife, specialist, adviser, other_manager, second_manager, coordinator, head_office, auditor):  # fmt: skip
    add(visit(specialist), served, wife.number, status=403)
    for person in (head_office, auditor, coordinator):
        add(visit(person), served, wife.number, status=403)
    for person in (other_manager, second_manager):
        add(visit(person), served, wife.number, status=404)
        visit(person).get(f"/clients/{served.number}/relations", status=404)
    assert Relation.select().count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("other", ["C-9999999", "赵蕾", "没有这个人", "zhaolei"])
def test_outside_the_scope_there_is_nobody(visit, manager, served, zhaolei, other):
    """The answer for a client of another branch is the one for a client that does not exist."""
    page = add(visit(manager), served, other, status=422)
    assert page.errors["other"].endswith("None of your clients has this number or name. For somebody who is no client, tick the box below.")  # fmt: skip
    number = add(visit(manager), served, zhaolei.number, status=422)
    assert number.errors["other"] == page.errors["other"] and "赵蕾" not in number.text


@pytest.mark.one_engine
def test_nobody_is_related_to_himself(visit, manager, served):
    page = add(visit(manager), served, served.number, status=422)
    assert page.errors["other"].endswith("Nobody is related to himself.")


def test_not_the_same_again_from_either_side(visit, manager, served, wife):
    add(visit(manager), served, wife.number)
    for client, other in ((served, wife), (wife, served)):
        page = add(visit(manager), client, other.number, status=422)
        assert page.errors["other"].endswith("This relation is on record already.")
    Relation.delete().execute()
    Client.update(birthday=None).execute()
    add(visit(manager), served, wife.number, "parent")
    page = add(visit(manager), served, wife.number, "child", status=422)
    assert page.errors["other"].endswith("This relation is on record already.")


def test_no_second_spouse(visit, manager, served, wife, liufang):
    people.seat(liufang, "manager", manager)
    add(visit(manager), served, wife.number)
    for client, other in ((served, liufang), (liufang, wife)):
        page = add(visit(manager), client, other.number, status=422)
        assert "has a current spouse on record already" in page.errors["role"]
    page = add(visit(manager), served, "张三", status=422, outside="1")
    assert "has a current spouse on record already" in page.errors["role"]


@pytest.mark.one_engine
def test_a_parent_is_older_than_the_child(visit, manager, served, wife):
    page = add(visit(manager), served, wife.number, "parent", status=422)
    assert page.errors["role"].endswith("A parent cannot be younger than the child. Please check both birthdays.")


def test_companies_have_no_family(visit, manager, served):
    company = people.client(None, "长春宏达汽车零部件有限公司", "platinum", kind="company", birthday=None)
    people.seat(company, "manager", manager)
    for role in ("spouse", "parent", "colleague", "employee"):
        page = add(visit(manager), served, company.number, role, status=422)
        assert "between people" in page.errors["role"]
    add(visit(manager), served, company.number, "employer")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": ""}, "role"), ({"role": "boss"}, "role"), ({"other": ""}, "other"), ({"other": "x" * 65}, "other"), ({"since": "2026-13-01"}, "since"),
        ({"since": "2027-01-01"}, "since"), ({"note": "x" * 201}, "note"), ({"other": "\x00"}, "other"),
    ],
)  # fmt: skip
def test_bad_input(visit, manager, served, wife, fields, field):
    page = add(visit(manager), served, **{"other": wife.number, "status": 422, **fields})
    assert field in page.errors
    assert Relation.select().count() == 0


def test_a_double_click_makes_one(visit, manager, served, wife):
    same = str(uuid.uuid4())
    for _ in range(2):
        add(visit(manager), served, wife.number, submission=same)
    assert Relation.select().count() == 1


def test_a_double_click_at_once_answers_the_one(app, manager, served, wife):
    actor = people.actor(manager)
    deeds = [lambda: relations.add(actor, served, "spouse", wife.number, submission="one-form").id] * 4
    assert together(app, *deeds) == [Relation.get().id] * 4


def test_two_at_once_leave_one_spouse(app, manager, adviser, served, wife, liufang):
    people.seat(liufang, "adviser", adviser)
    one, two = people.actor(manager), people.actor(adviser)
    found = together(
        app,
        lambda: relations.add(one, served, "spouse", wife.number),
        lambda: relations.add(two, served, "spouse", liufang.number),
    )
    assert sorted(isinstance(outcome, Invalid) for outcome in found) == [False, True]
    assert Relation.select().count() == 1


def test_the_database_itself_refuses_a_second_spouse(served, wife, liufang):
    def spouse(first, second):
        with database.write():
            return Relation.create(first=first, second=second, kind="spouse", created_at=clock.now())

    made = spouse(served, wife)
    for first, second in ((served, liufang), (liufang, served), (wife, liufang), (served, None)):
        with pytest.raises(IntegrityError):
            spouse(first, second)
    Relation.update(until=clock.today()).where(Relation.id == made.id).execute()
    spouse(served, liufang)
    with pytest.raises(IntegrityError), database.write():
        Relation.update(until=None).where(Relation.id == made.id).execute()
