"""A portal that sends: a mail server, a receiver, and the worker's step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from portal.actions.notices import sending
from tests.ground import people
from tests.ground.pages import Page, Visitor
from tests.notices.outside import Mailbox, Receiver


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """The mail server, and the portal set up for it."""
    with Mailbox() as box:
        settings = app.config["SETTINGS"]
        settings.smtp_host, settings.smtp_port, settings.smtp_security = "127.0.0.1", box.port, "none"
        settings.mail_from, settings.url = "vip@bank.example.cn", "https://vip.bank.example.cn"
        yield box


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


class Apart(Visitor):
    """Somebody at a browser while the test itself has the application at work: his requests know nothing of that."""

    def get(self, *args: Any, **options: Any) -> Page:
        return Context().run(super().get, *args, **options)

    def post(self, *args: Any, **options: Any) -> Page:
        return Context().run(super().post, *args, **options)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """`visit(manager).get("/home")`, as in all tests."""

    def visitor(person: Any = None) -> Visitor:
        return Apart(app, people.account_of(person) if person is not None else None)

    return visitor


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """Deeds of this test are done with the application at work, as those of pages are."""
    with app.app_context():
        yield


@pytest.fixture
def send(app: Flask) -> Callable[[], int]:
    """`send()`: the worker's round; answers how much went out."""

    def run() -> int:
        with app.app_context():
            return sending.send()

    return run


@pytest.fixture
def reached(served: Any) -> Any:
    """陈刚 with an e-mail address."""
    served.email = "chengang@example.cn"
    served.save()
    return served
