"""Fields of approved phrases."""

import pytest

from portal.rules.phrases import FIELDS, filled, unknown_fields

VALUES = {
    "client": "陈先生",
    "number": "R-2026-000001",
    "subject": "入学{staff}",
    "staff": "王磊",
    "branch": "一汽支行",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{client}，您好。{number}", []),
        ("{name}，您好", ["name"]),
        ("{client} {Client} { client } {}", ["Client", " client ", ""]),
        ("{client", []),
        ("a { b } c", [" b "]),
        ("{x} {x}", ["x"]),
    ],
)
def test_unknown_fields(text, found):
    assert unknown_fields(text) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{client}，您好。", "陈先生，您好。"),
        ("{number}：{subject}", "R-2026-000001：入学{staff}"),
        ("{what} stays", "{what} stays"),
        ("100 % of {branch}", "100 % of 一汽支行"),
        ("", ""),
    ],
)
def test_filled_once(text, shown):
    """What a client wrote is never read as a field."""
    assert filled(text, VALUES) == shown


def test_all_fields_have_a_value():
    assert set(VALUES) == set(FIELDS)
