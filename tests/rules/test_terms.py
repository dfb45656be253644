"""Search terms: what is typed finds who is meant, on SQLite's FTS5 and as an array of tokens."""

import re
import sqlite3

import pytest

from portal.rules.finding.pinyin import name_syllables
from portal.rules.finding.terms import MOST_FOR_COMPANY, MOST_FOR_PERSON, name_key, query_terms, terms_of

PEOPLE = {
    1: dict(name="陈刚", number="C-0000017", phone="+8613812341234"),
    2: dict(name="王小明", number="C-0000123", phone="+8613900000012"),
    3: dict(name="欧阳晓梅", number="C-0012345", phone="+8613512345678"),
    4: dict(name="单雄信", number="C-0000004", phone=""),
    5: dict(name="𠮷田", number="C-0000005", phone="+8643185901234"),
    6: dict(name="吕绿", number="C-0000006", phone="+8613700001111"),
    7: dict(name="John O'Neil", number="C-0000007", phone="+14155552671"),
    8: dict(name="买买提·艾力", number="C-0000008", phone=""),
    9: dict(name="长春宏达汽车零部件有限公司", latin="Hongda Auto Parts", number="C-0000009", phone="", company=True),
    10: dict(name="韩雨", number="C-0000010", phone=""),
    11: dict(name="劉㛃䶮", number="C-0000011", phone=""),
    12: dict(name="𬎆𰻞", number="C-0000012", phone=""),
    13: dict(name="鿍鿭", number="C-0000013", phone=""),
    14: dict(name="李 四"),
    15: dict(name="粘合重"),
    16: dict(name="薄一波"),
    17: dict(name="尉迟敬德"),
    18: dict(name="刘朝阳"),
    19: dict(name="阿依古丽•吐尔逊"),
    20: dict(name="扎西多吉"),
    21: dict(name="Łukasz Żółć"),
    22: dict(name="Jean-Luc Picard"),
    23: dict(name="Иван Петров"),
    24: dict(name="김철수"),
    25: dict(name="ヤマダ はなこ"),
    26: dict(name="一汽（长春）铸造有限公司", company=True),
    27: dict(name="Jürgen Lübeck"),
    28: dict(name="⻢\u200b强"),
    29: dict(name="محمد"),
    30: dict(name="单于丹"),
    31: dict(name="长春朝阳重工有限公司", company=True),
    32: dict(name="", phone="+862485901235"),
    33: dict(name="สมชาย"),
}


@pytest.fixture(scope="module")
def index():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE search USING fts5(terms, content='', detail=none, tokenize='unicode61')")
    for key, values in PEOPLE.items():
        database.execute("INSERT INTO search(rowid, terms) VALUES (?, ?)", (key, " ".join(terms_of(**values))))
    return database


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("陈刚", [1]),
        ("陳剛", [1]),
        ("陳", [1]),
        ("刚", [1]),
        ("剛", [1]),
        ("單雄", [4]),
        ("danxiong", [4]),
        ("shanxiong", [4]),
        ("dxx", [4]),
        ("歐陽", [3]),
        ("刘㛃", [11]),
        ("㛃䶮", [11]),
        ("䶮", [11]),
        ("liu", [11, 18]),
        ("𬎆", [12]),
        ("𰻞", [12]),
        ("𬎆𰻞", [12]),
        ("𰻞𬎆", []),
        ("鿭", [13]),
        ("鿍鿭", [13]),
        ("長春宏達", [9]),
        ("陈", [1]),
        ("cheng", [1]),
        ("chengang", [1]),
        ("ChenGang", [1]),
        ("chen gang", [1]),
        ("gang", [1, 13]),
        ("cg", [1]),
        ("陈gang", [1]),
        ("chenggang", []),
        ("1234", [1, 5]),
        ("13812341234", [1]),
        ("+86 138-1234-1234", [1]),
        ("c-17", [1]),
        ("17", [1]),
        ("王小明", [2]),
        ("小明", [2]),
        ("xiaoming", [2]),
        ("wang xiao ming", [2]),
        ("wxm", [2]),
        ("0012", [2]),
        ("0000123", [2]),
        ("欧阳", [3]),
        ("ouyang", [3]),
        ("xiaomei", [3]),
        ("oyxm", [3]),
        ("12345", [3]),
        ("shan", [4, 30]),
        ("dan", [4, 30]),
        ("𠮷", [5]),
        ("𠮷田", [5]),
        ("0431-85901234", [5]),
        ("lv", [6, 27]),
        ("lü", [6, 27]),
        ("LYU", [6, 27]),
        ("john", [7]),
        ("o'neil", [7]),
        ("oneil", [7]),
        ("ｊｏｈｎ", [7]),
        ("+1 415 555 2671", [7]),
        ("买买提", [8]),
        ("买买提·艾力", [8]),
        ("maimaiti", [8]),
        ("aili", [8]),
        ("mamat eli", [8]),
        ("买买提艾力", [8]),
        ("买买提•艾力", [8]),
        ("买买提 艾力", [8]),
        ("买买提.艾力", [8]),
        ("李四", [14]),
        ("李 四", [14]),
        ("李　四", [14]),
        ("lisi", [14]),
        ("nian", [15]),
        ("zhan", [15]),
        ("bo", [16]),
        ("baoyi", [16]),
        ("yuchi", [17]),
        ("weichi", [17]),
        ("liuchaoyang", [18]),
        ("liuzhaoyang", [18]),
        ("liu chaoyang", [18]),
        ("lzy", [18]),
        ("aygul", [19]),
        ("阿依古丽吐尔逊", [19]),
        ("tursun", [19]),
        ("tashi dorje", [20]),
        ("duoji", [20]),
        ("lukasz", [21]),
        ("ŁUKASZ", [21]),
        ("zolc", [21]),
        ("jean luc", [22]),
        ("jean-luc", [22]),
        ("jeanluc", [22]),
        ("Jean‐Luc Picard", [22]),
        ("иван", [23]),
        ("ПЕТРОВ", [23]),
        ("김철수", [24]),
        ("철수", [24]),
        ("やまだ", [25]),
        ("ﾔﾏﾀﾞ", [25]),
        ("はなこ", [25]),
        ("一汽长春铸造", [26]),
        ("一汽(长春)铸造", [26]),
        ("一汽铸造", [26]),
        ("lubeck", [27]),
        ("lübeck", [27]),
        ("luebeck", [27]),
        ("juergen", [27]),
        ("马强", [28]),
        ("maqiang", [28]),
        ("محمد", [29]),
        ("chanyu dan", [30]),
        ("shanyudan", [30]),
        ("changchunchaoyang", [31]),
        ("zhaoyangzhonggong", [31]),
        ("cyzg", [31]),
        ("85901234", [5]),
        ("85901235", [32]),
        ("024-85901235", [32]),
        ("สมชาย", [33]),
        ("o neil", [7]),
        ("宏达", [9]),
        ("hongda", [9]),
        ("changchunhongda", [9]),
        ("hdqc", [9]),
        ("长春宏达汽车零部件有限公司", [9]),
        ("auto parts", [9]),
        ("hanyu", [10]),
        ('"陈刚" OR *', []),
        ("刚陈", []),
        ("'; DROP TABLE search", []),
    ],
)
def test_finding(index, typed, found):
    match = " ".join(f'"{term}"' for term in query_terms(typed))
    rows = index.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (match,)).fetchall()
    assert [row[0] for row in rows] == found
    as_array = [key for key, values in PEOPLE.items() if set(query_terms(typed)) <= terms_of(**values)]
    assert as_array == found


@pytest.mark.parametrize("nothing", ["", "   ", "!!", "。，", "\x00", "🎉", None])
def test_nothing_to_search_for(nothing):
    assert query_terms(nothing) == []


def test_terms_are_plain_tokens_and_few():
    for values in PEOPLE.values():
        terms = terms_of(**values)
        assert all(re.fullmatch(r"[a-z0-9]*[^\W_a-z0-9]{0,12}[a-z0-9]*", term) for term in terms), terms
        assert len(terms) <= (MOST_FOR_COMPANY if values.get("company") else MOST_FOR_PERSON)
    assert len(terms_of("单朝盛乐长行", number="C-0000001", phone="+8613812341234")) == MOST_FOR_PERSON
    assert terms_of("") == set()
    assert len(query_terms("长 " * 500 + "春宏达汽车零部件有限公司吉林银行一汽支行")) <= 12


def test_terms_of_the_design():
    assert {"n陈刚", "n陈", "pchengang", "pcheng", "pcg", "d1234", "c0000017"} <= terms_of(**PEOPLE[1])


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("单田芳", "shan tian fang"),
        ("仇英", "qiu ying"),
        ("曾国藩", "zeng guo fan"),
        ("查良镛", "zha liang yong"),
        ("解缙", "xie jin"),
        ("区伟", "ou wei"),
        ("任重", "ren zhong"),
        ("朴志龙", "piao zhi long"),
        ("盖玉兰", "ge yu lan"),
        ("翟丽", "zhai li"),
        ("欧阳修", "ou yang xiu"),
        ("尉迟敬德", "yu chi jing de"),
        ("万俟卨", "mo qi xie"),
        ("单于丹", "chan yu dan"),
        ("长孙无忌", "zhang sun wu ji"),
        ("张单", "zhang dan"),
        ("欧阳", "ou yang"),
        ("粘罕", "nian han"),
        ("薄熙", "bo xi"),
        ("乜铭", "nie ming"),
        ("么志宏", "yao zhi hong"),
        ("炅旭", "gui xu"),
        ("司寇布", "si kou bu"),
    ],
)
def test_readings(name, read):
    assert " ".join(name_syllables(name)) == read


def test_register_order():
    names = ["张伟", "章安", "程安", "陈刚", "曾乐", "John Smith", "单雄信", "陈超", "𠮷田", "欧阳修"]
    ordered = sorted(names, key=lambda name: name_key(name).encode())
    assert ordered == ["陈超", "陈刚", "程安", "John Smith", "欧阳修", "单雄信", "曾乐", "张伟", "章安", "𠮷田"]


def test_keys_are_short_and_never_empty():
    assert name_key("") == "~"
    assert name_key("🎉") == "~"
    assert len(name_key("长春宏达汽车零部件有限公司" * 10, company=True)) <= 160
    assert name_key("长春宏达", company=True) == "chang 长 chun 春 hong 宏 da 达"


def test_characters_without_a_reading_keep_their_place():
    assert name_syllables("𠮷𠮷田") == ["", "", "tian"]
