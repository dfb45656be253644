"""What a benefit asks of whoever books it: what is an answer, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.benefits.asks import Ask, Slot, judge, kept, key_of, read, slots, written

TODAY = date(2026, 11, 24)
HALLS = (("T1 航站楼", "Terminal 1"), ("T2 航站楼", "Terminal 2"))


def ask(kind: str, *, needed: bool = True) -> Ask:
    return Ask("it", kind, "某项", "It", needed, HALLS if kind == "choice" else ())


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", "  吉大一院   心内科 ", "吉大一院 心内科"),
        ("text", "x" * 80, "x" * 80),
        ("number", "2", "2"),
        ("number", "００３", "3"),
        ("number", "0", "0"),
        ("day", "2026-11-24", "2026-11-24"),
        ("day", "2028-02-29", "2028-02-29"),
        ("time", "9:05", "09:05"),
        ("time", "23：59", "23:59"),
        ("time", "09:30:00", "09:30"),
        ("choice", "T2 航站楼", "T2 航站楼"),
        ("plate", "吉A12345", "吉A12345"),
        ("plate", "吉a·d12345", "吉AD12345"),
        ("plate", "吉 A 1234 挂", "吉A1234挂"),
        ("plate", "粤Z1234港", "粤Z1234港"),
        ("tail", "0042", "0042"),
    ],
)
def test_what_is_an_answer(kind, typed, answer):
    assert judge(ask(kind), typed, TODAY) == (answer, "")


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("text", "x" * 81, "long"),
        ("text", " \u200e\x00 ", "missing"),
        ("number", "-1", "number"),
        ("number", "1.5", "number"),
        ("number", "12345", "number"),
        ("number", "二", "number"),
        ("day", "2026-11-23", "day"),
        ("day", "2027-02-29", "day"),
        ("day", "2029-01-01", "day"),
        ("day", "24.12.2026", "day"),
        ("time", "24:00", "time"),
        ("time", "9:60", "time"),
        ("time", "上午九点", "time"),
        ("choice", "T3 航站楼", "choice"),
        ("choice", "Terminal 2", "choice"),
        ("plate", "吉I12345", "plate"),
        ("plate", "A12345", "plate"),
        ("plate", "吉A1234", "plate"),
        ("plate", "吉A12345678", "plate"),
        ("plate", "吉AO2345", "plate"),
        ("tail", "123", "tail"),
        ("tail", "6222021234567890", "tail"),
        ("tail", "12a4", "tail"),
    ],
)
def test_what_is_none(kind, typed, why):
    assert judge(ask(kind), typed, TODAY) == ("", why)


def test_what_may_be_left_out():
    assert judge(ask("plate", needed=False), "", TODAY) == ("", "")
    assert judge(ask("plate", needed=False), "吉A1", TODAY) == ("", "plate")
    assert judge(ask("plate"), None, TODAY) == ("", "missing")


def test_a_version_keeps_what_it_asks():
    asks = (ask("choice"), ask("tail", needed=False))
    assert read(kept(asks)) == asks
    assert read(None) == ()


def test_an_answer_is_named_by_its_label():
    assert (key_of("Flight number"), key_of(" Last 4 figures! "), key_of("航班")) == (
        "flight_number",
        "last_4_figures",
        "",
    )


def test_what_head_office_writes_is_read_again():
    typed = [
        Slot("text", "航班号", "Flight number", True),
        Slot(),
        Slot("choice", "航站楼", "Terminal", False, "T1 航站楼 | Terminal 1\nT2 航站楼｜Terminal 2\n"),
    ]
    asks, wrong = written(typed)
    assert not wrong and [(one.key, one.kind, one.needed) for one in asks] == [
        ("flight_number", "text", True),
        ("terminal", "choice", False),
    ]
    assert asks[1].choices == HALLS and written(slots(asks)) == (asks, {})


@pytest.mark.parametrize(
    ("slot", "part", "why"),
    [
        (Slot("text", "", "Flight"), "zh", "missing"),
        (Slot("text", "航班号", ""), "en", "missing"),
        (Slot("text", "航班号", "航班"), "en", "latin"),
        (Slot("", "航班号", "Flight"), "kind", "kind"),
        (Slot("colour", "颜色", "Colour"), "kind", "kind"),
        (Slot("text", "球场二", "Course!"), "en", "twice"),
        (Slot("choice", "座位", "Seats", True, "池座 | Stalls"), "choices", "choices"),
        (Slot("choice", "座位", "Seats", True, "池座\n楼座"), "choices", "choices"),
        (Slot("choice", "座位", "Seats", True, "池座 | Stalls\n池座 | Circle"), "choices", "choices"),
        (Slot("choice", "座位", "Seats", True, "\n".join(f"{n} | {n}" for n in range(21))), "choices", "many"),
        (Slot("choice", "座位", "Seats", True, "池" * 41 + " | Stalls\n楼座 | Circle"), "choices", "long"),
    ],
)
def test_what_head_office_cannot_ask(slot, part, why):
    assert written([Slot("text", "球场", "Course"), slot])[1] == {(1, part): why}
