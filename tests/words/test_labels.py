"""What a deed changed is called as its own area calls it, not as some form elsewhere does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.ground import i18n
from portal.models import Branch, Client, Event, ListName, Product, SavedFilter, Staff, Tag, Tier, TierList
from portal.words import said

EDITED = {
    "client.edited": (Client, "name name_latin gender birthday birthday_lunar document_kind document_masked mobile email wechat "
                              "address district preferred_channel preferred_times address_as do_not_call languages employer plant post hobbies character origin "
                              "notes legal_representative industry business company_size supplier_tier credit_mark risk_rating "
                              "risk_assessed_on risk_valid_until"),
    "event.edited": (Event, "title kind starts_at ends_at venue capacity guests_per_client sign_up_until description budget"),
    "staff.edited": (Staff, "name branch_id post_id email desk_phone introduction_zh introduction_en"),
    "branch.edited": (Branch, "name_zh name_en phone address"),
    "product.edited": (Product, "name_zh name_en partner_zh partner_en risk_level for_persons for_companies needs_credit closed_on"),
    "tier.level_changed": (Tier, "name_zh name_en words_zh words_en"),
    "list.edited": (TierList, "title period"),
    "list.name_changed": (ListName, "tier_id reason"),
    "tag.changed": (Tag, "name colour"),
    "filter.renamed": (SavedFilter, "name shared_with_id"),
}  # fmt: skip


@pytest.mark.parametrize("action", EDITED)
def test_each_column_has_its_label_in_its_own_area(action):
    table, columns = EDITED[action]
    area = said.AREA_OF[action]
    for column in columns.split():
        assert hasattr(table, column), column
        assert said.label(area, column.removesuffix("_id")), f"{action}: {column}"


def test_the_same_column_is_called_differently_elsewhere(app):
    def called(action, name):
        return said.changes_of(SimpleNamespace(action=action, changes={name: ["gold", "platinum"]}))[0][0]

    with app.app_context(), i18n.speaking("en"):
        assert called("tier.granted", "tier") == "Tier"
        assert called("list.name_changed", "tier_id") == "Proposed tier"


def test_a_tier_by_hand_reads_as_what_it_was(visit, head_office, auditor, liufang):
    given = {"tier": "platinum", "until": "2027-03-31", "reason": "founder of the plant"}
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **given)
    words = visit(auditor).get("/audit").text
    assert "Proposed tier" not in words and "Gold" in words and "Platinum" in words
    assert "等级" in (page := visit(auditor, language="zh").get("/audit").text) and "建议等级" not in page
