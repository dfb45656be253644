"""What records lack, in figures and as a list to work off; what head office asks of records; the line on a client's page."""

from __future__ import annotations

from datetime import date

import pytest

from portal.database import engine
from portal.derived import completeness
from portal.ground import clock
from portal.models import AuditEntry, Client, RequiredField, Staff
from portal.reads.clients.scope import ClientScope
from portal.reads.quality.findings import QualityFilter, counts_by_code, work_list
from portal.rules.quality.findings import FIELDS
from tests.ground import people
from tests.ground.plans import indexes, parts_sort, plans_of


@pytest.fixture
def records(app, manager, second_manager):
    """Three of ours, served by 王磊, 钱峰 and nobody; one of the other branch; one complete."""
    made = [
        people.client(None, "周洁", tier="standard", aum=0),
        people.client(None, "孙强", tier="standard", aum=0, district="汽开区", birthday=date(1900, 1, 1)),
        people.client(
            None, "吴涛", tier="standard", aum=0, district="汽开区", document_hmac="y", document_kind="passport"
        ),
        people.client(None, "赵蕾", tier="standard", aum=0, at="JY"),
    ]
    people.seat(made[0], "manager", manager)
    people.seat(made[1], "manager", second_manager)
    with app.app_context():
        completeness.nightly()
    return made


def numbers(page):
    return [row[1] for row in page.table("records")]


def test_it_works(visit, branch_admin, records):
    first, second, third, other = records
    page = visit(branch_admin).get("/quality")
    assert numbers(page) == [first.number, second.number]
    assert page.table("records")[0][3:] == ["王磊", "66% 66%", "Missing: Document Missing: District"]
    assert f"/clients/{first.number}/edit#document" in page.links() and "Would be 126 years old" in page.text
    figures = {row[0]: row[1:] for row in page.table("managers")}
    assert figures == {
        "Nobody yet": ["1", "100% 100%", "1", "0"],
        "王磊": ["1", "66% 66%", "0", "1"],
        "钱峰": ["1", "83% 83%", "0", "1"],
    }
    (branch,) = page.table("branches")
    assert branch[1:] == ["3", "83% 83%", "1", "2"] and third.number not in page.text and other.number not in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"finding": "too_old"}, [1]), ({"finding": "missing"}, [0, 1]), ({"finding": "missing.district"}, [0]), ({"manager": "qianfeng"}, [1]),
     ({"manager": "none"}, []), ({"branch": "FAW"}, [0, 1]), ({"branch": "FAW-1"}, []), ({"finding": "nonsense"}, [0, 1]), ({"finding": "missing.horse"}, [0, 1])],
)  # fmt: skip
def test_filters(visit, branch_admin, records, query, expected):
    page = visit(branch_admin).get("/quality", **query)
    assert numbers(page) == [records[place].number for place in expected]
    if not expected:
        assert "Nothing fits" in page.text


def test_who_only_reads_is_led_to_no_form(visit, head_office, auditor, records):
    first = records[0]
    for reader in (head_office, auditor):
        for path in ("/quality", f"/clients/{first.number}"):
            page = visit(reader).get(path)
            assert "Missing" in page.text and not [link for link in page.links() if "/edit" in link], path


def test_a_manager_works_off_his_own(visit, manager, records):
    assert numbers(visit(manager).get("/quality")) == [records[0].number]


def test_who_is_both_sees_his_own_first_and_can_see_all(visit, branch_admin, records):
    people.RoleGrant.create(
        staff=branch_admin, role="manager", branch=branch_admin.branch, since=clock.today(), created_at=clock.now()
    )
    mine = people.client(None, "钱多", tier="standard", aum=0)
    people.seat(mine, "manager", Staff.get_by_id(branch_admin.id))
    quality_now([mine.id])
    page = visit(branch_admin).get("/quality")
    assert numbers(page) == [mine.number] and "/quality?whose=all" in page.links()
    assert set(numbers(visit(branch_admin).get("/quality", whose="all"))) == {
        mine.number,
        records[0].number,
        records[1].number,
    }


def quality_now(ids):
    from flask import current_app

    if current_app:
        completeness.refresh(ids)
        return
    from portal.models import Client

    Client.update(completeness=50).where(Client.id.in_(ids)).execute()


def test_head_office_sees_branches_and_opens_one(visit, head_office, records):
    page = visit(head_office).get("/quality")
    assert len(page.table("branches")) == 2 and page.table("managers") == []
    assert {records[0].number, records[3].number} <= set(numbers(page))
    assert numbers(visit(head_office).get("/quality", branch="JY")) == [records[3].number]


@pytest.mark.one_engine
def test_who_may_not(visit, specialist, coordinator, chengang, admin, records):
    for person in (specialist, coordinator, chengang, admin):
        visit(person).get("/quality", status=403)


def test_pages_follow_each_other(app, visit, branch_admin, records, monkeypatch):
    from portal.reads.quality import findings

    monkeypatch.setattr(findings.work_list, "__defaults__", ("", 2))
    made = [people.client(None, f"客户{n}", tier="standard", aum=0, birthday=date(1950, 1, n + 1)) for n in range(5)]
    with app.app_context():
        completeness.refresh([one.id for one in made])
    for query in ("", "?finding=missing"):
        somebody, seen, path = visit(branch_admin), [], f"/quality{query}"
        while path:
            page = somebody.get(path)
            seen += numbers(page)
            following = page.html.select_one("a[rel=next]")
            path = following["href"] if following else None
        assert len(seen) == len(set(seen)) == 7, query
    visit(branch_admin).get("/quality?after=%27--~x")


def inside(plan):
    """Without the outermost step, which merges what the branches gave."""
    return "\n".join(plan.splitlines()[2:])


def test_the_list_walks_its_indexes(statements, branch_admin, head_office, records):
    for person, index in ((branch_admin, "client_branch_id_completeness_id"), (head_office, "client_completeness_id")):
        scope = ClientScope(people.actor(person))
        with statements() as seen:
            work_list(scope, QualityFilter(), "40~3")
        plan = plans_of(seen, "UNION ALL" if person is branch_admin else "completeness")[0]
        assert index in indexes(plan) and not parts_sort(inside(plan)), plan
    for person, index in ((branch_admin, "finding_branch_id_code_client_id"), (head_office, "finding_code_client_id")):
        scope = ClientScope(people.actor(person))
        with statements() as seen:
            work_list(scope, QualityFilter(code="stale"), "3~3")
            counts_by_code(scope, QualityFilter())
        plan = plans_of(seen, "finding")[0]
        found = {name for name in indexes(plan) if name.startswith("finding_")}  # of a few rows PostgreSQL takes either
        assert (index in found if engine() == "sqlite" else found) and not parts_sort(inside(plan)), plan


def test_the_page_is_few_statements(visit, branch_admin, records, statements):
    somebody = visit(branch_admin)
    somebody.get("/quality")
    with statements() as seen:
        somebody.get("/quality")
    assert len(seen) <= 11, [sql for sql, _ in seen]


class TestTheClientsPage:
    def test_it_works(self, visit, branch_admin, records):
        text = visit(branch_admin).get(f"/clients/{records[0].number}").section("quality")
        assert "66% complete. Missing: Document, District" in text
        assert "Would be 126 years old" in visit(branch_admin).get(f"/clients/{records[1].number}").section("quality")
        assert "Everything is there" in visit(branch_admin).get(f"/clients/{records[2].number}").section("quality")

    def test_an_edit_moves_it_at_once(self, visit, branch_admin, records):
        row = records[0]
        visit(branch_admin).post(
            f"/clients/{row.number}/edit",
            name="周洁",
            gender="f",
            birthday="1978-05-06",
            mobile=row.mobile,
            district="汽开区",
            version="1",
        )
        assert Client.get_by_id(row.id).completeness == 83
        assert "83% complete" in visit(branch_admin).get(f"/clients/{row.number}").section("quality")

    def test_who_is_entered_is_reckoned_at_once(self, visit, branch_admin):
        visit(branch_admin).post("/clients/new", kind="individual", name="郑新", branch="FAW")
        assert Client.get().completeness == 16


class TestWhatRecordsMustSay:
    def test_it_works(self, visit, head_office, records):
        somebody = visit(head_office)
        page = somebody.get("/settings/quality")
        now = {select["name"]: select.find("option", selected=True) for select in page.html.select("select[name*='.']")}
        sent = {name: option["value"] if option else "" for name, option in now.items()}
        assert sent["individual.birthday"] == "standard" and sent["individual.email"] == ""
        page = somebody.post("/settings/quality", **{**sent, "individual.email": "gold", "individual.district": ""})
        assert page.notice.startswith("What records must say is saved")
        assert RequiredField.get(RequiredField.field == "email").tier_id == "gold"
        assert (
            not RequiredField.select()
            .where(RequiredField.kind == "individual", RequiredField.field == "district")
            .exists()
        )
        entry = AuditEntry.get(AuditEntry.action == "quality.required")
        assert entry.changes == {"individual district": ["standard", ""], "individual email": ["", "gold"]}

    def test_nonsense_counts_as_not_needed(self, visit, head_office):
        visit(head_office).post("/settings/quality", **{"individual.name": "horse", "dragon.name": "gold"})
        assert RequiredField.select().count() == 0

    def test_others_read_or_do_not(self, visit, branch_admin, auditor, manager):
        assert not visit(branch_admin).get("/settings/quality").html.select("select[name*='.']")
        before = RequiredField.select().count()
        visit(branch_admin).post("/settings/quality", status=403)
        visit(auditor).post("/settings/quality", status=403)
        visit(manager).get("/settings/quality", status=403)
        assert RequiredField.select().count() == before

    def test_every_field_has_a_word(self):
        from portal.words.quality import FIELD_WORDS

        assert {name for names in FIELDS.values() for name in names} <= set(FIELD_WORDS)


def test_the_summaries_stand_above_the_rows(visit, branch_admin, served):
    completeness.refresh([served.id])
    tables = [one["id"] for one in visit(branch_admin).get("/quality").html.select("main table[id]")]
    assert "managers" in tables and tables.index("managers") < tables.index("records")
