"""Phones that sell, for tests: each has a key, numbers its sales and sends them as a browser does."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from market.kernel.clock import now
from market.kernel.db import read, write
from market.people.group import Group
from market.till.applying import apply_stored
from market.till.storing import read_post, store
from market.till.till import open_till
from tests import world
from tests.till.signer import Signer


@dataclass
class Phone:
    group_id: int
    seller: int
    label: str = "HP"
    ahead: timedelta = timedelta()  # how much its clock is off
    uid: str = field(default_factory=lambda: str(uuid4()))
    counter: int = 0

    def __post_init__(self):
        self.signer = Signer(int(self.uid.replace("-", ""), 16) + 1)
        by = world.actor(self.seller)
        write(lambda db: open_till(db, self.group_id, self.uid, self.signer.key, self.label, by).key)

    def now(self) -> datetime:
        return now() + self.ahead

    def rings_up(self, *lines: dict, paid: str = "cash", **more) -> dict:
        """An envelope of a sale, not sent yet."""
        self.counter += 1
        total = sum(each["price"] * each["quantity"] if "quantity" in each else 0 for each in lines)
        told = {
            "v": 1, "till": self.uid, "id": str(uuid4()), "counter": self.counter, "at": self.now().isoformat(),
            "seller": {"id": self.seller}, "lines": list(lines), "total": total, "paid": paid, **more,
        }  # fmt: skip
        return self.sealed(told)

    def sealed(self, told: dict) -> dict:
        body = json.dumps(told)
        return {"body": body, "signature": self.signer.sign(body)}

    def sends(self, *envelopes: dict, sender: int | None = None) -> list[str]:
        post = read_post({"sent_at": self.now().isoformat(), "envelopes": list(envelopes)})
        return write(lambda db: store(db, self.group_id, post, sender))

    def sells(self, *lines: dict, **more) -> str:
        """A sale that is sent and applied at once; its id."""
        [uid] = self.sends(self.rings_up(*lines, **more), sender=self.seller)
        apply_stored()
        return uid


def line(sku: str, quantity: int = 1, price: int = 25_000) -> dict:
    return {"sku": sku, "name": sku, "quantity": quantity, "price": price}


def group_of(slug: str) -> int:
    with read() as db:
        return Group.get(db, 1).key if not slug else db.query(Group).filter_by(slug=slug).one().key
