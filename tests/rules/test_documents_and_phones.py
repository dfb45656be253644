"""Documents that a Chinese branch meets, with their check digits; phones as people write them into one cell."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.clients.documents import kind_by_number, likely_kind, read_document
from portal.rules.clients.identity import company_code
from portal.rules.clients.phones import Phone, phones_in

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("kind", "number", "birthday"),
    [
        ("hmt_residence", "810000199003151237", date(1990, 3, 15)), ("hmt_residence", "830000199003151230", date(1990, 3, 15)),
        ("foreign_resident", "911156198005010128", date(1980, 5, 1)), ("foreign_resident", "USA110080050101", None),
        ("military_id", "军字第2001988号", None), ("passport", "E12345678", None), ("hk_macao_permit", "H12345678", None),
    ],
)  # fmt: skip
def test_a_document_tells_its_kind_and_is_checked(kind, number, birthday):
    assert likely_kind(number, "individual") == kind
    assert read_document(kind, number, TODAY).birthday == birthday
    assert kind_by_number("", number) == "individual"


@pytest.mark.parametrize(
    ("kind", "number"),
    [("hmt_residence", "810000199003151236"), ("hmt_residence", "840000199003151237"), ("foreign_resident", "911156198005010127"),
     ("military_id", "军字"), ("household_book", "123")],
)  # fmt: skip
def test_a_wrong_digit_is_refused(kind, number):
    with pytest.raises(ValueError):
        read_document(kind, number, TODAY)


@pytest.mark.parametrize("code", ["N2220106MF1234567R", "n2220106-mf123456-7r"])
def test_codes_of_every_department_by_the_published_check_digit(code):
    assert company_code(code) == "N2220106MF1234567R"
    assert kind_by_number("", "N2220106MF1234567R") == "company"
    with pytest.raises(ValueError):
        company_code("N2220106MF1234567T")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0431-85901234转8001", [("+8643185901234", "8001")]),
        ("13804310011/13904310012", [("+8613804310011", ""), ("+8613904310012", "")]),
        ("0431-85901234/85905678", [("+8643185901234", ""), ("+8643185905678", "")]),
        ("138 0431 0011", [("+8613804310011", "")]),
        ("(0431)85901234-8001", [("+8643185901234", "8001")]),
    ],
)
def test_phones_in_one_cell(cell, numbers):
    assert phones_in(cell) == [Phone(*one) for one in numbers]
