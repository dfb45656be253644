"""Taking a merge back: everything as it was; what was edited since is decided by who undoes."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.quality import undo as merge_undo
from portal.actions.teams import seats as teams
from portal.ground import clock
from portal.models import (
    ALL,
    AuditEntry,
    Client,
    ClientMerge,
    Contact,
    DuplicatePair,
    MergeStep,
    MonthlyAum,
    Notice,
    Seat,
    SignUp,
)
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import merge, path, versions

NOT_COMPARED = {
    "record_access",
    "client_merge",
    "merge_step",
    "audit_entry",
    "audit_seal",
    "notice",
    "sent_content",
    "sign_in",
    "finding",
    "duplicate_pair",
    "tier_count",
    "hand_count",
    "worker_sign",
}
MOVES_ON = {"version", "updated_at", "findings"}


def everything():
    """All rows of all tables that a merge may touch, as they stand."""
    return {
        model._meta.table_name: sorted(
            tuple(sorted((name, str(value)) for name, value in row.items() if not (model is Client and name in MOVES_ON))) for row in model.select().dicts()
        )
        for model in ALL if model._meta.table_name not in NOT_COMPARED
    }  # fmt: skip


@pytest.fixture
def merged(visit, branch_admin, twice):
    kept, gone = twice
    before = everything()
    merge(visit, branch_admin, kept, gone, name="gone", mobile="gone")
    return kept, gone, ClientMerge.get(), before


def test_a_merge_is_found_again_as_long_as_it_can_be_undone(visit, branch_admin, merged, at):
    row = merged[2]
    assert f"/merges/{row.id}" in visit(branch_admin).get("/clients/duplicates").links()
    at("2027-01-15 10:00")
    assert f"/merges/{row.id}" not in visit(branch_admin).get("/clients/duplicates").links()


def undo(visit, person, row, status=200, **fields):
    return visit(person).post(
        f"/merges/{row.id}/undo", status=status, **{"version": str(Client.get_by_id(row.kept_id).version), **fields}
    )


def test_it_works(visit, branch_admin, merged):
    _, gone, row, before = merged
    page = visit(branch_admin).get(f"/merges/{row.id}/undo")
    assert page.table("conflicts") == [] and "goes back" in page.text
    page = undo(visit, branch_admin, row)
    assert page.notice.startswith("There are two records again.") and page.path == f"/clients/{gone.number}"
    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()
    assert ClientMerge.get().state == "undone" and AuditEntry.get(AuditEntry.action == "client.parted")
    assert visit(branch_admin).get(f"/clients/{gone.number}").path == f"/clients/{gone.number}"


def test_both_timelines_tell_it(visit, branch_admin, merged):
    kept, gone, row, _ = merged
    undo(visit, branch_admin, row)
    told = visit(branch_admin).get(f"/clients/{kept.number}/history", kind="record").text
    assert f"undid the merge of {gone.number} into 陈刚 ({kept.number})" in told
    told = visit(branch_admin).get(f"/clients/{gone.number}/history", kind="record").text
    assert f"undid the merge of 陈钢 ({gone.number}) into {kept.number}" in told


def test_the_other_way_round_as_well(visit, branch_admin, twice):
    """The poorer record taken into the richer one: what is joined and added differs."""
    kept, gone = twice
    before = everything()
    visit(branch_admin).post(path(gone, kept), reason="同一人", **versions(gone, kept))
    undo(visit, branch_admin, ClientMerge.get())
    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()


def test_a_document_comes_back_and_no_secret_is_in_the_journal(visit, branch_admin, twice):
    kept, gone = twice
    Client.update(
        document_kind="passport", document_hmac="a", document_masked="E1***", document_encrypted="secret-of-kept"
    ).where(Client.id == kept.id).execute()
    Client.update(
        document_kind="resident_id", document_hmac="b", document_masked="2201**", document_encrypted=""
    ).where(Client.id == gone.id).execute()
    merge(visit, branch_admin, kept, gone, document="gone")
    row = Client.get_by_id(kept.id)
    assert (row.document_hmac, row.document_encrypted, ClientMerge.get().kept_document) == ("b", "", "secret-of-kept")
    assert "secret" not in str([(step.before, step.after) for step in MergeStep.select()]) + str(
        ClientMerge.get().choices
    )
    undo(visit, branch_admin, ClientMerge.get())
    row = Client.get_by_id(kept.id)
    assert (row.document_kind, row.document_hmac, row.document_encrypted) == ("passport", "a", "secret-of-kept")
    assert Client.get_by_id(gone.id).document_hmac == "b" and ClientMerge.get().kept_document == ""


def test_what_was_edited_since_is_decided_field_by_field(visit, branch_admin, merged):
    kept, _, row, _ = merged
    Client.update(name="陈鋼", employer="一汽大众", version=Client.version + 1).where(Client.id == kept.id).execute()
    page = visit(branch_admin).get(f"/merges/{row.id}/undo")
    assert page.table("conflicts") == [["Name", "陈鋼", "陈刚"], ["Employer", "一汽大众", "–"]]
    page = undo(visit, branch_admin, row, status=422, name="keep")
    assert "employer" in page.errors and Client.get_by_id(row.gone_id).merged_into_id == kept.id
    undo(visit, branch_admin, row, name="keep", employer="restore")
    stands = Client.get_by_id(kept.id)
    assert (stands.name, stands.employer) == ("陈鋼", "") and stands.name_key.startswith("chen 陈")
    assert Client.get_by_id(row.gone_id).employer == "一汽红旗"


def test_what_came_since_stays_and_what_moved_on_stays_where_it_is(visit, branch_admin, manager, merged):
    kept, gone, row, _ = merged
    Contact.create(
        client=kept, staff=manager, channel="phone", happened_at=clock.now(), summary="新的", created_at=clock.now()
    )
    MonthlyAum.update(amount=25_000).where(MonthlyAum.client == kept, MonthlyAum.month == date(2026, 10, 1)).execute()
    Contact.delete().where(Contact.summary == "回访").execute()
    undo(visit, branch_admin, row)
    assert [one.client_id for one in Contact.select()] == [kept.id]
    assert MonthlyAum.get(MonthlyAum.client == kept, MonthlyAum.month == date(2026, 10, 1)).amount == 15_000
    assert MonthlyAum.get(MonthlyAum.client == gone, MonthlyAum.month == date(2026, 10, 1)).amount == 10_000


def test_a_seat_that_went_on_since_ends_where_it_began(app, visit, branch_admin, merged):
    kept, gone, row, _ = merged
    people.staff("zhangmin", "张敏", "adviser", post="wealth_adviser")
    with app.test_request_context():
        teams.assign_adviser(people.actor(branch_admin), Client.get_by_id(kept.id), "zhangmin", "轮岗")
    undo(visit, branch_admin, row)
    seats = {(seat.client_id, seat.staff.name, seat.until) for seat in Seat.select().where(Seat.kind == "adviser")}
    assert seats == {(gone.id, "李娜", clock.today()), (kept.id, "张敏", None)}
    assert Client.get_by_id(gone.id).adviser_id is None


def test_a_place_taken_by_others_since_stays_given_back(visit, branch_admin, merged):
    _, gone, row, _ = merged
    event = SignUp.select().first().event
    type(event).update(capacity=event.seats_taken).where(type(event).id == event.id).execute()
    page = undo(visit, branch_admin, row)
    own = SignUp.get(SignUp.client == gone)
    assert own.client_id == gone.id and type(event).get().seats_taken <= event.seats_taken
    assert f"Could not be given back: seats at “{event.title}”" in page.text
    told = Notice.get(Notice.account == people.account_of(gone), Notice.kind == "event.not_given_back")
    assert told.path == f"/me/events/{event.number}"


def test_after_thirty_days_it_is_refused_plainly(visit, branch_admin, merged, at):
    _, gone, row, _ = merged
    at("2026-12-24 10:00")
    assert merge_undo.can_be_undone(ClientMerge.get_by_id(row.id))
    at("2026-12-24 10:01")
    page = visit(branch_admin).get(f"/merges/{row.id}/undo")
    assert "cannot be undone any more" in page.text and not page.html.select("main form")
    page = visit(branch_admin).post(f"/merges/{row.id}/undo", referer=f"/merges/{row.id}")
    assert "is over" in page.refusal and Client.get_by_id(gone.id).merged_into_id


def test_a_record_merged_on_is_undone_first(visit, branch_admin, merged):
    kept, gone, row, before = merged
    third = people.client(None, "陈刚", "diamond", aum=0, birthday=date(1968, 5, 6))
    merge(visit, branch_admin, third, kept)
    last = ClientMerge.select().order_by(ClientMerge.id.desc()).get()
    assert Client.get_by_id(gone.id).merged_into_id == third.id
    assert visit(branch_admin).get(f"/clients/{gone.number}").path == f"/clients/{third.number}"
    visit(branch_admin).post(f"/merges/{row.id}/undo", status=404)
    undo(visit, branch_admin, last)
    assert Client.get_by_id(gone.id).merged_into_id == kept.id
    undo(visit, branch_admin, row)
    assert Client.get_by_id(gone.id).merged_into_id is None
    after = everything()
    assert all(
        before[table] == after[table]
        for table in before
        if table not in ("client", "client_term", "sequence", "sent_content")
    )


@pytest.mark.one_engine
def test_who_may_not(visit, manager, head_office, other_branch_admin, merged):
    row = merged[2]
    visit(manager).post(f"/merges/{row.id}/undo", status=403)
    visit(head_office).post(f"/merges/{row.id}/undo", status=403)
    visit(other_branch_admin).post(f"/merges/{row.id}/undo", status=404)
    visit(other_branch_admin).get(f"/merges/{row.id}/undo", status=404)


def test_twice_and_two_at_once(app, visit, branch_admin, upper_admin, merged):
    row = merged[2]
    actors = [people.actor(branch_admin), people.actor(upper_admin)]
    found = together(app, *(lambda a=a: merge_undo.undo(a, row.id, {}, None) for a in actors))
    assert sorted(type(one).__name__ for one in found) == ["ClientMerge", "WrongState"], found
    page = visit(branch_admin).get(f"/merges/{row.id}/undo")
    assert "not in force" in page.text


def test_a_stale_page_is_refused(visit, branch_admin, merged):
    row = merged[2]
    undo(visit, branch_admin, row, status=409, version="1")
    undo(visit, branch_admin, row, version="nonsense")


def test_afterwards_nobody_is_asked_again(app, visit, branch_admin, twice):
    from portal.actions.quality import duplicates

    kept, gone = twice
    with app.app_context():
        duplicates.nightly()
    merge(visit, branch_admin, kept, gone)
    undo(visit, branch_admin, ClientMerge.get())
    with app.app_context():
        duplicates.nightly()
    assert [pair.state for pair in DuplicatePair.select()] == ["not_same"]
