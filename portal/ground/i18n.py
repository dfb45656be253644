"""Chinese and English: who reads which, and the quick way to the catalogue for templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from babel.support import Translations
from flask import g, has_request_context, request
from flask_babel import force_locale, get_translations
from flask_babel.speaklater import LazyString

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
Value = TypeVar("Value")
HTML_LANG = {"zh": "zh-CN", "en": "en-GB"}


_kept: ContextVar[dict[str, Any] | None] = ContextVar("language", default=None)
"""The language of the request at hand: looking it up through Flask costs 5 µs each time."""


def begin_request() -> None:
    """Forget the request before."""
    _kept.set({})


def language() -> str:
    """`zh` or `en`: the person's choice, then this browser's, then what it asks for, then Chinese."""
    kept = _kept.get()
    if kept is None:
        return "zh"
    if "language" not in kept:
        kept["language"] = _chosen() if has_request_context() else "zh"
    return kept["language"]


def _chosen() -> str:
    actor = g.get("_login_user")
    chosen = getattr(actor, "language", "") or request.cookies.get("language", "")
    if chosen in LOCALES:
        return chosen
    best = request.accept_languages.best_match(
        ["zh", "zh-CN", "zh-Hans", "zh-TW", "zh-HK", "en", "en-GB", "en-US"], "zh"
    )
    return "en" if best.startswith("en") else "zh"


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Texts in another language than the page's, e.g. a letter to a client (`zh` or `en`)."""
    token = _kept.set({"language": wanted})
    try:
        with force_locale(LOCALES[wanted]):
            yield
    finally:
        _kept.reset(token)


def select_locale() -> str:
    return LOCALES[language()]


def gettext(message: str, **words: Any) -> str:
    """A text of the catalogue."""
    text = _catalogue().gettext(message)
    return text % words if words else text


def lazy_gettext(message: str, **words: Any) -> LazyString:
    """A text that is looked up when it is shown, in the language of that moment, the quick way."""
    return LazyString(gettext, message, **words)


def pgettext(context: str, message: str, **words: Any) -> str:
    """A text whose English means two things; `context` says which, and stands in no page."""
    text = _catalogue().pgettext(context, message)
    return text % words if words else text


def lazy_pgettext(context: str, message: str, **words: Any) -> LazyString:
    """The same, looked up when it is shown."""
    return LazyString(pgettext, context, message, **words)


def once(name: str, make: Callable[[], Value]) -> Value:
    """Something that stays the same for the request at hand, made at its first use."""
    kept = _kept.get()
    if kept is None:
        return make()
    if name not in kept:
        kept[name] = make()
    return kept[name]


_catalogues: dict[str, Any] = {}
"""Language → its catalogue, once a process: Flask-Babel takes 75 µs to find it again."""


def ngettext(one: str, many: str, num: int, **words: Any) -> str:
    words.setdefault("num", num)
    return _catalogue().ngettext(one, many, num) % words


def _catalogue() -> Any:
    kept = _kept.get()
    if kept is None:
        return get_translations()
    spoken = language()
    if spoken not in _catalogues:
        found = get_translations()
        if not isinstance(found, Translations):  # nobody has an application at hand: there is no catalogue to keep
            return found
        _catalogues[spoken] = found
    return _catalogues[spoken]


def named(thing: Any, attribute: str = "name") -> str:
    """The name (or words) of a row or dict that carries both languages, e.g. `tier.name_zh` / `tier.name_en`."""
    read: Any = thing.get if isinstance(thing, dict) else lambda name: getattr(thing, name)
    return read(f"{attribute}_{language()}") or read(f"{attribute}_zh")
