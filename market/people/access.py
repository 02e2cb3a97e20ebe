"""Who may do what: one table, and the actor it is asked for."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from market.kernel.refused import Refused
from market.people.resting import Rests


class Role(StrEnum):
    CHAIR = "chair"
    TREASURER = "treasurer"
    MEMBER = "member"
    DEVICE = "device"
    FACILITATOR = "facilitator"
    OFFICER = "officer"
    ADMIN = "admin"


class Do(StrEnum):
    SEE = "see"
    SELL = "sell"
    PRICE = "price"
    STOCK = "stock"
    WRITE_OFF = "write_off"
    PACK = "pack"
    ORDERS = "orders"
    MONEY = "money"
    BOOK = "book"
    CONFIRM = "confirm"
    CASH = "cash"
    TILL = "till"
    DRAWER = "drawer"
    CONFIRM_OWN = "confirm_own"
    REFUND = "refund"
    REFUND_OWN = "refund_own"
    ACCOUNT = "account"
    APPROVE_ACCOUNT = "approve_account"
    PROFILE = "profile"
    MEMBERS = "members"
    DEVICES = "devices"
    END_DEVICE = "end_device"
    RESET = "reset"
    OBJECT = "object"
    AGREE = "agree"
    STOP = "stop"
    CHECK = "check"
    BAZAAR = "bazaar"
    EXPORT = "export"


C, T, M, P, F, O, A = (
    Role.CHAIR,
    Role.TREASURER,
    Role.MEMBER,
    Role.DEVICE,
    Role.FACILITATOR,
    Role.OFFICER,
    Role.ADMIN,
)
# Which roles may do what in a group. A group's phone (P) has said no name yet: it may look, pack
# and count, and sell at the till, where who sells is said by name. PACK is what must be packed, ORDERS who bought it;
# DRAWER is what is said of a till's money besides a sale: a debt that came, what goes back, a day, what may come off.
# MONEY where its money goes and what waits for a second person; BOOK what came in, was spent and shared, which no
# officer reads.
# The chair confirms money only where there is no treasurer (see `Actor.confirms`).
MAY: dict[Do, frozenset[Role]] = {
    Do.SEE: frozenset({C, T, M, P, F, O}),
    Do.SELL: frozenset({C, T, M, F}),
    Do.PRICE: frozenset({C, T, M, F}),
    Do.STOCK: frozenset({C, T, M, P, F}),
    Do.WRITE_OFF: frozenset({C, T, M, F}),
    Do.PACK: frozenset({C, T, M, P, F}),
    Do.ORDERS: frozenset({C, T, M, F}),
    Do.MONEY: frozenset({C, T, M, F, O}),
    Do.BOOK: frozenset({C, T, M, F}),
    Do.CONFIRM: frozenset({C, T}),
    Do.CASH: frozenset({C, T, M}),
    Do.TILL: frozenset({C, T, M, P}),
    Do.DRAWER: frozenset({C, T, M}),
    Do.CONFIRM_OWN: frozenset({C, T, M, F, O}),
    Do.REFUND: frozenset({C, T}),
    Do.REFUND_OWN: frozenset({C, T, F, O}),
    Do.ACCOUNT: frozenset({C, T, F}),
    Do.APPROVE_ACCOUNT: frozenset({C, T, M, F, O}),
    Do.PROFILE: frozenset({C, F}),
    Do.MEMBERS: frozenset({C, F}),
    Do.DEVICES: frozenset({C, F, O}),
    Do.END_DEVICE: frozenset({C, T, M, F}),
    Do.RESET: frozenset({C, F, O, A}),
    Do.OBJECT: frozenset({C, T, M, F, O}),
    Do.AGREE: frozenset({C, T, M, F, O}),
    Do.STOP: frozenset({F, O}),
    Do.CHECK: frozenset({O}),
    Do.BAZAAR: frozenset({C, T, M, F, O}),
    Do.EXPORT: frozenset({C, T, M, F}),
}
# What rests until `Person.restricted_until` for somebody whom a code let in: money, a till's too, prices, accounts, the
# group's name and number, members, phones, codes, exports. Stock, orders, packing and bazaars are open at once.
RESTS: frozenset[Do] = frozenset(
    {
        Do.PRICE,
        Do.BOOK,
        Do.CONFIRM,
        Do.CONFIRM_OWN,
        Do.DRAWER,
        Do.REFUND,
        Do.REFUND_OWN,
        Do.ACCOUNT,
        Do.APPROVE_ACCOUNT,
        Do.PROFILE,
        Do.MEMBERS,
        Do.DEVICES,
        Do.RESET,
        Do.AGREE,
        Do.STOP,
        Do.CHECK,
        Do.EXPORT,
    }
)
# What nobody does by a PIN on a phone that an officer set up: she may have read it there, and be two people at once, or
# read what no officer reads. The rest of a day's work goes on.
SHUT_BY_OFFICERS: frozenset[Do] = frozenset({Do.BOOK, Do.ACCOUNT, Do.APPROVE_ACCOUNT, Do.DEVICES, Do.RESET, Do.EXPORT})


@dataclass(frozen=True)
class Actor(Rests):
    """Who is acting, and as what. `roles` hold for the group at hand.

    `person_id` is for the books: on a group's phone it is the member who said so by PIN. What somebody may open, own
    or decide elsewhere follows from `own_id` alone.
    """

    person_id: int | None = None
    name: str = ""
    admin: bool = False
    login_id: int | None = None
    device_id: int | None = None
    device_group_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    reads_only: bool = False  # a superior, who looks into the office at hand
    invited: bool = False  # an officer of an office that another one invited to the bazaar at hand
    agency: str = ""  # for which an officer speaks to this group
    role_news: bool = False  # a change of roles waits in the group at hand
    has_treasurer: bool = True  # somebody is treasurer of the group at hand
    restricted_until: datetime | None = None  # let in by a code a short while ago
    pin_by_helpers: frozenset[int] = frozenset()  # named on a group's phone by a PIN that came by these helpers' codes
    officers_phone: bool = False  # named on a phone that an officer from outside set up
    needs_second: bool = False  # an admin who has not given the code of an app yet
    holds_office: bool = False  # an officer somewhere, or an admin: an unused login ends sooner

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None or self.device_id is not None

    @property
    def key(self) -> int:
        """Her id in the books, where one is asked for: 0, which is nobody's, of the clock and of a group's phone on
        which no name was said."""
        return self.person_id or 0

    @property
    def own_id(self) -> int | None:
        """The id of a person signed in by her own account; None on a group's phone, whoever said her name there."""
        return None if self.device_id is not None else self.person_id

    @property
    def capacity(self) -> str:
        """The strongest role inside the group, else the one they help in."""
        for role in (C, T, M, F, O, A, P):
            if role in self.roles:
                return role.value
        return "admin" if self.admin else "person"

    @property
    def helps(self) -> bool:
        """Acts on behalf: both names are shown."""
        return self.capacity in (F, O)

    @property
    def may_be_helper(self) -> bool:
        """Whether a helper acts, or may: who gave the code for a PIN may have chosen it, and be who is named by it."""
        return self.helps or bool(self.pin_by_helpers)

    @property
    def gives_codes(self) -> bool:
        """Whether a code is hers to give: by a PIN from a helper's code, that helper would be whomever it lets in."""
        return not self.pin_by_helpers

    @property
    def only_officer(self) -> bool:
        """Speaks for a group as an officer alone: she is none of its people and does not help it."""
        return self.roles == {O}

    @property
    def confirms(self) -> bool:
        """Whether she usually says that money came: the treasurer, or the chair where there is none."""
        return T in self.roles or (C in self.roles and not self.has_treasurer)

    @property
    def may_ring(self) -> bool:
        """Whether an office shows her numbers to ring: not to who only looks, or was let in by a code just now."""
        return not self.reads_only and not self.restricted

    def may(self, do: Do) -> bool:
        shut = (do in RESTS and self.restricted) or (do in SHUT_BY_OFFICERS and self.officers_phone)
        return bool(self.roles & MAY[do]) and not shut

    def refuse_by_officers_phone(self) -> None:
        """Refused to who is named on a phone that an officer set up: it may be the officer who speaks."""
        if self.officers_phone:
            raise Refused("not_on_officers_phone")

    def offered(self, do: Do) -> bool:
        """Whether a page offers this: to people who may do it, and on a group's phone, which then asks "Siapa?"."""
        return self.may(do) or self.roles == {P}


CLOCK = Actor(name="Dermaga")
