"""The portal as a person sees it: visits that hand back parsed pages and fail on what nobody should see."""

from __future__ import annotations

import io
import re
import uuid
from collections import Counter
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from lxml import etree
from werkzeug.datastructures import FileStorage

from portal.ground import clock, security
from portal.models import Account, SignIn

REFUSALS = range(400, 500)
WHOLE = re.compile('<span class="nowrap whole">([^<]*)</span>')
INLINE = frozenset(("style", "onclick", "onchange", "onsubmit"))
READ = etree.XPath("//text()[not(ancestor::script or ancestor::style or ancestor::template or ancestor::rt)]")
"""The texts of a page that somebody reads."""


def _plain(text: str) -> str:
    """Without what keeps moments and numbers on one line: nobody sees a word joiner or which space it is."""
    return WHOLE.sub(r"\1", text.replace("\u2060", "").replace("\u00a0", " "))


def parsed(text: str) -> BeautifulSoup:
    """A whole page by the quick parser; a part of one as it is, without a body put around it."""
    return BeautifulSoup(_plain(text), "lxml" if _whole(text) else "html.parser")


def _whole(text: str) -> bool:
    return "<html" in text[:200]


class Page:
    """An answer, parsed when it is asked: most pages are only looked through, which the tree alone does much quicker
    than the soup."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.path: str = urlsplit(response.request.path).path
        self.source: str = response.get_data(as_text=True) if "html" in response.content_type else ""

    @cached_property
    def html(self) -> BeautifulSoup:
        return parsed(self.source)

    @cached_property
    def tree(self) -> Any:
        """The root of a whole page; None for a part of one."""
        if not _whole(self.source):
            return None
        return etree.fromstring(_plain(self.source).encode(), etree.HTMLParser(encoding="utf-8"))

    @property
    def text(self) -> str:
        if self.tree is None or "html" in vars(self):  # who has the soup may have taken something out of it
            return " ".join(self.html.get_text(" ").split())
        return " ".join(" ".join(READ(self.tree)).split())

    @property
    def heading(self) -> str:
        return " ".join(self.html.h1.get_text(" ").split()) if self.html.h1 else ""

    @property
    def notice(self) -> str:
        """What the page says is done."""
        return " ".join(" ".join(e.get_text(" ") for e in self.html.select("[role=status]")).split())

    @property
    def refusal(self) -> str:
        return " ".join(" ".join(e.get_text(" ") for e in self.html.select("[role=alert]")).split())

    @property
    def errors(self) -> dict[str, str]:
        """Field name → the message beside it."""
        found = {}
        for element in self.html.select("[aria-invalid=true]"):
            ids = element.get("aria-describedby", "").split()
            words = [self.html.find(id=i) for i in ids]
            found[element.get("name", element.get("id", ""))] = " ".join(
                w.get_text(" ", strip=True) for w in words if w
            )
        return found

    def table(self, table_id: str) -> list[list[str]]:
        """The rows of a table as texts."""
        return [
            [" ".join(c.get_text(" ").split()) for c in row.find_all(["td", "th"])]
            for row in self.html.select(f"#{table_id} tbody tr")
        ]

    def section(self, section_id: str) -> str:
        element = self.html.find(id=section_id)
        return " ".join(element.get_text(" ").split()) if element else ""

    def value(self, name: str) -> Any:
        """What stands in a form's field."""
        element = self.html.find(attrs={"name": name})
        if element is None:
            return None
        if element.name == "select":
            chosen = element.find("option", selected=True)
            return chosen.get("value") if chosen else None
        return element.get_text() if element.name == "textarea" else element.get("value", "")

    def links(self) -> list[str]:
        return [a["href"] for a in self.html.select("a[href]")]


Files = list[tuple[bytes, str]]


def _holds_files(value: Any) -> bool:
    return any(isinstance(one, FileStorage) for one in (value if isinstance(value, list) else [value]))


def _read(value: Any) -> Files:
    """The bytes and names of the files of a field."""
    return [(one.read(), one.filename or "") for one in (value if isinstance(value, list) else [value])]


def _anew(files: dict[str, Files]) -> dict[str, list[FileStorage]]:
    """The same files once more: what was sent is read to its end."""
    return {field: [FileStorage(io.BytesIO(data), name) for data, name in found] for field, found in files.items()}


class Visitor:
    """Somebody at a browser. `get` and `post` follow redirects and fail on an unexpected status."""

    def __init__(self, app: Flask, account: Account | None = None, language: str = "en", htmx: str = "") -> None:
        self.app, self.htmx = app, htmx
        self.web = app.test_client()
        self.web.set_cookie("language", language)
        self.language = language
        self.raw = uuid.uuid4().hex
        if account is not None:
            self._sign_in(account)

    def _sign_in(self, account: Account) -> None:
        token = security.new_token()
        SignIn.create(
            token_hash=security.digest(token), account=account, created_at=clock.now(), last_seen_at=clock.now()
        )
        with self.web.session_transaction() as session:
            session["_user_id"], session["_fresh"], session["csrf_token"] = token, True, self.raw

    @property
    def csrf(self) -> str:
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(self.raw)

    def _headers(self) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Target": self.htmx} if self.htmx else {}

    def get(self, path: str, status: int = 200, follow: bool = True, **query: Any) -> Page:
        response = self.web.get(path, query_string=query or None, follow_redirects=follow, headers=self._headers())
        return self._looked_at(Page(response), status)

    def post(
        self,
        path: str,
        status: int = 200,
        follow: bool = True,
        referer: str | None = None,
        csrf: bool = True,
        **fields: Any,
    ) -> Page:
        data = {"submission": str(uuid.uuid4()), **{name: value for name, value in fields.items() if value is not None}}
        if csrf:
            with self.web.session_transaction() as session:
                self.raw = session.setdefault("csrf_token", self.raw)
            data["csrf_token"] = self.csrf
        headers = {"Referer": f"http://localhost{referer or path}", **self._headers()}
        files = {name: _read(value) for name, value in data.items() if _holds_files(value)}
        response = self.web.post(path, data=data | _anew(files), follow_redirects=follow, headers=headers)
        if "seen" not in fields and (mark := self._asked_again(response)):
            again = data | {"seen": mark} | _anew(files)
            response = self.web.post(path, data=again, follow_redirects=follow, headers=headers)
        if status == 200 and b'id="overtaken"' in response.data and "seen" not in fields:
            status = 409  # who was quicker is said on a page of its own; tests that do not care read its words
        return self._looked_at(Page(response), status)

    def _asked_again(self, response: Any) -> str:
        """The mark of the page that asks again: who posts to a deciding deed without having looked (a test that does
        not care) looks at what he is shown and sends it once more. `seen=""` in a test posts the old page itself."""
        if response.status_code != 409 or b'id="again"' not in response.data:
            return ""
        again = parsed(response.get_data(as_text=True)).select_one("#again [name=seen]")
        return str(again["value"]) if again else ""

    def _looked_at(self, page: Page, status: int) -> Page:
        assert page.status == status, f"{page.path}: {page.status} instead of {status}: {page.text[:600]}"
        if page.tree is None:
            return page
        assert (page.tree.findtext(".//title") or "").strip(), f"{page.path} has no title"
        tags = [*page.tree.iter(etree.Element)]
        headings = sum(tag.tag == "h1" for tag in tags)
        assert headings == 1, f"{page.path} has {headings} h1"
        ids = Counter(tag.attrib["id"] for tag in tags if "id" in tag.attrib)
        twice = {name for name, count in ids.items() if count > 1}
        assert not twice, f"{page.path}: ids twice: {twice}"
        assert all(INLINE.isdisjoint(tag.attrib) for tag in tags), f"{page.path}: inline style or handler"
        if self.language == "zh":
            english = re.findall(r"\b[A-Z][a-z]+(?: [a-z]+){2,}", page.text)
            assert not english, f"{page.path}: not translated: {english[:5]}"
        return page
