"""Changing one's own password."""

from __future__ import annotations

import pytest
from argon2 import Type

from portal.models import Account, AuditEntry, SignIn
from tests.accounts.test_sign_in import arrive
from tests.ground.application import SHIPPED
from tests.ground.people import PASSWORD

NEW = "green tea in the morning"


def change(visitor, current=PASSWORD, password=NEW, again=None, status=200):
    return visitor.post(
        "/account/password",
        status=status,
        referer="/account",
        current=current,
        password=password,
        again=password if again is None else again,
    )


def test_it_works(visit, manager):
    desk, phone = visit(manager), visit(manager)
    page = change(desk)
    assert page.notice == "Your password has been changed; other devices were signed out."
    phone.get("/account", status=303, follow=False)
    arrive(visit(), "wanglei", NEW)
    arrive(visit(), "wanglei", PASSWORD, status=422)
    assert AuditEntry.select().where(AuditEntry.action == "account.password_changed").count() == 1


@pytest.mark.one_engine
def test_the_current_one_is_asked_for(visit, manager):
    page = change(visit(manager), current="something else", status=422)
    assert "This is not your current password." in page.errors["current"]
    arrive(visit(), "wanglei", PASSWORD)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 10 characters"),
        ("x" * 129, "at most 128"),
        ("1234567890", "guessed too soon"),
        ("password1234", "guessed too soon"),
        ("wanglei2026", "not made of your name"),
        ("", "fill this in"),
    ],
)
def test_weak_ones_are_refused(visit, manager, password, words):
    page = change(visit(manager), password=password, status=422)
    assert words in page.errors["password"]


@pytest.mark.one_engine
def test_both_must_agree(visit, manager):
    page = change(visit(manager), again="green tea in the evening", status=422)
    assert "The two passwords differ." in page.errors["again"]


@pytest.mark.one_engine
def test_nothing_typed_comes_back(visit, manager):
    page = change(visit(manager), again="another one entirely", status=422)
    assert NEW not in page.response.get_data(as_text=True)


@pytest.mark.one_engine
def test_without_a_token_nothing_happens(visit, manager):
    browser = visit(manager)
    browser.post("/account/password", status=400, csrf=False, current=PASSWORD, password=NEW, again=NEW)
    assert Account.get(Account.username == "wanglei").password_changed_at is None
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 1


def test_a_stranger_has_none(visit):
    visit().post("/account/password", status=303, follow=False, current=PASSWORD, password=NEW, again=NEW)


def test_a_password_costs_whoever_guesses_it():
    """Argon2id with the costs of RFC 9106 for little memory; tests themselves hash with less."""
    assert SHIPPED.type is Type.ID
    assert SHIPPED.memory_cost >= 64 * 1024 and SHIPPED.time_cost >= 3 and SHIPPED.salt_len >= 16
