"""Resident IDs, company codes, phones, and the cleaning of typed text."""

from datetime import date

import pytest

from portal.rules.clients.identity import (
    LEAST_LEFT,
    age_on,
    company_code,
    counties,
    digits_shown,
    is_mobile,
    make_company_code,
    make_resident_id,
    phone,
    possible,
    resident_id,
    upgrade_resident_id,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "number", "birthday", "gender"),
    [
        ("11010519491231002X", "11010519491231002X", date(1949, 12, 31), "f"),
        (" 110105 19491231 002x ", "11010519491231002X", date(1949, 12, 31), "f"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", date(1949, 12, 31), "f"),
        ("440524188001010014", "440524188001010014", date(1880, 1, 1), "m"),
        ("110105491231002", "11010519491231002X", date(1949, 12, 31), "f"),
        (make_resident_id("220106", date(1968, 5, 6), 1), "220106196805060011", date(1968, 5, 6), "m"),
    ],
)
def test_resident_id(typed, number, birthday, gender):
    read = resident_id(typed, TODAY)
    assert (read.number, read.birthday, read.gender) == (number, birthday, gender)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "110105194912310021",  # check digit
        "11010519491231002Y",
        make_resident_id("990105", date(1949, 12, 31), 2),  # no such province
        make_resident_id("110105", date(2026, 11, 25), 2),  # born tomorrow
        "110105194902300028",  # 30 February
        "110105 19491231 002X'; DROP TABLE",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
    ],
)
def test_no_resident_id(typed):
    with pytest.raises(ValueError):
        resident_id(typed, TODAY)


def test_upgrade_leaves_the_rest_alone():
    assert upgrade_resident_id("11010519491231002X") == "11010519491231002X"


def test_company_code():
    made = make_company_code("220101", "MA0Y3K7D2")
    assert company_code(made.lower()) == made
    assert company_code("91110000600037341L") == "91110000600037341L"
    for wrong in ("", "91110000600037341M", "A1110000600037341L", "12345"):
        with pytest.raises(ValueError, match="credit code"):
            company_code(wrong)


@pytest.mark.parametrize(
    ("typed", "e164", "mobile"),
    [
        ("13812341234", "+8613812341234", True),
        ("138 1234 1234", "+8613812341234", True),
        ("+86 138-1234-1234", "+8613812341234", True),
        ("008613812341234", "+8613812341234", True),
        ("１３８１２３４１２３４", "+8613812341234", True),
        ("0431-85901234", "+8643185901234", False),
        ("+49 170 1234567", "+491701234567", True),
    ],
)
def test_phone(typed, e164, mobile):
    assert phone(typed) == e164
    assert is_mobile(e164) is mobile


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "12345", "138123412345", "+86", "13812341234 ext 5", "<script>", "R-2026-000012", "abc13812341234"],
)
def test_no_phone(typed):
    with pytest.raises(ValueError, match="phone"):
        phone(typed)


def test_age():
    assert age_on(date(1968, 5, 6), date(2026, 5, 5)) == 57
    assert age_on(date(1968, 5, 6), date(2026, 5, 6)) == 58
    assert age_on(date(2004, 2, 29), date(2026, 2, 28)) == 21


@pytest.mark.parametrize("gender", ["m", "f"])
def test_what_a_mask_leaves(gender):
    """Every ending there is: at least 100 numbers in one city; the old mask left a handful in the whole country."""
    born = date(1978, 5, 6)
    endings = [f"{digit}{check}" for digit in range(10) for check in "0123456789X"]
    left = {one: possible("*" * 16 + one, born, gender, counties("2201")) for one in endings}
    assert all(count >= 100 for one, count in left.items() if (int(one[0]) % 2 == 1) == (gender == "m"))
    number = make_resident_id("220102", born, 11 if gender == "m" else 12)
    assert 1 <= possible(f"{number[:4]}{'*' * 10}{number[-4:]}", born, gender) < 10
    assert possible("*" * 18, born, gender, ["220102"]) == 500
    assert 8 <= possible(f"{'*' * 16}{number[-2:]}", born, gender, ["220102"]) <= 10


@pytest.mark.parametrize("gender", ["m", "f"])
def test_beside_the_county_only_stars_leave_enough(gender):
    born = date(1978, 5, 6)
    assert digits_shown(county_known=True) == 0 and digits_shown(county_known=False) == 2
    assert possible("*" * 18, born, gender, ["220102"]) >= LEAST_LEFT
    assert all(possible("*" * 17 + check, born, gender, ["220102"]) < LEAST_LEFT for check in "0123456789X")
