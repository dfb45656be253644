"""Search terms of a client (DESIGN.md, "Search"): the same tokens serve SQLite's FTS5 (unicode61) and a PostgreSQL
text array.

A term is one token of [a-z0-9] and Chinese characters; its first letter says its kind:

`n` Chinese: every character and every pair of neighbours of the name (`n陈`, `n刚`, `n陈刚`), traditional forms as
simplified ones (`rules/finding/characters.py`); a longer query asks for all its pairs.
`p` letters: prefixes, up to 12 letters, of the whole pinyin, of the given name's pinyin, of each later syllable and of
each Latin word, and the initials (`pc` … `pchengang`, `pg` … `pgang`, `pcg`); a surname that has a reading of its own
(单 shan) is found by the usual one (dan), too. A query of letters asks for its first 12 (`cheng` asks for `pcheng`).
`d` digits: last four and the whole of the phone, the client number without zeros (`d1234`, `d13812341234`, `d123`).
`c` the client number (`c0000123`).

So each word of a query becomes exactly one term (a run of Chinese: its pairs), found by equality; nothing is matched
by LIKE.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from portal.rules.finding.characters import plain, token
from portal.rules.finding.pinyin import CHINESE, chinese_only, name_syllables, surname_length, syllables
from portal.rules.shared.codes import parse_client_number
from portal.rules.shared.remembering import remembered

LONGEST_PREFIX = 12
MOST_FOR_PERSON = 60
MOST_FOR_COMPANY = 120
MOST_FOR_DIGITS = 4
"""A number and a phone lead to no more."""
MOST_IN_QUERY = 12
KEY_LENGTH = 160

_PLACE = re.compile(
    r"^(吉林省|吉林市|长春市|长春|吉林|辽宁省|黑龙江省|沈阳市|沈阳|哈尔滨市|哈尔滨|北京市|北京|上海市|上海|天津市|天津|中国)"
)
_JOINERS = re.compile(r"(?<=\w)['’`·•・.\-‐-―](?=\w)|(?<=\w)['’`](?=\s|$)")
_UMLAUT = re.compile(r"(?<=[ln])(?:u:|[üǖǘǚǜ])|(?<=\b[ln])yu")
_RUN = re.compile(rf"(?P<n>[{CHINESE}]+)|[A-Za-z0-9]+")
_NOT_DIGIT = re.compile(r"\D")
_BARE = re.compile(r"[\x00-\x7f\u4e00-\u9fff]*")
"""Letters and characters that carry no accents."""
_PHONE_LIKE = re.compile(r"\+?[\d\s()-]{7,}", re.ASCII)


def fold(text: str) -> str:
    """Full-width to plain, small letters, accents off; ü (also `u:`, and `lyu`, `nyu` of passports) is `v` as
    keyboards type it.
    """
    text = unicodedata.normalize("NFKC", text or "").casefold()
    text = _UMLAUT.sub("v", text)
    if _BARE.fullmatch(text):
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """("n", Chinese run) and ("p" or "d", word) parts of folded text; a dot inside a name joins, everything else
    separates.
    """
    for found in _RUN.finditer(_JOINERS.sub("", text)):
        run = found[0]
        yield found.lastgroup or ("d" if run.isdigit() else "p"), run


@remembered(30_000)
def _prefixes(word: str, shortest: int = 1) -> tuple[str, ...]:
    """Given names and syllables return often."""
    return tuple([f"p{word[:length]}" for length in range(shortest, min(len(word), LONGEST_PREFIX) + 1)])


def _pairs(run: str) -> list[str]:
    run = plain(run)
    return [f"n{token(run[i : i + 2])}" for i in range(len(run) - 1)]


def _chinese(run: str) -> list[str]:
    return _pairs(run) + [f"n{token(character)}" for character in plain(run)]


def _person(run: str) -> list[str]:
    """Terms of a Chinese personal name, what matters most first."""
    read, family = name_syllables(run), surname_length(run)
    given = read[family:]
    terms = [*_chinese(run), *_prefixes("".join(read)), *_prefixes("".join(given))]
    terms += _prefixes(_initials(read), 2) + _prefixes(_initials(given), 2)
    for position in range(1, len(read)):
        if position != family:
            terms += _prefixes(read[position])
    usual = syllables(run[:family])
    if usual != read[:family]:
        terms += _prefixes("".join(usual + given)) + _prefixes(_initials(usual + given), 2)
    return terms


def _initials(read: list[str]) -> str:
    return "".join([word[:1] for word in read])


def _company(run: str) -> list[str]:
    """Terms of a Chinese company name: from its beginning, and from behind the place it begins with."""
    terms = _chinese(run)
    for part in dict.fromkeys((run, _PLACE.sub("", run))):
        read = syllables(part)
        terms += _prefixes("".join(read)) + _prefixes(_initials(read), 2)
    return terms


def digit_terms(number: str, phone: str) -> Iterator[str]:
    """The terms of a client number and a phone; either may be empty."""
    digits = _NOT_DIGIT.sub("", number or "")
    if digits:
        yield f"c{digits.zfill(7)}"
        yield f"d{digits.lstrip('0') or '0'}"
    national = _national(phone or "")
    if len(national) >= 4:
        yield f"d{national[-4:]}"
        yield f"d{national}"


def _national(phone: str) -> str:
    """Digits of a phone as people here dial them: without +86 and the leading zero of an area."""
    digits = _NOT_DIGIT.sub("", phone)
    if phone.lstrip().startswith(("+86", "0086")):
        digits = digits.removeprefix("00").removeprefix("86")
    return digits.lstrip("0")


def terms_of(
    name: str, latin: str = "", number: str = "", phone: str = "", *, company: bool = False, also: Iterable[str] = ()
) -> set[str]:
    """Every term a client is found by: at most 60 for a person, 120 for a company.

    `latin` is the name in Latin letters, `also` further names (a company's authorised persons are not among them).
    """
    most = MOST_FOR_COMPANY if company else MOST_FOR_PERSON
    return set(list(dict.fromkeys((*digit_terms(number, phone), *_of_names((name, latin, *also), company))))[:most])


@remembered(20_000, 400)
def _of_names(names: tuple[str, ...], company: bool) -> tuple[str, ...]:
    """Terms of the names, what matters most first; names return often among a million clients."""
    found: list[str] = []
    for index, text in enumerate(names):
        for kind, run in _runs(fold(text)):
            if kind == "n":
                found += _company(run) if company else _person(run) if index == 0 else _chinese(run)
            else:
                found += [f"d{run}"] if kind == "d" else _prefixes(run)
    return tuple(dict.fromkeys(found))


def query_terms(q: str) -> list[str]:
    """The terms that all must match for what was typed; [] when it holds nothing to search for (then nothing is
    found).
    """
    client = parse_client_number(q)
    if client:
        return [f"c{client[2:]}"]
    typed = unicodedata.normalize("NFKC", q or "").strip()
    if _PHONE_LIKE.fullmatch(typed):
        return _typed_digits(typed)
    terms: list[str] = []
    for kind, run in _runs(fold(q)):
        if kind == "n":
            terms += _pairs(run) or _chinese(run)
        else:
            terms += _typed_digits(run) if kind == "d" else [f"p{run[:LONGEST_PREFIX]}"]
    return list(dict.fromkeys(terms))[:MOST_IN_QUERY]


def _typed_digits(text: str) -> list[str]:
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) == 7 and digits.startswith("0"):
        return [f"c{digits}"]
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return [f"d{digits if len(digits) <= 4 else _national(text if text.startswith('+') else digits)}"]


def name_key(name: str, *, company: bool = False) -> str:
    """The key that sorts names as a Chinese register does: by pinyin syllable, same sounds by character, Latin names
    by letter.

    Compare it byte by byte (collation "C" in PostgreSQL). At most 160 characters.
    """
    folded = fold(name)
    chinese = chinese_only(folded)
    readings = iter(syllables(chinese) if company else name_syllables(chinese))
    words: list[str] = []
    for kind, run in _runs(folded):
        if kind == "n":
            words += [f"{next(readings) or '~'} {character}" for character in run]
        else:
            words.append(run)
    return " ".join(words)[:KEY_LENGTH].rstrip() or "~"
