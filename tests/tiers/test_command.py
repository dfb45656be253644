"""`portal tiers run`: judge a month from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from portal import cli, config
from portal.models import TierRun
from tests.tiers.months import months


@pytest.fixture
def portal(app, monkeypatch):
    """Run the command in this test's own application."""
    monkeypatch.setattr(cli, "_up_to_date", lambda settings: app)
    monkeypatch.setattr(config, "load", lambda: None)

    def run(*words):
        with app.app_context():
            return CliRunner().invoke(cli.main, words, catch_exceptions=False)

    return run


def test_it_works(portal, liufang):
    months(liufang, 220, 220, 220)
    dry = portal("tiers", "run", "--dry-run")
    assert "up                 1" in dry.output and "nothing written" in dry.output and not TierRun.select().exists()
    done = portal("tiers", "run", "--month", "2026-10")
    assert done.exit_code == 0 and "2026-10: 1 clients" in done.output and TierRun.get().counts == {"up": 1}
    assert "2026-10: 0 clients" in portal("tiers", "run").output


def test_a_month_that_is_not_over_or_none(portal):
    refused = portal("tiers", "run", "--month", "2026-11")
    assert refused.exit_code == 1 and "Traceback" not in refused.output
    assert portal("tiers", "run", "--month", "yesterday").exit_code == 2
