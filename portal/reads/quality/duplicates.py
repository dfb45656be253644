"""Who may be the same as this one: candidates by indexes alone (document, phone, its last four digits, birthday, search
terms of the name), told apart by the rule. The list of pairs to work off, in an actor's scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import Case, Expression, fn

from portal.database import among, database
from portal.ground import clock
from portal.models.clients.client import MOBILE_TAIL, Client
from portal.models.clients.records import ClientPhone
from portal.models.organisation import RoleGrant, Staff
from portal.models.quality import DuplicatePair
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import plain_column
from portal.reads.organisation import tree
from portal.reads.quality.namesakes import carrying
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.finding.folding import bare
from portal.rules.finding.pinyin import name_syllables
from portal.rules.finding.terms import query_terms
from portal.rules.quality.duplicates import Facts, Match, company_core, compare, sounds, tail
from portal.rules.shared.addresses import whole

MOST = 300
"""Rows looked at for one key: what more share tells nobody apart."""
SAME_PHONE = 5
"""So many that share nothing but a phone are a switchboard, not one person."""

_COLUMNS = (
    Client.id,
    Client.number,
    Client.kind,
    Client.name,
    Client.name_latin,
    Client.birthday,
    Client.mobile,
    Client.document_kind,
    Client.document_hmac,
    Client.employer,
    Client.branch,
    Client.tier,
)


@dataclass(frozen=True)
class Known:
    """A client as the comparison knows him."""

    id: int
    number: str
    branch_id: int
    tier_id: str
    facts: Facts


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the same, and why."""

    known: Known
    match: Match


def _known(row: tuple[Any, ...]) -> Known:
    ident, number, kind, name, latin, birthday, mobile, document_kind, document_hmac, employer, branch, tier = row
    return Known(
        ident, number, branch, tier, Facts(kind, name, latin, birthday, mobile, document_kind, document_hmac, employer)
    )


def known(ids: Iterable[int]) -> list[Known]:
    """Some clients as the comparison knows them, by id (two statements)."""
    query = Client.select(*_COLUMNS).where(Client.id.in_(list(ids))).order_by(Client.id)
    return list(_with_phones({row[0]: _known(row) for row in query.tuples()}).values())


def _with_phones(found: dict[int, Known]) -> dict[int, Known]:
    """The same with the phones that stand besides the main ones (one statement)."""
    phones: dict[int, set[str]] = {}
    query = ClientPhone.select(ClientPhone.client, ClientPhone.number).where(among(ClientPhone.client, [*found]))
    for client, number in query.tuples() if found else ():
        phones.setdefault(client, set()).add(number)
    return {
        ident: replace(one, facts=replace(one.facts, further=frozenset(phones[ident]))) if ident in phones else one
        for ident, one in found.items()
    }


def candidates(probes: Sequence[tuple[Facts, int | None]]) -> list[list[Candidate]]:
    """For each (what is known, id of the client himself or None): who may be the same, the likeliest first.

    At most twelve statements for all. Merged records are left out.
    """
    asking, pool, most = [facts for facts, _ in probes], dict[int, Known](), MOST * len(probes)
    certain, vague = _conditions(asking)
    if alike := {ident for condition in vague for ident in _sounding(asking, condition, most)}:
        certain.append(among(Client.id, sorted(alike)))
    for condition in certain:
        query = Client.select(*_COLUMNS).where(condition, Client.merged_into.is_null()).limit(most)
        pool |= {row[0]: _known(row) for row in query.tuples()}
    by_key = _by_key(_with_phones(pool).values())
    named = _namesakes(asking)
    return [
        _matching(facts, own, _beside(facts, by_key, own, near))
        for (facts, own), near in zip(probes, named, strict=True)
    ]


def _sounding(probes: list[Facts], condition: Expression, most: int) -> list[int]:
    """Of those whom a birthday or four digits find (a hundred strangers for each in a bank of a million) the ids of
    those whose name is or sounds like one that is asked for: nobody else can be the same."""
    heard = frozenset[str]().union(*(sounds(facts.name) | sounds(facts.latin) for facts in probes))
    read = {bare(facts.name) for facts in probes}
    slim = Client.select(Client.id, Client.name, Client.name_latin).where(condition, Client.merged_into.is_null())
    sql, params = slim.limit(most).sql()
    found = []
    for ident, name, latin in database.execute_sql(sql, params).fetchall():
        sounding = sounds(name) | sounds(latin) if latin else sounds(name)
        if not heard.isdisjoint(sounding) or (not sounding and bare(name) in read):
            found.append(ident)
    return found


def _conditions(probes: list[Facts]) -> tuple[list[Expression], list[Expression]]:
    """The indexed questions that these probes need: those whose answer tells by itself, and those that many strangers
    fit, too."""
    keys: dict[str, set[Any]] = {"document": set(), "mobile": set(), "birthday": set(), "tail": set()}
    for facts in probes:
        for kind, value in _keys(facts):
            keys[kind].add(value)
    found = []
    if keys["document"]:
        found.append(among(Client.document_hmac, sorted(keys["document"])))
    if keys["mobile"]:
        found.append(among(Client.mobile, sorted(keys["mobile"])))
        further = ClientPhone.select(ClientPhone.client).where(among(ClientPhone.number, sorted(keys["mobile"])))
        if ids := [row[0] for row in further.limit(MOST * len(probes)).tuples()]:
            found.append(among(Client.id, ids))
    vague = []
    if keys["birthday"]:
        vague.append(Client.birthday.in_(sorted(keys["birthday"])))
    if keys["tail"]:
        vague.append(MOBILE_TAIL.in_(sorted(keys["tail"])))
    return found, vague


def _keys(facts: Facts) -> list[tuple[str, Any]]:
    """What a record can be met by: (kind of key, value)."""
    found: list[tuple[str, Any]] = []
    if facts.document_hmac:
        found.append(("document", facts.document_hmac))
    found += [("mobile", number) for number in sorted(facts.phones)]
    if facts.kind == "company":
        return found
    if facts.birthday:
        found.append(("birthday", facts.birthday))
    if facts.name and len(facts.mobile) == 14 and tail(facts.mobile):
        found.append(("tail", tail(facts.mobile)))
    return found


def _by_key(pool: Iterable[Known]) -> dict[tuple[str, Any], list[Known]]:
    found: dict[tuple[str, Any], list[Known]] = {}
    for one in pool:
        for key in _keys(one.facts):
            found.setdefault(key, []).append(one)
    return found


def _beside(
    facts: Facts, by_key: dict[tuple[str, Any], list[Known]], own: int | None, named: list[Known]
) -> dict[int, Known]:
    near = {one.id: one for one in named}
    near |= {one.id: one for key in _keys(facts) for one in by_key.get(key, [])}
    near.pop(own or 0, None)
    return near


def _matching(facts: Facts, own: int | None, near: dict[int, Known]) -> list[Candidate]:
    found = [Candidate(one, match) for one in near.values() if (match := compare(facts, one.facts))]
    phone_alone = [one for one in found if one.match.reasons == ("phone",)]
    if len(phone_alone) > SAME_PHONE:
        found = [one for one in found if one.match.reasons != ("phone",)]
    return sorted(found, key=lambda one: (-one.match.score, one.known.id))


def _namesakes(probes: Sequence[Facts]) -> list[list[Known]]:
    """For each: people of the same employer whose name sounds the same, where a birthday does not decide; companies of
    the same name. Found by the search terms; three statements for all.
    """
    hits = carrying([_terms(facts) for facts in probes])
    companies = {ident for facts, ids in zip(probes, hits, strict=True) if facts.kind == "company" for ident in ids}
    people = {ident for facts, ids in zip(probes, hits, strict=True) if facts.kind != "company" for ident in ids}
    rows: dict[int, Known] = {}
    for ids, condition in ((companies, Client.kind == "company"), (people, _at_their_employers(probes))):
        if ids:
            query = Client.select(*_COLUMNS).where(
                among(Client.id, sorted(ids)), condition, plain_column(Client.merged_into, True).is_null()
            )
            rows |= {row[0]: _known(row) for row in query.tuples()}
    return [
        [rows[ident] for ident in ids if ident in rows and _may_be(facts, rows[ident].facts)]
        for facts, ids in zip(probes, hits, strict=True)
    ]


def _terms(facts: Facts) -> list[str]:
    """The search terms by which somebody's namesakes are found; [] where the name alone proves nothing."""
    if facts.kind == "company":
        return query_terms(company_core(facts.name))
    if not facts.employer or not facts.name or not sounds(facts.name):
        return []
    return query_terms("".join(name_syllables(facts.name)))  # in one word, as the search terms keep it


def _at_their_employers(probes: Sequence[Facts]) -> Expression:
    """Of the namesakes of people those who can be one of them: at an employer of theirs, and without a birthday where
    all who ask there have one. Their ids lead to them: no index of these columns shall.
    """
    employers, undated = (
        sorted({facts.employer for facts in probes if facts.employer and not (dated and facts.birthday)})
        for dated in (False, True)
    )
    employer, birthday = (plain_column(column, True) for column in (Client.employer, Client.birthday))
    return employer.in_(employers) & (birthday.is_null() | plain_column(Client.employer, True).in_(undated))


def _may_be(facts: Facts, other: Facts) -> bool:
    if facts.kind == "company":
        return other.kind == "company"
    return facts.employer == other.employer and not (facts.birthday and other.birthday)


@dataclass(frozen=True)
class Seen:
    """A candidate as an actor may see him: `open` with number and name, else only where he is held and whom to ask.

    `whole`: he reads the record, so he may know by what it is like the typed one; of others that would tell whether a
    phone or a document that was guessed is theirs.
    """

    candidate: Candidate
    open: bool
    branch: Any
    ask: str
    whole: bool

    @property
    def match(self) -> Match:
        return self.candidate.match


def seen_by(actor: Any, found: list[Candidate]) -> list[Seen]:
    """Candidates with what this actor may know of each (two statements at most)."""
    if not found:
        return []
    scope, reads = ClientScope(actor, head=True), ClientScope(actor, may=Permission.CLIENTS_READ)
    ids = [one.known.id for one in found]
    whole = Case(None, [(reads.condition(), 1)], 0)
    mine = dict(Client.select(Client.id, whole).where(Client.id.in_(ids), scope.condition()).tuples())
    places = {branch.id: branch for branch in tree.branch_tree()}
    others = [places[one.known.branch_id] for one in found if one.known.id not in mine]
    admins = admins_of(others) if others else {}
    return [
        Seen(
            one,
            one.known.id in mine,
            places[one.known.branch_id],
            admins.get(one.known.branch_id, ""),
            bool(mine.get(one.known.id)),
        )
        for one in found
    ]


def admins_of(places: Iterable[Any]) -> dict[int, str]:
    """Branch id → name of the branch admin who answers for it: the nearest one up the tree (one statement)."""
    day = clock.today()
    paths = {branch.id: branch.path for branch in tree.branch_tree()}
    query = (
        RoleGrant.select(RoleGrant.branch, Staff.name)
        .join(Staff, on=(RoleGrant.staff == Staff.id))
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            RoleGrant.in_force(day),
            Staff.employed(day),
        )
        .order_by(RoleGrant.id)
        .tuples()
    )
    by_path: dict[str, str] = {}
    for branch, name in query:
        by_path.setdefault(paths[branch], name)
    found = {}
    for place in places:
        above = [path for path in by_path if place.path.startswith(path)]
        found[place.id] = by_path[max(above, key=len)] if above else ""
    return found


def decided(ids: Iterable[int], other: int) -> set[int]:
    """Of these clients, those about whom somebody said that they are not the same as `other`."""
    wanted, pair = list(ids), DuplicatePair
    query = pair.select(pair.first, pair.second).where(
        pair.state == "not_same",
        ((pair.first == other) & pair.second.in_(wanted)) | ((pair.second == other) & pair.first.in_(wanted)),
    )
    return {first if second == other else second for first, second in query.tuples()}


PAGE = 30


@dataclass
class PairPage:
    rows: list[dict[str, Any]]
    after: str | None


def pair_page(scope: ClientScope, after: str = "", state: str = "open", size: int = PAGE) -> PairPage:
    """Pairs of which at least one record is in scope, the surest first; the other side may be masked."""
    first, second = Client.alias("first_row"), Client.alias("second_row")
    pair = DuplicatePair
    one_of_mine = Client.select(Client.id).where(Client.id.in_([pair.first, pair.second]), scope.condition())
    within = [] if scope.whole_bank else [fn.EXISTS(one_of_mine)]
    query = (
        pair.select(
            pair.id, pair.score, pair.reasons, pair.first, pair.second, pair.reason, pair.decided_at, pair.found_at
        )
        .join(first, on=(pair.first == first.id))
        .join_from(pair, second, on=(pair.second == second.id))
        .where(pair.state == state, first.merged_into.is_null(), second.merged_into.is_null(), *within, *_after(after))
        .order_by(pair.score.desc(), pair.id.desc())
        .limit(size + 1)
    )
    rows = list(query.dicts())
    more, rows = len(rows) > size, rows[:size]
    return PairPage(rows, f"{rows[-1]['score']}~{rows[-1]['id']}" if more else None)


def _after(after: str) -> list[Expression]:
    score, _, ident = after.partition("~")
    points, last = whole(score), whole(ident)
    if points is None or last is None:
        return []
    pair = DuplicatePair
    return [(pair.score <= points) & ((pair.score < points) | (pair.id < last))]
