"""Passwords by length and a list of the common ones (NIST SP 800-63B): no composition rules, no forced rotation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 10
LONGEST = 128

# The most common of leaked lists, international and Chinese: whole, or as the core that digits and signs stand around.
_COMMON_WORDS = """
password passw0rd password1 password12 password123 password1234 p@ssw0rd p@ssword administrator admin admin123
adminadmin welcome letmein iloveyou iloveyou1314 qwerty qwertyui qwertyuiop qwertyuiop123 qwerty123456 qwer1234
asdfghjkl asdfghjkl123 zxcvbnm zxcvbnm123 zxcvbnm1234 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
qazwsxedc qazwsxedcrfv qazwsx q1w2e3r4 q1w2e3r4t5 zaq12wsx 0okmnji9 abcdefghij abcdefg abc123 abcd1234 abc123456789
a123456789 a1234567890 aa123456 aa123456789 qq123456 qq123456789 qq1234567890 woaini woaini1314 woaini520
woaini1314520 woaini123456 5201314 5201314520 1314520520 147258369 1472583690 147852369 123456789a 123456789q
1234567890a 123123123a 123qweasd 123qweasdzxc qwe123456 asd123456 zxc123456 monkey dragon sunshine princess football
baseball superman batman starwars whatever trustno1 computer internet samsung michael jennifer jordan hunter killer
master shadow changeme changeme123 default secret secret123 test testtest test123456 guest guest12345 login user
username root rootroot toor oracle mysql server windows microsoft google facebook baidu taobao alibaba tencent
weixin wechat zhongguo china beijing shanghai xiaoming nihao nihao123 wodemima mima mima123456 zhuce shouji dianhua
yinhang yinhangka licai licai123 caifu facai facai888 gongxifacai jixiang ruyi
"""
_CONTEXT_WORDS = """
jilinbank jilin jlbank jlbankcc bankofjilin yiqi faw fawbank fawvip yiqizhihang guibin vip vipclient
portal vipportal bank jilinyinhang 吉林银行 一汽支行 一汽 贵宾 银行
"""
COMMON = frozenset(_COMMON_WORDS.split())
CONTEXT = frozenset(_CONTEXT_WORDS.split())
_LADDERS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def password_problem(password: str, username: str = "", personal: Iterable[str] = ()) -> str | None:
    """Why a password is refused, or None.

    Reasons: `short` (under 10 characters), `long` (over 128), `simple` (three different characters or fewer, or a run
    such as
    1234567890), `common` (on the list, also with digits and signs around it), `personal` (made of the user name, the
    bank's words
    or one of `personal`: name in letters, mobile number, birthday).
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    folded = text.casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    if len(set(folded)) <= 3 or _is_run(folded):
        return "simple"
    if folded in COMMON or core in COMMON or _repeats(folded):
        return "common"
    words = {word.casefold() for word in (username, *personal) if len(word) >= 3} | CONTEXT
    return "personal" if core in words or any(_mostly(folded, word) for word in words) else None


def _is_run(text: str) -> bool:
    return any(text in ladder or text[::-1] in ladder for ladder in _LADDERS)


def _repeats(text: str) -> bool:
    """One piece of up to five characters over and over."""
    return any(len(text) >= 2 * n and text == (text[:n] * len(text))[: len(text)] for n in range(1, 6))


def _mostly(text: str, word: str) -> bool:
    """Whether little but the word is there: fewer than five other characters, or other digits and signs only."""
    if word not in text:
        return False
    rest = text.replace(word, "")
    return len(rest) < 5 or not re.search(r"[^\W\d_]", rest)
