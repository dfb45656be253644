"""Classes of products as bits, and that no bit is ever given twice."""

from __future__ import annotations

import pytest

from portal.actions.administration.seeding import read
from portal.rules.holdings.products import CLIENT_CLASSES, HIGHEST_BIT, client_classes, held, is_single, mask_of

BITS = {"deposit": 0, "fund": 2, "loan": 5}

GIVEN = {
    "deposit": 0, "wealth": 1, "fund": 2, "insurance": 3, "settlement": 4, "loan": 5, "card": 6, "credit_card": 7,
    "standing_order": 8, "etc": 9, "safe_box": 10, "payroll": 11, "custody": 12, "acquiring": 13, "forex": 14, "metal": 15,
}  # fmt: skip
"""What databases hold already. A new class is added here with the next bit; nothing here ever changes."""


def test_it_works():
    assert mask_of(BITS.values()) == 0b100101
    assert held(0b100001, BITS) == ["deposit", "loan"]


@pytest.mark.parametrize(("mask", "single"), [(0, False), (1, True), (32, True), (33, False), (1 << HIGHEST_BIT, True)])
def test_single(mask, single):
    assert is_single(mask) is single


@pytest.mark.parametrize("bit", [-1, HIGHEST_BIT + 1])
def test_a_bit_that_no_column_keeps(bit):
    with pytest.raises(ValueError, match="is not between"):
        mask_of([bit])


def test_classes_of_a_client():
    masks = {"liability": 0b1111, "asset": 0b100000}
    assert client_classes(0b100010, masks) == ["liability", "asset"]
    assert client_classes(0b10000, masks) == client_classes(0, masks) == []


def test_bits_of_the_seeds_stay_for_ever():
    classes = read("products.toml")["classes"]
    assert {row["code"]: row["bit"] for row in classes} == GIVEN
    assert len(set(GIVEN.values())) == len(GIVEN)
    assert {row["client_class"] for row in classes} == set(CLIENT_CLASSES)


def test_the_catalogue_fits_itself():
    seeds = read("products.toml")
    codes = [row["code"] for row in seeds["products"]]
    assert len(set(codes)) == len(codes)
    for row in seeds["products"]:
        assert row["class"] in GIVEN
        assert set(row["for"]) <= {"persons", "companies"} and row["for"]
        assert bool(row.get("partner_zh")) == bool(row.get("partner_en"))
        assert 1 <= row["risk"] <= 5 if row["class"] in ("wealth", "fund", "insurance") else True
