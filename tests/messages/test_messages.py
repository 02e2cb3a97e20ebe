"""Messages leave once by a real SMTP server, are retried, or wait to be sent by hand."""

import asyncio
import email
import email.policy
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Event

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from market.cli import app
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages import sending
from market.messages.channels import send_due
from market.messages.outbox import Channel, Message, Recipient, tell
from market.messages.sending import stuck
from market.pages.letters import render
from tests import world
from tests.conftest import both, wide
from tests.server import free_port


class Letters:
    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.refusing = 0
        self.seconds = 0.0
        self.told: Callable[[], None] = bool  # called with each letter that came

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        await asyncio.sleep(self.seconds)
        if self.refusing:
            self.refusing -= 1
            return "451 try later"
        self.got.append(envelope.content)
        self.told()
        return "250 OK"


@pytest.fixture
def post_office(monkeypatch):
    letters = Letters()
    controller = Controller(letters, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("MARKET_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    settings.cache_clear()
    yield letters
    controller.stop()


@both
def test_a_message_is_sent_once_and_retried_after_a_refusal(shop, post_office):
    settings.cache_clear()
    to = Recipient("Ratna", "+6281234567890", "ratna@contoh.id")
    params = {
        "number": "D-1-1",
        "order": "D-1",
        "group": "Tunas Bahari",
        "buyer": "Ratna",
        "total": 25_000,
        "path": "/pesanan/D-1",
    }
    for _ in range(3):
        write(lambda db: tell(db, to, "order_placed", params, name="D-1-1/placed"))
    post_office.refusing = 1
    assert send_due() == 0
    with read() as db:
        waiting = db.scalars(sa.select(Message)).one()
        assert waiting.attempts == 1 and waiting.due_at > now() + timedelta(seconds=20), "backs off"
    assert send_due() == 0, "not before its time"
    write(lambda db: db.execute(sa.update(table(Message)).values(due_at=now())) and None)
    assert send_due() == 1
    assert send_due() == 0
    assert len(post_office.got) == 1
    mail = email.message_from_bytes(post_office.got[0], policy=email.policy.default)
    assert mail["subject"] == "Pesanan D-1-1 sudah masuk" and "Rp25.000" in mail.get_content()
    for number in ("D-2-1", "D-3-1"):
        write(
            lambda db, number=number: tell(db, to, "order_placed", params | {"number": number}, name=f"{number}/placed")
        )
    broken = sa.update(table(Message)).where(table(Message).c.name.like("D-2-1%")).values(template="no_such_letter")
    write(lambda db: db.execute(broken) and None)
    assert send_due() == 1 and b"D-3-1" in post_office.got[1], "a letter that breaks keeps no other waiting"
    assert send_due() == 0, "and waits itself"


def written(many: int) -> None:
    """Letters to as many people, of orders D-1 …"""
    told = {"order": "D-1", "group": "Tunas Bahari", "buyer": "Ratna", "total": 25_000, "path": "/pesanan/D-1"}
    for n in range(many):
        to = Recipient(f"Ratna {n}", None, f"ratna{n}@contoh.id")
        write(
            lambda db, to=to, n=n: (
                tell(db, to, "order_placed", told | {"number": f"D-{n}"}, name=f"D-{n}/placed") and None
            )
        )


@wide
def test_a_slow_server_gets_each_letter_once_from_two_workers(shop, post_office, monkeypatch):
    """Together they take longer than a lease, each one a part of it."""
    settings.cache_clear()
    monkeypatch.setattr(sending, "LEASE", timedelta(seconds=1.5))
    written(8)
    post_office.seconds = 0.3
    ends = Event()

    def second() -> int:
        """Goes round until the first is through, as a worker does."""
        sent = 0
        while not ends.is_set():
            sent += send_due()
        return sent

    with ThreadPoolExecutor(1) as workers:
        other = workers.submit(second)
        mine = send_due()
        ends.set()
        assert mine + other.result() == 8
    assert len({email.message_from_bytes(each)["message-id"] for each in post_office.got}) == len(post_office.got) == 8


def test_a_fresh_letter_stands_behind_none_that_was_tried(shop, post_office):
    """Nine hundred that wait for a channel that hangs would fill every round."""
    settings.cache_clear()
    written(3)
    rows = table(Message)
    missed = sa.update(rows).where(rows.c.to != "ratna2@contoh.id")
    write(lambda db: db.execute(missed.values(attempts=4, due_at=now() - timedelta(days=1), error="8 s")) and None)
    assert send_due() == 3
    assert email.message_from_bytes(post_office.got[0])["to"] == "ratna2@contoh.id"


def test_a_server_that_is_down_for_three_days_costs_no_letter(shop, post_office, monkeypatch):
    settings.cache_clear()
    written(2)
    begun = now()
    post_office.refusing = 10_000
    with time_machine.travel(begun, tick=False) as clock:
        while now() < begun + timedelta(days=3):
            assert send_due() == 0
            with read() as db:
                assert len(stuck(db)) == (2 if now() > begun + timedelta(hours=1, minutes=3) else 0)
                clock.move_to(db.scalars(sa.select(sa.func.min(table(Message).c.due_at))).one().astimezone(UTC))
        post_office.refusing = 0
        assert send_due() == 2
        with read() as db:
            assert stuck(db) == []


def test_after_four_days_it_is_tried_again_when_somebody_says_so(shop, post_office):
    settings.cache_clear()
    written(1)
    rows = table(Message)
    write(lambda db: db.execute(sa.update(rows).values(attempts=sending.LAST, error="451")) and None)
    assert send_due() == 0
    said = CliRunner().invoke(app, ["messages"])
    assert "order_placed  451" in said.output and "1 could not be sent" in said.output and send_due() == 0
    CliRunner().invoke(app, ["send-again"])
    assert send_due() == 1
    assert "All letters left" in CliRunner().invoke(app, ["messages"]).output


def test_an_admin_has_letters_tried_again(shop, post_office):
    settings.cache_clear()
    here = world.a_shop()
    written(1)
    rows = table(Message)
    write(lambda db: db.execute(sa.update(rows).values(attempts=sending.ASKS_PEOPLE, error="451")) and None)
    admin = world.as_person(here.admin)
    assert "1 kabar belum bisa dikirim" in admin.get("/admin").text
    said = [admin.get(admin.post("/admin/kabar/lagi").headers["location"]).text for _ in range(2)]
    assert "1 kabar dicoba kirim lagi." in said[0] and "Tidak ada lagi kabar yang perlu dicoba kirim." in said[1]
    assert "belum bisa dikirim" not in admin.get("/admin").text and send_due() == 1


def test_without_channels_the_group_sends_by_hand(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 1, payment="cash")
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair = world.as_person(here.chair)
    for act in ("siapkan", "siap"):
        chair.post(f"/lapak/{here.slug}/pesanan/{number}/{act}")
    page = chair.get(f"/lapak/{here.slug}").text
    assert "https://wa.me/6281234567890?text=" in page and "0812-xxxx-7890" in page
    assert "+" not in re.search(r"wa\.me/62\d+\?text=([^\"]+)", page)[1], "spaces are %20"
    key = re.search(r"/kabar/(\d+)", page)[1]
    assert chair.post(f"/lapak/{here.slug}/kabar/{key}").status_code == 303
    assert "Tidak ada kabar yang menunggu" in chair.get(f"/lapak/{here.slug}").text
    assert world.as_person(here.other_chair).post(f"/lapak/{here.other_slug}/kabar/{key}").status_code == 404


def test_with_whatsapp_configured_messages_go_by_the_cloud_api(shop, monkeypatch):
    """A template message with the bearer token, over real HTTP, once; the group's own list stays empty."""
    import http.server
    import threading

    got: list[tuple[str, dict]] = []

    class Graph(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            got.append((self.headers["authorization"], body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Graph)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("MARKET_WHATSAPP_URL", f"http://127.0.0.1:{server.server_port}/messages")
    monkeypatch.setenv("MARKET_WHATSAPP_TOKEN", "rahasia")
    settings.cache_clear()
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 1)
    assert path
    assert send_due() == 2, "the buyer and the chair"
    assert send_due() == 0
    server.shutdown()
    assert {body["to"] for _, body in got} == {"6281234567890", "6281200000001"}
    assert got[0][0] == "Bearer rahasia" and got[0][1]["template"]["name"] in ("order_placed", "order_new")
    assert "Tidak ada kabar yang menunggu" in world.as_person(here.chair).get(f"/lapak/{here.slug}").text


def test_what_people_wrote_ends_no_sentence_twice(shop):
    told = {
        "number": "D-1",
        "group": "Tunas Bahari",
        "buyer": "Ratna",
        "reason": "ikan habis. ",
        "path": "/p",
        "total": 1,
    }
    letter = render(
        Message(
            name="x",
            channel=Channel.EMAIL,
            to="a@b.id",
            template="order_cancelled",
            params=told,
            proved=True,
        )
    )
    assert "ikan habis. Yang sudah" in letter.body and ".." not in letter.body
