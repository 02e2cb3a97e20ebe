"""People who order one piece after the other, and what was answered to each."""

import threading
import time
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2


@dataclass
class Buyers:
    """They order until `over`: the numbers that were answered, and by phase how often which status came."""

    bases: list[str]
    sku: str
    slug: str
    phase: str = "before"
    over: threading.Event = field(default_factory=threading.Event)
    answered: list[str] = field(default_factory=list)
    came: dict[str, Counter[str]] = field(default_factory=dict)
    lives: float = 0.0

    def buy(self, who: int) -> None:
        n = 0
        while not self.over.is_set():
            n, base = n + 1, self.bases[(who + n) % len(self.bases)]
            self.came.setdefault(self.phase, Counter())[self._order(base, who, n)] += 1
            time.sleep(0.02)

    def _order(self, base: str, who: int, n: int) -> str:
        heads = {"origin": base, "x-forwarded-for": f"10.{who}.{n // 250}.{n % 250}"}
        form = {"name": "Ratna", "phone": "081234567890", "token": f"fault-{who}-{n:06d}", "payment": "cash",
                f"delivery-{self.slug}": "pickup"}  # fmt: skip
        try:
            with httpx2.Client(base_url=base, headers=heads, timeout=20) as browser:
                put = browser.post("/keranjang", data={"variant": self.sku, "quantity": 1})
                if put.status_code != 303:
                    return f"cart {put.status_code}"
                answer = browser.post("/checkout", data=form)
        except httpx2.HTTPError as error:
            return type(error).__name__
        if answer.status_code == 303:
            self.answered.append(answer.headers["location"].partition("?")[0].rpartition("/")[2])
        return str(answer.status_code)

    def watch(self) -> None:
        """By the lightest of clients: what it takes itself would be measured too."""
        while not self.over.is_set():
            begun = time.perf_counter()
            with suppress(OSError):
                urllib.request.urlopen(f"{self.bases[0]}/healthz", timeout=20).close()
            if self.phase == "during":
                self.lives = max(self.lives, time.perf_counter() - begun)
            time.sleep(0.05)
