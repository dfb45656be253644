"""Two records of one client become one: everything goes over, and the old number leads to the new page."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.actions.quality import duplicates, merging
from portal.derived import completeness
from portal.ground import clock
from portal.ground.errors import StaleVersion, WrongState
from portal.models import (
    ALL,
    Account,
    AccountRight,
    AuditEntry,
    Client,
    ClientMerge,
    DuplicatePair,
    Event,
    ListName,
    MonthlyAum,
    Notice,
    Relation,
    Seat,
    SignUp,
    TierChange,
    TierList,
)
from portal.reads.quality.merges import LEFT, all_references, references
from portal.rules.quality.merging import DERIVED, UNITS
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import merge, path, versions


def test_it_works(visit, branch_admin, twice):
    kept, gone = twice
    page = visit(branch_admin).get(path(kept, gone))
    rows = {row[0]: row for row in page.table("merge")}
    assert set(rows) == {"Name", "Mobile number", "E-mail", "District", "Employer"}
    checked = {radio["name"]: radio["value"] for radio in page.html.select("#merge input[type=radio][checked]")}
    assert checked == {"name": "kept", "mobile": "kept", "email": "gone", "district": "kept", "employer": "gone"}
    assert page.section("moving").count("2 accounts") == 1 and "1 request" in page.section("moving")
    page = merge(visit, branch_admin, kept, gone, name="gone", employer="typed", employer_typed="一汽红旗工厂")
    assert page.notice.startswith("The two records are one now.") and page.path == f"/clients/{kept.number}"
    row = Client.get_by_id(kept.id)
    assert (row.name, row.employer, row.email, row.district, row.mobile) == (
        "陈钢",
        "一汽红旗工厂",
        "cg@example.cn",
        "汽开区",
        kept.mobile,
    )
    assert (row.tier_id, row.aum, row.aum_month, row.open_requests) == ("diamond", 20_000, date(2026, 10, 1), 1)
    assert (row.last_contact, row.next_contact_due, row.is_asset, row.is_liability) == (
        date(2026, 11, 24),
        date(2026, 12, 1),
        True,
        True,
    )
    assert Client.get_by_id(gone.id).merged_into_id == kept.id
    assert AuditEntry.get(AuditEntry.action == "client.merged").words["other"] == gone.number


def test_the_one_record_looks_like_no_other_any_more(visit, branch_admin, twice):
    """Also whoever looked like the record that is gone."""
    kept, gone = twice
    third = people.client(None, "陈钢", "gold", birthday=gone.birthday)
    duplicates.look_again([kept.id, gone.id, third.id])
    completeness.refresh([kept.id, gone.id, third.id])
    looks = "Looks like"
    assert looks in visit(branch_admin).get(f"/clients/{kept.number}").section("quality")
    pair = DuplicatePair.get(DuplicatePair.first == kept.id, DuplicatePair.second == gone.id)
    DuplicatePair.update(state="not_same").where(DuplicatePair.id != pair.id).execute()
    merge(visit, branch_admin, kept, gone)
    assert looks not in visit(branch_admin).get(f"/clients/{kept.number}").section("quality")
    assert looks not in visit(branch_admin).get(f"/clients/{third.number}").section("quality")
    assert list(completeness.faults()) == []


def test_the_merge_is_on_the_timeline(visit, branch_admin, manager, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    words = f"赵敏 merged {gone.number} into 陈刚 ({kept.number})"
    assert words in visit(manager).get(f"/clients/{kept.number}/history").text
    assert words in visit(manager).get(f"/clients/{kept.number}/history", kind="record").text


def test_a_double_click_at_once_answers_the_one_merge(app, branch_admin, twice):
    kept, gone = twice
    actor = people.actor(branch_admin)
    deeds = [lambda: merging.merge(actor, kept, gone, {}, (kept.version, gone.version), "same man", "one-form").id] * 3
    assert together(app, *deeds) == [ClientMerge.get().id] * 3


def test_nothing_points_to_the_merged_record_any_more(visit, branch_admin, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    left = {(one.table, one.column): one.model.select().where(one.field == gone.id).count() for one in references()}
    assert {place: count for place, count in left.items() if count} == {("seat", "merged_from_id"): 3}
    assert sorted((row.account.number[-1], row.kind) for row in AccountRight.select()) == [
        ("4", "owner"),
        ("5", "owner"),
    ]
    assert {row.month.month: row.amount for row in MonthlyAum.select()} == {8: 8_000, 9: 9_000, 10: 20_000}
    active = SignUp.get(SignUp.cancelled_at.is_null())
    assert (active.client_id, active.guests, Event.get().seats_taken) == (kept.id, 2, 3)
    assert {account.username for account in Account.select().where(Account.client == kept)} == {"chengang", "chengang2"}
    friend = Client.get(Client.name == "吴涛")
    assert friend.referrer_id == kept.id
    assert [(one.first_id, one.second_id) for one in Relation.select()] == [(kept.id, friend.id)]


def test_managers_of_the_kept_record_stay_and_all_are_in_the_history(
    visit, branch_admin, twice, manager, second_manager, adviser, specialist
):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    current = {(seat.kind, seat.staff_id) for seat in Seat.select().where(Seat.client == kept, Seat.until.is_null())}
    assert current == {("manager", manager.id), ("adviser", adviser.id), ("specialist", specialist.id)}
    ended = Seat.get(Seat.kind == "manager", Seat.staff == second_manager)
    assert (ended.client_id, ended.until, ended.ended_by_id) == (kept.id, clock.today(), branch_admin.id)
    page = visit(branch_admin).get(f"/clients/{kept.number}/team/on", date="2026-11-01")
    assert (
        {row[1].split(" ")[-3] if " " in row[1] else row[1] for row in page.table("served")}
        and "钱峰" in page.text
        and "王磊" in page.text
    )
    row = Client.get_by_id(kept.id)
    assert (row.manager_id, row.adviser_id, row.specialists) == (manager.id, adviser.id, 1)
    told = {notice.account.staff_id for notice in Notice.select().where(Notice.kind == "client.merged")}
    assert told == {manager.id, second_manager.id, adviser.id}


def test_the_old_number_leads_to_the_new_page(visit, branch_admin, other_branch_admin, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    somebody = visit(branch_admin)
    assert (
        somebody.get(f"/clients/{gone.number}", status=303, follow=False).response.headers["Location"]
        == f"/clients/{kept.number}"
    )
    page = somebody.get(f"/clients/{gone.number}/team")
    assert page.path == f"/clients/{kept.number}/team" and f"{gone.number} was merged into {kept.number}" in page.notice
    assert somebody.post(f"/clients/{gone.number}/edit", name="甲").path == f"/clients/{kept.number}"
    visit(other_branch_admin).get(f"/clients/{gone.number}", status=404)
    assert somebody.get("/clients", q=gone.number).table("clients")[0][0] == kept.number


def test_merged_records_vanish_from_lists_search_and_figures(visit, branch_admin, head_office, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    for person in (branch_admin, head_office):
        for query in (
            {},
            {"q": "陈钢"},
            {"q": "cg"},
            {"tier": "gold"},
            {"order": "name"},
            {"order": "due"},
            {"order": "newest"},
        ):
            numbers = [row[0] for row in visit(person).get("/clients", **query).table("clients")]
            assert gone.number not in numbers, query
        assert gone.number not in visit(person).get("/search", q="陈").text
        assert gone.number not in visit(person).get("/quality").text


def test_his_logins_open_the_one_record(visit, branch_admin, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone, name="kept")
    for user in ("chengang", "chengang2"):
        assert "陈刚" in visit(user).get("/me").text


def test_the_check_finds_no_fault_after_it(app, visit, branch_admin, twice):
    kept, gone = twice
    before = fault_lines(app)
    merge(visit, branch_admin, kept, gone)
    assert fault_lines(app) == before == []


def fault_lines(app):
    with app.app_context():
        return [line for line in derived.faults() if line.startswith(("client", "account"))]


def test_the_higher_tier_holds_and_its_history_says_so(visit, branch_admin, twice):
    kept, gone = twice
    TierChange.update(since=date(2026, 11, 1)).where(TierChange.client == kept).execute()
    Client.update(tier_since=date(2026, 11, 1)).where(Client.id == kept.id).execute()
    visit(branch_admin).post(path(gone, kept), reason="同一人", **versions(gone, kept))
    row = Client.get_by_id(gone.id)
    assert (row.tier_id, row.tier_since) == ("diamond", date(2026, 11, 1))


def test_a_later_lower_tier_gives_way(visit, branch_admin, twice):
    kept, gone = twice
    TierChange.update(since=date(2026, 11, 1)).where(TierChange.client == gone).execute()
    merge(visit, branch_admin, kept, gone)
    last = (
        TierChange.select()
        .where(TierChange.client == kept)
        .order_by(TierChange.since.desc(), TierChange.id.desc())
        .get()
    )
    row = Client.get_by_id(kept.id)
    assert (last.tier_id, last.since, row.tier_since) == ("diamond", clock.today(), clock.today())


def test_take_all_of_one_column(visit, branch_admin, twice):
    kept, gone = twice
    page = visit(branch_admin).get(path(kept, gone), take="gone")
    assert {radio["value"] for radio in page.html.select("#merge input[type=radio][checked]")} == {"gone"}


def test_the_record_verified_later_is_proposed(visit, branch_admin, twice):
    kept, gone = twice
    Client.update(verified_on=date(2026, 11, 1)).where(Client.id == gone.id).execute()
    page = visit(branch_admin).get(path(kept, gone))
    checked = {radio["name"]: radio["value"] for radio in page.html.select("#merge input[type=radio][checked]")}
    assert checked == {"name": "gone", "mobile": "gone", "email": "gone", "district": "kept", "employer": "gone"}


def test_every_column_of_the_record_is_decided_or_follows():
    decided = {column for columns in UNITS.values() for column in columns}
    assert decided | DERIVED == set(Client._meta.fields) and not decided & DERIVED


def test_a_table_that_comes_later_is_among_those_that_move():
    """Every column of every table that points to a client moves, or is one of those that speak of one record."""
    found = {(one.model, one.field.name) for one in all_references()}
    moving = {(one.model, one.field.name) for one in references()}
    assert found == moving | (LEFT & found) and not moving & LEFT
    for model in ALL:
        for field in model._meta.sorted_fields:
            if getattr(field, "rel_model", None) is Client:
                assert (model, field.name) in found, f"{model.__name__}.{field.name} would be left behind"


@pytest.mark.one_engine
def test_bad_input(visit, branch_admin, twice):
    kept, gone = twice
    assert "itself" in visit(branch_admin).get(path(kept, kept), status=422).text
    assert "itself" in merge(visit, branch_admin, kept, kept, status=422).text
    company = people.client(None, "长春宏达", kind="company")
    assert "cannot be one" in visit(branch_admin).get(path(kept, company), status=422).text
    assert "reason" in merge(visit, branch_admin, kept, gone, status=422, reason="").errors
    page = merge(visit, branch_admin, kept, gone, status=422, name="typed", name_typed="名" * 200)
    assert page.errors["name_typed"] and page.value("name_typed") == "名" * 200
    visit(branch_admin).get(f"/clients/{kept.number}/merge/C-9999999", status=404)
    assert ClientMerge.select().count() == 0


@pytest.mark.one_engine
def test_with_one_that_was_merged(visit, branch_admin, twice):
    kept, gone = twice
    third = people.client(None, "陈刚", birthday=date(1968, 5, 6))
    merge(visit, branch_admin, kept, gone)
    page = visit(branch_admin).get(path(third, gone))
    assert page.path == path(third, kept)
    with pytest.raises(WrongState):
        merging.merge(people.actor(branch_admin), third, gone, {}, (None, None), "x")


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, manager, head_office, auditor, other_branch_admin, twice, zhaolei):
    kept, gone = twice
    for person in (manager, head_office, auditor):
        visit(person).get(path(kept, gone), status=403)
        merge(visit, person, kept, gone, status=403)
    visit(other_branch_admin).get(path(kept, gone), status=404)
    merge(visit, other_branch_admin, kept, gone, status=404)
    visit(branch_admin).get(path(kept, zhaolei), status=404)
    merge(visit, branch_admin, kept, zhaolei, status=404)
    merge(visit, branch_admin, zhaolei, kept, status=404)


@pytest.mark.one_engine
def test_a_seat_in_another_branch_is_no_right_to_merge_there(visit, branch_admin, twice, zhaolei):
    kept, _ = twice
    people.RoleGrant.create(
        staff=branch_admin, role="manager", branch=people.branch("JY"), since=clock.today(), created_at=clock.now()
    )
    people.seat(zhaolei, "manager", branch_admin)
    visit(branch_admin).get(f"/clients/{zhaolei.number}")
    visit(branch_admin).get(path(kept, zhaolei), status=404)


def test_a_stale_form_is_refused_and_shows_how_things_stand(visit, branch_admin, twice):
    kept, gone = twice
    old = versions(kept, gone)
    Client.update(employer="一汽大众", version=Client.version + 1).where(Client.id == gone.id).execute()
    page = visit(branch_admin).post(path(kept, gone), status=409, reason="同一人", **old)
    assert "一汽大众" in page.text and page.value("gone_version") == str(gone.version + 1)
    assert Client.get_by_id(gone.id).merged_into_id is None


def test_two_admins_at_once_merge_once(app, twice, branch_admin, upper_admin):
    kept, gone = twice
    actors = [people.actor(branch_admin), people.actor(upper_admin)]
    found = together(
        app, *(lambda a=a, pair=pair: merging.merge(a, *pair, {}, (pair[0].version, pair[1].version), "x") for a, pair in zip(actors, ((kept, gone), (gone, kept)), strict=True))
    )  # fmt: skip
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], (WrongState, StaleVersion)), found
    assert Client.select().where(Client.merged_into.is_null(False)).count() == 1


def test_a_double_click_is_one_merge(visit, branch_admin, twice):
    kept, gone = twice
    submission = "6f1d3c1e-0d7a-4b51-9c7e-0a8d4f6f0001"
    somebody = visit(branch_admin)
    fields = {"reason": "同一人", "submission": submission, **versions(kept, gone)}
    somebody.post(path(kept, gone), **fields)
    page = somebody.post(path(kept, gone), **fields)
    assert page.path == f"/clients/{kept.number}" and ClientMerge.select().count() == 1


def test_pairs_of_the_two_are_settled(visit, branch_admin, twice, app):
    from portal.actions.quality import duplicates

    kept, gone = twice
    with app.app_context():
        duplicates.nightly()
    assert DuplicatePair.get().state == "open"
    merge(visit, branch_admin, kept, gone)
    assert DuplicatePair.get().state == "merged" and visit(branch_admin).get("/clients/duplicates").table("pairs") == []


def test_the_picture_is_few_statements(visit, branch_admin, twice, statements):
    kept, gone = twice
    somebody = visit(branch_admin)
    somebody.get(path(kept, gone))
    with statements() as seen:
        somebody.get(path(kept, gone))
    assert len(seen) <= 5, [sql for sql, _ in seen]


def test_two_on_open_lists_are_refused_plainly(visit, branch_admin, twice):
    kept, gone = twice
    for client, number in ((kept, "L-2026-0001"), (gone, "L-2026-0002")):
        one = TierList.create(
            number=number,
            branch=client.branch,
            period=date(2026, 11, 1),
            title="十一月",
            created_by=branch_admin,
            created_at=clock.now(),
            standard={},
        )
        ListName.create(
            tier_list=one, client=client, tier="gold", state="submitted", added_by=branch_admin, added_at=clock.now()
        )
    page = visit(branch_admin).post(path(kept, gone), reason="同一人", **versions(kept, gone))
    assert "Take one of them out first" in page.refusal and Client.get_by_id(gone.id).merged_into_id is None
    ListName.update(state="withdrawn").where(ListName.client == kept).execute()
    merge(visit, branch_admin, kept, gone)
    assert Client.get_by_id(kept.id).list_status == "submitted"
    assert {name.client_id for name in ListName.select()} == {kept.id}
