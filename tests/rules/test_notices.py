"""Rules of notices that leave the portal, as tables of examples."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from portal.rules.notices import hosts, kinds, moments, texts
from portal.rules.notices.refusals import nobody_there, refused_inside


@pytest.mark.parametrize(
    ("said", "kind", "channel", "how"),
    [
        ({}, "request.answered", "email", "at_once"),
        ({}, "request.answered", "sms", "off"),
        ({"requests": "daily"}, "request.answered", "email", "daily"),
        ({"requests": "daily", "request.answered": "off"}, "request.answered", "email", "off"),
        ({"requests": "off", "request.answered": "at_once"}, "request.answered", "email", "at_once"),
        ({"events": "off"}, "request.answered", "email", "at_once"),
        ({"requests": "daily"}, "request.answered", "sms", "off"),
        ({"requests": "nonsense"}, "request.answered", "email", "at_once"),
        ({"events": "off", "event.cancelled": "off"}, "event.cancelled", "email", "at_once"),
        ({"requests": "off"}, "complaint.extended", "email", "at_once"),
        ({"team": "off"}, "team.your_manager", "sms", "at_once"),
    ],
)
def test_what_somebody_wishes(said, kind, channel, how):
    assert kinds.wish(said, kind, channel) == how


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        ("account.code_issued", True), ("complaint.decided", True), ("team.your_manager", True), ("event.cancelled", True),
        ("voucher.cancelled", True), ("event.invited", False), ("request.answered", False), ("tier.up", False),
    ],
)  # fmt: skip
def test_what_nobody_can_switch_off(kind, duty):
    assert kinds.is_duty(kind) is duty


@pytest.mark.parametrize(
    ("at", "since", "until", "quiet"),
    [
        (time(20, 59), 21, 8, False), (time(21), 21, 8, True), (time(3), 21, 8, True), (time(7, 59), 21, 8, True),
        (time(8), 21, 8, False), (time(13), 12, 14, True), (time(14), 12, 14, False), (time(22), 8, 8, False),
    ],
)  # fmt: skip
def test_quiet_hours(at, since, until, quiet):
    assert moments.is_quiet(at, since, until) is quiet


@pytest.mark.parametrize(
    ("wall", "first"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:00"), ("2026-11-24T22:30", "2026-11-25T08:00"),
        ("2026-11-25T03:00", "2026-11-25T08:00"), ("2026-12-31T21:00", "2027-01-01T08:00"),
    ],
)  # fmt: skip
def test_after_quiet_hours(wall, first):
    found = moments.after_quiet(datetime.fromisoformat(wall), 21, 8)
    assert found == datetime.fromisoformat(first)


@pytest.mark.parametrize(
    ("wall", "goes"), [("2026-11-24T07:00", "2026-11-24T08:30"), ("2026-11-24T08:30", "2026-11-25T08:30")]
)
def test_a_digest_goes_out_in_the_morning(wall, goes):
    assert moments.next_digest(datetime.fromisoformat(wall), 8) == datetime.fromisoformat(goes)


def test_a_webhook_is_tried_as_the_standard_says_then_given_up():
    waits = [moments.again(moments.WEBHOOK_WAITS, attempt, drawn=0) for attempt in range(1, 11)]
    hours = [round(one.total_seconds() / 3600, 3) for one in waits[:-1]]
    assert hours == [0.001, 0.083, 0.5, 2.0, 5.0, 10.0, 14.0, 20.0, 24.0] and waits[-1] is None
    assert moments.again((100,), 1, drawn=1) == timedelta(seconds=120), "what failed together comes apart"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), (" 7 ", 7), ("999999999999", 86400), ("Tue, 24 Nov 2026 02:05:00 GMT", 300),
        ("Mon, 23 Nov 2026 02:00:00 GMT", 0), ("soon", None), ("", None), (None, None), ("-5", None),
    ],
)  # fmt: skip
def test_retry_after(header, seconds):
    found = moments.retry_after(header, datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert (found.total_seconds() if found is not None else None) == seconds


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Your request %(about)s", []), ("%(subject)s", ["%(subject)s"]), ("100 % sure", ["%"]), ("%s", ["%"]),
        ("%(staff)s %(amount)s %(client)s", ["%(amount)s", "%(client)s"]), ("%(about)", ["%"]), ("", []),
    ],
)  # fmt: skip
def test_fields_that_a_notice_does_not_have(text, faults):
    known = texts.allowed("request.answered", "%(staff)s has replied to you: %(subject)s")
    assert texts.faults(text, known) == faults


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/me/requests/R-2026-000123", "R-2026-000123"), ("/requests/R-2026-000123#reply", "R-2026-000123"),
        ("/me/events/E-2026-0042", "E-2026-0042"), ("/tiers/lists/L-2026-0001", "L-2026-0001"),
        ("/clients/C-0000123", ""), ("/me/vouchers/123456789", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_a_notice_is_about(path, number):
    assert texts.about(path) == number


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("127.0.0.1", False), ("10.0.0.7", False), ("192.168.1.1", False), ("172.16.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False),
        ("2606:4700:4700::1111", True), ("localhost", False), ("::ffff:8.8.8.8", False), ("64:ff9b::808:808", False),
        ("64:ff9b:1::1", False), ("fec0::1", False), ("::8.8.8.8", False), ("::ffff:0:8.8.8.8", False), ("2002:808:808::", False),
        ("2001:0:4136:e378::1", False), ("100::1", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_addresses_of_the_open_internet(address, public):
    assert hosts.is_public(address) is public


@pytest.mark.parametrize(
    ("url", "private", "fault"),
    [
        ("https://hooks.example.com/a?b=c", False, ""), ("http://hooks.example.com/", False, "https"),
        ("http://10.0.0.7:8080/in", True, ""), ("https://name:word@example.com/", False, "user"),
        ("ftp://example.com/", False, "address"), ("https:///x", False, "address"), ("https://a.b:99999/", False, "address"),
        ("https://例子.com/", False, "address"), ("javascript:alert(1)", True, "address"), ("", False, "address"),
    ],
)  # fmt: skip
def test_addresses_of_endpoints(url, private, fault):
    assert hosts.fault_of(url, private) == fault


@pytest.mark.parametrize(
    ("code", "said", "nobody"),
    [
        (550, "5.1.1 no such mailbox", True), (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", True), (550, "5.2.1 mailbox disabled", True),
        (553, "5.1.3 bad address", True), (550, "5.1.8 sender's domain unknown", False), (550, "5.1.7 sender rejected", False),
        (550, "5.7.1 not wanted", False), (554, "5.7.26 unauthenticated", False), (552, "5.2.2 mailbox full", False),
        (550, "User unknown", True), (550, "Requested action not taken: mailbox unavailable", True), (550, "用户不存在", True),
        (550, "No such user here", True), (550, "5.0.0 no such user", True), (551, "user not found; try elsewhere", True),
        (550, "Mailbox unavailable: blocked as spam", False), (550, "relay denied", False), (550, "", False), (554, "no such user", False),
        (450, "5.1.1 no such user", False), (550, "[192.5.1.1] rejected by policy", False),
        (550, "5.4.4 Host or domain name not found", True), (550, "5.4.1 Recipient address rejected: Access denied", False),
    ],
)  # fmt: skip
def test_what_a_refusal_says(code, said, nobody):
    assert nobody_there(code, said) is nobody


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"errcode": 0, "errmsg": "ok"}, False), ({"errcode": 310000, "errmsg": "keywords not in content"}, True),
        ({"StatusCode": 0, "StatusMessage": "success", "code": 0}, False), ({"code": 19024, "msg": "Key Words Not Found"}, True),
        ({}, False), ([], False), (None, False), ("ok", False),
    ],
)  # fmt: skip
def test_what_a_robot_answers(said, refused):
    assert refused_inside(said) is refused
