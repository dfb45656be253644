"""Who witnesses a handover in these tests."""

from __future__ import annotations

import pytest

from tests.ground import people


@pytest.fixture
def witness(app):
    return people.staff("zhangmin", "张敏", "adviser", post="wealth_adviser")
