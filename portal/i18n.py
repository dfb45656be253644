"""Chinese and English: who reads which, and the quick way to the catalogue for templates."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context, request
from flask_babel import get_translations

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANG = {"zh": "zh-CN", "en": "en-GB"}


def language() -> str:
    """`zh` or `en`: the person's choice, then this browser's, then what it asks for, then Chinese."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        g.language = _chosen()
    return g.language


def _chosen() -> str:
    actor = g.get("_login_user")
    chosen = getattr(actor, "language", "") or request.cookies.get("language", "")
    if chosen in LOCALES:
        return chosen
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "zh-TW", "zh-HK", "en", "en-GB", "en-US"], "zh")
    return "en" if best.startswith("en") else "zh"


def select_locale() -> str:
    return LOCALES[language()]


def gettext(message: str, **words: Any) -> str:
    """A text of the catalogue. The catalogue is looked up once a request (a lookup costs 25 µs)."""
    text = _catalogue().gettext(message)
    return text % words if words else text


def ngettext(one: str, many: str, num: int, **words: Any) -> str:
    words.setdefault("num", num)
    return _catalogue().ngettext(one, many, num) % words


def _catalogue() -> Any:
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def named(thing: Any, attribute: str = "name") -> str:
    """The name (or words) of a row or dict that carries both languages, e.g. `tier.name_zh` / `tier.name_en`."""
    read = thing.get if isinstance(thing, dict) else lambda name: getattr(thing, name)
    return read(f"{attribute}_{language()}") or read(f"{attribute}_zh")
