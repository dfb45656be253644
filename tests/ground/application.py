"""One application a worker: each test finds it turned to a fresh database, a new folder and usual settings."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask

from portal import config, create_app, database, extensions
from portal.ground import clock, keys, security
from portal.reads.shared import kept
from tests.ground.compiled import Compiled

SHIPPED = security._hasher
"""What hashes passwords in the portal (`accounts/test_password.py` looks at its costs); tests take one that is quick."""
security._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
database.BREATH_SECONDS = 0.001
"""Long work lets others write between its steps; in most tests nobody waits for that."""


class Application:
    """Putting an application together takes longer than most tests, so it is done once and then turned.

    A test that needs another kind (real limits, no demo) makes its own; as the extensions know one application each,
    ours is then made anew for the next test.
    """

    def __init__(self) -> None:
        self.app: Flask | None = None
        self.config: dict[str, Any] = {}
        self.extensions: dict[str, Any] = {}
        self.settings = config.Settings()

    def turned_to(self, url: str, instance: Path) -> Flask:
        """The application on this database, as if it had just been made."""
        wanted = config.load(
            {}, database=url, instance=str(instance), secret_key="s" * 32, rate_limits="off", demo=True
        )
        if self.app is None or extensions.talisman.app is not self.app:
            self._make(wanted)
        else:
            self._turn(self.app, wanted)
        kept.forget()
        assert self.app is not None
        return self.app

    def _make(self, wanted: config.Settings) -> None:
        self.app = create_app(wanted)
        self.app.testing = True
        self.app.jinja_env.bytecode_cache = Compiled()
        self.app.config["PROPAGATE_EXCEPTIONS"] = True
        gc.collect()
        gc.freeze()  # the portal itself stays: nobody need look through it again and again
        gc.set_threshold(100_000, 50, 100)
        self.settings, self.config, self.extensions = wanted, {**self.app.config}, {**self.app.extensions}

    def _turn(self, app: Flask, wanted: config.Settings) -> None:
        """What a test may have changed goes back: settings (which others keep hold of), configuration, what requests
        left in the application. The keys are of the new folder."""
        vars(self.settings).update(vars(wanted))
        app.config.clear()
        app.config.update(self.config)
        app.config["DATA_KEY"] = keys.Keys(wanted.instance_folder / "data_key")
        app.extensions = {**self.extensions}
        clock.set_zone(wanted.zone)
        database.connect(wanted.database_url)
