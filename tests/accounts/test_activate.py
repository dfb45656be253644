"""A one-time code: the first sign-in, or a forgotten password."""

from __future__ import annotations

import pytest

from portal.actions.accounts import codes
from portal.ground import security
from portal.models import Account, ActivationCode, SignIn
from tests.accounts.test_sign_in import arrive
from tests.ground.people import PASSWORD, account_of, actor

NEW = "green tea in the morning"


@pytest.fixture
def code(app, chengang, branch_admin) -> str:
    with app.app_context():
        return codes.issue_code(actor(branch_admin), account_of(chengang), days=14)


def use(visitor, code, password=NEW, again=None, status=303):
    return visitor.post(
        "/activate",
        status=status,
        follow=False,
        code=code,
        password=password,
        again=password if again is None else again,
    )


def test_it_works(visit, code):
    stranger = visit()
    assert stranger.get("/activate").heading == "Use a one-time code"
    use(stranger, code)
    assert stranger.get("/account").heading == "Me"
    arrive(visit(), "chengang", NEW)
    arrive(visit(), "chengang", PASSWORD, status=422)


def test_small_letters_and_spaces_are_forgiven(visit, code):
    use(visit(), " " + code.lower().replace("-", " ") + " ")


def test_it_counts_once(visit, code):
    use(visit(), code)
    assert "not valid any more" in use(visit(), code, status=422).errors["code"]


@pytest.mark.one_engine
def test_it_runs_out(visit, code, at):
    at("2026-12-08 10:01")
    assert "not valid any more" in use(visit(), code, status=422).errors["code"]


@pytest.mark.one_engine
def test_mistyped(visit, code):
    for wrong in ("K7QM-2PXA-9DRT", "x", "'; DROP TABLE", "🙂"):
        assert "not valid any more" in use(visit(), wrong, status=422).errors["code"]
    assert ActivationCode.get().used_at is None


def test_a_newer_code_ends_the_older(app, visit, code, chengang, branch_admin):
    with app.app_context():
        newer = codes.issue_code(actor(branch_admin), account_of(chengang), days=14)
    use(visit(), code, status=422)
    use(visit(), newer)


def test_a_weak_password_keeps_the_code(visit, code):
    page = use(visit(), code, password="password1234", status=422)
    assert "guessed too soon" in page.errors["password"]
    assert page.value("code") == code
    use(visit(), code)


def test_devices_of_before_are_out(visit, code, chengang):
    before = visit(chengang)
    use(visit(), code)
    before.get("/account", status=303, follow=False)
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 1


def test_the_code_is_kept_as_a_hash(visit, code):
    row = ActivationCode.get()
    assert code not in row.code_hash and len(row.code_hash) == 64
    assert row.code_hash != security.digest(security.plain_code(code)), "whoever has the database could try codes"


def test_a_login_that_was_switched_off_becomes_usable(visit, code, chengang):
    Account.update(active=False).where(Account.client == chengang).execute()
    use(visit(), code)
