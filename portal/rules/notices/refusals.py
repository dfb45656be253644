"""What a mail server means when it refuses for good (5xx): is nobody there, or does it not want this mail from us?

An address is switched off only for the first. The enhanced status (RFC 3463) says it: 5.1 is about the address (but
5.1.7 and 5.1.8 about the sender's), 5.2.1 a mailbox that was closed, 5.4.4 a domain to which no way leads, 5.7 policy.
A server that gives none says it in words, if at all.
"""

from __future__ import annotations

import re
from typing import Any

_CODES = ("errcode", "code", "StatusCode")
_ENHANCED = re.compile(r"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)", re.ASCII)
_SENDERS = {7, 8}
_NOWHERE = {(2, 1), (4, 4)}
_UNKNOWN = re.compile(
    r"(user|mailbox|recipient|address|account|addressee)\b.{0,40}\b"
    r"(unknown|unavailable|disabled|inactive|invalid|not found|does not exist|doesn't exist|not exist|not available)"
    r"|(unknown|invalid|no such|nonexistent|bad)\b.{0,24}\b(user|mailbox|recipient|address|account)"
    r"|(用户|邮箱|收件人).{0,8}(不存在|无效|停用)"
)
_POLICY = re.compile(
    r"spam|polic|block|black|denied|reputation|relay|spf|dkim|dmarc|rate|limit|quota|full|content|virus"
)
_ABOUT_HIM = {550, 551, 553}


def nobody_there(code: int, said: str) -> bool:
    """Does this answer to a recipient say that there is no such address?"""
    if code < 500:
        return False
    if found := _ENHANCED.search(said):
        about, detail = int(found[1]), int(found[2])
        if about:
            return (about == 1 and detail not in _SENDERS) or (about, detail) in _NOWHERE
    text = said.lower()
    return code in _ABOUT_HIM and bool(_UNKNOWN.search(text)) and not _POLICY.search(text)


def refused_inside(said: Any) -> bool:
    """Does a robot refuse in what it answers? WeCom, DingTalk (`errcode`) and Feishu (`code`) do so with status 200."""
    return isinstance(said, dict) and any(said.get(name) not in (None, 0) for name in _CODES)
