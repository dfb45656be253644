"""How the portal calls a client, and by which hour."""

from __future__ import annotations

import pytest

from tests.ground import people


def test_it_works(visit, chengang):
    assert visit(chengang, language="zh").get("/me").heading == "陈先生，上午好"


@pytest.mark.parametrize(
    ("name", "values", "heading"),
    [
        ("刘芳", {"gender": "f"}, "刘女士，上午好"),
        ("欧阳文山", {"gender": "m"}, "欧阳先生，上午好"),
        ("吴涛", {"gender": ""}, "吴涛，上午好"),
        ("John Smith", {"gender": "m"}, "John Smith，上午好"),
        ("长春宏达汽车零部件有限公司", {"kind": "company", "gender": ""}, "长春宏达汽车零部件有限公司，上午好"),
    ],
)
def test_by_family_name_where_it_is_known(visit, app, name, values, heading):
    person = people.client("someone", name, **values)
    assert visit(person, language="zh").get("/me").heading == heading


def test_whoever_acts_for_a_company_is_greeted_himself(visit, app):
    company = people.client("hongda", "长春宏达汽车零部件有限公司", kind="company", gender="")
    people.Account.update(person_name="孙丽").where(people.Account.username == "hongda").execute()
    assert visit(company, language="zh").get("/me").heading == "孙丽，上午好"


def test_english_by_the_name_in_latin_letters(visit, app):
    assert visit(people.client("one", "陈刚", name_latin="Chen Gang")).get("/me").heading == "Good morning, Mr Chen"
    assert visit(people.client("two", "刘芳", gender="f")).get("/me").heading == "Good morning, 刘芳"


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ("05:00", "上午好"),
        ("11:00", "中午好"),
        ("13:59", "中午好"),
        ("14:00", "下午好"),
        ("18:00", "晚上好"),
        ("23:59", "晚上好"),
    ],
)
def test_by_the_banks_clock(visit, manager, at, hour, words):
    at(f"2026-11-24 {hour}")
    assert visit(manager, language="zh").get("/home").heading == f"王磊，{words}"
