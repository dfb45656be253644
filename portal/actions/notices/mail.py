"""A mail: composed, and handed to the server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType

from markupsafe import Markup, escape

from portal.config import Settings
from portal.ground import clock, i18n, qr
from portal.ground.i18n import gettext as _
from portal.rules.notices.refusals import nobody_there

SECONDS = 15


@dataclass(frozen=True)
class Item:
    """One notice in a mail: what it says, where it leads, and where its kind is switched off ("": it cannot be).
    `calendar`: method and text of what calendars take from it. `ticket`: its code as it is said, and the text of its
    picture."""

    sentence: str
    href: str
    unsubscribe: str = ""
    calendar: tuple[str, bytes] | None = None
    ticket: tuple[str, str] | None = None


class NoServer(Exception):
    """The mail server cannot be used now; `code` says why in a word: connect, timeout, tls, sign_in, later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Turned(Exception):
    """The server did not take this mail: for good (`permanent`) or for now; `nobody`: there is no such address,
    `recipient`: it does not want it for this one."""

    def __init__(self, status: int, *, recipient: bool = False, nobody: bool = False) -> None:
        super().__init__(status)
        self.status, self.permanent, self.recipient, self.nobody = status, status >= 500, recipient, nobody


def compose(name: str, to: str, items: Sequence[Item], unsubscribe: str, settings: Settings) -> EmailMessage:
    """In the language at hand. `name`: of the message outside; `unsubscribe`: address for the whole mail, or "". Raises
    Turned: nothing can be sent to such an address."""
    sender = settings.mail_from
    mail = EmailMessage()
    mail["From"] = Address(_("Bank of Jilin VIP portal"), addr_spec=sender)
    try:
        mail["To"] = Address(addr_spec=to)
    except (HeaderParseError, ValueError, IndexError):
        raise Turned(553, nobody=True) from None
    mail["Subject"] = items[0].sentence if len(items) == 1 else _("%(count)s notices for you", count=len(items))
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = i18n.HTML_LANG[i18n.language()]
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_text(items, settings))
    mail.add_alternative(_page(items, settings), subtype="html")
    _with_tickets(mail, items)
    for one in items:
        if one.calendar:
            _into_calendars(mail, *one.calendar, alone=len(items) == 1)
    return mail


def _with_tickets(mail: EmailMessage, items: Sequence[Item]) -> None:
    """The pictures stand in the mail itself: it asks no server for them, and shows them without a line."""
    page = mail.get_body(("html",))
    for place, one in enumerate(items):
        if one.ticket and isinstance(page, EmailMessage):
            page.add_related(qr.picture(one.ticket[1]), "image", "png", cid=f"<{_cid(place)}>", filename="ticket.png")


def _cid(place: int) -> str:
    return f"ticket-{place}@portal"


def _into_calendars(mail: EmailMessage, method: str, text: bytes, *, alone: bool) -> None:
    """A mail about one thing is its calendar's, too; of several each goes along as a file."""
    if alone:
        mail.add_alternative(text.decode(), subtype="calendar", params={"method": method})
    else:
        mail.add_attachment(text, maintype="text", subtype="calendar", filename="event.ics", params={"method": method})


def _foot(settings: Settings) -> str:
    return _(
        "This mail says nothing of what you keep with us; please sign in at %(url)s. We never ask for a password.",
        url=settings.public_url,
    )


def _text(items: Sequence[Item], settings: Settings) -> str:
    lines = []
    for one in items:
        lines += [f"{one.sentence}", one.href, ""]
        if one.ticket:
            lines += [_("Code for the door: %(code)s", code=one.ticket[0]), ""]
        if one.unsubscribe:
            lines += [_("No more mails of this kind: %(url)s", url=one.unsubscribe), ""]
    return "\n".join([*lines, "-- ", _foot(settings), ""])


def _page(items: Sequence[Item], settings: Settings) -> str:
    parts = []
    for place, one in enumerate(items):
        parts.append(Markup("<p><b>{}</b></p><p><a href='{}'>{}</a></p>").format(one.sentence, one.href, _("Look")))
        if one.ticket:
            said = (_cid(place), _("Ticket to scan at the door"), _("Code for the door: %(code)s", code=one.ticket[0]))
            parts.append(Markup("<p><img src='cid:{}' alt='{}' width='220' height='220'><br>{}</p>").format(*said))
        if one.unsubscribe:
            words = _("No more mails of this kind")
            parts.append(Markup("<p><small><a href='{}'>{}</a></small></p>").format(one.unsubscribe, words))
    body, lang = Markup("").join(parts), i18n.HTML_LANG[i18n.language()]
    page = Markup(
        "<!doctype html><html lang='{}'><meta charset='utf-8'><body>{}<hr><p><small>{}</small></p></body></html>"
    )
    return str(page.format(lang, body, escape(_foot(settings))))


class Server:
    """The mail server, for the length of a round: one connection, made at the first mail."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._line is not None:
            self._line.close()

    def _connected(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = _connect(self.settings)
        return self._line

    def send(self, mail: EmailMessage, to: str) -> None:
        """Raises NoServer, Turned."""
        line = self._connected()
        try:
            line.send_message(mail, self.settings.mail_from, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            raise Turned(code, recipient=True, nobody=nobody_there(code, words)) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError) as error:
            raise Turned(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise Turned(553, nobody=True) from None  # an address in letters that this server cannot write
        except (OSError, smtplib.SMTPException) as error:
            self._line = None
            line.close()
            raise NoServer("timeout" if isinstance(error, TimeoutError) else "connect") from None


def _connect(settings: Settings) -> smtplib.SMTP:
    """Raises NoServer."""
    secure = settings.smtp_security
    port = settings.smtp_port or {"tls": 465, "starttls": 587, "none": 25}[secure]
    context = ssl.create_default_context()
    try:
        if secure == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(settings.smtp_host, port, timeout=SECONDS, context=context)
        else:
            line = smtplib.SMTP(settings.smtp_host, port, timeout=SECONDS)
    except ssl.SSLError:
        raise NoServer("tls") from None
    except TimeoutError:
        raise NoServer("timeout") from None
    except (OSError, smtplib.SMTPException):
        raise NoServer("connect") from None
    try:
        if secure == "starttls":
            line.starttls(context=context)
        if settings.smtp_user:
            line.login(settings.smtp_user, settings.smtp_password)
    except ssl.SSLError:
        line.close()
        raise NoServer("tls") from None
    except smtplib.SMTPAuthenticationError:
        line.close()
        raise NoServer("sign_in") from None
    except (OSError, smtplib.SMTPException):
        line.close()
        raise NoServer("connect") from None
    return line
