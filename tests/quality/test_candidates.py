"""Looking for records that may be the same: by indexes alone, the same for what is typed, what comes in, and at night."""

from __future__ import annotations

from datetime import date

import pytest
from flask import current_app

from portal.actions.quality import duplicates
from portal.ground import security
from portal.models import Client, DuplicatePair
from portal.reads.clients.scope import ClientScope
from portal.reads.quality.duplicates import candidates, known, pair_page
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all

ID = "220103196805060012"


@pytest.fixture
def crowd(app):
    """Nobody of these is 陈刚, but each has something of him."""
    for number, (name, born) in enumerate((("王磊", 1), ("李娜", 2), ("赵敏", 3), ("陈静", 4), ("刚强", 5)), start=1):
        people.client(None, name, birthday=date(1960, 1, born), employer="一汽解放" if number % 2 else "一汽大众")
    with app.app_context():
        yield


def him(**values):
    usual = {"birthday": date(1968, 5, 6), "mobile": "+8613804311234", "employer": "一汽红旗"}
    return people.client(None, "陈刚", **{**usual, **values})


TYPED = [
    ({"document_kind": "resident_id", "document": "22010319680506 0012"}, "document"),
    ({"name": "陈刚", "mobile": "138 0431 1234"}, "name_phone"),
    ({"mobile": "13804311234"}, "phone"),
    ({"name": "陈刚", "birthday": date(1968, 5, 6)}, "name_birthday"),
    ({"name": "陈钢", "birthday": date(1968, 5, 6)}, "sound_birthday"),
    ({"name": "Chen Gang", "birthday": date(1968, 5, 6)}, "sound_birthday"),
    ({"name": "陈钢", "mobile": "15904311234"}, "sound_phone_tail"),
]


@pytest.mark.parametrize(("values", "reason"), TYPED)
def test_it_works(crowd, values, reason):
    key = current_app.config["DATA_KEY"]
    client = him(document_kind="resident_id", document_hmac=security.equality(ID, key))
    assert duplicates.candidates_for(values) == [client.number]
    ((found,),) = duplicates.candidates_for_all([values])
    assert found.match.reasons[0] == reason


def test_a_namesake_at_the_same_employer_where_no_birthday_decides(crowd):
    client = him(birthday=None)
    assert duplicates.candidates_for({"name": "陈钢", "employer": "一汽红旗", "birthday": date(1970, 1, 1)}) == [
        client.number
    ]
    assert duplicates.candidates_for({"name": "陈钢", "employer": "一汽轿车"}) == []


def test_companies_are_found_by_name(crowd):
    client = people.client(None, "长春宏达汽车零部件有限公司", kind="company", mobile="", birthday=None)
    from portal.derived import search_terms

    search_terms.follow(client)
    assert duplicates.candidates_for({"kind": "company", "name": "宏达汽车零部件有限责任公司"}) == [client.number]
    assert duplicates.candidates_for({"kind": "company", "name": "宏达模具有限公司"}) == []


def test_nothing_typed_finds_nobody_and_nonsense_is_no_fault(crowd):
    him()
    for values in (
        {},
        {"name": ""},
        {"mobile": "12"},
        {"document_kind": "resident_id", "document": "x"},
        {"name": "'; --"},
    ):
        assert duplicates.candidates_for(values) == []


def test_many_rows_are_few_statements(crowd, statements):
    him()
    rows = [{"name": "陈刚", "mobile": "13804311234", "birthday": date(1968, 5, 6)} for _ in range(50)]
    with statements() as seen:
        found = duplicates.candidates_for_all(rows)
    assert len(seen) <= 6 and all(len(one) == 1 for one in found)


def test_a_merged_record_is_not_offered(crowd):
    client, other = him(), people.client(None, "陈刚", birthday=date(1968, 5, 6), mobile="")
    Client.update(merged_into=other.id).where(Client.id == client.id).execute()
    assert duplicates.candidates_for({"name": "陈刚", "birthday": date(1968, 5, 6)}) == [other.number]


def test_a_switchboard_is_nobody(crowd):
    for name in ("甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七"):
        people.client(None, name, mobile="+8643185900000", birthday=None)
    assert duplicates.candidates_for({"name": "陈刚", "mobile": "0431-85900000"}) == []
    assert len(duplicates.candidates_for({"name": "甲一", "mobile": "0431-85900000"})) == 1


def test_every_question_goes_through_an_index(crowd, statements):
    client = him(document_hmac="x", document_kind="passport")
    with statements() as seen:
        candidates([(one.facts, one.id) for one in known([client.id])])
    expected = {
        "document_hmac": "client_document_hmac",
        'mobile" ': "client_mobile",
        'birthday" ': "client_birthday",
        "SUBSTR": "client_mobile_tail",
    }
    for plan in plans_of(seen, 'FROM "client"'):
        assert not reads_all(plan, "client"), plan
    further = plans_of(seen, 'FROM "client_phone"')
    assert len(further) == 3 and not any(reads_all(plan, "client_phone") for plan in further), further
    for word, index in expected.items():
        plans = plans_of(
            type(seen)(pair for pair in seen if "WHERE" in pair[0] and word in pair[0].split("WHERE")[1]), "client"
        )
        assert any(index in indexes(plan) for plan in plans), (index, plans)


def test_every_night_pairs_are_found_and_forgotten(crowd):
    client, other = him(), him(mobile="+8613900001111")
    assert duplicates.nightly() == 1
    pair = DuplicatePair.get()
    assert (pair.first_id, pair.second_id, pair.state) == (client.id, other.id, "open")
    assert pair.score >= 85 and pair.reasons[0] == "name_birthday"
    assert duplicates.nightly() == 0
    Client.update(birthday=date(1990, 1, 1)).where(Client.id == other.id).execute()
    assert duplicates.nightly() == 1 and DuplicatePair.get().state == "gone"


def test_the_night_goes_on_where_it_was_cut_off(crowd, monkeypatch):
    him()
    him(mobile="+8613900001111")
    monkeypatch.setattr(duplicates, "AT_ONCE", 3)
    real, calls = duplicates.look_again, []

    def dying(ids):
        calls.append(ids)
        if len(calls) == 2:
            raise SystemExit
        return real(ids)

    monkeypatch.setattr(duplicates, "look_again", dying)
    with pytest.raises(SystemExit):
        duplicates.nightly()
    duplicates.nightly()
    assert calls[2] == calls[1] and DuplicatePair.select().count() == 1


def test_the_list_of_pairs_walks_its_index(crowd, statements, branch_admin):
    with statements() as seen:
        pair_page(ClientScope(people.actor(branch_admin)), "90~7")
    (plan,) = plans_of(seen, "duplicate_pair")
    assert "duplicatepair_state_score_id" in indexes(plan), plan
