"""Money, moments and lengths of time as people say them, in both languages (LOOK.md, "Words")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import language, ngettext
from portal.rules.clients.birthdays import Lunar

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(fen: int | None) -> str:
    """¥1,234,567.89 from fen."""
    if fen is None:
        return "–"
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def short_money(fen: int | None) -> str:
    """¥123.46万 (English ¥1.23m, ¥123.5k) from fen, for cards and lists."""
    if fen is None:
        return "–"
    sign, yuan = ("−" if fen < 0 else ""), abs(fen) / 100
    if language() == "zh":
        if yuan >= 1e8:
            return f"{sign}¥{yuan / 1e8:,.2f}亿"
        return f"{sign}¥{yuan / 1e4:,.2f}万" if yuan >= 1e4 else f"{sign}¥{yuan:,.0f}"
    if yuan >= 1e6:
        return f"{sign}¥{yuan / 1e6:,.2f}m"
    return f"{sign}¥{yuan / 1e3:,.1f}k" if yuan >= 1e3 else f"{sign}¥{yuan:,.0f}"


def from_amount(fen: int) -> str:
    """A threshold in fen as a bank prints it: 50万元（含）以上; English ¥500k and above."""
    yuan = fen / 100
    if language() != "zh":
        amount = f"¥{yuan / 1e6:,.6g}m" if yuan >= 1e6 else f"¥{yuan / 1e3:,.6g}k" if yuan >= 1e3 else f"¥{yuan:,.0f}"
        return _("%(amount)s and above", amount=amount)
    amount = f"{yuan / 1e8:,.4g}亿元" if yuan >= 1e8 else f"{yuan / 1e4:,.6g}万元" if yuan >= 1e4 else f"{yuan:,.0f}元"
    return _("%(amount)s and above", amount=amount)


def yuan_input(fen: int | None) -> str:
    """What stands in a form's money field: yuan with two decimals."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


def day(value: date | None, weekday: bool = True) -> str:
    """12月24日 周四 (the year too when it is not this one); English Thu 24 Dec."""
    if value is None:
        return "–"
    other_year = value.year != clock.today().year
    if language() == "zh":
        text = f"{value.month}月{value.day}日"
        text = f"{value.year}年{text}" if other_year else text
        return f"{text} 周{_WEEKDAYS_ZH[value.weekday()]}" if weekday else text
    text = f"{value.day} {_MONTHS_EN[value.month - 1]}"
    text = f"{text} {value.year}" if other_year else text
    return f"{_WEEKDAYS_EN[value.weekday()]} {text}" if weekday else text


def weekday(value: date) -> str:
    """周四, Thu."""
    return f"周{_WEEKDAYS_ZH[value.weekday()]}" if language() == "zh" else _WEEKDAYS_EN[value.weekday()]


def hour(moment: datetime) -> str:
    """19:00 on the bank's wall."""
    return f"{clock.local(moment):%H:%M}"


def date_alone(value: date | None) -> str:
    """12月24日, without the day of the week; English 24 Dec. Templates know it as `date`."""
    return day(value, weekday=False)


def dated(value: date | None) -> str:
    """2026年12月24日, for what is kept on paper: the year always; English 24 Dec 2026."""
    if value is None:
        return "–"
    if language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"


def birthday(value: date | None, lunar: Lunar | None) -> str:
    """1968年5月6日, and for one kept by the lunar calendar 农历四月初十 (1968年5月6日); English with the lunar day in
    figures.
    """
    solar = day(value, weekday=False)
    if lunar is None:
        return solar
    if language() == "zh":
        return f"农历{lunar.words}（{solar}）"
    return _(
        "%(solar)s, kept on day %(day)s of %(leap)slunar month %(month)s",
        solar=solar,
        day=lunar.day,
        month=lunar.month,
        leap=_("leap ") if lunar.leap else "",
    )


def month(value: date | None) -> str:
    """2024年3月; English March 2024 as Mar 2024."""
    if value is None:
        return "–"
    return f"{value.year}年{value.month}月" if language() == "zh" else f"{_MONTHS_EN[value.month - 1]} {value.year}"


def when(moment: datetime | None, inside: bool = False) -> str:
    """12月24日 周四 19:00; English Thu 24 Dec, 19:00. Today and yesterday by their names; `inside` a sentence they stay
    small."""
    if moment is None:
        return "–"
    local = clock.local(moment)
    at = _on_the_wall(local)
    apart = (local.date() - clock.today()).days
    names = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    if apart in names:
        if language() == "zh":
            return f"{names[apart]} {at}"
        return f"{names[apart] if inside else names[apart].capitalize()}, {at}"
    return f"{day(local.date())} {at}" if language() == "zh" else f"{day(local.date())}, {at}"


def _on_the_wall(local: datetime) -> str:
    """19:00; the last second of a day, by which something is due, is its 24:00."""
    return "24:00" if (local.hour, local.minute, local.second) == (23, 59, 59) else f"{local:%H:%M}"


def stamped(moment: datetime | None) -> str:
    """A moment to the second with its zone, for what must hold in years: 2026-11-24 10:00:00 (UTC+08:00)."""
    if moment is None:
        return "–"
    local = clock.local(moment)
    zone = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M:%S} (UTC{zone[:3]}:{zone[3:]})"


def span(begin: datetime, end: datetime) -> str:
    """Start and end in one line: 12月14日 周一 19:00–21:00; over several days both in full."""
    first, last = clock.local(begin), clock.local(end)
    if first.date() == last.date():
        return f"{when(begin)}–{last.hour:02d}:{last.minute:02d}"
    return f"{when(begin)} – {when(end)}"


def by(moment: datetime) -> str:
    """A moment until which something is due, as people say it: 周一 15:07 前, 明天 9:00 前, 12月24日 周四 19:00 前."""
    local = clock.local(moment)
    apart = (local.date() - clock.today()).days
    if not 1 < apart < 7:
        return _("by %(moment)s", moment=when(moment, inside=True))
    weekday = f"周{_WEEKDAYS_ZH[local.weekday()]}" if language() == "zh" else _WEEKDAYS_EN[local.weekday()]
    return _("by %(moment)s", moment=f"{weekday} {_on_the_wall(local)}")


def exact(moment: datetime | date | None) -> str:
    """The machine-readable moment for `datetime` attributes."""
    if isinstance(moment, datetime):
        return clock.local(moment).isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""


def ago(moment: datetime) -> str:
    """刚刚, 20 分钟前, 3 小时前, then the day."""
    passed = clock.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return ngettext("%(num)d minute ago", "%(num)d minutes ago", passed.seconds // 60)
    if passed < timedelta(hours=12):
        return ngettext("%(num)d hour ago", "%(num)d hours ago", passed.seconds // 3600)
    return when(moment)


def working_time(minutes: int) -> str:
    """A length of working time: 45 分钟, 3 小时, 2 个工作日 (a working day has eight hours)."""
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", max(minutes, 1))
    if minutes < 8 * 60:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d working day", "%(num)d working days", minutes // 480)


def size(count: int) -> str:
    """A file's size: 820 KB, 2.4 MB."""
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(count // 1024, 1)} KB"


def counted(number: int, unit: str) -> str:
    """A number with its counter word: 4 次, 2 张; English 4 times. An allowance in money is counted in fen."""
    if unit == "piece":
        return ngettext("%(num)d piece", "%(num)d pieces", number)
    if unit == "seat":
        return ngettext("%(num)d seat", "%(num)d seats", number)
    if unit == "share":
        return ngettext("%(num)d gift", "%(num)d gifts", number)
    if unit == "fen":
        return money(number)
    if unit == "point":
        return ngettext("%(number)s point", "%(number)s points", number, number=f"{number:,}")
    return ngettext("%(num)d time", "%(num)d times", number)


def joined(words: Iterable[Any]) -> str:
    """Names or words in a row: 陈刚、王秀兰; English with commas."""
    return ("、" if language() == "zh" else ", ").join(str(word) for word in words)


def sentences(words: Iterable[Any]) -> str:
    """Whole sentences one after another, the empty ones left out; Chinese needs no space between them."""
    return ("" if language() == "zh" else " ").join(str(word) for word in words if word)


def greeting() -> str:
    """Good morning until eleven, then by the bank's clock."""
    hour = clock.local(clock.now()).hour
    if hour < 11:
        return _("Good morning")
    return _("Good day") if hour < 14 else _("Good afternoon") if hour < 18 else _("Good evening")


def seconds_left(seconds: float) -> str:
    """How long something still takes: 40 seconds, 3 minutes, 2 hours."""
    if seconds < 55:
        return ngettext("%(num)d second", "%(num)d seconds", max(int(seconds), 1))
    if seconds < 3300:
        return ngettext("%(num)d minute", "%(num)d minutes", max(round(seconds / 60), 1))
    return ngettext("%(num)d hour", "%(num)d hours", max(round(seconds / 3600), 1))


FILTERS = (
    seconds_left,
    money,
    short_money,
    from_amount,
    yuan_input,
    day,
    weekday,
    hour,
    birthday,
    month,
    when,
    stamped,
    span,
    by,
    exact,
    ago,
    working_time,
    size,
    joined,
    sentences,
)
