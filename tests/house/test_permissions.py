"""Which addresses there are and who may ask for them: each change is a line of a diff that somebody reads."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.permissions import table

SNAPSHOT = Path(__file__).with_name("permissions.txt")

pytestmark = pytest.mark.one_engine


def test_it_works(app):
    kept = SNAPSHOT.read_text("utf-8").splitlines()
    found = [line for line in difflib.unified_diff(kept, table(app), "kept", "now", n=0, lineterm="") if line[0] != "@"]
    assert not found, "\n".join(
        ["", *found, "If this is meant: .venv/bin/portal permissions > tests/house/permissions.txt"]
    )


def test_the_command_prints_it(tmp_path):
    here = {**os.environ, "PORTAL_INSTANCE": str(tmp_path), "PORTAL_DEMO": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "portal", "permissions"], env=here, check=True, capture_output=True, text=True
    )
    assert found.stdout == SNAPSHOT.read_text("utf-8")
