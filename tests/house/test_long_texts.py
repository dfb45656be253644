"""A million characters in any field cost hardly more than ten: counted in steps, not in seconds."""

from __future__ import annotations

import inspect
import io
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from portal.forms.shared.base import FilterForm, PortalForm, longest
from portal.forms.shared.fields import LONGEST_LIST
from portal.rules.finding import folding, pinyin, terms
from portal.rules.quality import duplicates
from portal.rules.shared.remembering import LONGEST, remembered
from portal.web import incoming
from tests.ground import trail
from tests.house.test_bad_input import FORMS, ready, world  # noqa: F401

MILLION = "9" * 10**6
STEPS = 100_000
"""More calls than with a short text. The longest field takes 4,000 characters, and each costs some calls."""


@contextmanager
def counted() -> Iterator[list[int]]:
    """Calls made meanwhile, of Python and of C."""
    found = [0]

    def note(frame: Any, event: str, arg: Any) -> None:
        found[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)


def posted(browser: Any, path: str, data: dict[str, Any]) -> tuple[Any, int]:
    """The answer, and the calls that it took; what a browser does to send it is not counted."""
    with browser.web.session_transaction() as session:
        session["csrf_token"] = browser.raw
    data = {**data, "submission": str(uuid.uuid4()), "csrf_token": browser.csrf}
    body = urlencode({name: value for name, value in data.items() if value is not None}).encode()
    environ = EnvironBuilder(path, method="POST", headers={"Referer": f"http://localhost{path}"}).get_environ()
    environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    with counted() as steps:
        response = browser.web.open(environ)
    return response, steps[0]


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


@pytest.mark.one_engine
@pytest.mark.parametrize("area", sorted({area for area, *_rest in FORMS}))
def test_every_field_of_every_form(visit, world, area):  # noqa: F811
    for _area, who, path, fields in (form for form in FORMS if form[0] == area):
        path, fields = ready(world, path, fields)
        browser = visit(who or None)
        before = trail.counts()
        for name in fields:
            posted(browser, path, {**fields, name: MILLION})  # the page is made ready
            _elsewhere, usual = posted(browser, path, {**fields, name: "", "nobodys": MILLION})
            response, steps = posted(browser, path, {**fields, name: MILLION})
            assert response.status_code in (200, 303, 404, 409, 422), (path, name, response.status_code)
            if steps - usual >= STEPS:  # what is wrong, however short, may lead to a longer page than nothing does
                _elsewhere, usual = posted(browser, path, {**fields, name: MILLION[:6]})
            assert steps - usual < STEPS, (path, name, usual, steps)
            assert len(response.data) < 400_000, (path, name)
        kept = {name: count for name, count in trail.counts().items() if count > before[name]}
        assert not kept or max(kept.values()) < 10_000


def test_every_filter(app):
    tried = 0
    for kind in subclasses(FilterForm):
        with app.test_request_context():
            names = [name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")]
            for name in names:
                with counted() as steps:
                    form = kind(MultiDict({name: MILLION}))
                    form.validate()
                assert steps[0] < STEPS, (kind.__name__, name, steps[0])
                tried += 1
    assert tried > 30


@pytest.mark.one_engine
def test_every_form_there_is(app, served):
    """Forms of all areas by themselves: each field takes a million characters, as they come through the door. A new
    form is among them as soon as it is written."""
    tried, areas = 0, set()
    with app.app_context():
        for kind in dict.fromkeys(subclasses(PortalForm)):
            if not kind.__module__.startswith("portal.") or kind is PortalForm or kind in set(subclasses(FilterForm)):
                continue
            for name in [name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")] or ["nobodys"]:
                given = getattr(kind, name, None)
                sent = (given.kwargs.get("name") or name) if given is not None else name
                usual, steps = (validated(app, kind, {sent: words}) for words in ("9", MILLION))
                assert steps - usual < STEPS, (kind.__name__, name, usual, steps)
                tried += 1
            areas.add(kind.__module__.split(".")[2])
    assert tried > 150 and {"screening", "imports", "tiers", "events", "requests", "administration"} <= areas, areas


def validated(app: Any, kind: Any, data: dict[str, str]) -> int:
    """The calls that a form takes to read and judge what was sent; what it is to offer is nothing."""
    with app.test_request_context(method="POST", data=data):
        asked = inspect.signature(kind.__init__).parameters.values()
        made = kind(**{one.name: () for one in asked if one.kind is one.KEYWORD_ONLY and one.default is one.empty})
        for field in made:
            if getattr(field, "choices", ()) is None:
                field.choices = []
        with counted() as steps:
            made.validate()
        return steps[0]


def test_no_field_takes_more_than_is_looked_at(app):
    """What a field takes comes whole through the cut at the door."""
    for kind in subclasses(PortalForm):
        fields = [getattr(kind, name) for name in dir(kind) if hasattr(getattr(kind, name), "field_class")]
        for unbound in fields:
            with app.test_request_context():
                field = unbound.bind(None, "x", prefix="", _meta=PortalForm.Meta())
                assert longest(field) <= LONGEST_LIST == incoming.LONGEST, (kind, field)


def test_who_wrote_too_much_gets_it_back(visit, served):
    words = {"kind": "request", "category": "medical", "subject": "预约", "details": "希" * 5000}
    page = visit(served).post("/me/requests/new", status=422, **words)
    assert page.value("details").strip() == words["details"] and "details" in page.errors


def test_an_address_has_an_end(visit, manager):
    visit(manager).get("/clients?q=" + "9" * incoming.LONGEST_QUERY, status=414)
    visit(manager).get("/clients?" + "tier=gold&" * 700)


def test_a_form_has_an_end():
    with pytest.raises(RequestEntityTooLarge):
        incoming.Parameters(ImmutableMultiDict([("a", "")] * (incoming.MOST + 1)))
    assert len(incoming.Parameters(ImmutableMultiDict([("a", MILLION)]))["a"]) == incoming.LONGEST


@pytest.mark.parametrize("name", ["name", "name_latin", "mobile", "document", "employer", "birthday", "kind"])
def test_the_look_for_duplicates_while_typing(visit, manager, branch_admin, name):
    browser = visit(branch_admin)
    words = {"kind": "individual", "name": "孙志远", "mobile": ""}
    posted(browser, "/clients/alike", words)
    _elsewhere, usual = posted(browser, "/clients/alike", words | {"nobodys": "长" * 100_000})
    response, steps = posted(browser, "/clients/alike", words | {name: "长" * 100_000})
    assert response.status_code == 200 and steps - usual < STEPS, (usual, steps)


CACHES: list[Callable[[], Any]] = [
    lambda: (terms._of_names, (("长" * 500,), False)),
    lambda: (terms._prefixes, ("a" * 500,)),
    lambda: (pinyin._read, ("长" * 500,)),
    lambda: (pinyin.name_readings, ("长" * 500,)),
    lambda: (pinyin.readings, ("长" * 500,)),
    lambda: (folding._unmarked, ("长" * 500,)),
    lambda: (duplicates.sounds, ("长" * 500,)),
]


@pytest.mark.parametrize("of", CACHES)
def test_nothing_long_is_kept(of):
    function, question = of()
    before = function.cache_info().currsize
    assert function(*question) == function(*question)
    assert function.cache_info().currsize == before or LONGEST < 128


def test_what_is_short_is_remembered():
    asked = []
    known = remembered(10)(lambda text: asked.append(text) or text.upper())
    assert (known("a"), known("a"), known("b" * 200), known("b" * 200)) == ("A", "A", "B" * 200, "B" * 200)
    assert asked == ["a", "b" * 200, "b" * 200]
