"""What the bank holds is laid beside a complaint and never asked for again."""

from __future__ import annotations

import pytest

from portal.models import ComplaintPaper, Notice
from tests.complaints.cases import filed, stranger
from tests.ground import people


def ask(visitor, row, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/papers", status=status, referer=f"/requests/{row.number}", **fields)


def test_it_works(visit, served, manager):
    row = filed(served)
    page = visit(manager).get(f"/requests/{row.number}/papers")
    offered = {one["value"] for one in page.html.select("[name=held]")}
    assert offered == {"phone", "movements", "contract", "recording"}
    ask(visit(manager), row, asked="evidence", held="recording", words="当日的照片")
    states = {one.kind: one.state for one in ComplaintPaper.select()}
    assert states == {"evidence": "asked", "recording": "held"}
    page = visit(served).get(f"/me/requests/{row.number}")
    assert "Photos, messages or other evidence" in page.section("asked") and "当日的照片" in page.section("asked")
    assert "complaint.papers_asked" in [
        n.kind for n in Notice.select().where(Notice.account == people.account_of(served).id)
    ]
    page = visit(manager).post(f"/requests/{row.number}/papers/evidence/received", referer=f"/requests/{row.number}")
    assert page.notice == "It has come." and ComplaintPaper.get(ComplaintPaper.kind == "evidence").state == "received"


@pytest.mark.parametrize("kind", ["phone", "contract", "recording", "movements"])
def test_what_the_bank_holds_may_not_be_demanded_again(visit, served, manager, kind):
    row = filed(served)
    page = ask(visit(manager), row, status=422, asked=kind, words="请提供")
    assert "holds this already" in page.errors["asked"] and page.value("words") == "请提供"
    assert ComplaintPaper.select().count() == 0


def test_of_a_stranger_the_bank_holds_only_what_it_makes(visit, branch_admin):
    row = stranger(branch_admin)
    ask(visit(branch_admin), row, asked="identity")
    assert "holds this already" in ask(visit(branch_admin), row, status=422, asked="contract").errors["asked"]
    assert [one.kind for one in ComplaintPaper.select()] == ["identity"]


@pytest.mark.one_engine
@pytest.mark.parametrize("fields", [{}, {"asked": "soul"}, {"held": "identity"}])
def test_bad_input(visit, served, manager, fields):
    assert ask(visit(manager), filed(served), status=422, **fields).errors
    assert ComplaintPaper.select().count() == 0


def test_a_client_lays_what_we_hold_beside_his_complaint(visit, served):
    page = visit(served).get("/me/requests/new")
    assert "138****" in page.text
    words = {"kind": "complaint", "category": "other", "subject": "排队", "details": "太久"}
    visit(served).post("/me/requests/new", **words, held=["phone", "contract"])
    assert {one.kind for one in ComplaintPaper.select()} == {"phone", "contract"}
