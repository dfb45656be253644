"""Believable people, companies and addresses."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from portal.rules.clients.identity import make_resident_id, phone, resident_id
from portal.rules.finding.pinyin import is_chinese, name_syllables
from portal.rules.shared import names

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def people():
    return tomllib.loads((SEEDS / "names.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def places():
    return tomllib.loads((SEEDS / "places.toml").read_text("utf-8"))


@pytest.mark.parametrize("gender", ["m", "f"])
@pytest.mark.parametrize("year", [1938, 1945, 1956, 1968, 1979, 1985, 1994, 2003, 2012])
def test_people(people, gender, year):
    for seed in range(200):
        name = names.person_name(Random(seed), gender, year, people)
        assert 2 <= len(name) <= 4
        assert all(map(is_chinese, name))
        assert all(name_syllables(name))


def test_the_same_seed_gives_the_same_people(people):
    assert names.person_name(Random(7), "f", 1980, people) == names.person_name(Random(7), "f", 1980, people)


def test_surnames_are_spread_as_they_are(people):
    rng = Random(1)
    drawn = Counter(names.person_name(rng, "m", 1975, people)[0] for _ in range(5000))
    assert drawn.most_common(1)[0][0] in "王李张刘"
    assert 0.06 < drawn["王"] / 5000 < 0.11
    assert len(people["surnames"]) >= 100
    assert any(len(surname) == 2 for surname in people["surnames"])


def test_companies(people):
    rng = Random(1)
    drawn = {names.company_name(rng, people) for _ in range(500)}
    assert len(drawn) > 400
    assert all(name.endswith("公司") for name in drawn)


def test_phones_and_ids_are_valid(people, places):
    rng = Random(1)
    for _ in range(200):
        number = names.mobile(rng, people)
        assert phone(number) == number
        made = make_resident_id(names.area_code(rng, places), date(1970, 1, 1), rng.randrange(1000))
        assert resident_id(made, date(2026, 11, 24)).number == made


def test_addresses(places):
    rng = Random(1)
    known = {entry["name"] for entry in places["districts"]}
    for _ in range(300):
        home = names.address(rng, places)
        assert home.district in known
        assert home.line.startswith(f"长春市{home.district}")
    assert names.address(rng, places, "净月区").district == "净月区"


@pytest.mark.parametrize("age", [20, 22, 25, 35, 45, 59, 60, 80])
def test_work_fits_the_age(places, age):
    rng = Random(1)
    for _ in range(300):
        job = names.work(rng, age, places)
        assert job.employer
        assert (job.post == "退休") is (age >= 60)


def test_hobbies(places):
    assert 1 <= len(names.hobbies(Random(1), places).split("、")) <= 3
