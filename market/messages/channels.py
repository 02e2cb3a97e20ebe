"""How messages leave: SMTP, and the WhatsApp Cloud API when configured."""

import json
import logging
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from time import monotonic
from urllib.parse import quote

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.email import is_email
from market.kernel.settings import settings
from market.messages.mail_server import SILENCE, mail_server
from market.messages.outbox import Channel, Message
from market.messages.sending import mark_failed, mark_hopeless, mark_sent, take_message

log = logging.getLogger(__name__)
ROUND = 20.0  # seconds


@dataclass(frozen=True)
class Letter:
    """A message in words."""

    subject: str
    body: str


Render = Callable[[Message], Letter]
_render: list[Render] = []


def render_with(render: Render) -> None:
    """`app.py` passes the function that renders a template: this room knows no Jinja."""
    _render[:] = [render]


def letter(message: Message) -> Letter:
    return _render[0](message)


def wa_link(phone: str, text: str) -> str:
    """A wa.me link that opens a chat with this text. It sends nothing by itself."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def send_due(stop: threading.Event | None = None) -> int:
    """Sends what is due, for some seconds at most and none after `stop`; returns how many went out. Each is taken and
    confirmed in a write of its own."""
    sent, ends = 0, monotonic() + ROUND
    while monotonic() < ends and not (stop and stop.is_set()) and (key := write(take_message)) is not None:
        sent += _sent(key)
    return sent


def _sent(key: int) -> bool:
    try:
        deliver(*_written(key))
    except NoAddress as error:
        why = repr(error)
        write(lambda db: mark_hopeless(db, key, why))
    except Exception as error:  # any error: the other messages go out, and this one waits longer each time
        log.warning("message %s: %r", key, error)
        why = repr(error)
        write(lambda db: mark_failed(db, key, why))
    else:
        write(lambda db: mark_sent(db, key))
        return True
    return False


def _written(key: int) -> tuple[Message, Letter]:
    with read() as db:
        message = Message.get(db, key)
        return message, letter(message)


def deliver(message: Message, words: Letter) -> None:
    if message.channel is Channel.EMAIL:
        send_email(message, words)
    else:
        send_whatsapp(message, words)


class NoAddress(Exception):
    """The address is none: nothing can be sent there, however often it is tried."""


def send_email(message: Message, words: Letter) -> None:
    """One e-mail, to its address alone, whatever the headers could be read as."""
    mail = in_an_envelope(message, words)
    with mail_server() as server:
        server.send_message(mail, to_addrs=[message.to])


def send_operator(words: Letter) -> None:
    """To whoever runs this shop, at once and past the outbox: it may be what is broken. Raises what the server says."""
    mail = EmailMessage()
    mail["Subject"], mail["Date"], mail["Message-ID"] = words.subject, format_datetime(now()), make_msgid()
    mail["From"], mail["To"] = Address("Dermaga", addr_spec=settings().mail_from), settings().operator
    mail.set_content(words.body)
    with mail_server() as server:
        server.send_message(mail, to_addrs=[settings().operator])


def in_an_envelope(message: Message, words: Letter) -> EmailMessage:
    """A letter with its headers (RFC 5322). The Message-ID is the row's name, so that a receiver knows a repeat."""
    mail = EmailMessage()
    sender = settings().mail_from
    domain = sender.rpartition("@")[2] or "localhost"
    mail["Subject"] = words.subject
    mail["From"] = Address("Dermaga", addr_spec=sender)
    mail["To"] = _addressed(message)
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{message.name.replace('/', '.')}@{domain}>" if message.name else make_msgid()
    mail.set_content(words.body)
    return mail


def _addressed(message: Message) -> Address:
    """By the rule that whoever typed it was held to; a row may be older than the rule."""
    if not is_email(message.to):
        raise NoAddress(message.to)
    try:
        return Address(message.to_name if message.proved else "", addr_spec=message.to)
    except Exception as error:  # the parser of addresses fails in many ways on what is none
        raise NoAddress(message.to) from error


class Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: our token would go along."""

    def redirect_request(self, *_given: object) -> None:
        return None


LONGEST_PARAMETER = 1000


def one_line(text: str) -> str:
    """A text as a parameter of a WhatsApp template may be: no line break, no tab, at most four spaces in a row."""
    return " ".join(text.split())[:LONGEST_PARAMETER]


def send_whatsapp(message: Message, words: Letter) -> None:
    """A template message by the Cloud API: outside a conversation only templates are allowed."""
    body = {
        "messaging_product": "whatsapp",
        "to": message.to.lstrip("+"),
        "type": "template",
        "template": {
            "name": message.template,
            "language": {"code": message.language},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": one_line(words.body)}]}],
        },
    }
    request = urllib.request.Request(
        settings().whatsapp_url,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {settings().whatsapp_token.get_secret_value()}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.build_opener(Straight).open(request, timeout=SILENCE) as answer:
        if answer.status >= 300:
            raise ValueError(f"WhatsApp answered {answer.status}")
