"""How long something has, and from which amount something holds, as people say it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from portal.ground import formats
from portal.ground.i18n import speaking
from portal.rules.shared.workdays import ZONE


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("due", "zh", "en"),
    [
        ("2026-11-28 21:30", "今天 21:30 前", "by today, 21:30"),
        ("2026-11-29 09:00", "明天 09:00 前", "by tomorrow, 09:00"),
        ("2026-11-30 15:07", "周一 15:07 前", "by Mon 15:07"),
        ("2026-12-04 09:00", "周五 09:00 前", "by Fri 09:00"),
        ("2026-11-28 23:59", "今天 23:59 前", "by today, 23:59"),
        ("2026-11-30 23:59:59", "周一 24:00 前", "by Mon 24:00"),
        ("2026-12-09 23:59:59", "12月9日 周三 24:00 前", "by Wed 9 Dec, 24:00"),
        ("2026-12-05 09:00", "12月5日 周六 09:00 前", "by Sat 5 Dec, 09:00"),
        ("2027-01-05 09:00", "2027年1月5日 周二 09:00 前", "by Tue 5 Jan 2027, 09:00"),
    ],
)
def test_working_time_is_a_moment(app, at, due, zh, en):
    """It is a Saturday evening: "six hours left" would be wrong by a Sunday."""
    at("2026-11-28 20:00")
    moment = datetime.fromisoformat(due).replace(tzinfo=ZONE).astimezone(UTC)
    with app.test_request_context():
        for language, words in (("zh", zh), ("en", en)):
            with speaking(language):
                assert formats.by(moment) == words


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (50_000_000, "50万元（含）以上", "¥500k and above"),
        (62_550_000, "62.55万元（含）以上", "¥625.5k and above"),
        (500_000_000, "500万元（含）以上", "¥5m and above"),
        (12_000_000_000, "1.2亿元（含）以上", "¥120m and above"),
    ],
)
def test_a_threshold(app, fen, zh, en):
    with app.test_request_context():
        for language, words in (("zh", zh), ("en", en)):
            with speaking(language):
                assert formats.from_amount(fen) == words


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("请您于12月18日 周五前签署", ["12月18日 周五"]),
        ("2027年1月5日 周二 09:00 起，见 R-2026-00012", ["2027年1月5日 周二 09:00", "R-2026-00012"]),
        ("每月12日", []),
    ],
)
def test_a_moment_inside_a_sentence_stays_on_one_line(app, words, kept):
    said = str(app.jinja_env.filters["whole"](words))
    assert re.findall(r'<span class="nowrap whole">(.*?)</span>', said) == kept
    assert re.sub("<[^>]+>", "", said) == words
