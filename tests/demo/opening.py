"""A portal over a fresh database, for tests that load the demo branch themselves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import Flask

from portal import config, create_app, database
from portal.ground import clock
from portal.reads.shared import kept

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=clock.UTC)
"""Tuesday 24 November 2026, 10:00 in Changchun."""


def opened(url: str, folder: Path) -> Flask:
    """The application on this database, with its keys and uploads under `folder`."""
    app = create_app(
        config.load({}, database=url, instance=str(folder), secret_key="s" * 32, demo=True, rate_limits="off")
    )
    app.testing = True
    kept.forget()
    database.open_connection()
    return app
