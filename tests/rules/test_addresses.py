"""What an address may carry of a row; anything else is as if it were not there."""

from __future__ import annotations

from portal.rules.shared.addresses import moment, row_id, whole


def test_whole():
    for text, number in (("0", 0), ("7", 7), ("-12", -12), ("9" * 15, 10**15 - 1)):
        assert whole(text) == number
    for text in (None, "", " 7", "7 ", "+7", "1.0", "1e3", "9" * 16, "٣", "²", "１", "x", "--1", "7\n"):
        assert whole(text) is None, text


def test_row_id():
    assert row_id("7") == 7
    for text in (None, "", "0", "-1", "x", "9" * 40):
        assert row_id(text) is None, text


def test_moment():
    assert moment("2026-12-24 01:00:00") == "2026-12-24 01:00:00"
    for text in (
        None,
        "",
        "2026-12-24",
        "2026-02-30 01:00:00",
        "2026-12-24T01:00:00",
        "9999-99-99 00:00:00",
        "x" * 19,
        "2026-12-24 01:00:00 ",
    ):
        assert moment(text) is None, text
