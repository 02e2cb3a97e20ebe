"""Stripe's counterpart in a process of its own, and what only a test may do with it."""

import hashlib
import hmac
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from market.kernel.settings import settings
from tests.browser import PATIENCE

SECRET = "whsec-test"


class Counterpart:
    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, what: str, **told):
        data = json.dumps(told).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.address}/_/{what}", data), timeout=90) as answer:
            return json.loads(answer.read())

    def switch(self, **how) -> None:
        self.ask("switch", **how)

    @property
    def state(self):
        return self.ask("state")

    def balance(self) -> int:
        """Whole rupiah."""
        balance = self.state["balance"]
        assert balance % 100 == 0
        return balance // 100

    def all(self, kind: str) -> list[dict]:
        return [thing for thing in self.state["things"].values() if thing["object"] == kind]

    def pay(self, url: str) -> str:
        """The buyer's card is good; where Stripe sends them back to, as a path."""
        session = self.ask("pay", session=url.rpartition("/")[2])
        return session["success_url"].removeprefix(settings().base_url)

    def events(self, kind: str = "") -> list[dict]:
        return [event for event in self.state["events"] if event["type"].startswith(kind)]

    def settle(self) -> None:
        """Until all webhooks were told."""
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            if self.state["idle"]:
                return
            time.sleep(0.1)
        raise AssertionError("webhooks are still waiting")


@contextmanager
def running(webhook: str = "", secret: str = SECRET) -> Iterator[Counterpart]:
    command = [sys.executable, "-m", "market.demo.counterpart", "--webhook", webhook, "--secret", secret]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Counterpart(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()


def point_at(monkeypatch, there: Counterpart) -> None:
    """This process pays by card there."""
    monkeypatch.setenv("MARKET_STRIPE_SECRET_KEY", "sk-test")
    monkeypatch.setenv("MARKET_STRIPE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("MARKET_STRIPE_API_BASE", there.address)
    settings.cache_clear()


def signed(event: dict | bytes, *, secret: str = SECRET, age: int = 0) -> dict:
    """The arguments of a post as Stripe makes it."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    at = int(time.time()) - age
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"content": body, "headers": {"stripe-signature": f"t={at},v1={mark}"}}
