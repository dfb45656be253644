"""Documents that a Chinese branch meets, with their check digits; phones as people write them into one cell."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.clients.documents import kind_by_number, likely_kind, read_document
from portal.rules.clients.identity import company_code
from portal.rules.clients.phones import Phone, phones_in

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("kind", "number", "birthday"),
    [
        ("hmt_residence", "810000199003151237", date(1990, 3, 15)), ("hmt_residence", "820000199003151239", date(1990, 3, 15)),
        ("hmt_residence", "830000199003151230", date(1990, 3, 15)),
        ("foreign_resident", "911156198005010128", date(1980, 5, 1)), ("foreign_resident", "USA110080050101", None),
        ("military_id", "军字第2001988号", None), ("passport", "E12345678", None), ("hk_macao_permit", "H12345678", None),
    ],
)  # fmt: skip
def test_a_document_tells_its_kind_and_is_checked(kind, number, birthday):
    assert likely_kind(number, "individual") == kind
    assert read_document(kind, number, TODAY).birthday == birthday
    assert kind_by_number("", number) == "individual"


@pytest.mark.parametrize(
    ("kind", "number"),
    [("household_book", "220104201907082467"), ("temporary_id", "220106196805060012"), ("household_book", "220104203007082466"),
     ("foreign_resident", "USA110080130101"), ("hmt_residence", "820000199013151239"), ("hmt_residence", "810000199003151236"), ("hmt_residence", "840000199003151237"), ("foreign_resident", "911156198005010127"),
     ("military_id", "军字"), ("household_book", "123")],
)  # fmt: skip
def test_a_wrong_digit_is_refused(kind, number):
    with pytest.raises(ValueError):
        read_document(kind, number, TODAY)


@pytest.mark.parametrize(
    ("kind", "number"),
    [("temporary_id", "220106196805060011"), ("household_book", "220104201907082466"), ("household_book", "2201 0420 1907 0824 66")],
)  # fmt: skip
def test_papers_that_carry_the_number_of_the_resident_id(kind, number):
    """Which of them it was is told by its kind, not by the number."""
    read = read_document(kind, number, TODAY)
    assert (read.kind, read.number) == (kind, number.replace(" ", "")) and read.birthday and read.gender
    assert likely_kind(number, "individual") == "resident_id" and kind_by_number(kind, number) == "individual"


ORGANISATIONS = {
    "机关": "11220106MF1234567J", "事业单位": "12220106MF1235678G", "群众团体": "13220106MF1236789E", "编办登记的其他机构": "19220106MF1237900A",
    "外国常驻新闻机构": "21220106MF1239011H", "律师事务所": "31220106MF12401221", "公证处": "32220106MF1241233Y", "基层法律服务所": "33220106MF1242344W",
    "司法鉴定机构": "34220106MF1243455T", "仲裁委员会": "35220106MF1244566Q", "外国在华文化中心": "41220106MF12456775", "社会团体": "51220106MF12467885",
    "民办非企业单位": "52220106MF12478993", "基金会": "53220106MF1249010W", "村民委员会": "54220106MF1250121A", "居民委员会": "55220106MF12512328",
    "民政登记的其他组织": "59220106MF1252343W", "外国旅游部门代表机构": "61220106MF1253454M", "宗教活动场所": "71220106MF1255676N", "宗教院校": "72220106MF1256787L",
    "基层工会": "81220106MF1257898P", "企业": "91220106MF1259009H", "个体工商户": "92220106MF12601201", "农民专业合作社": "93220106MF1261231Y",
    "军队事业单位": "A1220106MF12623425", "组级集体经济组织": "N1220106MF1263453R", "村级集体经济组织": "N2220106MF1264564P",
    "乡镇级集体经济组织": "N3220106MF1265675M", "其他机关登记的组织": "Y1220106MF1266786L", "北京的一家公司": "91110000600037341L",
}  # fmt: skip
"""An organisation of every department that registers and every kind; the check characters are those that python-stdnum
reckons."""


@pytest.mark.parametrize("what", ORGANISATIONS)
def test_every_organisation_that_a_town_has(what):
    code = ORGANISATIONS[what]
    assert read_document("uscc", code.lower(), TODAY).number == code
    assert kind_by_number("", code) == "company" and likely_kind(code, "company") == "uscc"
    wrong = next(letter for letter in "0123456789ABCDEFGHJKLMNPQRTUWXY" if letter != code[-1])
    for bad in (
        code[:17] + wrong,
        code[:16] + code[17],
        "B" + code[1:],
        code[0] + "0" + code[2:],
        code[:8] + "I" + code[9:],
    ):
        with pytest.raises(ValueError):
            read_document("uscc", bad, TODAY)


@pytest.mark.parametrize("code", ["N2220106MF1234567R", "n2220106-mf123456-7r"])
def test_codes_of_every_department_by_the_published_check_digit(code):
    assert company_code(code) == "N2220106MF1234567R"
    assert kind_by_number("", "N2220106MF1234567R") == "company"
    with pytest.raises(ValueError):
        company_code("N2220106MF1234567T")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0431-85901234转8001", [("+8643185901234", "8001")]),
        ("13804310011/13904310012", [("+8613804310011", ""), ("+8613904310012", "")]),
        ("0431-85901234/85905678", [("+8643185901234", ""), ("+8643185905678", "")]),
        ("138 0431 0011", [("+8613804310011", "")]),
        ("(0431)85901234-8001", [("+8643185901234", "8001")]),
    ],
)
def test_phones_in_one_cell(cell, numbers):
    assert phones_in(cell) == [Phone(*one) for one in numbers]
