"""What a group sends when it writes an order down."""

from typing import Annotated

from pydantic import Field

from market.orders.delivery import Delivery
from market.orders.written.writing import WrittenFacts
from market.payments.bill import Method
from market.web.forms import Form, Line, PersonName, Phone, Rupiah


class WriteForm(Form):
    """Goods come as `quantity-{sku}`; `chat_hash` is what the page was filled from, if it was a chat."""

    name: PersonName
    phone: Phone
    landmark: Line = ""
    delivery: Delivery | None = None
    method: Method | None = None
    fee: Annotated[Rupiah, Field(ge=0, le=100_000_000)] | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    chat_hash: Annotated[str, Field(max_length=64)] = ""

    def asked(self, pieces: dict[str, int]) -> WrittenFacts:
        """With the goods that came beside it."""
        return WrittenFacts(pieces=pieces, **self.model_dump())


class NicknameForm(Form):
    """`words` mean the good with the sku `good`."""

    words: Annotated[str, Field(min_length=2, max_length=60)]
    good: Annotated[str, Field(max_length=40)]


WRITTEN_TEXTS = ("name", "landmark", "note")  # in the words of whoever writes it down; its buyer reads them
