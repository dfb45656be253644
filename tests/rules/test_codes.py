"""Numbers that people say aloud."""

import pytest

from portal.rules.shared.codes import (
    client_number,
    event_number,
    parse_client_number,
    parse_code,
    parse_event_number,
    parse_request_number,
    request_number,
)


def test_making():
    assert client_number(123) == "C-0000123"
    assert request_number(2026, 123) == "R-2026-000123"
    assert event_number(2026, 42) == "E-2026-0042"
    assert event_number(2026, 12345) == "E-2026-12345"


@pytest.mark.parametrize("make", [lambda: client_number(0), lambda: client_number(10**7), lambda: request_number(26, 1),
                                  lambda: event_number(2026, 0)])  # fmt: skip
def test_no_such_number(make):
    with pytest.raises(ValueError, match="no"):
        make()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C-0000123", ("client", "C-0000123")),
        ("c-123", ("client", "C-0000123")),
        (" c0000123 ", ("client", "C-0000123")),
        ("Ｃ－１２３", ("client", "C-0000123")),
        ("C–123", ("client", "C-0000123")),
        ("R-2026-000123", ("request", "R-2026-000123")),
        ("r-2026-123", ("request", "R-2026-000123")),
        ("r2026000123", ("request", "R-2026-000123")),
        ("R 2026 123", ("request", "R-2026-000123")),
        ("e-2026-42", ("event", "E-2026-0042")),
        ("E20260042", ("event", "E-2026-0042")),
        ("C-0", None),
        ("C-12345678", None),
        ("C-12a", None),
        ("r-26-1", None),
        ("R-2026-0", None),
        ("123", None),
        ("", None),
        (None, None),
        ("C-0000123'; DROP TABLE", None),
        ("C-١٢٣", None),
    ],
)
def test_reading(text, code):
    assert parse_code(text) == code


def test_each_reader_takes_its_own_kind_only():
    assert parse_client_number("R-2026-000001") is None
    assert parse_request_number("E-2026-0001") is None
    assert parse_event_number("C-0000001") is None
