"""Headings as people write them: how two are compared, and what that of a name says of who is listed under it."""

from __future__ import annotations

import re
import unicodedata

from portal.rules.shared.texts import clean_line

_UNIT = re.compile(r"\((元|万元|人民币|人民币元|rmb|cny|yuan|必填|选填|可选|可空|required|optional)\)")
_TEN_THOUSANDS = re.compile(r"万元|\(万\)")
PERSONS = frozenset(
    [
        "姓名",
        "客户姓名",
        "名字",
        "中文名",
        "持卡人",
        "持卡人姓名",
        "借款人姓名",
        "员工姓名",
        "职工姓名",
        "会员姓名",
        "贵宾姓名",
        "联系人姓名",
        "name",
        "full_name",
        "fullname",
    ]
)
COMPANIES = frozenset(
    [
        "企业名称",
        "公司名称",
        "单位名称",
        "企业全称",
        "公司全称",
        "单位全称",
        "机构名称",
        "组织名称",
        "公司",
        "单位",
        "company",
        "company_name",
        "companyname",
        "organisation",
        "organization",
    ]
)
CONTACT = frozenset({"联系人", "联系人姓名"})
"""Of a company this is whom one calls, not what it is called."""


def plain_name(name: str) -> str:
    """A column's or sheet's name as it is compared: no blanks, capitals or full-width letters, no star of a template,
    no unit or "required" in brackets, no colon at the end, no line between words."""
    text = "".join(unicodedata.normalize("NFKC", clean_line(name)).split()).casefold()
    return _UNIT.sub("", text).strip("*:：").replace("_", "").replace("-", "")


def in_ten_thousands(name: str) -> bool:
    """Does a heading say that its amounts are in 万元?"""
    return bool(_TEN_THOUSANDS.search(unicodedata.normalize("NFKC", name)))


def kind_told(name: str) -> str:
    """`individual`, `company`, or "" where the heading of a client's name leaves that open."""
    plain = plain_name(name)
    return "individual" if plain in PERSONS else "company" if plain in COMPANIES else ""


def settled(names: list[str], header: list[str]) -> list[str]:
    """The meanings of a client list's columns in each other's company: beside a person's name, that of a company is his
    employer; beside a company's, a contact is nobody who is listed.
    """
    places = [place for place, name in enumerate(names) if name == "name"]
    if len(places) < 2:
        return names
    plain = [plain_name(name) for name in header]
    found = [*names]
    persons = [place for place in places if plain[place] in PERSONS and plain[place] not in CONTACT]
    companies = [place for place in places if plain[place] in COMPANIES]
    main = (persons or companies or places)[0]
    for place in places:
        if place == main:
            continue
        if place in companies and main in persons and "employer" not in found:
            found[place] = "employer"
        elif plain[place] in CONTACT or (place in companies and main in persons):
            found[place] = header[place]
    return found
