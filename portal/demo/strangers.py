"""The clients whom nobody knows by name: drawn by the facts of DOMAIN.md, people and companies of Changchun."""

from __future__ import annotations

import calendar
from datetime import date

from portal.demo import wealth
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.rules.clients.identity import age_on, make_company_code, make_resident_id
from portal.rules.finding.pinyin import name_syllables, surname_length
from portal.rules.shared import names
from portal.rules.tiers.levels import average_of_last, last_complete_month, tier_for

YUAN = 100
TOP = ((6_200_000, 13_500_000, 5), (2_080_000, 5_600_000, 11), (1_030_000, 1_930_000, 99))
REST = ((505_000, 960_000, 20), (440_000, 492_000, 4), (52_000, 430_000, 48), (600, 9_600, 99))
KNOWN_COMPANY = "宏达"  # the demo company's word: no other bears it
CARRIERS = ("物流", "仓储", "运输")  # the others make things
CANDIDATES = 6  # whose months are good enough, and whom no list has named yet
GRANTED = 2  # a tier above their months, by hand
NEWCOMERS = 0.1


def draw(stage: Stage, known: list[Known]) -> list[Known]:
    """The generated clients, those who came lately last."""
    wanted = _amounts(stage, known)
    companies = round(stage.demo["shares"]["clients"] * stage.demo["shares"]["company"])
    every = max(1, len(wanted) // companies)
    taken: set[str] = {person.row["document"] for person in known} | {person.row["mobile"] for person in known}
    found = []
    for position, (fen, code) in enumerate(zip(wanted, _dealt(stage, len(wanted)), strict=True)):
        company = position % every == every // 2
        found.append((_company if company else _person)(stage, fen, code, taken))
    _give_tiers(stage, found)
    stage.rng.shuffle(found)
    return _arrive(stage, found)


def _dealt(stage: Stage, count: int) -> list[str]:
    """Branch codes by their weights, dealt in small decks: every branch has its share of the rich ones."""
    deck = [code for code, weight in stage.demo["branches"].items() for _ in range(max(1, round(weight / 5)))]
    found: list[str] = []
    while len(found) < count:
        found += stage.rng.sample(deck, len(deck))
    return found[:count]


def _amounts(stage: Stage, known: list[Known]) -> list[int]:
    """AUM of each, fen, so that the shares hold over all clients with the known ones, highest first."""
    shares, rng = stage.demo["shares"], stage.rng
    count, total = shares["clients"], shares["clients"] + len(known)
    top = round(total * shares["million"]) - sum(person.seed["aum_yuan"] > 1_000_000 for person in known)
    middle = round(total * shares["middle"]) - sum(10_000 <= person.seed["aum_yuan"] <= 50_000 for person in known)
    yuan = _banded(stage, TOP, top) + _banded(stage, REST, count - top - middle)
    yuan += [min(49_500, max(10_400, rng.lognormvariate(10.15, 0.42))) for _ in range(middle)]
    return sorted((round(amount * YUAN) for amount in yuan), reverse=True)


def _banded(stage: Stage, bands: tuple[tuple[int, int, int], ...], count: int) -> list[float]:
    found: list[float] = []
    for low, high, most in bands:
        for _ in range(min(most, count - len(found))):
            found.append(low + (high - low) * stage.rng.betavariate(1.2, 2.4))
    return found


def _months(stage: Stage, fen: int) -> dict[date, int]:
    falling = 44_000_000 <= fen < 50_000_000
    return wealth.months(stage, fen, growth=-0.02 if falling else None)


def _person(stage: Stage, fen: int, code: str, taken: set[str]) -> Known:
    rng, names_seed, places = stage.rng, stage.seeds["names"], stage.seeds["places"]
    gender = rng.choice("mf")
    rich = fen > 50_000_000
    birthday = _birthday(
        stage, round(min(79, max(34 if rich else 22, rng.gauss(53 if rich else 43, 11 if rich else 14))))
    )
    name = names.person_name(rng, gender, birthday.year, names_seed)
    work = names.work(rng, age_on(birthday, stage.today), places, 0.35 if code == "JY" else 0.78)
    home = names.address(rng, places, "净月区" if code == "JY" and rng.random() < 0.6 else None)
    mobile = _new(taken, lambda: names.mobile(rng, names_seed))
    document = _new(taken, lambda: _resident_id(stage, birthday, gender))
    row = {
        "kind": "individual",
        "name": name,
        "gender": gender,
        "birthday": birthday,
        "document_kind": "resident_id",
        "document": document,
        "mobile": mobile,
        "address": home.line,
        "district": home.district,
        "employer": work.employer,
        "plant": work.plant,
        "post": work.post,
        "hobbies": names.hobbies(rng, places),
        "preferred_channel": names.weighted(rng, stage.demo["persons"]["channels"]),
        "preferred_times": rng.choice(stage.demo["persons"]["hours"]),
        **spelt(name, mobile, rng.random() < 0.4, rng.random() < 0.6),
        "birthday_lunar": birthday.year < 1972 and rng.random() < 0.4,
        "do_not_call": rng.random() < 0.03,
    }
    return Known(row, code, code.partition("-")[0], months=_months(stage, fen))


def spelt(name: str, mobile: str, email: object, wechat: object) -> dict[str, str]:
    """The name in pinyin, and what people make of it: addresses for e-mail and WeChat where there are any."""
    latin, family = name_syllables(name), surname_length(name)
    short = latin[0] + "".join(part[:1] for part in latin[1:])
    return {
        "name_latin": f"{''.join(latin[:family]).capitalize()} {''.join(latin[family:]).capitalize()}".strip(),
        "email": f"{''.join(latin)}{mobile[-4:]}@mail.example" if email else "",
        "wechat": f"{short}_{mobile[-4:]}" if wechat else "",
    }


def _company(stage: Stage, fen: int, code: str, taken: set[str]) -> Known:
    rng, names_seed, places = stage.rng, stage.seeds["names"], stage.seeds["places"]
    while KNOWN_COMPANY in (name := _new(taken, lambda: names.company_name(rng, names_seed))):
        continue
    home = names.address(rng, places, rng.choice(("汽开区", "绿园区", "净月区" if code == "JY" else "汽开区")))
    road = rng.choice(next(entry["roads"] for entry in places["districts"] if entry["name"] == home.district))
    row = {
        "kind": "company",
        "name": name,
        "document_kind": "uscc",
        "document": _new(taken, lambda: make_company_code("220106", _organisation(stage))),
        "mobile": _new(taken, lambda: f"+864318{rng.choice('45')}{rng.randrange(10**6):06d}"),
        "address": f"长春市{home.district}{road}{rng.randint(100, 3900)}号",
        "district": home.district,
        "industry": "G" if any(word in name for word in CARRIERS) else "C",
        "business": next(trade for trade in names_seed["companies"]["trades"] if trade in name),
        "legal_representative": names.person_name(rng, rng.choice("mmf"), rng.randint(1958, 1985), names_seed),
        "preferred_channel": rng.choice(("phone", "email", "visit")),
        "preferred_times": rng.choice(stage.demo["companies"]["hours"]),
    }
    return Known(row, code, code.partition("-")[0], months=_months(stage, fen))


def _new(taken: set[str], make) -> str:  # type: ignore[no-untyped-def]
    """Something that nobody has yet."""
    while (found := make()) in taken:
        continue
    taken.add(found)
    return str(found)


def _birthday(stage: Stage, age: int) -> date:
    year, month = stage.today.year - age, stage.rng.randint(1, 12)
    return date(year, month, stage.rng.randint(1, calendar.monthrange(year, month)[1]))


def _resident_id(stage: Stage, birthday: date, gender: str) -> str:
    sequence = stage.rng.randrange(0, 500) * 2 + (gender == "m")
    return make_resident_id(names.area_code(stage.rng, stage.seeds["places"]), birthday, sequence)


def _organisation(stage: Stage) -> str:
    return "MA" + "".join(stage.rng.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))


def _give_tiers(stage: Stage, people: list[Known]) -> None:
    """Most whose average reaches a tier are in it; some wait for a list, some were granted one, some kept one (R1)."""
    last = last_complete_month(stage.today)
    ranked = sorted(people, key=lambda person: average_of_last(person.months, last), reverse=True)
    for person in ranked:
        person.row["tier"] = tier_for(average_of_last(person.months, last), stage.levels)
    vips = [person for person in ranked if person.is_vip]
    for person in [*vips[-CANDIDATES + 1 :], vips[len(vips) // 2]]:
        person.row["tier"] = "standard"
    granted = [person for person in vips if person.row["tier"] == "gold"][1 : 2 * GRANTED : 2]
    for person in granted:
        person.row["tier"] = "platinum"
    kept = [p for p in ranked if 44_000_000 <= average_of_last(p.months, last) < 50_000_000][:2]
    for person in kept:
        person.row["tier"] = "gold"
    for person in ranked:
        if person.is_vip:
            recent = clock.months_back(stage.today, stage.rng.randint(2, 30))
            wealth.climb(stage, person, recent)
    for person in granted:
        reason = stage.demo["reasons"]["tier_granted"]
        person.changes[-1] = (*person.changes[-1][:2], reason)


def _arrive(stage: Stage, people: list[Known]) -> list[Known]:
    """A tenth came after the others: their records were made one by one, until some days ago."""
    late = [person for person in people if not person.is_vip][: round(len(people) * NEWCOMERS)]
    days = sorted((stage.rng.randint(3, 360) for _ in late), reverse=True)
    for person, back in zip(late, days, strict=True):
        person.row["created_at"] = stage.moments.at_work(back)
    late.sort(key=lambda person: person.row["created_at"])
    chosen = {id(person) for person in late}
    return [person for person in people if id(person) not in chosen] + late
