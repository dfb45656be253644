"""The seeds hold together: references, both languages, valid numbers, lengths that the tables have room for."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from portal.rules import requests
from portal.rules.clients.identity import company_code, phone, resident_id
from portal.rules.events import plan as events
from portal.rules.tiers.levels import LevelRule, tier_for

SEEDS = Path(__file__).parents[2] / "seeds"
DATA = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in SEEDS.glob("*.toml")}
TIERS = [tier["code"] for tier in DATA["tiers"]["tiers"]]
BRANCHES = [branch["code"] for branch in DATA["branches"]["branches"]]
STAFF = {person["username"]: person for person in DATA["staff"]["staff"]}
CLIENTS = DATA["clients"]["clients"]
PERSONS = [person for client in CLIENTS for person in client.get("persons", [client])]
ROLES = {"manager", "adviser", "specialist", "coordinator", "branch_admin", "head_office", "auditor", "admin"}
DEMO = {
    "chengang",
    "zhoujie",
    "liufang",
    "wutao",
    "sunli",
    "zhoubin",
    "zhaolei",
    "wanglei",
    "lina",
    "qianfeng",
    "zhangmin",
    "hejun",
    "zhengyang",
    "sunyue",
    "zhaomin",
    "luwei",
    "machao",
    "zhangwei",
    "gaoyuan",
    "linxue",
    "admin",
}


def tables(value):
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from tables(part)
    elif isinstance(value, list):
        for part in value:
            yield from tables(part)


@pytest.mark.parametrize("name", sorted(DATA))
def test_both_languages(name):
    for table in tables(DATA[name]):
        for key, text in table.items():
            if key.endswith("_zh") and key != "family_zh":
                assert text.strip(), (name, key)
                assert table[f"{key[:-3]}_en"].strip(), (name, key)
        assert not any(key.endswith("_en") and f"{key[:-3]}_zh" not in table for key in table if key != "one_en")


@pytest.mark.parametrize(
    ("name", "list_name"),
    [("branches", "branches"), ("posts", "posts"), ("tiers", "tiers"), ("benefits", "benefits"), ("requests", "kinds"),
     ("requests", "categories"), ("events", "kinds")],
)  # fmt: skip
def test_codes_are_unique(name, list_name):
    codes = [entry["code"] for entry in DATA[name][list_name]]
    assert len(codes) == len(set(codes))
    assert all(len(code) <= 24 for code in codes)


def test_the_tree():
    for index, branch in enumerate(DATA["branches"]["branches"]):
        assert ("parent" not in branch) == (index == 0)
        assert index == 0 or branch["parent"] in BRANCHES[:index]
        assert branch["kind"] in ("head_office", "branch", "sub_branch", "outlet")
    assert BRANCHES == ["JLB", "CC", "FAW", "FAW-1", "FAW-2", "FAW-3", "JY"]


def test_the_demo_people_are_all_here():
    listed = [name for name, person in STAFF.items() if person["demo"]]
    assert sorted([*listed, *(person["username"] for person in PERSONS)]) == sorted(DEMO)
    for person in [*PERSONS, *(STAFF[name] for name in listed)]:
        assert len(person["try_zh"]) <= 160
        assert len(person["try_en"]) <= 240


def test_staff():
    posts = {post["code"] for post in DATA["posts"]["posts"]}
    for person in STAFF.values():
        assert person["branch"] in BRANCHES
        assert person["post"] in posts
        assert set(person["roles"]) <= ROLES
        assert phone(person["mobile"])
        assert re.fullmatch(r"[a-z]+@jlbank\.example", person["email"])
    mobiles = [person["mobile"] for person in [*STAFF.values(), *PERSONS]]
    assert len(mobiles) == len(set(mobiles))


def test_clients():
    levels = [LevelRule(tier["code"], tier["rank"], tier["threshold_yuan"] * 100) for tier in DATA["tiers"]["tiers"]]
    for client in CLIENTS:
        assert client["branch"] in BRANCHES
        assert tier_for(client["average_yuan"] * 100, levels) == client["tier"]
        assert set(client["classes"]) <= {"liability", "asset", "intermediary"}
        team = client["team"]
        roles = {
            "manager": [team.get("manager")],
            "adviser": [team.get("adviser")],
            "specialist": team.get("specialists", []),
        }
        for role, names in roles.items():
            assert all(role in STAFF[name]["roles"] for name in names if name)
        assert bool(team) is (client["tier"] != "standard")
        if client["kind"] == "company":
            assert company_code(client["document"]) == client["document"]
    for person in PERSONS:
        read = resident_id(person["document"], date(2026, 1, 1))
        assert (read.birthday, read.gender) == (person["birthday"], person["gender"])
        assert phone(person["mobile"])


def test_districts_of_clients_are_known():
    known = {district["name"] for district in DATA["places"]["districts"]}
    assert {client["district"] for client in CLIENTS} <= known


def test_benefits_grow_with_the_tier():
    for benefit in DATA["benefits"]["benefits"]:
        assert benefit["unit"] in DATA["benefits"]["units"]
        assert set(benefit["yearly"]) <= set(TIERS)
        counts = [float("inf") if n == "unlimited" else n for n in (benefit["yearly"].get(tier) for tier in TIERS) if n]
        assert counts or benefit.get("kind") == "points"
        assert counts == sorted(set(counts))
        assert len(benefit["words_zh"]) <= 240
        assert len(benefit["words_en"]) <= 360


def test_categories_and_threads():
    categories = {category["code"]: category for category in DATA["requests"]["categories"]}
    assert [kind["code"] for kind in DATA["requests"]["kinds"]] == list(requests.KINDS)
    assert all(category["hours"] > 0 for category in categories.values())
    for thread in DATA["threads"]["threads"]:
        assert thread["kind"] in requests.KINDS
        assert thread["category"] in categories
        assert len(thread["subject"]) <= 40
        assert {entry["by"] for entry in thread["entries"]} <= {"reply", "ask", "answer", "note"}
        assert len(thread["root_cause"]) <= 200
        assert 1 <= thread["score"] <= 5
    assert {thread["category"] for thread in DATA["threads"]["threads"]} == set(categories)


def test_events():
    assert [kind["code"] for kind in DATA["events"]["kinds"]] == list(events.KINDS)
    plans = DATA["events"]["events"]
    assert len([plan for plan in plans if plan["day"] < 0]) == 2
    assert len([plan for plan in plans if plan["day"] > 0]) == 3
    for plan in plans:
        assert plan["branch"] in BRANCHES
        assert plan["kind"] in events.KINDS
        assert plan["state"] in events.STATES
        assert (plan["state"] == "held") is (plan["day"] < 0)
        assert plan["begins"] < plan["ends"]
        assert set(plan["tiers"]) <= set(TIERS)
        assert "coordinator" in STAFF[plan["coordinator"]]["roles"]
        approves = "head_office" if plan["budget_yuan"] > 20_000 else "branch_admin"
        assert approves in STAFF[plan["approver"]]["roles"]
        assert 0 <= plan["guests_per_client"] < plan["capacity"]


def test_contacts():
    channels = {"visit", "phone", "branch", "wechat", "sms", "email", "portal"}
    assert set(DATA["contacts"]["summaries"]) == channels
    assert sum(map(len, DATA["contacts"]["summaries"].values())) >= 40
    assert set(DATA["contacts"]["days"]) == set(TIERS)


def test_no_filler():
    for path in SEEDS.rglob("*.toml"):
        assert not re.search(r"lorem|todo|xxx|test\d|\ufffd", path.read_text("utf-8"), re.IGNORECASE), path.name
