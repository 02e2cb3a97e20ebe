"""What a group sends from its workspace."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from market.catalog.variant import MOST_UNIT
from market.kernel.email import typed_email
from market.kernel.fitting import most_letters
from market.kernel.record import table
from market.kernel.typed_day import typed_month
from market.orders.delivery import Delivery, tariffed
from market.orders.order import Order
from market.pages.said_why import Reason
from market.web.forms import (
    Day,
    Days,
    Form,
    Key,
    Line,
    Mark,
    Name,
    PastDay,
    Percent,
    Phone,
    Pieces,
    Rupiah,
    Token,
    UnitPrice,
    read_by,
)

TRACKED = r"^[A-Za-z0-9]([A-Za-z0-9 .-]*[A-Za-z0-9])?$"
Sku = Annotated[str, Field(max_length=40)]
Down = Annotated[Percent, Field(le=90)]  # of a price that is paid before goods are made
Price = Annotated[UnitPrice, Field(ge=1)]
Unit = Annotated[str, Field(max_length=MOST_UNIT)]
Fee = Annotated[Rupiah, Field(ge=0, le=100_000_000)]


class Seen(Form):
    """What was read: all that was written until this one."""

    upto: Key


class OneVariant(Form):
    variant: Sku


class OfGoods(OneVariant):
    """Of goods that the page shows in this unit."""

    unit: Unit = ""


class SellDirectly(OfGoods):
    quantity: Pieces


class Receive(SellDirectly):
    produced_on: PastDay | None = None
    best_before: Day | None = None
    brought_by: Key | None = None


class LotAct(Form):
    unit: Unit = ""
    act: Literal["spoiled", "counted", "set_aside", "reopen", "recall"]
    quantity: Annotated[int, Field(ge=0, le=99999)] | None = None
    sure: bool = False  # of a count far above what was written down
    reason: Line = ""


class QuoteForm(Form):
    """What is offered comes as `quantity-{sku}`."""

    office: Annotated[str, Field(min_length=2, max_length=most_letters(table(Order).c.name))]  # who orders
    address: Line = ""
    contact: Name
    phone: Phone
    email: Annotated[str, AfterValidator(typed_email)] | None = None
    deliver_on: Day
    delivery_fee: Fee = 0
    pay_days: Annotated[Days, Field(ge=0, le=60)] = 30
    down_percent: Down = 0
    valid_until: Day
    note: Annotated[str, Field(max_length=500)] = ""


QUOTE_TEXTS = ("office", "address", "contact", "note")  # in the words of whoever makes it; the office reads them


class StepForm(OfGoods):
    pieces: Annotated[int, Field(ge=2, le=9999)]
    price: Annotated[UnitPrice, Field(ge=0, le=100_000_000)]


class ShareForm(Form):
    """`kas` in percent; the parts of members come as `part-{id}`."""

    mode: Literal["goods", "fixed"]
    kas: Percent


class CostForm(Form):
    day: PastDay
    what: Annotated[str, Field(min_length=2, max_length=120)]
    amount: Annotated[Rupiah, Field(ge=1, le=10_000_000_000)]


class AsShown(Form):
    """What is done with a parcel or a month, as the page showed it."""

    mark: Mark = ""


class MonthForm(AsShown):
    month: Annotated[date, read_by(typed_month)]


class CameBack(Form):
    """Why the buyer did not take it, and what the courier cost."""

    reason: Reason
    fee: Fee = 0


class GrantRefund(Form):
    """So much back, besides the pieces named by `line-{id}`."""

    amount: Annotated[Rupiah, Field(ge=0, le=10_000_000_000)] = 0
    reason: Reason
    token: Token


class DeliveryFee(Form):
    fee: Fee


class Sending(AsShown):
    courier: Annotated[str, Field(max_length=40)] = ""
    tracking: Annotated[str, Field(min_length=6, max_length=30, pattern=TRACKED)] = ""


class AmountInside(Form):
    amount_inside: bool = False


class TermsForm(Form):
    pickup: bool = False
    pickup_note: Line = ""
    quote: bool = False
    transfer: bool = False
    qris: bool = False
    cash: bool = False
    card: bool = False
    cash_on_delivery: bool = False
    cash_limit: Fee
    accepts_at_once: bool = False
    down_percent: Down = 0


class TariffForm(Form):
    delivery: Annotated[Delivery, AfterValidator(tariffed)]
    place: Annotated[str, Field(max_length=80)]
    first_fee: Fee
    next_fee: Fee
    days_min: Annotated[Days, Field(ge=0, le=60)]
    days_max: Annotated[Days, Field(ge=0, le=60)]
    cash: bool = False
