"""What is sent at the till."""

from typing import Annotated

from pydantic import Field

from market.till.sale import Paid
from market.till.wire import MOST_RUPIAH, UID
from market.web.forms import Form, Key, Line, Percent, PersonName, Phone, Rupiah, Text

Money = Annotated[Rupiah, Field(ge=0, le=MOST_RUPIAH)]
Uid = Annotated[str, Field(pattern=f"^{UID.pattern}$")]
Why = Annotated[Line, Field(max_length=300)]


class SellForm(Form):
    """Goods come as `quantity-{sku}` and `grams-{sku}`, at `price-{sku}`. `note`: the bank note that was tapped;
    `anyway`: sold though the book knows of fewer; `seller`: which member sells, on a phone where nobody is named."""

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


class RulesForm(Form):
    """What the chair allows at the till."""

    discount_percent: Percent = 0
    bon: bool = False


class LookedForm(Form):
    """What was done about something that did not agree, or why it is left out."""

    reason: Text = ""
