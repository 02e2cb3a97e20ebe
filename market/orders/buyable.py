"""Whether buyers can have a group's goods: by which ways they come at all, and which of those nobody can pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.kernel.clock import today
from market.orders.delivery import Delivery
from market.orders.terms import Tariff, Terms, Way, payable_by, ways
from market.payments.account import Account
from market.payments.account_typed import AccountKind
from market.payments.providers import stripe
from market.people.group import Group

KILOGRAM = 1000
Live = dict[AccountKind, tuple[Account | None, Account | None]]  # as `accounts_of` gives them


@dataclass(frozen=True)
class Buyable:
    """`offered` are the ways to anywhere, in their order; `unpayable` those of them that no buyer can pay."""

    offered: list[Delivery]
    unpayable: list[Delivery]


def buyable(group: Group, terms: Terms, tariffs: Sequence[Tariff], accounts: Live) -> Buyable:
    """By the rules of the checkout, asked for the group's own village and for each place it has a fee for."""
    day = today(group.zone)
    places = dict.fromkeys([group.village, *(tariff.place for tariff in tariffs)])
    found = [way for place in places for way in ways(terms, list(tariffs), place, KILOGRAM, day)]
    offered, paid = _by(found), _by([way for way in found if _payable(terms, accounts, way)])
    return Buyable(offered, [each for each in offered if each not in paid])


def _by(found: list[Way]) -> list[Delivery]:
    return [each for each in Delivery if any(way.delivery is each for way in found)]


def _payable(terms: Terms, accounts: Live, way: Way) -> bool:
    bank, qris = (accounts[kind][0] is not None for kind in (AccountKind.BANK, AccountKind.QRIS))
    return bool(payable_by(terms, way.delivery, bank, qris, bank and stripe.available(), way.cash))
