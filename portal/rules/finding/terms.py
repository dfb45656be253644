"""Search terms of a client (DESIGN.md, "Search"): the same tokens serve SQLite's FTS5 (unicode61) and a PostgreSQL
text array.

A term is one token; its first letter says its kind:

`n` Chinese, kana, Hangul: every character and every pair of neighbours of the name (`n陈`, `n刚`, `n陈刚`), whatever
blanks, dots or brackets stand between them, traditional forms as simplified ones (`rules/finding/characters.py`); a
longer query asks for all its pairs.
`p` letters: prefixes, up to 12 letters, of the whole pinyin, of the given name's pinyin, of each later syllable, of
each part of a name with dots and of each word in letters, and the initials (`pc` … `pchengang`, `pg` … `pgang`,
`pcg`); so for every common reading (刘朝阳), and for the usual spelling of a minority's name. A query of letters asks
for its first 12 (`cheng` asks for `pcheng`).
`d` digits: last four and the whole of the phone, a landline also without its area code, the client number without
zeros (`d1234`, `d13812341234`, `d85901234`, `d123`).
`c` the client number (`c0000123`).

So each word of a query becomes exactly one term (a run of Chinese: its pairs), found by equality; nothing is matched
by LIKE.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from portal.rules.finding.characters import plain, token
from portal.rules.finding.folding import fold, parts_of, runs, together, transliterated, unbracketed
from portal.rules.finding.pinyin import (
    OTHERS,
    chinese_only,
    name_readings,
    name_syllables,
    readings,
    surname_length,
    syllables,
)
from portal.rules.finding.usual import known_pieces, later_spellings, usual_spellings
from portal.rules.shared.codes import parse_client_number
from portal.rules.shared.remembering import remembered

LONGEST_PREFIX = 12
MOST_FOR_PERSON = 100
MOST_FOR_COMPANY = 160
MOST_FOR_DIGITS = 5
"""A number and a phone lead to no more."""
MOST_IN_QUERY = 12
KEY_LENGTH = 160

_PLACE = re.compile(
    r"^(吉林省|吉林市|长春市|长春|吉林|辽宁省|黑龙江省|沈阳市|沈阳|哈尔滨市|哈尔滨|北京市|北京|上海市|上海|天津市|天津|中国)"
)
_NOT_DIGIT = re.compile(r"\D")
_PHONE_LIKE = re.compile(r"\+?[\d\s()-]{7,}", re.ASCII)
_EXTENSION = re.compile(r"(?:;ext=|转|ext\.?|x|#).*$", re.IGNORECASE)
_NO_AREA = re.compile(r"1[3-9]|[48]00|9[5-6]")
"""Mobile phones and numbers of services have no area code."""


@remembered(30_000)
def _prefixes(word: str, shortest: int = 1) -> tuple[str, ...]:
    """Given names and syllables return often."""
    return tuple([f"p{token(word[:length])}" for length in range(shortest, min(len(word), LONGEST_PREFIX) + 1)])


def _pairs(run: str) -> list[str]:
    run = plain(run)
    return [f"n{token(run[i : i + 2])}" for i in range(len(run) - 1)]


def _characters(run: str) -> list[str]:
    return _pairs(run) + [f"n{token(character)}" for character in plain(run)]


def _person(run: str) -> list[str]:
    """Terms of a Chinese personal name, what matters most first."""
    family = surname_length(run)
    terms = _characters(run)
    for read in name_readings(run):
        given = read[family:]
        terms += [*_prefixes("".join(read)), *_prefixes("".join(given))]
        terms += _prefixes(_initials(read), 2) + _prefixes(_initials(given), 2)
        for position in range(1, len(read)):
            if position != family:
                terms += _prefixes(read[position])
        if len(read) > 3 and family == 1:  # 陈王小明 by xiaoming
            terms += _prefixes("".join(read[2:]))
    return terms + _usual(run)


def _usual(name: str) -> list[str]:
    """Terms of a minority's name as it is usually spelt (扎西多吉 tashi dorje), and its later parts in pinyin."""
    later = ["".join(syllables(piece)) for piece in known_pieces(name)[1:] if len(piece) > 1]
    return [term for spelt in (*usual_spellings(name), *later_spellings(name), *later) for term in _prefixes(spelt)]


def _initials(read: Sequence[str]) -> str:
    return "".join([word[:1] for word in read])


def _parts(folded: str) -> list[str]:
    """Terms of the parts of a name with dots (买买提·艾力): each by its pinyin and its usual spelling."""
    terms: list[str] = []
    for part in parts_of(folded):
        for read in readings(part):
            terms += _prefixes("".join(read))
        terms += _usual(part)
    return terms


def _company(run: str) -> list[str]:
    """Terms of a Chinese company name: from its beginning, and from behind the place it begins with."""
    terms = _characters(run)
    rest = _PLACE.sub("", run)
    place = len(run) - len(rest)
    for read in readings(run[: place + LONGEST_PREFIX], place):
        for part in dict.fromkeys((read, read[place:])):
            terms += _prefixes("".join(part)) + _prefixes(_initials(part), 2)
    return terms


def digit_terms(number: str, phone: str) -> Iterator[str]:
    """The terms of a client number and a phone; either may be empty."""
    digits = _NOT_DIGIT.sub("", number or "")
    if digits:
        yield f"c{digits.zfill(7)}"
        yield f"d{digits.lstrip('0') or '0'}"
    phone = _EXTENSION.sub("", phone or "")
    national = _national(phone)
    if len(national) >= 4:
        yield f"d{national[-4:]}"
        yield f"d{national}"
    if phone.startswith("+86") and len(national) > 8 and not _NO_AREA.match(national):
        yield f"d{national[2 if national.startswith(('10', '2')) else 3 :]}"


def _national(phone: str) -> str:
    """Digits of a phone as people here dial them: without +86 and the leading zero of an area."""
    digits = _NOT_DIGIT.sub("", phone)
    if phone.lstrip().startswith(("+86", "0086")):
        digits = digits.removeprefix("00").removeprefix("86")
    return digits.lstrip("0")


def terms_of(
    name: str, latin: str = "", number: str = "", phone: str = "", *, company: bool = False, also: Iterable[str] = ()
) -> set[str]:
    """Every term a client is found by: at most 100 for a person, 160 for a company.

    `latin` is the name in Latin letters, `also` further names (a company's authorised persons are not among them).
    """
    most = MOST_FOR_COMPANY if company else MOST_FOR_PERSON
    return set(list(dict.fromkeys((*digit_terms(number, phone), *_of_names((name, latin, *also), company))))[:most])


@remembered(20_000, 400)
def _of_names(names: tuple[str, ...], company: bool) -> tuple[str, ...]:
    """Terms of the names, what matters most first; names return often among a million clients."""
    found: list[str] = []
    for index, text in enumerate(names):
        folded = fold(text)
        if index == 0 and folded and not OTHERS.search(folded):  # as nearly all of them
            found += _company(folded) if company else _person(folded)
            continue
        for kind, run in runs(together(folded)):
            if kind == "n":
                found += _company(run) if company else _person(run) if index == 0 else _characters(run)
            else:
                found += _characters(run) if kind == "k" else [f"d{run}"] if kind == "d" else _prefixes(run)
        if not company:
            found += _parts(folded)
        found += _in_letters(text, folded)
        found += [pair for kind, run in runs(unbracketed(folded)) if kind == "n" for pair in _pairs(run)]
    return tuple(dict.fromkeys(found))


def _in_letters(text: str, folded: str) -> list[str]:
    """Further terms of words in letters: all in one (jeanluc), the parts of O'Neil, the other ways to write ä ö ü."""
    if text.isascii() and text.isalpha():
        return []
    words = [run for kind, run in runs(folded) if kind in "po"]
    terms = [*_prefixes("".join(words))] if len(words) > 1 else []
    for other in (folded.replace("'", " "), *transliterated(text)):
        if other != folded:
            terms += [term for kind, run in runs(other) if kind == "p" for term in _prefixes(run)]
    return terms


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
    for kind, run in runs(fold(q)):
        if kind in "nk":
            terms += _pairs(run) or _characters(run)
        else:
            terms += _typed_digits(run) if kind == "d" else [f"p{token(run[:LONGEST_PREFIX])}"]
    return list(dict.fromkeys(terms))[:MOST_IN_QUERY]


def _typed_digits(text: str) -> list[str]:
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) == 7 and digits.startswith("0"):
        return [f"c{digits}"]
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return [f"d{digits if len(digits) <= 4 else _national(text if text.startswith('+') else digits)}"]


def name_key(name: str, *, company: bool = False) -> str:
    """The key that sorts names as a Chinese register does: by pinyin syllable, same sounds by character, names in
    letters by letter.

    Compare it byte by byte (collation "C" in PostgreSQL). At most 160 characters.
    """
    folded = fold(name)
    chinese = chinese_only(folded)
    each = iter(syllables(chinese) if company else name_syllables(chinese))
    words: list[str] = []
    for kind, run in runs(folded):
        if kind == "n":
            words += [f"{next(each) or '~'} {character}" for character in run]
        else:
            words.append(run)
    return " ".join(words)[:KEY_LENGTH].rstrip() or "~"
