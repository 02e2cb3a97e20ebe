"""Writing an order down, changing what was written, and finding it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.clock import now, out_of_the_night
from market.kernel.doer import sign, who_did
from market.kernel.limits import attempt_within
from market.kernel.one_of import the_one
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.tokens import new_token, short_code
from market.messages.outbox import tell
from market.orders.delivery import Delivery
from market.orders.order import Order, SubOrder
from market.orders.written.written_order import WrittenOrder, WrittenState
from market.payments.bill import Method
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.group import Group
from market.people.membership import people_to_tell
from market.people.undoing import Made, undoes

LASTS, LASTS_AT_MOST = timedelta(hours=24), timedelta(hours=72)  # however often it is written anew
MOST_A_DAY, MOST_BY_HELPERS = 150, 40  # by one person of one group: each may lead to a letter to a number
MOST_OPEN = 100  # of one group: each keeps goods from buyers of the shop
SAME_CHAT = timedelta(minutes=10)  # for so long the same pasted chat is the same order
WRITE = "pesanan/catat"  # the group's page for it
W, O, S = table(WrittenOrder), table(Order), table(SubOrder)


@dataclass(frozen=True, slots=True)
class WrittenFacts:
    """What a buyer asked for, as the group writes it down: pieces by sku, who she is, where it goes, how she pays.

    `fee`: whole rupiah for bringing it, where the group promised some.
    """

    pieces: Mapping[str, int]
    name: str
    phone: str
    landmark: str = ""
    delivery: Delivery | None = None
    method: Method | None = None
    fee: int | None = None
    note: str = ""
    chat_hash: str = ""

    def require_fee_fits(self) -> None:
        """Refused for a fee of what its buyer fetches herself: she would be asked for money for nothing."""
        if self.fee and self.delivery and self.delivery.collected:
            raise Refused("fee_for_nothing", field="fee")


FACTS = ("name", "phone", "landmark", "delivery", "method", "fee", "note")  # of `WrittenFacts`, kept as they are


def write_down(db: Session, group: Group, asked: WrittenFacts, by: Actor) -> WrittenOrder:
    """A new one, its goods put aside for a day that never ends at night."""
    asked.require_fee_fits()
    group.require_open()
    most = MOST_BY_HELPERS if by.may_be_helper else MOST_A_DAY
    attempt_within(db, f"written/{group.key}/{by.person_id}", most=most, per=timedelta(days=1))
    there = sa.select(sa.func.count()).where(W.c.group_id == group.key, W.c.state == WrittenState.OPEN)
    if (db.scalar(there) or 0) >= MOST_OPEN:
        raise Refused("written_too_many", n=MOST_OPEN)
    made = WrittenOrder(
        number=f"C-{short_code()}", token=new_token(), group_id=group.key, **who_did(by, "made_by"),
        capacity=by.capacity, chat_hash=asked.chat_hash, until=_until(group),
        **{fact: getattr(asked, fact) for fact in FACTS},
    ).add(db)  # fmt: skip
    made.put(group, asked.pieces)
    note(db, by, "written_down", group.key, number=made.number)
    return made


def write_anew(made: WrittenOrder, group: Group, asked: WrittenFacts, by: Actor) -> None:
    """The same with other contents, while its buyer has not confirmed it; she has a day from now on."""
    made.require_waiting()
    asked.require_fee_fits()
    group.require_open()
    if made.phone != asked.phone:
        made.token = new_token()  # whoever had the link before sees nothing of somebody else
    for fact in FACTS:
        setattr(made, fact, getattr(asked, fact))
    sign(made, by, "made_by")
    made.capacity, made.made_at = by.capacity, now()
    made.until = min(_until(group), out_of_the_night(made.begun_at + LASTS_AT_MOST, group.zone))
    made.put(group, asked.pieces)
    note(made.db, by, "written_anew", group.key, number=made.number)


def _until(group: Group) -> datetime:
    return out_of_the_night(now() + LASTS, group.zone)


def read_before(db: Session, group_id: int, chat_hash: str) -> str | None:
    """The number of the open order that was written down from the same chat a few minutes ago."""
    lately = (W.c.chat_hash == chat_hash, W.c.made_at > now() - SAME_CHAT, W.c.state == WrittenState.OPEN)
    wanted = sa.select(W.c.number).where(W.c.group_id == group_id, *lately)
    return db.scalars(wanted.order_by(W.c.id.desc()).limit(1)).first()


def open_of(db: Session, group_id: int) -> list[WrittenOrder]:
    """Those of a group that wait, the one that waits longest first."""
    mine = sa.select(WrittenOrder).where(W.c.group_id == group_id, W.c.state == WrittenState.OPEN)
    return list(db.scalars(mine.order_by(W.c.until, W.c.id)))


def written_by_number(db: Session, group_id: int, number: str, *, lock: bool = False) -> WrittenOrder:
    """One of this group, by its number."""
    return _one(db, sa.select(WrittenOrder).where(W.c.group_id == group_id, W.c.number == number), lock)


def written_by_token(db: Session, token: str, *, lock: bool = False) -> WrittenOrder:
    """The one that a link leads to."""
    return _one(db, sa.select(WrittenOrder).where(W.c.token == token), lock)


def _one(db: Session, wanted: sa.Select[WrittenOrder], lock: bool) -> WrittenOrder:
    return the_one(db, wanted, "written order", lock=lock)


@dataclass(frozen=True, slots=True)
class KnownBuyer:
    """Somebody who ordered from a group before, as she wrote it then."""

    name: str
    landmark: str


def known_buyer(db: Session, group_id: int, phone: str) -> KnownBuyer | None:
    """Who ordered from this group with this number last, and where it went."""
    wanted = (
        sa.select(O.c.name, O.c.address, O.c.landmark, O.c.village_name)
        .join(SubOrder, S.c.order_id == O.c.id)
        .where(S.c.group_id == group_id, O.c.phone == phone)
        .order_by(O.c.id.desc())
    )
    row = db.execute(wanted.limit(1)).first()
    if row is None:
        return None
    where = ", ".join(each for each in (row.address, row.landmark, row.village_name) if each)
    return KnownBuyer(row.name, where[:160])


def due_written(db: Session, moment: datetime, after: int, most: int) -> list[int]:
    """Ids of those that waited too long, from the one after `after` on, by id."""
    wanted = sa.select(W.c.id).where(W.c.state == WrittenState.OPEN, W.c.until <= moment, W.c.id > after)
    return list(db.scalars(wanted.order_by(W.c.id).limit(most)))


def expire_written(db: Session, key: int) -> None:
    """Its buyer did not confirm it in time: its goods are for sale again, and the chairs hear of it."""
    written = _one(db, sa.select(WrittenOrder).where(W.c.id == key), lock=True)
    if written.state is not WrittenState.OPEN or written.waits:
        return
    group, name = Group.get(db, written.group_id), written.name
    written.end(WrittenState.EXPIRED, CLOCK)
    told = {"group": group.name, "number": written.number, "buyer": name, "path": group_page(group.slug, WRITE)}
    for chair in people_to_tell(db, group.key):
        tell(db, chair.recipient, "written_expired", told, name=f"{written.number}/expired/{chair.key}")


@undoes("written_order.made_by_id")
def undo_written(db: Session, made: Made) -> None:
    """Takes back what waits: whoever has the link could still confirm it."""
    hers = (made.holds(W.c.made_by_id, W.c.made_at), W.c.state == WrittenState.OPEN)
    for each in db.scalars(sa.select(WrittenOrder).where(*hers).order_by(W.c.id)):
        each.withdraw(CLOCK)
