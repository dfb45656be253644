"""The catalogues are complete, and no words stand outside them (LOOK.md, "Words")."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment, Doctype
from jinja2 import Environment, nodes

from portal.ground import i18n

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "portal" / "templates"
LOCALES = ("zh_Hans_CN", "en")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]")
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
SENTENCE = re.compile(r"[\u3400-\u9fff]|[A-Z][a-z]+ [a-z]+")
SAME_IN_BOTH = {"中文", "English", "VIP"}
TRANSLATES = {"_", "_p", "gettext", "ngettext"}
SPOKEN = ("title", "aria-label", "alt", "placeholder")

TERMS = {
    "client manager": "客户经理",
    "wealth adviser": "理财顾问",
    "service team": "服务团队",
    "complaint": "投诉",
    "benefit": "权益",
    "salon": "沙龙",
    "waiting list": "候补",
    "lucky draw": "抽奖",
    "tier": "等级",
    "internal note": "内部备注",
    "one-time code": "一次性代码",
}
"""The same word everywhere: whoever says the English term says the Chinese one."""


@cache
def catalogue(locale: str) -> Catalog:
    with (ROOT / "portal/translations" / locale / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=locale)


@cache
def in_the_code() -> frozenset[Any]:
    """Every message of the code, as (context, id), as `make translations` gathers them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    keywords = DEFAULT_KEYWORDS | parse_keywords(["lazy_gettext", "_l", "_p:1c,2", "_lp:1c,2"])
    found = extract_from_dir(ROOT / "portal", methods, options, keywords, directory_filter=lambda path: True)
    return frozenset((context, message) for _file, _line, message, _comments, context in found)


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


def forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_holds_what_the_code_says(locale):
    known = {(message.context, message.id) for message in messages(locale)}
    assert not in_the_code() - known, "run `make translations`"
    assert not known - in_the_code(), "run `make translations`"
    assert not catalogue(locale).obsolete


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_translated(locale):
    empty = [message.id for message in messages(locale) if not all(forms(message.string)) or not message.string]
    assert not empty
    assert not [message.id for message in messages(locale) if message.fuzzy]
    assert {len(forms(m.string)) for m in messages(locale) if m.pluralizable} == {1 if locale == "zh_Hans_CN" else 2}


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_agree(locale):
    for message in messages(locale):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        for text in forms(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id
            assert not PLACEHOLDER.sub("", text).replace("%%", "").count("%(")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_file_is_the_same_on_every_machine(locale):
    text = (ROOT / "portal/translations" / locale / "LC_MESSAGES/messages.po").read_text()
    assert "Project-Id-Version: portal " in text
    assert not re.findall(r"^#:.*(?::\d| /)", text, re.MULTILINE)


def test_chinese_as_a_bank_writes_it():
    for message in messages("zh_Hans_CN"):
        for text in forms(message.string):
            assert not re.search("你|！|工单|SLA", text), text
            assert not re.search(r"[\u3400-\u9fff][,:;!?]|[,;!?][\u3400-\u9fff]", text), f"half-width: {text}"
            assert text == text.strip()


@pytest.mark.parametrize("english", TERMS)
def test_the_same_word_everywhere(english):
    for message in messages("zh_Hans_CN"):
        if re.search(rf"\b{english}s?\b", PLACEHOLDER.sub("", forms(message.id)[0]).lower()):
            assert TERMS[english] in forms(message.string)[0], message.id


def test_english_without_exclamation():
    assert not [m.id for m in messages("en") for text in forms(m.string) if "!" in text]


def templates() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@cache
def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.do"])


def said_in_markup(source: str) -> list[str]:
    """What a reader would see or hear of the template's own letters, were no expression filled in."""
    kept = []
    for _line, kind, value in environment().lex(source):
        if kind == "data":
            kept.append(value)
    page = BeautifulSoup("".join(kept), "html.parser")
    for element in page.find_all(["script", "style"]):
        element.decompose()
    texts = [text for text in page.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    found = [ATTRIBUTE.sub("", text) for text in texts]  # a macro may write nothing but attributes
    for element in page.find_all(True):
        found += [element[name] for name in SPOKEN if element.get(name)]
        if element.name == "button" or element.get("type") in ("submit", "button", "reset"):
            found += [element["value"]] if element.get("value") else []
    return [text.strip() for text in found if LETTERS.search(text) and text.strip() not in SAME_IN_BOTH]


def said_in_expressions(source: str) -> list[str]:
    """Sentences among the texts of expressions that nobody translates."""
    tree = environment().parse(source)
    calls = [call for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATES]
    translated = {id(part) for call in calls for part in call.args}
    texts = [
        const for const in tree.find_all(nodes.Const) if isinstance(const.value, str) and id(const) not in translated
    ]
    return [const.value for const in texts if SENTENCE.search(const.value) and const.value not in SAME_IN_BOTH]


@pytest.mark.parametrize("name", templates())
def test_no_words_outside_the_catalogues(name):
    source = (TEMPLATES / name).read_text()
    assert said_in_markup(source) + said_in_expressions(source) == []


def test_words_outside_would_be_found():
    assert said_in_markup('<p>Hello</p><a title="您好">{{ _("x") }}</a>{# no #}{{ name }} ·') == ["Hello", "您好"]
    assert said_in_expressions('{{ f("Two words") }}{{ _("Two more") }}') == ["Two words"]


def test_a_catalogue_asked_for_without_an_application_is_not_kept(app, monkeypatch):
    """Outside an application there is none; whoever asks later, inside, gets his words."""
    monkeypatch.setattr(i18n, "_catalogues", {})

    def said() -> str:
        with i18n.speaking("zh"):
            return i18n.gettext("Clients")

    def said_inside() -> str:
        with app.app_context():
            return said()

    with ThreadPoolExecutor(1) as elsewhere:  # a thread begins without an application at hand
        assert [elsewhere.submit(one).result() for one in (said, said_inside, said)] == ["Clients", "客户", "客户"]


def test_one_english_word_of_two_meanings_has_two_chinese_ones(app):
    """A sub-branch is no place in general: 长春分行 is a 分行, and its column says 机构."""
    with app.app_context(), i18n.speaking("zh"):
        assert (i18n.pgettext("kind of place", "Branch"), i18n.gettext("Branch")) == ("分行", "机构")
        assert (i18n.pgettext("of a client", "Post"), i18n.gettext("Post")) == ("职务", "岗位")
        assert str(i18n.lazy_pgettext("brought in", "Files")) == "文件"
    with app.app_context(), i18n.speaking("en"):
        assert i18n.pgettext("kind of place", "Branch") == "Branch"


def test_a_context_is_there_to_tell_two_meanings_apart():
    """Each text with a context has a twin without it, or in another one, that reads differently in Chinese."""
    said: dict[Any, set[Any]] = {}
    for message in messages("zh_Hans_CN"):
        said.setdefault(message.id, set()).add(message.string)
    assert all(len(said[message.id]) > 1 for message in messages("zh_Hans_CN") if message.context)
