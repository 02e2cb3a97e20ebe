"""Chosen: a parcel of a cart with what the buyer chose for it: how it comes and how it is paid, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from market.kernel.money import rupiah
from market.kernel.refused import Faults, Refused
from market.orders.cart.parcel import Parcel
from market.orders.cash import cash_at_the_door, cash_where_fetched
from market.orders.placing.new_order import Buyer, NewLine, NewParcel, Payee
from market.orders.state import State
from market.orders.terms import Way
from market.payments.bill import Method
from market.payments.providers.qris import MOST as MOST_BY_QRIS
from market.payments.providers.stripe import MOST as MOST_BY_CARD
from market.people.place import known_village


@dataclass(frozen=True, slots=True)
class Chosen:
    """A parcel with the buyer's choices."""

    parcel: Parcel
    way: Way
    method: Method

    @property
    def cod(self) -> bool:
        return cash_at_the_door(self.method, self.way.delivery)

    @property
    def state(self) -> State:
        """Goods in stock are accepted at once, unless the group switched that off or is asked first."""
        parcel = self.parcel
        waits = (
            parcel.made_to_order or parcel.asks or self.way.fee is None or self.cod or not parcel.group.accepts_at_once
        )
        return State.WAITING if waits else State.ACCEPTED

    @property
    def down_percent(self) -> int:
        """By card all is paid at once, in cash when the goods are handed over."""
        return self.parcel.down_percent if self.method.by_word else 0

    @property
    def total(self) -> int:
        return self.parcel.goods_total + (self.way.fee or 0)

    def require_payable(self) -> None:
        """Refused above what this way of paying takes, or above what the group takes in cash at a door."""
        field, total, limit = f"payment-{self.parcel.group.slug}", self.total, self.parcel.group.cash_limit
        if self.method is Method.QRIS and total > MOST_BY_QRIS:
            raise Refused("qris_amount", field=field, n=MOST_BY_QRIS)
        if self.method is Method.CARD and total > MOST_BY_CARD:
            raise Refused("card_amount", field=field, n=rupiah(MOST_BY_CARD))
        if self.cod and total > limit:
            raise Refused("cash_too_much", field=field, n=rupiah(limit))

    def to_place(self) -> NewParcel:
        """As it is written. What is made first arrives that much later."""
        parcel, way, group = self.parcel, self.way, self.parcel.group
        account, fetched = group.account_for(self.method), cash_where_fetched(self.method, way.delivery)
        return NewParcel(
            group_id=group.key, group=group.name, slug=group.slug, zone=group.zone,
            lines=_lines(parcel), state=self.state, delivery=way.delivery, method=self.method, fee=way.fee,
            arrives_from=way.arrives_from + parcel.lead, arrives_by=way.arrives_by + parcel.lead, good_on=way.good_on,
            travel_days=way.days, down_percent=self.down_percent,
            payee=Payee(account, platform=account is not None and account == group.platform_id),
            collected_on=way.arrives_by + parcel.lead if fetched else None,
        )  # fmt: skip


def _lines(parcel: Parcel) -> list[NewLine]:
    """What can still be bought of a cart, as it is sold."""
    return [NewLine(line.variant, line.quantity, asks=line.asks) for line in parcel.lines if line.variant]


def choose(parcel: Parcel, deliveries: Mapping[str, str], methods: Mapping[str, str]) -> Chosen:
    """A parcel with what was chosen for it, by its group's slug. Refused where the group does not offer that."""
    slug = parcel.group.slug
    way = parcel.way(deliveries.get(slug, ""))
    asked = methods.get(slug) or methods.get("") or ""
    if not asked:
        raise Refused("payment_needed", field=f"payment-{slug}")
    method = next((each for each in parcel.methods(way.delivery) if each.value == asked), None)
    if method is None:
        other = any(asked == each.value for another in parcel.ways for each in parcel.methods(another.delivery))
        raise Refused("payment_other_way" if other else "payment_unavailable", field=f"payment-{slug}")
    chosen = Chosen(parcel, way, method)
    chosen.require_payable()
    return chosen


def choose_all(
    parcels: Sequence[Parcel], buyer: Buyer, deliveries: Mapping[str, str], methods: Mapping[str, str]
) -> list[Chosen]:
    """Each parcel with what was chosen for it; refused with all that is missing, of the address too."""
    faults = Faults()
    chosen = [faults.heard(partial(choose, parcel, deliveries, methods)) for parcel in parcels]
    if any(_brought(parcel, deliveries) for parcel in parcels):
        faults.heard(partial(_check_address, buyer))
    elif buyer.nowhere:
        faults.add(Refused("village_of_street", field="village"))
    faults.stop()
    return [each for each in chosen if each]


def _brought(parcel: Parcel, deliveries: Mapping[str, str]) -> bool:
    """Whether its buyer wants it brought, by a way that is offered."""
    wanted = deliveries.get(parcel.group.slug)
    return any(way.delivery.value == wanted and not way.delivery.collected for way in parcel.ways)


def _check_address(buyer: Buyer) -> None:
    faults = Faults()
    if buyer.village:
        faults.heard(partial(known_village, buyer.village))
    else:
        faults.add(Refused("village_needed", field="village"))
    if not buyer.address:
        faults.add(Refused("address_needed", field="address"))
    faults.stop()
