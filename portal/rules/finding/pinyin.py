"""Pinyin of names: surnames are read as surnames (单 shan, 仇 qiu, 曾 zeng), the rest as usual; ü is `v`."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

from portal.rules.finding.characters import plain
from portal.rules.shared.remembering import remembered

# Family names that are read differently than the character alone, or that a word list may mistake.
_SURNAME_WORDS = """
单shan 仇qiu 曾zeng 查zha 解xie 区ou 任ren 华hua 朴piao 盖ge 翟zhai 召shao 宓mi 尹yin 冼xian 员yun 祭zhai 佴nai
隗wei 乐yue 黑he 缪miao 牟mu 秘bi 谌chen 车che 燕yan 纪ji 葛ge 阚kan 洗xian 覃qin 种chong 重chong 折she 都du 晁chao
哈ha 能nai 逄pang 适kuo 句gou 阿a 褚chu 应ying 宁ning 那na 角jue 过guo 幺yao 万wan 郇xun 眭sui 贾jia 沈shen 石shi
柏bai 俞yu 殷yin 强qiang 相xiang 曲qu 邸di 郗xi 呙guo 不fou 繁po 盛sheng 撒sa 余yu 尉wei 行xing 尺chi 六lu 大da 卜bu
卞bian 长zhang 藏zang 景jing
"""
_COMPOUND_WORDS = """
欧阳ou.yang 上官shang.guan 司马si.ma 司徒si.tu 诸葛zhu.ge 皇甫huang.fu 尉迟yu.chi 长孙zhang.sun 慕容mu.rong
夏侯xia.hou 令狐ling.hu 宇文yu.wen 轩辕xuan.yuan 端木duan.mu 公孙gong.sun 东方dong.fang 独孤du.gu 南宫nan.gong
万俟mo.qi 澹台tan.tai 呼延hu.yan 单于chan.yu 申屠shen.tu 淳于chun.yu 完颜wan.yan 纳兰na.lan 赫连he.lian 西门xi.men
东郭dong.guo 钟离zhong.li 闻人wen.ren 第五di.wu 鲜于xian.yu 闾丘lv.qiu 太叔tai.shu 公冶gong.ye 宗政zong.zheng
濮阳pu.yang 仲孙zhong.sun 乐正yue.zheng 亓官qi.guan 司空si.kong
"""
_SURNAMES = {word[0]: word[1:] for word in _SURNAME_WORDS.split()}
_COMPOUND = {word[:2]: word[2:].split(".") for word in _COMPOUND_WORDS.split()}
_RANGES = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FA1F),
    (0x30000, 0x3347F),
)
CHINESE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
"""The Chinese characters, rare ones of the upper planes included, as a class of a regular expression."""
_OTHERS = re.compile(f"[^{CHINESE}]+")


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one, rare ones of the upper planes included."""
    if "\u4e00" <= character <= "\u9fff":
        return True
    return character > "\u3006" and any(first <= ord(character) <= last for first, last in _RANGES)


def chinese_only(text: str) -> str:
    """The Chinese characters of a text."""
    return _OTHERS.sub("", text)


def surname_length(name: str) -> int:
    """How many characters of a Chinese name are the family name (欧阳 etc. two)."""
    return 2 if plain(name[:2]) in _COMPOUND and len(name) > 2 else min(1, len(name))


def syllables(text: str) -> list[str]:
    """The reading of each Chinese character of `text`, in its context; "" for a character without a known one."""
    return list(_read(text))


@remembered(50_000)
def _read(text: str) -> tuple[str, ...]:
    """Given names and words of companies return often; a lookup costs 60 µs."""
    characters = chinese_only(text)
    readings: list[str] = []
    for reading in lazy_pinyin(characters):  # a run without readings comes back as it is
        readings += [reading] if reading.isascii() else [""] * len(reading)
    return tuple(readings)


def name_syllables(name: str) -> list[str]:
    """The reading of each character of a person's Chinese name, the family name read as one."""
    return list(_read_name(name))


@remembered(20_000)
def _read_name(name: str) -> tuple[str, ...]:
    characters = chinese_only(name)
    length = surname_length(characters)
    family, given = plain(characters[:length]), characters[length:]
    if length == 2:
        return (*_COMPOUND[family], *_read(given))
    readings = (_SURNAMES[family],) if family in _SURNAMES else _read(family)
    return (*readings, *_read(given))
