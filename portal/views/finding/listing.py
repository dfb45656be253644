"""The list of clients as an address means it: whose, narrowed how, in which order, opened from which saved filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode

from werkzeug.datastructures import MultiDict

from portal.forms.finding.filter import IN_ADDRESS, ClientFilterForm, filter_in, said
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.models import Client
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.choices import Choices, Opened, choices
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import ORDERS, ORDERS_OF_HEADS
from portal.reads.finding.neighbours import Pair, neighbours
from portal.rules.finding.place import LONGEST, packed, unpacked
from portal.rules.finding.whole import told_by_digits
from portal.rules.shared.addresses import row_id
from portal.web import sought


@dataclass
class Listing:
    """`opened` is the saved filter that the list shows, perhaps changed since (`differs`). `path` is the page that
    shows it, `settled` what that page does not let anybody narrow."""

    scope: ClientScope
    whose: str
    given: MultiDict[str, Any]
    wanted: ClientFilter
    found: Choices
    opened: Opened | None = None
    path: str = "/clients"
    settled: frozenset[str] = frozenset()

    @cached_property
    def form(self) -> ClientFilterForm:
        """The filter panel, with the choices that this reader has. (It is made where it is needed: it costs as much as
        the rows.)"""
        form = ClientFilterForm(self.given)
        form.fill(self.scope, self.found)
        return form

    @property
    def order(self) -> str:
        return _order(self.scope, self.given.get("order", "aum"))

    @property
    def looks(self) -> tuple[Any, ...]:
        """All that the panel's looks depend on: its choices and what is chosen. The search's words are not in it."""
        chosen = tuple(
            (name, value) for name, value in self.given.items(multi=True) if name in IN_ADDRESS and name != "q"
        )
        people, tags = tuple(self.found.people), tuple(self.found.tags)
        return (self.scope.key(), self.whose, people, tags, chosen, bool(self.wanted.q))

    @property
    def edited(self) -> bool:
        """Is it narrowed otherwise than the saved filter that was opened?"""
        if self.opened is None:
            return False
        kept = ClientFilter() if self.opened.frozen else _seen(self.scope, ClientFilter.from_query(self.opened.query))
        return self.wanted.text() != kept.text()

    @property
    def differs(self) -> bool:
        """Does what is shown differ from what is stored?"""
        return self.opened is not None and (self.edited or self.order != _order(self.scope, self.opened.ordered))

    @cached_property
    def words(self) -> str:
        """What is searched for, as an address may carry it."""
        return sought.sealed(self.scope.actor, self.wanted.q)

    def query(self) -> dict[str, Any]:
        """The parameters of this list's address, without the page."""
        found: dict[str, Any] = dict(self.wanted.to_query())
        if self.wanted.q:
            found["q"] = [self.words]
        if self.order != "aum":
            found["order"] = self.order
        if self.whose:
            found["whose"] = self.whose
        if self.opened:
            found |= {"filter": self.opened.id, "edited": 1}
        return found

    def href(self, path: str | None = None, /, **more: Any) -> str:
        """An address that carries this list: its own page's, unless another is named."""
        path = self.path if path is None else path
        values = {name: value for name, value in {**self.query(), **more}.items() if value not in (None, "", [])}
        return f"{path}?{urlencode(values, doseq=True)}" if values else path

    def carried(self) -> str:
        """The same as a form's hidden field carries it."""
        return packed(self.href("").removeprefix("?"), True, LONGEST)

    def chips(self) -> list[tuple[str, str]]:
        """(words, address without it) for everything that narrows the list."""
        found = [("q", self.words, said(_("Search"), self.wanted.q))] if self.wanted.q else []
        if self.wanted.to_query().keys() - {"q"}:  # a search alone needs no form, which costs as much as its page
            found += self.form.active(self.wanted)
        return [
            (words, self.href(**{name: [one for one in self.query()[name] if one != value]}))
            for name, value, words in found
            if name not in self.settled
        ]

    @property
    def cleared(self) -> str:
        """The same page with nothing narrowed."""
        return (
            f"{self.path}?whose=branch"
            if self.whose
            else self.path
            if self.path == "/clients"
            else f"{self.path}?all=1"
        )

    def place(self, few: bool) -> str:
        """What a client's link carries, so that his page knows the list; a number that was typed is left out."""
        return "" if told_by_digits(self.wanted.q) else packed(urlencode(self.query(), doseq=True), few)


def listing(actor: Actor, args: Any, path: str = "/clients", settled: frozenset[str] = frozenset()) -> Listing:
    """Read an address's parameters (a MultiDict). One statement. Raises OutOfScope for a saved filter that is not his
    to see."""
    whose = "branch" if args.get("whose") == "branch" else ""
    scope = ClientScope(actor, head=True) if whose else ClientScope(actor)
    if not scope.pieces():
        scope = ClientScope(actor, head=True)
    found, args = choices(scope), sought.read(actor, args)
    opened = _opened(found, args.get("filter"))
    if opened and not args.get("edited"):
        stored: MultiDict[str, Any] = MultiDict(parse_qs("" if opened.frozen else opened.query))
        stored["order"] = args.get("order") or opened.ordered
        args = stored
    scope = _by_digits(actor, scope, args.get("q"))
    wanted = _seen(scope, filter_in(args))
    wanted.members_of = opened.id if opened and opened.frozen else None
    return Listing(scope, whose, args, wanted, found, opened, path, settled)


def _by_digits(actor: Actor, scope: ClientScope, text: str | None) -> ClientScope:
    """Of heads only names are searched: digits lead to those whose whole record he reads."""
    return ClientScope(actor) if scope.head and told_by_digits(text or "") else scope


def _seen(scope: ClientScope, wanted: ClientFilter) -> ClientFilter:
    """What the reader of this list may ask for: of heads what is shown of them, no more."""
    return wanted.of_heads() if scope.head else wanted


def _order(scope: ClientScope, wanted: str | None) -> str:
    """The order wished for, or the usual one where it is none or not his to see."""
    orders = ORDERS_OF_HEADS if scope.head else tuple(ORDERS)
    return wanted if wanted in orders else orders[0] if scope.head else "aum"


def _opened(found: Choices, text: str | None) -> Opened | None:
    if not text:
        return None
    opened = next((one for one in found.filters if one.id == row_id(text)), None)
    if opened is None:
        raise OutOfScope()
    return opened


@dataclass(frozen=True)
class Beside:
    """Where a client stands in the list that he was opened from."""

    word: str
    back: str
    pair: Pair

    def href(self, number: str) -> str:
        return f"/clients/{number}?list={self.word}"


def beside(actor: Actor, client: Client, word: str | None) -> Beside | None:
    """The neighbours of a client in the list of `?list=`; None without one. One statement (two for a saved filter that
    is frozen)."""
    place = unpacked(word)
    if place is None or word is None:
        return None
    query = parse_qs(place[0])
    wanted = ClientFilter.from_query(query)
    scope = ClientScope(actor, head=True) if query.get("whose") else ClientScope(actor)
    if not scope.pieces():
        scope = ClientScope(actor, head=True)
    scope = _by_digits(actor, scope, wanted.q)
    if query.get("filter"):
        opened = _opened(choices(scope), query["filter"][0]) if row_id(query["filter"][0]) else None
        wanted.members_of = opened.id if opened and opened.frozen else None
    wanted, order = _seen(scope, wanted), _order(scope, query.get("order", ["aum"])[0])
    return Beside(
        word, f"/clients?{place[0]}" if place[0] else "/clients", neighbours(scope, wanted, order, client, place[1])
    )
