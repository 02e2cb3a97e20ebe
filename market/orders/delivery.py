"""Delivery: a way by which goods reach their buyer, and all that the shop decides by it, in one table.

A new way is a member and its row here, its value in the CHECK of the database, and its word in docs/contract.md.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import assert_never

from market.kernel.language import mark as N
from market.kernel.refused import Refused


class Priced(Enum):
    """How the fee is known: there is none, by the group's tariff for the place, or the group says it when asked."""

    FREE = auto()
    BY_TARIFF = auto()
    WHEN_ASKED = auto()


class Cash(Enum):
    """Who takes cash for it: the group where the buyer fetches it, the group at the buyer's door, nobody."""

    WHERE_FETCHED = auto()
    AT_THE_DOOR = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """`said` is its word on the screen; `collected`: the buyer comes for it, and needs no address."""

    said: str
    priced: Priced
    cash: Cash
    collected: bool = False


class Delivery(StrEnum):
    """In the order in which they are offered; the first that brings goods is ticked for a buyer with an address."""

    PICKUP = "pickup"
    OWN_COURIER = "own_courier"
    COURIER = "courier"
    QUOTE = "quote"

    @property
    def facts(self) -> DeliveryFacts:
        return DELIVERIES[self]

    @property
    def collected(self) -> bool:
        return DELIVERIES[self].collected

    @property
    def asks_fee(self) -> bool:
        """The group says what it costs once it is ordered."""
        return DELIVERIES[self].priced is Priced.WHEN_ASKED


def _facts(delivery: Delivery) -> DeliveryFacts:
    match delivery:
        case Delivery.PICKUP:
            return DeliveryFacts(N("Ambil sendiri"), Priced.FREE, Cash.WHERE_FETCHED, collected=True)
        case Delivery.OWN_COURIER:
            return DeliveryFacts(N("Diantar penjual"), Priced.BY_TARIFF, Cash.AT_THE_DOOR)
        case Delivery.COURIER:
            return DeliveryFacts(N("Kurir"), Priced.BY_TARIFF, Cash.NEVER)
        case Delivery.QUOTE:
            return DeliveryFacts(N("Ongkir dihitung penjual"), Priced.WHEN_ASKED, Cash.NEVER)
    assert_never(delivery)  # a member without its row: the shop does not start


DELIVERIES = {each: _facts(each) for each in Delivery}
TARIFFED = tuple(each for each in Delivery if DELIVERIES[each].priced is Priced.BY_TARIFF)


def tariffed(delivery: Delivery) -> Delivery:
    """One for which a group names a fee by place. Refused for the others."""
    if delivery not in TARIFFED:
        raise Refused("choice_unknown", field="delivery")
    return delivery
