"""Codes and hints of a record; who may see whole numbers; what authority allows."""

from __future__ import annotations

from datetime import date
from email.headerregistry import Address

import pytest

from portal.rules.accounts.visibility import Permission as P
from portal.rules.clients.authority import SCOPES, in_force, permissions_in
from portal.rules.clients.identity import ResidentId
from portal.rules.clients.records import disagrees, rating_ends, rating_valid
from portal.rules.clients.values import is_email
from portal.rules.shared.masking import for_file, may_be_whole, plain_phone, spaced

DAY = date(2026, 11, 24)


def test_a_rating_is_good_for_a_year_and_its_last_day_counts():
    assert rating_ends(date(2026, 3, 1)) == date(2027, 3, 1) and rating_ends(date(2028, 2, 29)) == date(2029, 2, 28)
    assert rating_valid("C3", DAY, DAY) and not rating_valid("C3", date(2026, 11, 23), DAY)
    assert not rating_valid("", DAY, DAY) and not rating_valid("C3", None, DAY)


def test_what_the_resident_id_says_otherwise():
    card = ResidentId("220103196805060012", date(1968, 5, 6), "m")
    assert disagrees(card, date(1968, 5, 6), "m") == [] and disagrees(card, None, "") == []
    assert disagrees(card, date(1968, 6, 5), "f") == ["birthday", "gender"] and disagrees(None, DAY, "f") == []


def test_each_scope_may_what_the_one_below_may():
    read, request, sign = (permissions_in(scope) for scope in SCOPES)
    assert read < request < sign
    assert P.MEMBER in read and P.MEMBER_REQUEST not in read and P.MEMBER_SIGN not in request
    assert permissions_in("anything") == read
    assert in_force(None, DAY) and in_force(DAY, DAY) and not in_force(date(2026, 11, 23), DAY)


def test_a_file_is_masked_unless_there_is_permission_and_a_reason():
    assert (
        not may_be_whole(True, "") and not may_be_whole(True, " x ") and not may_be_whole(False, "an audit asks for it")
    )
    assert may_be_whole(True, "审计抽查")
    assert for_file("mobile", "+8613843001234") == "138****1234"
    assert for_file("mobile", "+8613843001234", whole=True) == "+8613843001234"
    assert for_file("document", "220103196805060012") == "****************12" and for_file("name", "陈刚") == "陈刚"
    assert for_file("account", None) == ""


def test_whole_numbers_as_people_write_them():
    assert plain_phone("+8613843001234") == "138 4300 1234" and plain_phone("+8643185976210") == "0431-85976210"
    assert plain_phone("+861085976210") == "010-85976210" and plain_phone("+862185976210") == "021-85976210"
    assert plain_phone("+4930123456") == "+4930123456" and spaced("6222021234567890123") == "6222 0212 3456 7890 123"


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("chengang@example.cn", True), ("chen.gang+vip@mail.example.com.cn", True), ("陈刚@例子.中国", False), ("chengang@例子.中国", True), ("o'neil_1@x-y.cn", True),
        ("a..b@c.cn", False), (".a@c.cn", False), ("a.@c.cn", False), ("a@c", False), ("a@.cn", False), ("a@c..cn", False),
        ("a@-c.cn", False), ("a@c-.cn", False), ("a b@c.cn", False), ("a@b@c.cn", False), ("<a@c.cn>", False), ("a,b@c.cn", False),
        ('"a b"@c.cn', False), ("a@c.cn.", False), ("a@c_d.cn", True), ("", False), ("a" * 65 + "@c.cn", False),
        ("a@" + "b" * 120 + ".cn", False), ("a\n@c.cn", False), ("a@c.cn\n", False),
    ],
)  # fmt: skip
def test_what_a_mail_can_be_sent_to(address, fits):
    assert is_email(address) is fits
    if fits:
        assert Address(addr_spec=address).addr_spec == address
