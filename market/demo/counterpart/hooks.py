"""Telling what happened: signed, at least once, and as badly as a switch wants."""

import json
import logging
import random
import threading
import time
import urllib.error
import urllib.request
from typing import Any

log = logging.getLogger(__name__)
TRIES = 8


class Hooks:
    """A thread that posts events in their order. `how` is plain, duplicate, delay, reorder or drop."""

    def __init__(self, address: str, secret: str) -> None:
        self.address, self.secret, self.how, self.delay = address, secret, "plain", 1.0
        self.waiting: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.failed = 0
        self.more = threading.Condition()
        threading.Thread(target=self._run, daemon=True, name="hooks").start()

    def tell(self, events: list[dict[str, Any]]) -> None:
        with self.more:
            self.told += events
            self.waiting += events
            self.more.notify()

    def idle(self) -> bool:
        with self.more:
            return not self.waiting and not getattr(self, "busy", False)

    def _run(self) -> None:
        while True:
            with self.more:
                self.busy = False
                self.more.wait_for(lambda: bool(self.waiting))
                self.busy = True
            time.sleep(self.delay if self.how in ("delay", "reorder") else 0)
            with self.more:
                batch, self.waiting = self.waiting, []
            if self.how == "drop" or not self.address:
                continue
            if self.how == "reorder":
                random.shuffle(batch)
            for event in batch * 2 if self.how == "duplicate" else batch:
                self.send(event)

    def send(self, event: dict[str, Any], *, age: int = 0) -> int:
        """Posts one event, again after an answer that is not 2xx; the last status."""
        from stripe import WebhookSignature

        body = json.dumps(event)
        status = 0
        for attempt in range(TRIES):
            signed = WebhookSignature.generate_signature_header(body, self.secret, int(time.time()) - age)
            headers = {"Stripe-Signature": signed, "Content-Type": "application/json"}
            request = urllib.request.Request(self.address, body.encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                status = error.code
            except OSError as error:
                log.warning("webhook: %s", error)
            time.sleep(min(0.2 * 2**attempt, 5))
        self.failed += 1
        return status
