"""A connection to the mail server, which ends whatever the server does."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from market.kernel.settings import settings

SILENCE = 8.0  # seconds without a byte from the server
AT_MOST = 60.0  # seconds for one letter: below the lease of it, so that no other worker sends it meanwhile


class Connection(smtplib.SMTP):
    """SMTP that hangs up after `at_most` seconds: a server that sends a byte now and then is never silent, and would
    hold all letters for hours."""

    def __init__(self, host: str, port: int, at_most: float, **more: Any) -> None:
        self.clock = threading.Timer(at_most, self.hang_up)
        self.clock.daemon = True
        self.clock.start()
        try:
            super().__init__(host, port, timeout=SILENCE, **more)
        except BaseException:
            self.clock.cancel()
            raise

    def hang_up(self) -> None:
        """Called by the clock: whoever waits for the server sees the line cut, which is an error as any other."""
        with suppress(OSError):
            if isinstance(self.sock, socket.socket):
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.clock.cancel()
        super().close()


class ConnectionOverTls(Connection, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


@contextmanager
def mail_server(at_most: float | None = None) -> Iterator[smtplib.SMTP]:
    """A connection to `smtp://user:password@host:587` or `smtps://…`; STARTTLS where it is offered. It ends after
    `at_most` seconds, those of a letter where nothing else is said.

    What goes wrong with the goodbye is no error: the letter was taken before it, and would be sent twice.
    """
    server = _connected(urlsplit(settings().smtp_url.get_secret_value()), at_most or AT_MOST)
    try:
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _connected(url: SplitResult, at_most: float) -> smtplib.SMTP:
    """A password travels over TLS or not at all: somebody in between could suppress the offer of STARTTLS."""
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = ConnectionOverTls(host, url.port or 465, at_most, context=context)
    else:
        server = Connection(host, url.port or 25, at_most)
    try:
        _signed_in(server, url, context)
    except BaseException:
        server.close()
        raise
    return server


def _signed_in(server: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    if url.scheme != "smtps" and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif url.scheme != "smtps" and url.username:
        raise smtplib.SMTPNotSupportedError("no STARTTLS: the password stays here")
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
