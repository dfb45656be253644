"""What templates may use: assets, icons, texts, formats. Bound once, looked up cheaply."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from portal import config
from portal.ground import clock, formats, i18n
from portal.reads.requests.threads import chip as request_chip
from portal.reads.shared import kept as reference_kept
from portal.rules.clients import circle
from portal.rules.shared import masking
from portal.web import overtaken, seals
from portal.words import clients, holdings, said, tiers
from portal.words.clients import role_word

STATIC = config.ROOT / "portal" / "static"


@lru_cache
def manifest() -> dict[str, str]:
    """Logical name → hashed name in `static/vendor/`, written by the front-end build."""
    path = STATIC / "vendor" / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


def asset(name: str) -> str:
    """The address of a built file. Raises KeyError for one that the build does not make."""
    return f"/static/vendor/{manifest()[name]}"


@lru_cache(maxsize=512)
def icon(name: str, cls: str = "") -> Markup:
    """An icon of the sprite; for eyes only, the word beside it is for everybody."""
    use = f'<use href="{asset("icons.svg")}#{escape(name)}"></use>'
    return Markup(f'<svg class="icon {escape(cls)}" aria-hidden="true" focusable="false">{use}</svg>')  # noqa: S704


def url_with(query: dict[str, Any], **more: Any) -> str:
    """The address of this page with other parameters; empty ones are left out."""
    values = {name: value for name, value in {**query, **more}.items() if value not in (None, "", [])}
    return f"{request.path}?{urlencode(values, doseq=True)}" if values else request.path


def csrf_token() -> str:
    """The token of this request (a lookup through the extension costs 9 µs, and a page has many forms)."""
    return i18n.once("csrf", generate_csrf)


def kept(*key: Any, caller: Callable[[], str]) -> str:
    """A part of a page that looks the same whenever `key` is the same: made once a minute for each language.

    It must hold nothing of the request at hand (no form's token) and nothing that the key does not say.
    """
    return reference_kept.kept(("part", i18n.language(), *key), caller)


def _unbroken(said: Callable[..., str]) -> Callable[..., str]:
    """The same words on one line: moments and numbers of accounts never break inside."""

    def filtered(*given: Any, **named: Any) -> str:
        return _joined(said(*given, **named))

    return filtered


INSIDE = re.compile(r"(?<=[\u4e00-\u9fff])(?=\S)|(?<=\S)(?=[\u4e00-\u9fff])")
"""Where a line may break in Chinese: 12|月|15|日."""


@lru_cache(4096)
def _joined(text: str) -> str:
    """No-break spaces for spaces, word joiners (U+2060, without width) where Chinese would break."""
    return INSIDE.sub("\u2060", text.replace(" ", "\u00a0"))


NUMBER = re.compile(
    r"\b[A-Z]{1,2}-(?:\d{4}-)?\d{4,8}\b|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?: 周[一二三四五六日])?(?: \d{2}:\d{2})?"
)
"""What stays on one line inside a sentence: R-2026-00012, C-0000123, 12月24日 周四 19:00."""


ON_ONE_LINE = Markup('<span class="nowrap whole">{}</span>')


def _whole(text: Any) -> Any:
    """A sentence whose numbers of requests, events, clients and moments stay on one line. What is markup already is
    left alone.
    """
    if hasattr(text, "__html__"):
        return text
    said, parts, last = str(text), [], 0
    for found in NUMBER.finditer(said):
        parts += [said[last : found.start()], ON_ONE_LINE.format(found[0])]
        last = found.end()
    return Markup("").join([*parts, said[last:]]) if parts else said


def install(app: Flask) -> None:
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.do")
    environment.globals.update(
        _=i18n.gettext,
        _p=i18n.pgettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        asset=asset,
        icon=icon,
        named=i18n.named,
        now=clock.now,
        today=clock.today,
        greeting=formats.greeting,
        get_flashed_messages=get_flashed_messages,
        csrf_token=csrf_token,
        kept=kept,
        mark_of=seals.mark_of,
        page_mark=overtaken.page_mark,
        url_with=url_with,
        code_word=clients.word,
        request_chip=request_chip,
        kind_icon=said.kind_icon,
        kind_of=said.kind_of,
        state_of=said.state_of,
        relation_word=role_word,
        circle_places=circle.around,
        shortened=circle.shortened,
    )
    environment.globals.update({function.__name__: function for function in holdings.GLOBALS})
    for function in formats.FILTERS:
        environment.filters[function.__name__] = function
    environment.filters["date"] = formats.date_alone
    environment.filters["dated"] = formats.dated
    for name in ("mask_phone", "mask_id", "mask_account", "mask_email", "mask_name"):
        environment.filters[name] = getattr(masking, name)
    for name in ("date", "day", "when", "span", "by", "mask_account"):
        environment.filters[name] = _unbroken(environment.filters[name])
    environment.filters["unbroken"] = _joined
    environment.filters["whole"] = _whole
    environment.filters["named"] = i18n.named
    environment.filters["tier_reason"] = tiers.tier_reason
