"""What is ticked on the checkout: how each parcel comes and is paid, as it was left or as it is offered first."""

from dataclasses import dataclass

from market.kernel.refused import Refused
from market.orders.cart.parcel import Parcel
from market.orders.delivery import Delivery
from market.pages.words import delivery_word
from market.payments.bill import Method
from market.people.place import city_code
from market.web.forms import Sent


@dataclass(frozen=True, slots=True)
class Agreed:
    """How a parcel comes and is paid, as far as its group wrote it down."""

    delivery: Delivery | None = None
    method: Method | None = None


NOTHING = Agreed()


class Ticked:
    """What is ticked for each parcel: what was sent, else what was `agreed` with its group, else the first that is
    offered.

    A buyer who named a village or a street wants it brought there: then the first way that brings it, or none. Nor does
    anybody fetch parcels in several cities before she says so.
    """

    def __init__(self, sent: Sent, parcels: list[Parcel], somewhere: bool, agreed: Agreed = NOTHING) -> None:
        self.sent, self.agreed = sent, agreed
        self.brought = somewhere or len({city_code(parcel.group.village) for parcel in parcels}) > 1
        self.parcels = {parcel.group.slug: parcel for parcel in parcels}

    def delivery(self, slug: str) -> str:
        offered = [way.delivery for way in self.parcels[slug].ways]
        given = self.sent.values.get(f"delivery-{slug}", [""])[0]
        if given in offered:
            return given
        fits = [each for each in offered if not (self.brought and each.collected)]
        return self.agreed.delivery if self.agreed.delivery in fits else next(iter(fits), "")

    def method(self, slug: str) -> str:
        given = self.sent.values.get(f"payment-{slug}", self.sent.values.get("payment", [""]))[0]
        chosen = self.delivery(slug)
        offered = [each for each in self.methods(slug) if not chosen or chosen in self.ways_of(slug, each)]
        return next((each for each in (given, self.agreed.method) if each in offered), next(iter(offered), ""))

    def methods(self, slug: str) -> list[str]:
        """Every method some way of this parcel allows, in the order shown."""
        parcel = self.parcels[slug]
        return list(dict.fromkeys(m.value for way in parcel.ways for m in parcel.methods(way.delivery)))

    def ways_of(self, slug: str, method: str) -> list[Delivery]:
        """The ways of delivery that can be paid so."""
        parcel = self.parcels[slug]
        return [way.delivery for way in parcel.ways if method in parcel.methods(way.delivery)]

    def limited(self, slug: str, method: str) -> str:
        """By which ways alone it can be paid so, in words; empty where all can."""
        found = self.ways_of(slug, method)
        every = len(found) == len(self.parcels[slug].ways)
        return "" if every else ", ".join(delivery_word(delivery) for delivery in found)

    def quoted(self, slug: str) -> bool:
        """Whether the fee is still to be said by the group."""
        return self.fee(slug) is None

    def fee(self, slug: str) -> int | None:
        chosen = self.delivery(slug)
        return next((way.fee for way in self.parcels[slug].ways if way.delivery.value == chosen), 0)

    def total(self, slug: str) -> int:
        return self.parcels[slug].goods_total + (self.fee(slug) or 0)

    @property
    def any_quoted(self) -> bool:
        return any(self.quoted(slug) for slug in self.parcels)

    @property
    def grand_total(self) -> int:
        return sum(self.total(slug) for slug in self.parcels)


def ask_the_way(values: dict[str, list[str]], village: str) -> None:
    """Refused where the page offered ways to another place: who typed a place and pressed at once has chosen none."""
    if values.get("ways_to", [village])[0] != village:
        ticked = forget_ways(values)
        raise Refused("ways_elsewhere", field=ticked[0] if ticked else "village")


def forget_ways(values: dict[str, list[str]], *, fetched: bool = False) -> list[str]:
    """Unticks how the parcels come, or `fetched` alone that they are; returns the names of those fields."""
    fetching = {each.value for each in Delivery if each.collected}
    ways = {name: given for name, given in values.items() if name.startswith("delivery-")}
    ticked = [name for name, given in ways.items() if not fetched or fetching.intersection(given)]
    for name in ticked:
        del values[name]
    return ticked
