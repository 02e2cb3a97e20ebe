"""What is to be placed: a buyer, parcels with typed lines, and what came of it; written by `placing.place`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from market.catalog.variant import Sold
from market.kernel.addresses import order_page
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.state import State
from market.payments.bill import Method
from market.people.access import Actor


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys and where it goes, as typed. `village` is a code or empty, `origin` a digest of who asks."""

    name: str
    phone: str
    email: str | None = None
    note: str = ""
    village: str = ""
    address: str = ""
    landmark: str = ""
    language: str = "id"
    person_id: int | None = None
    origin: str = ""
    contact: str = ""

    @property
    def nowhere(self) -> bool:
        """Whether a street stands there without the village it lies in."""
        return bool(self.address or self.landmark) and not self.village


@dataclass(frozen=True, slots=True)
class NewLine:
    """What is bought, as it is sold at this moment. `asks`: none of it is taken from stock until the group answered.

    `taken`: how many pieces leave the stock for it, where that is not `quantity`: of weighed goods the pieces that had
    to be opened, of a good that nobody knows none.
    """

    sold: Sold
    quantity: int
    asks: bool = False
    taken: int | None = None

    @property
    def pieces(self) -> int:
        """How many pieces leave the stock for it."""
        return self.quantity if self.taken is None else self.taken

    @property
    def total(self) -> int:
        return self.sold.price * self.quantity

    @property
    def stocked(self) -> bool:
        return not (self.sold.made_to_order or self.asks) and self.pieces > 0


@dataclass(frozen=True, slots=True)
class Payee:
    """Where a parcel's money goes: an account of the group, or with `platform` one of the platform; None for cash."""

    account_id: int | None
    platform: bool


NOBODY = Actor()  # of the group: the buyer ordered herself


@dataclass(frozen=True, slots=True)
class Typed:
    """By which way an order came, and who of the group typed it, where it was not its buyer."""

    channel: SalesChannel = SalesChannel.WEB
    by: Actor = NOBODY


@dataclass(frozen=True, slots=True)
class NewParcel:
    """One group's part of a new order.

    `fee` is None where the group says later what delivery costs; `good_on` is the day until which its pieces are good;
    on `collected_on` the group is asked whether cash goods were fetched; an office pays `pay_days` after it has them.
    `down_percent` of the goods' price is paid before they are begun.
    """

    group_id: int
    group: str
    slug: str
    zone: ZoneInfo
    lines: Sequence[NewLine]
    state: State
    delivery: Delivery
    method: Method
    fee: int | None
    arrives_from: date
    arrives_by: date
    good_on: date
    payee: Payee
    travel_days: int = 0
    collected_on: date | None = None
    pay_days: int | None = None
    down_percent: int = 0
    typed: Typed = Typed()

    @property
    def by_offer(self) -> bool:  # as its parcel will be, see ChannelFacts
        return self.pay_days is not None

    @property
    def at_once(self) -> bool:
        """Whether its goods are in the buyer's hands already: it takes of the stock what is there; no clock runs."""
        return self.state is State.RECEIVED

    @property
    def owed(self) -> bool:
        """Whether its buyer owes something for it from the start."""
        return self.state in (State.ACCEPTED, State.RECEIVED) and self.total > 0

    @property
    def goods_total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def total(self) -> int:
        return self.goods_total + (self.fee or 0)


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What is to be placed: a second press finds it by its `token`, `cart_hash` is of the cart that it was.

    `held_for` is the name under which pieces were put aside for it. `said` is the first event of each parcel, `said_by`
    who said it: "placed" by the buyer, where the shop answers for the group; or a yes to what the group offered. `by`:
    who of the group said it, where it was not the buyer.
    """

    buyer: Buyer
    token: str
    held_for: str
    parcels: Sequence[NewParcel]
    cart_hash: str = ""
    said: str = "placed"
    said_by: str = ""
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it was just written; `parcels` are its numbers with what each is, `keys` with the id of each.

    `short`: by variant how many pieces of what was handed over at once were not in the stock.
    """

    number: str
    key_token: str
    at: datetime
    parcels: Mapping[str, NewParcel]
    short: Mapping[int, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return order_page(self.number, self.key_token)
