"""Text as it is kept: what nobody sees is taken out, names lose what only pads them."""

from __future__ import annotations

import pytest

from portal.rules.shared.texts import clean_line, clean_name, clean_text


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  陈刚  ", "陈刚"),
        ("a\x00b", "ab"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066left\u2069 \u200fright\ufeff", "left right"),
        ("e\u0301", "é"),
        ("a\ud800b", "ab"),
        ("\x1b[31mred\x7f", "[31mred"),
        ("👨\u200d👩\u200d👧 🎉", "👨\u200d👩\u200d👧 🎉"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # harmless text: templates escape it
        ("\x00", ""),
        ("\u3164", ""),
        ("\u202d13812341234\u202c", "13812341234"),
        ("陈\u200b刚\u2060", "陈刚"),
        ("陈\u200d刚", "陈刚"),
        ("علی\u200cرضا", "علی\u200cرضا"),
    ],
)
def test_clean_text(typed, clean):
    assert clean_text(typed) == clean


def test_a_line_has_no_ends_of_lines():
    assert clean_line(" 长春市\r\n朝阳区\u3000\u00a0一号\u2029") == "长春市 朝阳区 一号"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("李 四", "李 四"),
        ("李　四", "李四"),
        ("李  四", "李四"),
        ("欧阳\u00a0娜", "欧阳娜"),
        ("Jean　Luc  Picard", "Jean Luc Picard"),
        ("买买提·艾力", "买买提·艾力"),
        ("⻢强", "马强"),
        ("⼀汽", "一汽"),
        ("辻\U000e0101", "辻"),
        ("김\u200b철수", "김철수"),
        ("　", ""),
    ],
)
def test_names_lose_what_only_pads_them(typed, clean):
    assert clean_name(typed) == clean
