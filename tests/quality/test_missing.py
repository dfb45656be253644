"""What a record lacks for its kind and tier; reckoned on change and every night."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.derived import completeness
from portal.models import Client, Finding, QualityFigure, QualityRound, RequiredField
from portal.reads.quality.findings import findings_of, missing_fields, required_fields
from portal.reads.shared import kept
from tests.ground import people


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def test_it_works(context, statements):
    client = people.client(
        None, "周洁", tier="gold", district="汽开区", document_hmac="x", employer="", address="东风大街 1 号"
    )
    required_fields()
    with statements() as seen:
        assert missing_fields(client) == ["employer", "preferred_channel", "risk_rating"]
    assert not seen
    assert completeness.refresh([client.id]) == 1
    row = Client.get_by_id(client.id)
    assert (row.completeness, row.findings) == (70, 4)
    assert [(one.code, one.field) for one in findings_of(client.id)] == [
        ("missing", "employer"), ("missing", "preferred_channel"), ("missing", "risk_rating"), ("assets_without_account", ""),
    ]  # fmt: skip
    assert completeness.refresh([client.id]) == 0


def test_a_higher_tier_needs_more_and_a_company_something_else(context):
    required = required_fields()
    assert (
        set(required["individual", "standard"])
        < set(required["individual", "gold"])
        < set(required["individual", "diamond"])
    )
    assert "legal_representative" in required["company", "standard"] and "gender" not in required["company", "diamond"]


def test_what_head_office_adds_holds_from_its_tier(context):
    client = people.client(None, "周洁", tier="gold")
    RequiredField.create(kind="individual", tier="platinum", field="email")
    RequiredField.create(kind="individual", tier="standard", field="wechat")
    kept.forget()
    assert "wechat" in missing_fields(client) and "email" not in missing_fields(client)
    client.tier_id = "diamond"
    assert "email" in missing_fields(client)


def test_what_is_mended_goes_and_what_stays_keeps_its_day(context, at):
    client = people.client(None, "周洁", tier="standard", aum=0)
    completeness.refresh([client.id])
    assert {one.field for one in findings_of(client.id)} == {"document", "district"}
    at("2026-11-30 10:00")
    Client.update(district="汽开区").where(Client.id == client.id).execute()
    completeness.refresh([client.id])
    (left,) = findings_of(client.id)
    assert (left.field, left.since) == ("document", date(2026, 11, 24)) and Client.get_by_id(client.id).findings == 1


def test_every_night_all_are_reckoned_and_the_branches_counted(context, statements):
    made = [
        people.client(None, f"周洁{n}", tier="standard", at=place, aum=0)
        for n, place in enumerate(("FAW", "FAW", "JY"))
    ]
    assert completeness.nightly() == 3 and completeness.nightly() == 0
    assert {row.completeness for row in Client.select()} == {66}
    figures = {row.branch_id: (row.clients, row.points, row.complete) for row in QualityFigure.select()}
    assert figures == {made[0].branch_id: (2, 132, 0), made[2].branch_id: (1, 66, 0)}
    assert QualityRound.get_by_id("quality").finished_at


def test_a_batch_is_few_statements(context, statements):
    ids = [people.client(None, f"周洁{n}", tier="standard", aum=0).id for n in range(20)]
    completeness.refresh(ids)
    with statements() as seen:
        completeness.refresh(ids)
    assert len(seen) <= 7, [sql for sql, _ in seen]


def test_the_check_sees_a_wrong_percentage_and_a_wrong_count(context):
    client = people.client(None, "周洁", tier="standard", aum=0)
    assert list(completeness.faults()) == []
    completeness.refresh([client.id])
    assert list(completeness.faults()) == [] and not [line for line in derived.faults() if "complete" in line]
    Client.update(completeness=99, findings=7).where(Client.id == client.id).execute()
    assert list(completeness.faults()) == [
        f"client {client.number}: 99 % complete, the record says 66 %", f"client {client.number}: 7 findings, there are 2"
    ]  # fmt: skip
    Finding.delete().execute()
    assert any("2 findings" not in line and "7 findings, there are 0" in line for line in derived.faults())
