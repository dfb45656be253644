"""Attacks on the waits of signing in: who has a login, how to begin anew, how to keep others out."""

from __future__ import annotations

import pytest

from portal.actions.accounts import signing_in, waiting
from portal.ground import clock
from portal.models import Account, KnownDevice, SignInFailure
from tests.accounts.test_slowed_sign_in import attempt, later, slowed  # noqa: F401
from tests.conftest import MOMENT
from tests.ground.pages import Visitor
from tests.ground.people import PASSWORD
from tests.ground.together import together


@pytest.fixture(autouse=True)
def stranger(slowed) -> Visitor:  # noqa: F811
    return Visitor(slowed)


def answers(visitor, name, times, address="203.0.113.9") -> list[tuple[int, str | None]]:
    """What somebody hears who tries this name again and again."""
    visitor.web.environ_base["REMOTE_ADDR"] = address
    found = []
    for _ in range(times):
        with visitor.web.session_transaction() as session:
            session.setdefault("csrf_token", visitor.raw)
        response = visitor.web.post(
            "/login", data={"username": name, "password": "wrong wrong", "csrf_token": visitor.csrf}
        )
        found.append((response.status_code, response.headers.get("Retry-After")))
    return found


def test_waits_do_not_tell_who_has_a_login(slowed, chengang, manager):  # noqa: F811
    """Failures under the user name made the phone of the same person answer 429, and any other phone 422."""
    phone = chengang.mobile.removeprefix("+86")
    for one in ("chengang", "nobody", "wanglei"):
        assert [status for status, _ in answers(Visitor(slowed), one, 5)] == [422] * 4 + [429]
    known = answers(Visitor(slowed), phone, 6, "198.51.100.1")
    assert known == answers(Visitor(slowed), "13900009999", 6, "198.51.100.2")
    for again in (f"+86 {phone}", f"{phone[:3]} {phone[3:]}", f" {phone}"):
        assert answers(Visitor(slowed), again, 1, "198.51.100.3")[0][0] == 429, "spelt otherwise it is free again"


def test_a_device_of_ones_own_tells_nothing_of_others(slowed, manager, chengang):  # noqa: F811
    own = Visitor(slowed)
    attempt(own, PASSWORD, status=303)
    own.post("/logout", status=303, follow=False)
    assert answers(own, "chengang", 6) == answers(Visitor(slowed), "nobody", 6)


def test_signing_in_as_oneself_buys_no_fresh_tries(slowed, manager, adviser):  # noqa: F811
    """Three guesses at 王磊, then a sign-in of one's own that used to reset the address and to bring a new device."""
    guesses = 0
    for _round in range(4):
        attacker = Visitor(slowed)
        for _ in range(3):
            guesses += answers(attacker, "wanglei", 1, "127.0.0.1")[0][0] == 422
        attempt(attacker, PASSWORD, username="lina", status=303)
    assert guesses == 4
    assert max(row.failures for row in SignInFailure.select()) == 4, "the address has forgotten"


def test_a_device_is_trusted_for_whom_it_belongs_to_alone(slowed, manager, adviser):  # noqa: F811
    attacker = Visitor(slowed)
    attempt(attacker, PASSWORD, username="lina", status=303)
    attacker.post("/logout", status=303, follow=False)
    assert KnownDevice.get().account.username == "lina"
    answers(Visitor(slowed), "wanglei", 4)
    assert answers(attacker, "wanglei", 1)[0][0] == 429
    attempt(attacker, PASSWORD, username="lina", status=303)


def test_a_made_up_device_is_none(slowed, manager):  # noqa: F811
    answers(Visitor(slowed), "wanglei", 4)
    forger = Visitor(slowed)
    forger.web.set_cookie("portal_device", '"abc".x')
    assert answers(forger, "wanglei", 1)[0][0] == 429


def test_many_at_once_are_no_more_than_one_by_one(slowed, manager):  # noqa: F811
    """All looked at the count before any of them was counted."""

    def guess():
        return signing_in.sign_in("wanglei", "wrong wrong", ip="203.0.113.9", device="", device_id="")

    found = together(slowed, *[guess] * 10)
    assert sum(isinstance(one, signing_in.BadCredentials) for one in found) == 4
    assert sum(isinstance(one, waiting.TooSoon) for one in found) == 6


def test_nobody_is_kept_out_from_a_device_of_his(slowed, manager):  # noqa: F811
    """A stranger goes on for hours from everywhere, also from behind the same address, also with floods."""
    own = Visitor(slowed)
    attempt(own, PASSWORD, status=303, address="10.0.0.7")
    own.post("/logout", status=303, follow=False)
    for number in range(70):
        later(number)
        answers(Visitor(slowed), "wanglei", 1, "10.0.0.7" if number % 2 else f"198.51.100.{number}")
    answers(Visitor(slowed), "wanglei", 70, "10.0.0.7")
    attempt(own, PASSWORD, status=303, address="10.0.0.7")


def test_everybody_behind_one_address_is_not_kept_out_by_one(slowed, manager, adviser):  # noqa: F811
    """One guesses names from the branch's address for an hour; a colleague with a new browser waits ten seconds."""
    neighbour = Visitor(slowed)
    for number in range(45):
        later(number * 60)
        answers(neighbour, f"guess{number}", 1, "10.0.0.7")
    page = attempt(Visitor(slowed), PASSWORD, username="lina", status=429, address="10.0.0.7")
    assert int(page.response.headers["Retry-After"]) <= 10
    later(44 * 60 + 11)
    attempt(Visitor(slowed), PASSWORD, username="lina", status=303, address="10.0.0.7")
    assert clock.now() > MOMENT


def test_a_new_password_ends_the_trust_of_devices(slowed, app, manager):  # noqa: F811
    own, other = Visitor(slowed), Visitor(slowed)
    for one in (own, other):
        attempt(one, PASSWORD, status=303)
    assert KnownDevice.select().count() == 2
    own.post("/account/password", status=303, follow=False, current=PASSWORD, password="green tea in the morning", again="green tea in the morning")  # fmt: skip
    assert KnownDevice.select().count() == 1 and Account.get(Account.username == "wanglei").password_changed_at
