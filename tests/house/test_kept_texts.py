"""What is typed is never lost: every form of the portal is filled with marked texts, fails in each way that a form can
fail, and shows them again.

The forms are those of `test_bad_input.py`, `typed_forms.py`, `typed_of_service.py` and `typed_of_events.py`; one that
stands in none of them, and is not named there as a form without a text, fails here.
"""

from __future__ import annotations

import html
import io
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from peewee import OperationalError
from wtforms import HiddenField, PasswordField, StringField

from portal import database
from portal.actions.clients import access
from portal.forms.shared.base import PortalForm
from portal.ground import clock
from portal.ground.errors import TooOften, WrongState
from portal.models import SignIn
from tests.ground import trail
from tests.ground.people import PASSWORD
from tests.house import typed_forms
from tests.house.test_bad_input import FORMS, ready, world  # noqa: F401
from tests.house.typed_forms import (  # noqa: F401
    benefits,
    contacts,
    guests,
    handovers,
    imports,
    lists,
    names,
    partners,
    plans,
    settings,
    teams,
    tiers,
    vouchers,
)
from tests.house.typed_of_events import audiences, doors, draws  # noqa: F401
from tests.house.typed_of_service import (  # noqa: F401
    after_events,
    complaint_classes,
    complaints,
    handling,
    notices,
    signatures,
)

pytestmark = pytest.mark.one_engine

PUBLIC = ("/login", "/activate")
"""Forms of nobody in particular: no session ends there."""
BIG = b"0123456789" * 5000


@pytest.fixture
def forms(world, request) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:  # noqa: F811
    """Area → (who, address, fields as they should be)."""
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for area, who, path, fields in FORMS:
        found.setdefault(area, []).append((who, *ready(world, path, fields)))
    return found


ALL_AREAS = [*dict.fromkeys(area for area, *_rest in FORMS), *typed_forms.AREAS]


def rows_of(request: Any, area: str) -> list[tuple[Any, ...]]:
    return request.getfixturevalue(area) if area in typed_forms.AREAS else request.getfixturevalue("forms")[area]


def texts_of(fields: dict[str, Any], marked: tuple[str, ...] = ()) -> list[str]:
    """Which of these fields somebody types into, by the form that has most of them."""
    kinds: list[type] = [PortalForm]
    best: tuple[int, int, dict[str, Any]] = (-1, 0, {})
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        own = {
            name: getattr(kind, name).field_class for name in dir(kind) if hasattr(getattr(kind, name), "field_class")
        }
        shared = sum(name in own for name in fields)
        if (shared, -len(own)) > best[:2]:
            best = (shared, -len(own), own)
    return [
        name
        for name in fields
        if name in marked
        or (
            name in best[2]
            and issubclass(best[2][name], StringField)
            and not issubclass(best[2][name], (PasswordField, HiddenField))
        )
    ]


def filled(where: str, fields: dict[str, Any], marked: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[str]]:
    """The fields with a text of its own in each that takes one, and these texts."""
    typed = typed_forms.TEXTS.get(where, texts_of(fields, marked))
    texts = {name: f"记号{uuid.uuid4().hex[:4]}" for name in fields if name in typed}
    return {**fields, **texts}, [*texts.values()]


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.get_data(as_text=True)))


def send(browser: Any, path: str, fields: dict[str, Any], **more: Any) -> Any:
    with browser.web.session_transaction() as session:
        browser.raw = session.setdefault("csrf_token", browser.raw)
    data = {"submission": str(uuid.uuid4()), **fields, "csrf_token": browser.csrf, **more}
    data = {name: value for name, value in data.items() if value is not None}
    return browser.web.post(path, data=data, headers={"Referer": f"http://localhost{path}"})


@contextmanager
def failing(monkeypatch: Any, error: Exception) -> Iterator[None]:
    """The first deed that begins meanwhile fails with this."""
    left = [error]

    def refuse(*args: Any, **options: Any) -> Any:
        if left:
            raise left.pop()
        return begin(*args, **options)

    kind = type(database.database)
    begin = kind.atomic
    with monkeypatch.context() as patch:
        patch.setattr(kind, "atomic", refuse)
        patch.setattr(access, "opened", lambda *_who: None)  # the trace of a form that was refused before its deed
        yield


def expired(browser: Any, who: str, path: str, fields: dict[str, Any], monkeypatch: Any) -> Any:
    if path in PUBLIC or path.startswith("/partner/"):
        return None
    SignIn.update(ended_at=clock.now()).execute()
    page = send(browser, path, fields)
    carried = re.search(r'name="carried" value="([^"]+)"', page.get_data(as_text=True))
    assert page.status_code == 401 and carried, (path, page.status_code)
    assert "记号" not in words(page)
    return send(browser, "/login", {"username": who, "password": PASSWORD, "carried": carried[1]})


def too_large(browser: Any, who: str, path: str, fields: dict[str, Any], monkeypatch: Any) -> Any:
    monkeypatch.setitem(browser.app.config, "MAX_CONTENT_LENGTH", 20_000)
    response = send(browser, path, fields, zz_file=(io.BytesIO(BIG), "相片.jpg"))
    assert response.status_code == 413 and "相片.jpg" in words(response), path
    return response


def by(status: int, error: Callable[[], Exception]) -> Callable[..., Any]:
    def fail(browser: Any, who: str, path: str, fields: dict[str, Any], monkeypatch: Any) -> Any:
        with failing(monkeypatch, error()):
            response = send(browser, path, fields)
        if endpoint(browser.app, path) in typed_forms.QUESTIONS:
            return None
        # a form that finds its own fault first says so: it stands there as well
        assert response.status_code in (status, 422, 409), (path, response.status_code)
        return response

    return fail


def invalid(browser: Any, who: str, path: str, fields: dict[str, Any], monkeypatch: Any) -> Any:
    """The first text is longer than any field takes."""
    if endpoint(browser.app, path) in typed_forms.TAKES_ALL:
        return None
    first = next((name for name, value in fields.items() if str(value).startswith("记号")), None)
    response = send(browser, path, {**fields, first: fields[first] + "长" * 9000})
    return response if response.status_code not in (200, 303) else None


WAYS: dict[str, Callable[..., Any]] = {
    "413": too_large,
    "409": by(409, WrongState),
    "429": by(429, TooOften),
    "500": by(500, lambda: RuntimeError("a fault of ours")),
    "503": by(503, lambda: OperationalError("database is locked")),
    "422": invalid,
    "expired": expired,
}
"""One after the other: none leaves anything behind, but for the last, where he signs in again."""


@pytest.mark.parametrize("area", ALL_AREAS)
def test_no_text_is_lost(visit, request, app, monkeypatch, area):
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    rows = rows_of(request, area)
    if area in typed_forms.AREAS:
        assert {endpoint(app, path) for _who, path, *_fields in rows} == typed_forms.AREAS[area]
    before = trail.counts()
    for way in WAYS:
        lost = lost_by(way, visit, app, monkeypatch, rows)
        assert not lost, (way, lost)
        after = trail.counts()
        if way == "expired":  # he signed in
            after |= {name: before[name] for name in ("KnownDevice", "deeds")}
        assert after == before, way


def lost_by(way: str, visit: Any, app: Any, monkeypatch: Any, rows: Any) -> list[tuple[Any, ...]]:
    """The forms that do not show again what was typed."""
    lost = []
    for who, path, plain, *marked in rows:
        fields, texts = filled(endpoint(app, path), plain, *marked)
        if not texts:
            continue
        with monkeypatch.context() as patch:
            response = WAYS[way](visit(who or None), who, path, fields, patch)
        if response is None:
            continue
        missing = [name for name in fields if fields[name] in texts and fields[name] not in words(response)]
        if missing:
            lost.append((path, response.status_code, response.headers.get("Location"), missing))
    return lost


def endpoint(app: Any, path: str) -> str:
    return str(app.url_map.bind("").match(path.partition("?")[0], method="POST")[0])


def test_every_form_is_walked(app):
    """A new form has to say what is typed into it."""
    walked = {endpoint(app, re.sub(r"{[a-z_]+}", "7", path)) for _area, _who, path, _fields in FORMS}
    for more in typed_forms.AREAS.values():
        walked |= more
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posted <= walked | typed_forms.BUTTONS, posted - walked - typed_forms.BUTTONS
    assert not walked & typed_forms.BUTTONS
    assert sum(bool(texts_of(fields)) for *_form, fields in FORMS) > 50


@pytest.mark.parametrize("area", ALL_AREAS)
def test_a_form_sent_by_get_leads_to_its_page(app, visit, request, area):
    """Reloaded after a refusal, or in another language: the address of a deed leads to the page of its form."""
    for who, path, *_fields in rows_of(request, area):
        path = path.partition("?")[0]
        if app.url_map.bind("").test(path, "GET"):
            continue
        browser = visit(who or None)
        response = browser.web.get(path)
        assert response.status_code == 303, (path, response.status_code)
        page = browser.get(path)
        there = [one["action"].partition("?")[0] for one in page.html.select("form[action]")]
        assert path in there or endpoint(app, path) in typed_forms.ELSEWHERE, (path, page.path, there)
        assert visit().web.get(path).headers["Location"].startswith("/login"), path
