"""What a record lacks and what cannot be right in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.rules.quality.findings import CODES, Around, Limits, completeness, findings, missing, months_before

TODAY = date(2026, 11, 24)


def record(**values):
    usual = {
        "kind": "individual", "name": "陈刚", "gender": "m", "birthday": date(1978, 5, 6), "birthday_lunar": False, "document_hmac": "x", "mobile": "+86138",
        "legal_representative": "", "risk_rating": "C3", "risk_valid_until": date(2027, 1, 1), "aum": 0, "updated_at": None, "verified_on": None,
        "created_at": datetime(2026, 6, 1, tzinfo=UTC), "district": " ",
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **values})


def codes(row, around=None, lacking=(), limits=None):
    return [(one.code, one.field) for one in findings(row, lacking, around or Around(), limits or Limits(), TODAY)]


def test_what_is_missing_keeps_the_order_and_blanks_are_missing():
    assert missing(record(), ["name", "document", "district", "mobile"]) == ["district"]
    assert missing(record(document_hmac=None, gender=""), ["gender", "document", "district"]) == [
        "gender",
        "document",
        "district",
    ]


@pytest.mark.parametrize(
    ("required", "lacking", "percent"), [(0, 0, 100), (11, 2, 81), (3, 1, 66), (10, 0, 100), (200, 1, 99), (5, 5, 1)]
)
def test_percent(required, lacking, percent):
    assert completeness(required, lacking) == percent


def test_a_good_record_has_no_findings():
    assert codes(record()) == []


@pytest.mark.parametrize(
    ("changes", "around", "expected"),
    [
        ({}, {"document_birthday": date(1978, 5, 7)}, ("birthday_document", "birthday")),
        ({}, {"document_gender": "f"}, ("gender_document", "gender")),
        ({"birthday": date(1910, 1, 1)}, {}, ("too_old", "birthday")),
        ({"birthday": date(2026, 11, 25)}, {}, ("born_later", "birthday")),
        ({"kind": "company"}, {}, ("no_legal_representative", "legal_representative")),
        ({"aum": 1}, {}, ("assets_without_account", "")),
        ({"risk_valid_until": date(2026, 11, 23)}, {}, ("rating_expired", "risk_rating")),
        ({"created_at": datetime(2025, 11, 23, tzinfo=UTC)}, {}, ("stale", "")),
        ({}, {"duplicates": 1}, ("duplicate", "")),
        ({}, {"sharing": 4}, ("phone_shared", "mobile")),
    ],
)
def test_each_finding(changes, around, expected):
    assert codes(record(**changes), Around(**around)) == [expected] and expected[0] in CODES


@pytest.mark.parametrize(
    ("changes", "around"),
    [
        ({"birthday": date(1916, 11, 24)}, {}), ({"aum": 5}, {"accounts": 1}),
        ({"risk_valid_until": TODAY}, {}), ({"created_at": datetime(2025, 11, 24, tzinfo=UTC)}, {}), ({}, {"sharing": 3}),
        ({"created_at": datetime(2020, 1, 1, tzinfo=UTC), "verified_on": date(2026, 1, 1)}, {}), ({"kind": "company", "legal_representative": "王磊"}, {}),
        ({"created_at": datetime(2020, 1, 1, tzinfo=UTC), "updated_at": datetime(2026, 1, 1, tzinfo=UTC)}, {}), ({"gender": ""}, {"document_gender": "f"}),
    ],
)  # fmt: skip
def test_what_is_still_right(changes, around):
    assert codes(record(**changes), Around(**around)) == []


def test_missing_fields_are_findings_too():
    assert codes(record(), lacking=["district", "post"]) == [("missing", "district"), ("missing", "post")]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2026, 11, 24), 12, date(2025, 11, 24)), (date(2026, 3, 31), 1, date(2026, 2, 28)), (date(2024, 3, 30), 1, date(2024, 2, 29)),
     (date(2026, 1, 15), 1, date(2025, 12, 15)), (date(2026, 12, 31), 24, date(2024, 12, 31))],
)  # fmt: skip
def test_months_before(day, months, expected):
    assert months_before(day, months) == expected
