"""Whether two records look like one: a table of examples."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.quality.duplicates import WEIGHTS, Facts, company_core, compare, sounds, tail

BORN, LATER = date(1978, 5, 6), date(1981, 2, 3)
ME = Facts(
    name="陈刚",
    latin="Chen Gang",
    birthday=BORN,
    mobile="+8613804311234",
    document_kind="resident_id",
    document_hmac="x",
    employer="一汽解放",
)


def person(**values):
    return Facts(**{"name": "", **values})


EXAMPLES = [
    (
        "the same document, whatever else is written",
        person(name="陈钢", document_kind="resident_id", document_hmac="x"),
        "document",
        "certain",
    ),
    (
        "the same document, and another birthday",
        person(name="陈刚", birthday=LATER, document_hmac="x", document_kind="resident_id"),
        "document",
        "certain",
    ),
    ("name and phone", person(name="陈刚", mobile="+8613804311234"), "name_phone", "certain"),
    ("a homophone at the same phone", person(name="陈钢", mobile="+8613804311234"), "sound_phone", "likely"),
    ("name and birthday", person(name="陈刚", birthday=BORN), "name_birthday", "likely"),
    ("spaces in a name do not matter", person(name="陈 刚", birthday=BORN), "name_birthday", "likely"),
    ("blanks of any kind in a name do not matter", person(name="陈　刚", birthday=BORN), "name_birthday", "likely"),
    ("nor do its older characters", person(name="陳剛", birthday=BORN), "name_birthday", "likely"),
    ("a homophone of the same birthday", person(name="陈钢", birthday=BORN), "sound_birthday", "likely"),
    ("z and zh, n and ng are mixed up", person(name="程刚", birthday=BORN), "sound_birthday", "likely"),
    ("written in Latin letters", person(name="CHEN GANG", birthday=BORN), "sound_birthday", "likely"),
    ("in Latin letters, the given name first", person(name="Gang Chen", birthday=BORN), "sound_birthday", "likely"),
    ("name and the end of the phone", person(name="陈刚", mobile="+8615904311234"), "name_phone_tail", "likely"),
    (
        "a homophone and the end of the phone",
        person(name="陈钢", mobile="+8615904311234"),
        "sound_phone_tail",
        "possible",
    ),
    ("name and employer", person(name="陈刚", employer="一汽解放"), "name_employer", "possible"),
    ("a homophone at the same employer", person(name="陈钢", employer="一汽解放"), "sound_employer", "possible"),
    ("the phone alone: a family shares it", person(name="赵蕾", mobile="+8613804311234"), "phone", "possible"),
    ("the phone alone, before a name is typed", person(mobile="+8613804311234"), "phone", "possible"),
]
NOTHING = [
    ("nothing is known", Facts()),
    ("the name alone", person(name="陈刚")),
    ("the birthday alone", person(name="王磊", birthday=BORN)),
    ("the end of the phone alone", person(name="王磊", mobile="+8615904311234")),
    ("the employer alone", person(name="王磊", employer="一汽解放")),
    ("another document of the same kind", person(name="陈刚", birthday=BORN, mobile="+8613804311234", document_kind="resident_id", document_hmac="y")),
    ("another birthday: father and son", person(name="陈刚", birthday=LATER, mobile="+8613804311234")),
    ("a company", Facts(kind="company", name="陈刚", mobile="+8613804311234")),
    ("a name that only has the same letters", person(name="昌耕", birthday=BORN)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "other", "reason", "strength"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_these_look_like_one(why, other, reason, strength):
    for match in (compare(ME, other), compare(other, ME)):
        assert match and match.reasons[0] == reason and match.strength == strength, match


@pytest.mark.parametrize(("why", "other"), NOTHING, ids=[row[0] for row in NOTHING])
def test_these_do_not(why, other):
    assert compare(ME, other) is None and compare(other, ME) is None


def test_a_second_document_of_another_kind_says_nothing_against_it():
    match = compare(ME, person(name="陈刚", birthday=BORN, document_kind="passport", document_hmac="p"))
    assert match and match.strength == "likely"


def test_more_reasons_make_it_surer_and_never_over_a_hundred():
    two = compare(ME, person(name="陈刚", birthday=BORN, employer="一汽解放"))
    all_ = compare(ME, ME)
    assert two and two.score == WEIGHTS["name_birthday"] + 5 and two.reasons == ("name_birthday", "name_employer")
    assert all_ and all_.score == 100 and all_.reasons[0] == "document"


COMPANIES = [
    ("长春宏达汽车零部件有限公司", "长春市宏达汽车零部件有限责任公司", True),
    ("长春宏达汽车零部件有限公司", "长春 宏达汽车零部件 有限公司", True),
    ("吉林（长春）鑫源机械有限公司", "吉林(长春)鑫源机械有限公司", True),
    ("Hongda Auto Parts Co., Ltd.", "HONGDA AUTO PARTS Co.,Ltd", True),
    ("长春宏达汽车零部件有限公司", "长春宏达模具有限公司", False),
    ("长春有限公司", "吉林有限公司", False),
]


@pytest.mark.parametrize(("one", "other", "same"), COMPANIES)
def test_companies_by_their_name(one, other, same):
    match = compare(Facts(kind="company", name=one), Facts(kind="company", name=other))
    assert (match is not None) is same, (company_core(one), company_core(other))


def test_companies_by_their_code_and_phone():
    one = Facts(kind="company", name="长春宏达", document_kind="uscc", document_hmac="u", mobile="+8643185900000")
    code = compare(one, Facts(kind="company", name="宏达集团", document_kind="uscc", document_hmac="u"))
    desk = compare(one, Facts(kind="company", name="鑫源机械", mobile="+8643185900000"))
    assert code and code.strength == "certain" and desk and desk.reasons == ("phone",)


def test_sounds_and_tails():
    assert sounds("吕志强") & sounds("Lü Zhiqiang") and sounds("欧阳震华") & sounds("Zhenhua Ouyang")
    assert not sounds("") and not sounds("123") and tail("+8613804311234") == "1234" and tail("110") == ""


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("买买提·艾力", "买买提艾力", "name_birthday"),
        ("买买提·艾力", "Mamat Eli", "sound_birthday"),
        ("刘朝阳", "Liu Chaoyang", "sound_birthday"),
        ("刘朝阳", "LIU ZHAOYANG", "sound_birthday"),
        ("Łukasz Żółć", "Lukasz Zolc", "name_birthday"),
        ("Jean-Luc Picard", "JEAN LUC PICARD", "name_birthday"),
        ("Иван Петров", "Петров Иван", "sound_birthday"),
    ],
)
def test_names_are_compared_as_they_are_found(one, other, reason):
    match = compare(person(name=one, birthday=BORN), person(name=other, birthday=BORN))
    assert match and match.reasons == (reason,)


def test_brackets_in_a_company_do_not_matter():
    one, other = (Facts(kind="company", name=name) for name in ("宏达（长春）铸造有限公司", "宏达长春铸造有限责任公司"))
    match = compare(one, other)
    assert match and match.reasons == ("company_name",)


def test_signs_alone_are_no_name():
    assert compare(person(name="🎉", birthday=BORN), person(name="？", birthday=BORN)) is None
