"""What is sent at the till."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from market.kernel.fitting import most_letters
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.typed_number import typed_grams
from market.pages.quantities import quantities, typed_money
from market.till.parked import ParkedBasket
from market.till.sale import Paid
from market.till.task import TillTask
from market.till.wire import MOST_RUPIAH, UID
from market.web.forms import Form, Key, Line, Percent, PersonName, Phone, Rupiah

Money = Annotated[Rupiah, Field(ge=0, le=MOST_RUPIAH)]
Uid = Annotated[str, Field(pattern=f"^{UID.pattern}$")]
Why = Annotated[Line, Field(max_length=300)]


class SellForm(Form):
    """Goods come as `quantity-{sku}` and `grams-{sku}`, at `price-{sku}`. `note`: the bank note that was tapped;
    `anyway`: sold though the book knows of fewer; `seller`: which member sells, on a phone where nobody is named;
    `parked`: the basket it was taken up from; `whose`: who will come back for it."""

    id: Uid
    paid: Paid = Paid.CASH
    given: Money = 0
    note: Money = 0
    discount: Money = 0
    discount_why: Why = ""
    buyer: PersonName | None = None
    phone: Phone | None = None
    seller: Key | None = None
    anyway: bool = False
    parked: Annotated[str, Field(pattern=f"^(?:{UID.pattern})?$")] = ""
    whose: Annotated[Line, Field(max_length=60)] = ""

    def basket(self, values: dict[str, list[str]]) -> ParkedBasket:
        """What is laid aside of it. Refused beside a number that cannot be read."""
        goods = typed_goods(values)
        return ParkedBasket(
            uid=self.id, pieces=goods.pieces, grams=goods.grams, discount=self.discount,
            discount_why=self.discount_why, whose=self.whose, from_uid=self.parked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedGoods:
    """Pieces and grams by sku, none of nothing; `prices`: whole rupiah that the page showed."""

    pieces: Mapping[str, int]
    grams: Mapping[str, int]
    prices: Mapping[str, int]


def typed_goods(values: dict[str, list[str]]) -> TypedGoods:
    """What was typed beside the goods. Refused beside a number that cannot be read."""
    pieces = {sku: n for sku, n in quantities(values).items() if n}
    return TypedGoods(pieces=pieces, grams=_grams(values), prices=_prices(values))


def _prices(values: dict[str, list[str]]) -> dict[str, int]:
    shown = {name: typed_money(values, name) for name in values if name.startswith("price-")}
    return {name.removeprefix("price-"): price for name, price in shown.items() if price is not None}


def _grams(values: dict[str, list[str]]) -> dict[str, int]:
    found = {}
    for name, given in values.items():
        if name.startswith("grams-") and given[0].strip() not in ("", "0"):
            try:
                found[name.removeprefix("grams-")] = typed_grams(given[0])
            except Refused as refusal:
                raise refusal.beside(name) from None
    return found


class LeftForm(Form):
    """What lies on the page while a basket is thrown away: `parked`, the one it was taken up from. Its goods are not
    read; they stay as they were typed."""

    parked: Annotated[str, Field(pattern=f"^(?:{UID.pattern})?$")] = ""


class RulesForm(Form):
    """What the chair allows at the till."""

    discount_percent: Percent = 0
    bon: bool = False


class LookedForm(Form):
    """What was done about something that did not agree, or why it is left out."""

    reason: Annotated[str, Field(max_length=most_letters(table(TillTask).c.reason))] = ""
