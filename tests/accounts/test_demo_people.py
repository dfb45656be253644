"""One click for the demo people, in demo mode only."""

from __future__ import annotations

import pytest

from portal import config, create_app
from portal.models import Account
from tests.ground.pages import Visitor


@pytest.fixture
def demo(manager, chengang):
    for position, (username, words) in enumerate(
        [("chengang", "Reads his tier"), ("wanglei", "Works with his clients")]
    ):
        Account.update(is_demo=True, demo_position=position, demo_en=words, demo_zh=words).where(
            Account.username == username
        ).execute()


def test_it_works(visit, demo):
    stranger = visit()
    page = stranger.get("/login")
    assert [h.get_text() for h in page.html.select(".demo-role")] == ["Client", "Client manager"]
    assert "Works with his clients" in page.text
    stranger.post("/login/demo", status=303, follow=False, username="wanglei")
    assert stranger.get("/account").heading == "Account and safety"


def test_others_cannot_be_entered_by_a_click(visit, demo, branch_admin):
    stranger = visit()
    page = stranger.post("/login/demo", status=409, username="zhaomin", referer="/login")
    assert page.heading == "Sign in" and page.refusal == "User name or password is not right."
    stranger.get("/account", status=303, follow=False)


@pytest.mark.one_engine
def test_without_demo_mode_there_is_none(app, demo, database_url, tmp_path):
    real = create_app(config.load({}, database=database_url, instance=str(tmp_path / "instance"), secret_key="s" * 32))
    real.testing = True
    stranger = Visitor(real)
    assert "Demo people" not in stranger.get("/login").text
    stranger.post("/login/demo", status=404, username="wanglei")
