"""The night's look for duplicates asks by sets: so many statements a batch, and the same pairs as one by one."""

from __future__ import annotations

import random
from datetime import date

import pytest

from portal.actions.quality import duplicates
from portal.database import database, engine
from portal.derived import search_terms
from portal.models import Client, DuplicatePair, QualityRound
from portal.reads.quality.duplicates import candidates, known
from portal.reads.quality.namesakes import carrying
from portal.rules.finding.pinyin import name_syllables
from portal.rules.finding.terms import query_terms
from portal.rules.quality.duplicates import company_core, compare, sounds
from tests.ground import people

MANY = 300
FAMILY, GIVEN = "王李张章陈", ("刚", "钢", "磊", "雷", "静")
FIRMS = ("宏达汽车零部件", "宏达模具", "东方电子", "长客配件")


@pytest.fixture
def crowd(app):
    """Three hundred clients of few names, employers and birthdays, some without a birthday, some companies."""
    dice = random.Random(7)
    with app.app_context():
        for number in range(MANY):
            company = number % 15 == 0
            client = people.client(
                None,
                f"长春{dice.choice(FIRMS)}有限公司" if company else dice.choice(FAMILY) + dice.choice(GIVEN),
                kind="company" if company else "individual",
                birthday=None if company or number % 3 == 0 else date(1960 + number % 40, 1 + number % 12, 5),
                mobile=f"+86138{dice.randrange(10**8):08d}" if number % 4 else "",
                employer="" if company else dice.choice(("一汽红旗", "一汽解放", "", "一汽-大众")),
            )
            search_terms.follow(client)
        yield


def pairs():
    query = DuplicatePair.select().order_by(DuplicatePair.first, DuplicatePair.second)
    return {(row.first_id, row.second_id): (row.score, tuple(row.reasons)) for row in query}


def each_with_each():
    """What the rule says of every two, by names, employers and birthdays alone: no index is asked."""
    everybody, found = known(row.id for row in Client.select(Client.id)), {}
    for place, one in enumerate(everybody):
        for other in everybody[place + 1 :]:
            match = compare(one.facts, other.facts)
            if match and match.reasons != ("phone",):
                found[(one.id, other.id)] = (match.score, match.reasons)
    return found


def test_it_works(crowd, statements):
    with statements() as seen:
        duplicates.nightly()
    assert len(seen) <= 60, f"{len(seen)} statements for {MANY} clients"
    assert len(pairs()) > 20 and pairs() == each_with_each()
    assert QualityRound.get_by_id("duplicates").finished_at


def test_a_second_night_writes_nothing(crowd, statements):
    duplicates.nightly()
    before = pairs()
    with statements() as seen:
        assert duplicates.nightly() == 0
    assert pairs() == before and len(seen) <= 50
    assert not [sql for sql, _ in seen if "duplicate_pair" in sql and not sql.startswith("SELECT")]


def test_many_at_once_find_what_one_by_one_finds(crowd):
    probes = [(one.facts, one.id) for one in known(row.id for row in Client.select(Client.id))]
    together = candidates(probes)
    for probe, found in zip(probes, together, strict=True):
        (alone,) = candidates([probe])
        assert [(one.known.id, one.match) for one in found] == [(one.known.id, one.match) for one in alone]


def test_names_are_found_as_each_alone_was(crowd):
    """Against the statement that was asked for each name before."""
    names = [
        query_terms(company_core(row.name) if row.is_company else "".join(name_syllables(row.name))) for row in Client
    ]
    assert all(sounds(row.name) for row in Client if not row.is_company)
    for terms, ids in zip(names, carrying([*names, []]), strict=False):
        if engine() == "sqlite":
            text = " AND ".join(f'"{term}"' for term in terms)
            asked = database.execute_sql("SELECT rowid FROM client_search WHERE client_search MATCH ?", (text,))
        else:
            sql = "SELECT client_id FROM client_term WHERE string_to_array(terms, ' ') @> %s::text[]"
            asked = database.execute_sql(sql, (terms,))
        assert sorted(ids) == sorted(row[0] for row in asked.fetchall()) and ids


def test_a_name_that_too_many_carry_proves_nothing(crowd, monkeypatch):
    names = [query_terms("chengang"), query_terms("wanglei"), query_terms("chengang"), []]
    usual = carrying(names)
    assert usual[0] == usual[2] and usual[0] and usual[3] == []
    fewest = min(len(ids) for ids in usual[:2])
    monkeypatch.setattr("portal.reads.quality.namesakes.NAMES", fewest)
    assert [bool(ids) for ids in carrying(names)] == [len(ids) <= fewest for ids in usual[:3]] + [False]
    assert carrying([]) == [] and carrying([[]]) == [[]]
