"""Two people read at the same moment, one in Chinese and one in English: neither gets words of the other's page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from jinja2 import FunctionLoader

from portal.ground import i18n
from portal.web.templating import LanguageEnvironment


def test_it_works(app: Flask) -> None:
    """While the page is compiled for the English reader the Chinese one asks for it; then both ask again."""
    first: list[str] = []

    def source(name: str) -> str:
        if i18n.language() == "en" and not first:
            first.append(others.submit(page, "zh").result(timeout=10))
        return '{{ _("Clients") }}'

    def page(language: str) -> str:
        with app.app_context(), i18n.speaking(language):
            return environment.get_template("page.html").render()

    environment = LanguageEnvironment(app, loader=FunctionLoader(source))
    with ThreadPoolExecutor(1) as others:
        assert page("en") == "Clients"
    assert first == ["客户"]
    assert page("zh") == "客户"
    assert page("en") == "Clients"
