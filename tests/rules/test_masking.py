"""Masks as in LOOK.md (R7)."""

import pytest

from portal.rules.shared.masking import mask_account, mask_email, mask_id, mask_name, mask_phone

CASES = {
    mask_phone: [
        ("13812341234", "138****1234"),
        ("+8613812341234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("0431-85901234", "0431****1234"),
        ("+8643185901234", "0431****1234"),
        ("85901234", "****1234"),
        ("+491701234567", "+49****4567"),
        ("12345", "*****"),
    ],
    mask_id: [
        ("220104197805060012", "****************12"),
        ("22010419780506001X", "****************1X"),
        ("91220101MA0Y1234XH", "****************XH"),
        ("220104780506001", "*************01"),
        ("E12345678", "*******78"),
        ("12", "**"),
    ],
    mask_account: [
        ("6222021234561234", "6222 **** **** 1234"),
        ("6222 0212 3456 1234", "6222 **** **** 1234"),
        ("6222021234561231234", "6222 **** **** 1234"),
        ("1234567", "***4567"),
        ("123", "***"),
    ],
    mask_email: [("chengang@example.com", "c***@example.com"), ("@x.com", "******"), ("nobody", "******")],
    mask_name: [("陈刚", "陈*"), ("欧阳修", "欧**"), ("John Smith", "J*** S****"), ("𠮷田", "𠮷*"), ("李", "李")],
}


@pytest.mark.parametrize(
    ("mask", "value", "masked"), [(mask, *case) for mask, cases in CASES.items() for case in cases]
)
def test_mask(mask, value, masked):
    assert mask(value) == masked


@pytest.mark.parametrize("mask", list(CASES))
@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_nothing_stays_nothing(mask, nothing):
    assert mask(nothing) == ""
