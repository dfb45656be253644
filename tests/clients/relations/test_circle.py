"""The circle of a client: the picture, the table, the family, and who is not visible."""

from __future__ import annotations

from datetime import date

import pytest

from portal.ground import clock
from portal.models import AuditEntry, Relation
from portal.reads.clients.circle import PAGE, circle_of
from portal.reads.organisation import tree
from portal.rules.clients.circle import around
from tests.ground import people
from tests.ground.plans import indexes, parts_sort, plans_of, reads_all


def relate(first, second, kind="spouse", **values):
    return Relation.create(first=first, second=second, kind=kind, created_at=clock.now(), **values)


@pytest.fixture
def family(served, manager):
    """陈刚, his wife (served by 王磊, too), a son outside the client base, a mother at the other sub-branch."""
    wife = people.client(None, "王秀兰", "gold", gender="f", aum=200_000_000)
    people.seat(wife, "manager", manager)
    mother = people.client(None, "李桂芝", "platinum", at="JY", gender="f", birthday=date(1950, 1, 1), aum=555_500_000)
    relate(served, wife)
    relate(mother, served, "parent", note="李桂芝住净月")
    relate(served, None, "parent", outside="陈小宇")
    return {"wife": wife, "mother": mother}


def test_it_works(visit, manager, served, family):
    page = visit(manager).get(f"/clients/{served.number}/relations")
    picture = page.html.select_one("svg.circle")
    assert picture["role"] == "img"
    titles = [page.html.find(id=name).get_text() for name in picture["aria-labelledby"].split()]
    assert titles == ["The circle of 陈刚", "Wife: 王秀兰; Child: 陈小宇; Father or mother: Not visible to you"]
    assert len(picture.select("circle")) == 4 and len(picture.select("line.circle-kin")) == 3
    assert "¥10.12m over 2 clients" in page.text and "1 person not visible to you" in page.text


def test_who_is_not_visible_leaks_nothing(visit, manager, served, family):
    for path in (f"/clients/{served.number}/relations", f"/clients/{served.number}"):
        page = visit(manager).get(path)
        body = page.response.get_data(as_text=True)
        for secret in ("李桂芝", family["mother"].number, "5,555,000", "5.56", "住净月"):
            assert secret not in body, (path, secret)


def test_of_whom_only_the_head_is_open_the_money_stays_out(visit, manager, served, family):
    """王磊 sees name and tier of a colleague's client of the branch, not what she holds."""
    sister = people.client(None, "陈静", "platinum", gender="f", aum=987_600_000)
    relate(served, sister, "parent")
    page = visit(manager).get(f"/clients/{served.number}/relations")
    assert "陈静" in page.text and "Platinum" in page.text
    assert "9,876" not in page.response.get_data(as_text=True) and "9.88m" not in page.text
    assert "¥10.12m over 2 clients" in page.text and "2 people not visible to you" in page.text
    row = next(row for row in page.table("circle-table") if row[0].startswith("陈静"))
    assert row[3] == "–" and row[-1] == "", "nobody ends a relation to a client whom he does not serve"


def test_who_sees_all_adds_all(visit, head_office, served, family):
    page = visit(head_office).get(f"/clients/{served.number}/relations")
    assert "¥15.68m over 3 clients" in page.text and "not visible" not in page.text


def test_a_person_stands_once_in_the_picture(visit, manager, served, family):
    relate(served, family["wife"], "colleague")
    page = visit(manager).get(f"/clients/{served.number}/relations")
    assert (
        len(page.html.select("svg.circle circle")) == 4
        and "Wife/Colleague" in page.html.select_one("svg.circle").get_text()
    )
    assert len(page.table("circle-table")) == 4
    assert "¥10.12m over 2 clients" in page.text


def test_many(visit, manager, served, family):
    for number in range(20):
        relate(served, None, "colleague", outside=f"同事{number}")
    page = visit(manager).get(f"/clients/{served.number}/relations")
    assert len(page.html.select("svg.circle circle")) == 11 and "+13 more in the table" in page.text
    assert len(page.table("circle-table")) == 23


def test_more_than_a_page(visit, manager, served, family):
    for number in range(PAGE):
        relate(served, None, "colleague", outside=f"同事{number}")
    names, address = [], f"/clients/{served.number}/relations"
    while address:
        page = visit(manager).get(address)
        names += [row[0] for row in page.table("circle-table")]
        link = page.html.select_one("a[rel=next]")
        address = link["href"] if link else None
    assert len(names) == len(set(names)) == PAGE + 3


def test_nobody_yet(visit, manager, served):
    page = visit(manager).get(f"/clients/{served.number}/relations")
    assert "Nobody is recorded yet" in page.text and not page.html.select("svg.circle")
    assert f"/clients/{served.number}/relations/new" in page.links()
    page = visit(manager).get(f"/clients/{served.number}")
    assert "No family, colleagues or companies" in page.section("relations")


def test_the_clients_page_shows_the_circle(visit, manager, served, family):
    page = visit(manager).get(f"/clients/{served.number}")
    assert "王秀兰 Wife" in page.section("relations") and page.html.select_one("#relations svg.circle")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10, 40])
def test_places_do_not_touch(count):
    places = around(count)
    assert len(places) == min(count, 10) and len(set(places)) == len(places)
    for one in places:
        assert 40 <= one.x <= 380 and 50 <= one.y <= 350
        for other in places:
            assert one is other or abs(one.x - other.x) >= 40 or abs(one.y - other.y) >= 50


def test_end(visit, manager, served, family):
    row = Relation.get(Relation.kind == "spouse")
    address = f"/clients/{served.number}/relations/{row.id}/end"
    page = visit(manager).get(address)
    assert "End the relation to 王秀兰 (Wife)?" in page.text
    page = visit(manager).post(address, reason="离婚", until="2026-11-01")
    assert page.notice == "The relation has ended; it stays in the history."
    assert page.table("ended-table") == [["王秀兰", "Wife", "–", "1 Nov", "离婚"]]
    assert "王秀兰" not in page.html.find(id="circle-words").get_text()
    assert AuditEntry.select().where(AuditEntry.action == "relation.ended").count() == 1
    visit(manager).get(address, status=404)
    page = visit(manager).post(address, status=409, reason="again")
    assert "dealt with in the meantime" in page.refusal and Relation.get_by_id(row.id).ended_reason == "离婚"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [({"reason": ""}, "reason"), ({"until": "2027-01-01"}, "until"), ({"until": "1999-01-01"}, "until"), ({"until": "x"}, "until"), ({"reason": "x" * 201}, "reason")],
)  # fmt: skip
def test_bad_end(visit, manager, served, family, fields, field):
    row = Relation.get(Relation.kind == "spouse")
    Relation.update(since=date(2005, 10, 1)).where(Relation.id == row.id).execute()
    address = f"/clients/{served.number}/relations/{row.id}/end"
    page = visit(manager).post(address, status=422, **{"reason": "离婚", "until": "2026-11-01", **fields})
    assert field in page.errors
    assert Relation.get_by_id(row.id).until is None


def test_who_may_not_end(visit, manager, second_manager, specialist, other_manager, served, family):
    spouse, mother = Relation.get(Relation.kind == "spouse"), Relation.get(Relation.first == family["mother"])
    for person, status in ((second_manager, 404), (other_manager, 404), (specialist, 403)):
        visit(person).post(f"/clients/{served.number}/relations/{spouse.id}/end", status=status, reason="x")
    visit(manager).get(f"/clients/{served.number}/relations/{mother.id}/end", status=404)
    visit(manager).post(f"/clients/{served.number}/relations/{mother.id}/end", status=404, reason="x")
    visit(manager).post(f"/clients/{family['wife'].number}/relations/{mother.id}/end", status=404, reason="x")
    assert Relation.select().where(Relation.until.is_null(False)).count() == 0


def test_the_circle_walks_its_indexes(statements, manager, served, family):
    actor = people.actor(manager)
    tree.branch_tree()  # kept for a minute
    for after in ("", "parent~7"):
        with statements() as seen:
            circle_of(actor, served, after)
        assert len(seen) == 1
        (plan,) = plans_of(seen, "relation")
        assert {"relation_first_id_kind_id", "relation_second_id_kind_id"} <= indexes(plan), plan
        assert not reads_all(plan, "relation"), plan
        assert after or not parts_sort(plan), plan
