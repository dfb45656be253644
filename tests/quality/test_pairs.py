"""The list of pairs to work off, and "not the same person"."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.quality import duplicates
from portal.ground import i18n
from portal.models import AuditEntry, Client, DuplicatePair, Finding
from portal.words.quality import reason_words
from tests.ground import people


@pytest.fixture
def pair(app, chengang):
    other = people.client(None, "陈钢")
    with app.app_context():
        duplicates.nightly()
    return DuplicatePair.get(), chengang, other


def test_it_works(visit, branch_admin, pair):
    row, one, other = pair
    page = visit(branch_admin).get("/clients/duplicates")
    (cells,) = page.table("pairs")
    assert one.number in cells[0] and other.number in cells[1] and cells[2] == "likely"
    assert cells[3] == "a name that sounds the same, and the same birthday"
    assert f"/clients/{one.number}/merge/{other.number}" in page.links()
    page = visit(branch_admin).post(f"/clients/duplicates/{row.id}/not-same", reason="兄弟")
    assert page.notice.startswith("Noted") and page.table("pairs") == []
    row = DuplicatePair.get()
    assert (row.state, row.reason, row.decided_by.staff_id) == ("not_same", "兄弟", branch_admin.id)
    assert AuditEntry.get(AuditEntry.action == "duplicate.denied").words["reason"] == "兄弟"


def test_it_is_not_asked_again(app, visit, branch_admin, pair):
    row, one, other = pair
    visit(branch_admin).post(f"/clients/duplicates/{row.id}/not-same", reason="兄弟")
    with app.app_context():
        duplicates.nightly()
    assert DuplicatePair.get().state == "not_same"
    assert other.number not in visit(branch_admin).get(f"/clients/{one.number}/alike").text
    assert visit(branch_admin).get(f"/clients/{one.number}/activation").html.find(id="alike-rows") is None


def test_until_somebody_asks_again(visit, branch_admin, pair):
    row = pair[0]
    visit(branch_admin).post(f"/clients/duplicates/{row.id}/not-same", reason="兄弟")
    page = visit(branch_admin).get("/clients/duplicates", state="not_same")
    assert "兄弟" in page.table("pairs")[0][3]
    visit(branch_admin).post(f"/clients/duplicates/{row.id}/again")
    assert DuplicatePair.get().state == "open" and DuplicatePair.get().reason == ""
    visit(branch_admin).post(f"/clients/duplicates/{row.id}/again", status=409)


def test_a_finding_stands_with_both(app, visit, branch_admin, pair):
    from portal.derived import completeness

    row, one, _ = pair
    with app.app_context():
        completeness.nightly()
    assert Finding.select().where(Finding.code == "duplicate").count() == 2
    visit(branch_admin).post(f"/clients/duplicates/{row.id}/not-same", reason="兄弟")
    assert Finding.select().where(Finding.code == "duplicate").count() == 0
    assert Client.get_by_id(one.id).findings == Finding.select().where(Finding.client == one).count()


@pytest.mark.one_engine
def test_a_reason_is_needed(visit, branch_admin, pair):
    page = visit(branch_admin).post(f"/clients/duplicates/{pair[0].id}/not-same", status=422, reason=" ")
    assert page.errors["reason"] and DuplicatePair.get().state == "open"


def test_the_other_side_of_another_branch_is_masked(app, visit, branch_admin, other_branch_admin, chengang):
    other = people.client(None, "陈钢", at="JY")
    with app.app_context():
        duplicates.nightly()
    page = visit(branch_admin).get("/clients/duplicates")
    (cells,) = page.table("pairs")
    assert "Jingyue Sub-branch" in cells[1] and "Ask 马超." in cells[1]
    assert "陈钢" not in page.text and other.number not in str(page.html)
    visit(branch_admin).post(f"/clients/duplicates/{DuplicatePair.get().id}/not-same", status=404, reason="x")
    page = visit(other_branch_admin).get("/clients/duplicates")
    assert chengang.number not in str(page.html) and other.number in page.text


@pytest.mark.one_engine
def test_others_see_nothing_of_ours(visit, other_branch_admin, pair, manager, specialist, auditor):
    row = pair[0]
    assert visit(other_branch_admin).get("/clients/duplicates").table("pairs") == []
    visit(other_branch_admin).post(f"/clients/duplicates/{row.id}/not-same", status=404, reason="x")
    assert visit(manager).get("/clients/duplicates").table("pairs") == []
    visit(manager).post(f"/clients/duplicates/{row.id}/not-same", status=404, reason="x")
    visit(specialist).get("/clients/duplicates", status=403)
    visit(auditor).post(f"/clients/duplicates/{row.id}/not-same", status=403, reason="x")
    assert len(visit(auditor).get("/clients/duplicates").table("pairs")) == 1
    visit(manager).post("/clients/duplicates/999/not-same", status=404, reason="x")


def test_pages_follow_each_other(app, visit, branch_admin, monkeypatch):
    from portal.reads.quality import duplicates as duplicate_reads

    monkeypatch.setattr(duplicate_reads.pair_page, "__defaults__", ("", "open", 2))
    for n in range(5):
        people.client(
            None,
            "陈刚",
            birthday=date(1978, 5, 6),
            document_kind="passport",
            document_hmac=None,
            mobile=f"+8613800000{n:03d}",
        )
    with app.app_context():
        duplicates.nightly()
    somebody, seen, path = visit(branch_admin), [], "/clients/duplicates"
    while path:
        page = somebody.get(path)
        seen += [tuple(row[:2]) for row in page.table("pairs")]
        following = page.html.select_one("a[rel=next]")
        path = following["href"] if following else None
    assert len(seen) == len(set(seen)) == 10
    somebody.get("/clients/duplicates?after=%27--~x&state=nonsense")


def test_the_list_is_few_statements(visit, branch_admin, pair, statements):
    somebody = visit(branch_admin)
    somebody.get("/clients/duplicates")
    with statements() as seen:
        somebody.get("/clients/duplicates")
    assert len(seen) <= 7, [sql for sql, _ in seen]


def test_reasons_have_commas_and_are_told_apart(app):
    with app.test_request_context("/"):
        for language, words in (("en", "the same name and birthday; a name that sounds the same, and the same employer"), ("zh", "姓名和生日相同；姓名同音、工作单位相同")):  # fmt: skip
            with i18n.speaking(language):
                assert reason_words(["name_birthday", "sound_employer"]) == words
