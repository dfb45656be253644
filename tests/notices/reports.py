"""Delivery reports as mail servers write them. Names, numbers and hosts are made up."""

from __future__ import annotations

POSTFIX = """\
Return-Path: <>
Received: by mx.bank.example.cn (Postfix) id 4XyZ1; Tue, 24 Nov 2026 10:00:05 +0800 (CST)
Date: Tue, 24 Nov 2026 10:00:05 +0800 (CST)
From: MAILER-DAEMON@mx.bank.example.cn (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: vip@bank.example.cn
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ1.1795485605/mx.bank.example.cn"
Message-Id: <20261124020005.4XyZ1@mx.bank.example.cn>

This is a MIME-encapsulated message.

--4XyZ1.1795485605/mx.bank.example.cn
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

--4XyZ1.1795485605/mx.bank.example.cn
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bank.example.cn
X-Postfix-Queue-ID: 4XyZ1
X-Postfix-Sender: rfc822; vip@bank.example.cn
Arrival-Date: Tue, 24 Nov 2026 10:00:01 +0800 (CST)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.cn
Diagnostic-Code: smtp; {said}

--4XyZ1.1795485605/mx.bank.example.cn
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <vip@bank.example.cn>
Received: from portal (portal [10.0.0.8]) by mx.bank.example.cn (Postfix) with ESMTP id 4XyZ1
From: =?utf-8?b?5ZCJ5p6X6ZO26KGM?= <vip@bank.example.cn>
To: {to}
Subject: =?utf-8?b?5oKo55qE55Sz6K+35bey5pyJ562U5aSN?=
Message-ID: {name}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

https://vip.bank.example.cn/me/requests/R-2026-000001

--4XyZ1.1795485605/mx.bank.example.cn--
"""

EXCHANGE = """\
From: <postmaster@corp.example.cn>
To: <vip@bank.example.cn>
Date: Tue, 24 Nov 2026 02:00:07 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="60c0f2a8-77ad-4ff1-9c3e-1d2f3a4b5c6d"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: zh-CN
Message-ID: <a1b2c3@EXCH01.corp.example.cn>
In-Reply-To: {name}
References: {name}
Subject: =?utf-8?b?5pyq6YCB6L6+?=

--60c0f2a8-77ad-4ff1-9c3e-1d2f3a4b5c6d
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="inner-0001"

--inner-0001
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

6YKu5Lu25peg5rOV5Lyg6YCS57uZ5Lul5LiL5pS25Lu25Lq6

--inner-0001
Content-Type: text/html; charset="utf-8"

<html><body><p>RecipientNotFound</p></body></html>

--inner-0001--

--60c0f2a8-77ad-4ff1-9c3e-1d2f3a4b5c6d
Content-Type: message/delivery-status

Reporting-MTA: dns;EXCH01.corp.example.cn
Received-From-MTA: dns;mx.bank.example.cn
Arrival-Date: Tue, 24 Nov 2026 02:00:06 +0000

Original-Recipient: rfc822;{to}
Final-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;{said}
X-Display-Name: =?utf-8?b?6ZmI5Yia?=

--60c0f2a8-77ad-4ff1-9c3e-1d2f3a4b5c6d
Content-Type: message/rfc822

Received: from mx.bank.example.cn (203.0.113.9) by EXCH01.corp.example.cn
 (10.1.1.5) with Microsoft SMTP Server id 15.2.1544.4; Tue, 24 Nov 2026
 02:00:06 +0000
From: <vip@bank.example.cn>
To: <{to}>
Message-ID:
 {name}
Subject: =?utf-8?b?5oKo55qE55Sz6K+35bey5pyJ562U5aSN?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="====1=="

--====1==
Content-Type: text/plain; charset="utf-8"

--====1==--

--60c0f2a8-77ad-4ff1-9c3e-1d2f3a4b5c6d--
"""

COREMAIL = """\
From: Postmaster@mail.example.com
To: vip@bank.example.cn
Subject: =?gbk?B?z7XNs83L0MU=?=
Date: Tue, 24 Nov 2026 10:00:09 +0800 (CST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="----=_Part_77_18842.1795485609"; report-type="delivery-status"
X-Priority: 3

------=_Part_77_18842.1795485609
Content-Type: text/html; charset=gbk
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+sai48cjLo7rE+rXE08q8/sO709C008vNtb08L2JvZHk+PC9odG1sPg==
------=_Part_77_18842.1795485609
Content-Type: message/delivery-status
Content-Transfer-Encoding: 7bit

Reporting-MTA: dns; m15-113.example.com

Final-Recipient: RFC822; <{to}>
Action: {action}
Status: {status}
Diagnostic-Code: SMTP; {said}
------=_Part_77_18842.1795485609
Content-Type: text/rfc822-headers; charset=utf-8
Content-Transfer-Encoding: quoted-printable

From: vip@bank.example.cn
To: {to}
Message-ID: {quoted}
Content-Type: text/plain; charset=3Dutf-8

------=_Part_77_18842.1795485609--
"""

EIGHT_BIT = """\
From: MAILER-DAEMON@mx.example.org
To: vip@bank.example.cn
MIME-Version: 1.0
Content-Type: multipart/report; report-type=global-delivery-status; boundary=b8

--b8
Content-Type: text/plain; charset=utf-8

无法投递
--b8
Content-Type: message/global-delivery-status
Content-Transfer-Encoding: 8bit

Reporting-MTA: dns; mx.example.org

Final-Recipient: utf-8; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
--b8
Content-Type: message/global-headers
Content-Transfer-Encoding: 8bit

From: 吉林银行 <vip@bank.example.cn>
To: {to}
Message-ID: {name}

--b8--
"""

KINDS = {"postfix": POSTFIX, "exchange": EXCHANGE, "coremail": COREMAIL, "utf-8": EIGHT_BIT}
"""Postfix; Exchange; the software behind 163 and many company mails; a server that writes addresses in UTF-8."""

GONE = ("failed", "5.1.1", "550 5.1.1 <chengang@example.cn>: Recipient address rejected: User unknown")


def report(
    name: str, to: str = "chengang@example.cn", kind: str = "postfix", outcome: tuple[str, str, str] = GONE
) -> bytes:
    """`outcome`: action, status, what the server said."""
    action, status, said = outcome
    quoted = name.replace("=", "=3D")
    text = KINDS[kind].format(name=name, quoted=quoted, to=to, action=action, status=status, said=said)
    return text.replace("\n", "\r\n").encode() if kind != "postfix" else text.encode()
