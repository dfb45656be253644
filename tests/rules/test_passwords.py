"""Passwords (NIST SP 800-63B)."""

import pytest

from portal.rules.accounts.passwords import password_problem


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Changchun-2026", None),
        ("correct horse battery staple", None),
        ("雪落净月潭的早晨很安静", None),
        ("", "short"),
        ("a1!B2@c3#", "short"),
        ("雪落净月潭", "short"),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaa", "simple"),
        ("ababababab", "simple"),
        ("1234567890", "simple"),
        ("9876543210", "simple"),
        ("qwertyuiop", "simple"),
        ("Password123!", "common"),
        ("!!!iloveyou2026", "common"),
        ("1qaz2wsx3edc", "common"),
        ("woaini1314520", "common"),
        ("20262026202620", "simple"),
        ("abcdeabcde", "common"),
        ("JilinBank2026", "personal"),
        ("vip-20260101", "personal"),
        ("吉林银行2026年1月1日", None),
        ("wanglei2026", "personal"),
        ("WangLei!!!!!!", "personal"),
        ("1381234123420", "personal"),
        ("ｐａｓｓｗｏｒｄ１２３４", "common"),
    ],
)
def test_password(password, reason):
    assert password_problem(password, "wanglei", ["13812341234", "王磊"]) == reason


def test_without_a_user_name():
    assert password_problem("blue-tram-at-noon") is None
