"""What the tests of trials share."""

from __future__ import annotations

import pytest

from tests.tiers.months import months


@pytest.fixture
def figures(liufang, zhaolei, wutao, chengang):
    """刘芳 (Gold, FAW) 180, 赵蕾 (Gold, JY) 60, 吴涛 (Standard) 45, 陈刚 (Diamond) 800, on average."""
    months(liufang, 170, 180, 190)
    months(zhaolei, 60, 60, 60)
    months(wutao, 45, 45, 45)
    months(chengang, 800, 800, 800)
