"""What is measured: who looks at which page. `{…}` are filled with clients of the database at hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A page; `ratio` says whether DESIGN's ratio is asked of it."""

    name: str
    who: str
    address: str
    ratio: bool = True


PAGES = [
    Measured("client list, whole branch", "zhaomin", "/clients"),
    Measured("client list, second page", "zhaomin", "/clients?after={after}"),
    Measured("client list, whole bank", "gaoyuan", "/clients"),
    Measured("· order: name", "zhaomin", "/clients?order=name"),
    Measured("· order: due", "zhaomin", "/clients?order=due"),
    Measured("· branch", "luwei", "/clients?branch=JY"),
    Measured("· tier", "zhaomin", "/clients?tier=gold"),
    Measured("· kind", "zhaomin", "/clients?kind=company"),
    Measured("· class", "zhaomin", "/clients?class=asset"),
    Measured("· district", "zhaomin", "/clients?district=汽开区"),
    Measured("· manager", "zhaomin", "/clients?manager=wanglei"),
    Measured("· adviser", "zhaomin", "/clients?adviser=lina"),
    Measured("· team incomplete", "zhaomin", "/clients?team=incomplete"),
    Measured("· industry", "zhaomin", "/clients?industry=C"),
    Measured("· employer", "zhaomin", "/clients?employer=一汽解放"),
    Measured("· AUM from, to", "zhaomin", "/clients?aum_from=1000000&aum_to=2000000"),
    Measured("· change over 3 months", "zhaomin", "/clients?change=falling"),
    Measured("· birthday in 7 days", "zhaomin", "/clients?birthday=7"),
    Measured("· last contact over 90 days", "zhaomin", "/clients?last_contact=90"),
    Measured("· holds a fund", "zhaomin", "/clients?holds=fund"),
    Measured("· lacks a card", "zhaomin", "/clients?lacks=card"),
    Measured("· record under 60 %", "zhaomin", "/clients?complete_below=60"),
    Measured("· candidates for a list", "zhaomin", "/clients?list_status=candidate"),
    Measured("· three together", "zhaomin", "/clients?tier=gold&kind=individual&class=asset"),
    Measured("· matches nothing", "zhaomin", "/clients?tier=diamond&kind=company&district=九台区&class=liability"),
    Measured("· matches all", "zhaomin", "/clients?tier=standard&tier=vip"),
    Measured("search: two characters", "zhaomin", "/clients?q=建国"),
    Measured("search: pinyin", "zhaomin", "/clients?q=chengang"),
    Measured("search: last four digits", "zhaomin", "/clients?q={digits}"),
    Measured("search: one character", "zhaomin", "/clients?q=王", ratio=False),
    Measured("search box: two characters", "zhaomin", "/search?q=建国"),
    Measured("client page, average", "zhaomin", "/clients/{average}"),
    Measured("client page, 5,000 movements", "zhaomin", "/clients/{heavy}"),
    Measured("client page, timeline", "zhaomin", "/clients/{heavy}/history"),
    Measured("saved filters with counts", "zhaomin", "/clients/filters"),
    Measured("tiers", "gaoyuan", "/tiers"),
    Measured("quality", "zhaomin", "/quality"),
    Measured("member home", "chengang", "/me"),
    Measured("staff home, manager", "wanglei", "/home"),
    Measured("staff home, branch admin", "zhaomin", "/home"),
    Measured("staff home, head office", "gaoyuan", "/home"),
    Measured("contacts due, mine", "lina", "/contacts"),
    Measured("contacts due, branch", "zhaomin", "/contacts"),
    Measured("contacts due, by district", "zhaomin", "/contacts?by=district"),
    Measured("teams", "zhaomin", "/teams"),
    Measured("teams, whole bank", "gaoyuan", "/teams"),
    Measured("follow-up calls, mine", "lina", "/contacts/follow-ups"),
    Measured("follow-up calls, branch", "zhaomin", "/contacts/follow-ups"),
    Measured("requests", "wanglei", "/requests"),
    Measured("requests, whole bank", "gaoyuan", "/requests"),
]
