"""What may be suggested to clients: the shares of their like, their own facts, and the rule over both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from portal.database import among, database
from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.holdings.suggestions import OutsideHolding, ProductShare, SuggestionAnswer
from portal.reads import reference
from portal.reads.administration.settings import value
from portal.reads.clients.consents import allowed, allowed_for
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.listed import ORDERS, behind, place_of
from portal.reads.holdings.holdings import Holdings
from portal.reads.shared import kept as reference_kept
from portal.reads.shared.walking import merged
from portal.rules.holdings import missing
from portal.rules.holdings.products import held

Shares = dict[tuple[str, str, str], dict[str, missing.Share]]
PAGE = 30
LOOKED_AT = 200
MOST_LOOKS = 5


def shares() -> Shares:
    """(tier, kind, class) → class of products → share, as the worker computed them last; kept for a minute."""
    return reference_kept.kept("product_shares", _read_shares)


def _read_shares() -> Shares:
    found: Shares = defaultdict(dict)
    for row in ProductShare.select():
        found[(row.tier_id, row.kind, row.klass)][row.product_class_id] = missing.Share(row.holders, row.members)
    return dict(found)


def offers(kind: str) -> list[missing.Offer]:
    """What can be had now by clients of a kind, in the order of the catalogue."""
    today = clock.today()
    return [
        missing.Offer(one.code, one.product_class_id, one.risk_level, one.needs_credit)
        for one in reference.products().values()
        if one.suits(kind) and (one.closed_on is None or one.closed_on > today)
    ]


def limits() -> missing.Limits:
    return missing.Limits(value("suggestions.share"), value("suggestions.group"))


def suggestions_for(client: Client, holdings: Holdings) -> list[missing.Suggestion]:
    """What this client lacks; nothing where he refused advice from his profile (one statement, besides what is kept
    for a minute)."""
    if not allowed_for("advice", client.id):
        return []
    return _asked(client, holdings.outside_classes(), holdings.answered())


def _asked(client: Any, outside: frozenset[str], answers: dict[str, missing.Answer]) -> list[missing.Suggestion]:
    today = clock.today()
    bits = {code: one.bit for code, one in reference.product_classes().items()}
    who = missing.Who(
        company=client.kind == "company",
        held=frozenset(held(client.products, bits)),
        rating=missing.valid_rating(client.risk_rating, client.risk_valid_until, today),
        credit_mark=client.credit_mark,
        outside=outside,
        answers=answers,
    )
    kept = shares()
    groups = [kept[key] for name in client.classes if (key := (client.tier_id, client.kind, name)) in kept]
    return missing.missing(who, groups, offers(client.kind), limits(), today)


@dataclass
class Line:
    """A client of the list with what is suggested."""

    client: Client
    suggestions: list[missing.Suggestion]


@dataclass
class SuggestionPage:
    lines: list[Line]
    after: str | None


def suggestion_page(scope: ClientScope, after: str = "", size: int = PAGE) -> SuggestionPage:
    """The clients in scope who have an open suggestion, the largest AUM first.

    Clients are looked at some hundred at a time; a page ends after a thousand, so that it costs the same in any bank.
    """
    lines: list[Line] = []
    for _ in range(MOST_LOOKS):
        rows, after = _look(scope, after)
        facts, advised = _facts([row.id for row in rows]), allowed("advice", [row.id for row in rows])
        for row in rows:
            if row.id not in advised:
                continue
            open_ones = [one for one in _asked(row, *facts[row.id]) if not one.answer]
            if open_ones:
                lines.append(Line(row, open_ones))
            if len(lines) == size and row is not rows[-1]:
                return SuggestionPage(lines, _cursor(row))
        if not after or len(lines) >= size:
            break
    return SuggestionPage(lines, after or None)


def _cursor(row: Client) -> str:
    return f"{row.aum}~{row.id}"


def _look(scope: ClientScope, after: str) -> tuple[list[Client], str]:
    """The next clients in scope by AUM, with the cursor behind them ("" at the end)."""
    column, down = ORDERS["aum"]
    chosen = Client.select(Client.id, column.alias("k"))
    parts = [
        chosen.where(piece, *start)
        for piece in scope.pieces()
        for start in behind(column, down, place_of(column, after))
    ]
    if not parts:
        return [], ""
    sql, params = merged(parts, down, LOOKED_AT + 1)
    ids = [row[0] for row in database.execute_sql(sql, params).fetchall()]
    rows = {row.id: row for row in Client.select().where(among(Client.id, ids[:LOOKED_AT]))}
    found = [rows[one] for one in ids[:LOOKED_AT]]
    return found, _cursor(found[-1]) if len(ids) > LOOKED_AT else ""


def _facts(ids: list[int]) -> dict[int, tuple[frozenset[str], dict[str, missing.Answer]]]:
    """Client → classes held elsewhere, and the latest answer to each class (two statements)."""
    outside: dict[int, set[str]] = defaultdict(set)
    query = OutsideHolding.select(OutsideHolding.client, OutsideHolding.product_class)
    for client, code in query.where(among(OutsideHolding.client, ids), OutsideHolding.ended_on.is_null()).tuples():
        outside[client].add(code)
    answers: dict[int, dict[str, missing.Answer]] = defaultdict(dict)
    said = SuggestionAnswer
    query = said.select(said.client, said.product_class, said.answer, said.until).where(among(said.client, ids))
    for client, code, answer, until in query.order_by(said.id).tuples():
        answers[client][code] = missing.Answer(answer, until)
    return {one: (frozenset(outside[one]), answers[one]) for one in ids}
