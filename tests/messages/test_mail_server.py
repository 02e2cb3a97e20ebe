"""A mail server that hangs, drips or says goodbye badly costs no letter, sends none twice, and holds nobody up."""

import smtplib
import socketserver
import threading
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages import channels
from market.messages import mail_server as room
from market.messages.channels import send_due
from market.messages.mail_server import mail_server
from market.messages.outbox import Message
from market.messages.sending import stuck
from tests.messages.test_messages import post_office, written

__all__ = ["post_office"]
Conversation = Callable[[socketserver.StreamRequestHandler], None]


@pytest.fixture
def behaving(monkeypatch):
    """A server that holds each conversation as the test says; it is the shop's mail server."""
    up: list[socketserver.ThreadingTCPServer] = []

    def stands(conversation: Conversation) -> None:
        kind = type("Behaving", (socketserver.StreamRequestHandler,), {"handle": conversation})
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        up.append(server)
        monkeypatch.setenv("MARKET_SMTP_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
        settings.cache_clear()

    yield stands
    for each in up:
        each.shutdown()
        each.server_close()
    settings.cache_clear()


def says_nothing(line: socketserver.StreamRequestHandler) -> None:
    """Takes the call and is silent until the other side hangs up."""
    line.rfile.read()


@pytest.mark.walk
def test_a_server_that_hangs_for_a_day_costs_no_letter(shop, behaving, post_office, monkeypatch):
    healthy = settings().smtp_url.get_secret_value()
    behaving(says_nothing)
    monkeypatch.setattr(room, "SILENCE", 0.02)
    monkeypatch.setattr(channels, "ROUND", 0.2)
    written(12)
    begun, rounds = now(), 0
    with time_machine.travel(begun, tick=False) as clock:
        while now() < begun + timedelta(days=1):
            assert send_due() == 0
            rounds += 1
            with read() as db:
                assert len(stuck(db)) == 12 or now() < begun + timedelta(hours=3)
                due = db.scalars(sa.select(sa.func.min(table(Message).c.due_at))).one().astimezone(UTC)
            clock.move_to(max(due, now() + timedelta(seconds=5)))
        monkeypatch.setattr(room, "SILENCE", 8.0)
        monkeypatch.setattr(channels, "ROUND", 20.0)
        monkeypatch.setenv("MARKET_SMTP_URL", healthy)
        settings.cache_clear()
        clock.move_to(now() + timedelta(hours=2))
        assert send_due() == 12 and send_due() == 0
        with read() as db:
            assert stuck(db) == []
    assert rounds > 12 and len(post_office.got) == 12


def test_no_letter_is_begun_by_a_worker_that_is_to_stop(shop, post_office):
    """A container is killed some seconds later, and a letter that left unconfirmed would leave twice."""
    written(3)
    stop = threading.Event()
    post_office.told = stop.set
    assert send_due(stop) == 1 and len(post_office.got) == 1
    assert send_due() == 2


def test_a_server_that_sends_a_byte_now_and_then_holds_nobody(shop, behaving, monkeypatch):
    """It is never silent: without an end of its own the connection would last for hours, and all letters wait."""
    gone = threading.Event()

    def drips(line: socketserver.StreamRequestHandler) -> None:
        try:
            while not gone.wait(0.02):
                line.wfile.write(b"2")
        except OSError:
            gone.set()

    behaving(drips)
    monkeypatch.setattr(room, "AT_MOST", 0.3)
    written(1)
    assert send_due() == 0 and gone.wait(20)


def test_a_bad_goodbye_sends_no_letter_twice(shop, behaving):
    got = []

    def goes_without_a_word(line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(b"220 x\r\n")
        for said in line.rfile:
            verb = said[:4].upper()
            if verb == b"DATA":
                line.wfile.write(b"354 go on\r\n")
                got.append(b"".join(iter(line.rfile.readline, b".\r\n")))
            line.wfile.write(b"421 closing\r\n" if verb == b"QUIT" else b"250 x\r\n")

    behaving(goes_without_a_word)
    written(1)
    assert send_due() == 1 and send_due() == 0 and len(got) == 1


def test_a_password_for_letters_travels_over_tls_or_not_at_all(shop, monkeypatch):
    said = []

    class Plain(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 x\r\n")
            while line := self.rfile.readline():
                said.append(line)
                self.wfile.write(b"250-x\r\n250 AUTH PLAIN LOGIN\r\n" if line[:4].upper() == b"EHLO" else b"250 x\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Plain)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("MARKET_SMTP_URL", f"smtp://robot:rahasia@127.0.0.1:{server.server_address[1]}")
    settings.cache_clear()
    with pytest.raises(smtplib.SMTPException), mail_server():
        pass
    settings.cache_clear()
    server.shutdown()
    assert not any(b"AUTH" in line.upper() for line in said)
