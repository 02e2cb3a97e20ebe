"""Lists of parcels for pages: small rows, each list in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from market.catalog.variant import label_among
from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.record import from_row, table
from market.messages.outbox import Message
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.finding import WITHOUT_KEY
from market.orders.life.recall import ITS_GOODS, RecalledLot, recalled_of
from market.orders.life.stopped import STOPPED
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.paid import ITS_BILL, MAY_BEGIN, MONEY_FIRST, PAYMENT
from market.orders.state import HERE, OPEN, State
from market.payments.account import UNDECIDED, Account, live_accounts
from market.payments.bill import Bill, Method
from market.payments.claim import Claim
from market.payments.refund import Refund
from market.people.founding.founding import is_unclaimed
from market.people.group import Group, is_open, reads_like
from market.people.sought import NextGroup, unchecked_by

S, O, B, C, R, G = table(SubOrder), table(Order), table(Bill), table(Claim), table(Refund), table(Group)


LINE = table(OrderLine)
# `3 Cakalang fufu, 1 Sambal roa (pedas)`: what is in a parcel.
COMES = LINE.c.quantity - LINE.c.cancelled
LINE_WORDS = sa.cast(COMES, sa.String) + " " + label_among(LINE)
CONTENTS = (
    sa.select(sa.func.aggregate_strings(LINE_WORDS, ", "))
    .where(LINE.c.sub_order_id == S.c.id, COMES > 0)
    .correlate(S)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A parcel in a list."""

    number: str
    order_number: str
    group_id: int
    group: str
    group_slug: str
    buyer: str
    state: State
    delivery: Delivery
    method: Method
    total: int
    delivery_fee: int | None  # None while the group has still to count it
    placed_at: datetime
    arrives_by: date
    answer_by: datetime | None
    seen_at: datetime | None
    fee_named_at: datetime | None
    collect_by: datetime | None
    channel: SalesChannel
    payment: str
    what: str
    stopped: bool  # pieces of a recalled lot wait in it


NEWEST, OLDEST = (S.c.id.desc(),), (S.c.id,)
ROWS = sa.select(
    S.c.number,
    O.c.number.label("order_number"),
    S.c.group_id,
    G.c.name.label("group"),
    G.c.slug.label("group_slug"),
    O.c.name.label("buyer"),
    S.c.state,
    S.c.delivery,
    S.c.method,
    (S.c.goods_total + sa.func.coalesce(S.c.delivery_fee, 0)).label("total"),
    S.c.delivery_fee,
    S.c.placed_at,
    S.c.arrives_by,
    S.c.answer_by,
    S.c.seen_at,
    S.c.fee_named_at,
    S.c.collect_by,
    S.c.channel,
    PAYMENT.label("payment"),
    CONTENTS.label("what"),
    STOPPED.label("stopped"),
).select_from(S.join(O, O.c.id == S.c.order_id).join(G, G.c.id == S.c.group_id).outerjoin(B, ITS_BILL))


def order_rows(
    db: Session,
    *conditions: sa.ColumnElement[bool],
    order: Sequence[sa.ColumnElement[Any]] = NEWEST,
    limit: int = 60,
    offset: int = 0,
    named: bool = True,
) -> list[OrderRow]:
    """Parcels that meet the conditions, with what is in them, in one statement; only first names unless `named`."""
    wanted = ROWS.where(*conditions).order_by(*order).limit(limit).offset(offset)
    rows = [from_row(OrderRow, row) for row in db.execute(wanted)]
    return rows if named else [replace(row, buyer=first_name(row.buyer)) for row in rows]


def first_name(name: str) -> str:
    """The first word of a name, by which goods are handed over; nothing when it may be a number or an address."""
    first = name.split(" ", maxsplit=1)[0]
    return first if first.replace("'", "").replace(".", "").isalpha() else ""


MOST_WORK = 40  # on one page


BY_THE_GROUP = sa.or_(PAYMENT != "claimed", MAY_BEGIN)  # not those of which only the money is looked for


def to_do(
    db: Session, group_id: int, *conditions: sa.ColumnElement[bool], named: bool = True, offset: int = 0
) -> list[OrderRow]:
    """What a group has to work on, oldest first: one more than a page of it tells that there is another page. Not while
    it is the buyer's turn: to pay, or to agree to a fee; but while recalled goods are in it, it is the group's.
    """
    to_pay = sa.and_(S.c.state == State.ACCEPTED, PAYMENT == "unpaid", MONEY_FIRST)
    to_agree = sa.and_(S.c.state == State.WAITING, S.c.fee_named_at.is_not(None))
    hers = sa.and_(sa.or_(to_pay, to_agree), sa.not_(STOPPED))
    work = (S.c.group_id == group_id, S.c.state.in_(OPEN), sa.not_(hers))
    return order_rows(db, *work, *conditions, order=OLDEST, limit=MOST_WORK + 1, offset=offset, named=named)


def unseen(db: Session, group_ids: list[int]) -> list[OrderRow]:
    """Orders nobody of their group has opened within two waking hours, for the facilitator."""
    return order_rows(
        db, S.c.group_id.in_(group_ids), S.c.unseen_at <= now(), S.c.seen_at.is_(None), S.c.state.in_(OPEN)
    )


def to_answer(db: Session, group_ids: list[int]) -> list[OrderRow]:
    """Orders that wait for a word of their groups, oldest first; not those whose buyer has to agree to a fee."""
    waits = (S.c.state == State.WAITING, S.c.fee_named_at.is_(None))
    return order_rows(db, S.c.group_id.in_(group_ids), *waits, order=OLDEST)


def to_pack(db: Session, group_id: int, *, named: bool = True) -> list[OrderRow]:
    """The pack list: what is promised, still here and waits for no money, or for the rest; as it must leave."""
    packed = (S.c.group_id == group_id, S.c.state.in_(HERE), MAY_BEGIN)
    return order_rows(db, *packed, order=(S.c.arrives_by, S.c.id), limit=200, named=named)


def destinations(db: Session, numbers: list[str]) -> dict[str, Any]:
    """Where each of these orders goes and what its buyer asks for, by number: (number, address, landmark, contact,
    place, note)."""
    to = (O.c.address, O.c.landmark, O.c.contact, O.c.village_name, O.c.note)
    wanted = sa.select(O.c.number, *to).where(O.c.number.in_(numbers))
    return {row.number: row for row in db.execute(wanted)}


def lines_of_parcels(db: Session, numbers: list[str]) -> dict[str, list[OrderLine]]:
    """What is in each of these parcels, by number."""
    found = db.execute(
        sa.select(S.c.number, OrderLine)
        .join(OrderLine, LINE.c.sub_order_id == S.c.id)
        .where(S.c.number.in_(numbers))
        .order_by(LINE.c.id)
    )
    lines: dict[str, list[OrderLine]] = {number: [] for number in numbers}
    for number, line in found:
        lines[number].append(line)
    return lines


def groups_told(db: Session, numbers: Sequence[str]) -> set[str]:
    """Of which of these parcels a letter went, or goes, to their group; the others it sees on its page."""
    m = table(Message)
    wanted = sa.select(m.c.about).where(m.c.about.in_(numbers), m.c.template.in_(("order_new", "order_offer_accepted")))
    return set(db.scalars(wanted))


def orders_of_person(db: Session, person_id: int) -> list[Order]:
    """What somebody ordered signed in, the newest first; without the keys, since her account opens them."""
    wanted = sa.select(Order).where(O.c.person_id == person_id).options(*WITHOUT_KEY)
    return list(db.scalars(wanted.order_by(O.c.id.desc()).limit(50)))


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """How a group stands for who looks at it: what is open, waits or reads alike, and which one she may check next."""

    orders: int = 0
    accounts: str = ""  # which are approved: `live_accounts`
    unclaimed: bool = False
    waiting: Account | None = None
    alike: list[Group] = field(default_factory=list)
    recalled: list[RecalledLot] = field(default_factory=list)
    following: NextGroup | None = None

    @property
    def closed_alike(self) -> bool:
        """Whether an officer closed one of those that are named like it."""
        return any(not each.open for each in self.alike)


def standing(db: Session, group: Group, reader: int) -> GroupStanding:
    """As the officer's page of a group shows it to her, in one statement."""
    a, other = table(Account), aliased(Group, name="other")
    following = unchecked_by(reader, group).subquery("following")
    count = sa.select(sa.func.count()).where(S.c.group_id == group.key, S.c.state.in_(OPEN)).scalar_subquery()
    waits = sa.and_(a.c.group_id == G.c.id, UNDECIDED)
    wanted = (
        sa.select(
            count.label("orders"),
            is_unclaimed(group.key).label("unclaimed"),
            Account,
            other,
            Lot,
            ITS_GOODS.label("goods"),
            live_accounts(group.key).label("accounts"),
            following.c.slug,
            following.c.name,
            following.c.left,
        )
        .select_from(G)
        .outerjoin(following, sa.true())
        .outerjoin(Account, waits)
        .outerjoin(other, reads_like(group, other))
        .outerjoin(Lot, recalled_of(group.key))
        .where(G.c.id == group.key)
    )
    found = db.execute(wanted.order_by(a.c.id.desc(), is_open(sa.inspect(other).selectable)).limit(100)).all()
    if not found:
        return GroupStanding()
    first = found[0]
    return GroupStanding(
        orders=int(first.orders),
        unclaimed=bool(first.unclaimed),
        waiting=first.Account,
        accounts=first.accounts,
        alike=list({row.other.key: row.other for row in found if row.other is not None}.values())[:5],
        recalled=list({row.Lot.key: RecalledLot(row.Lot, row.goods) for row in found if row.Lot is not None}.values()),
        following=from_row(NextGroup, first) if first.slug else None,
    )
