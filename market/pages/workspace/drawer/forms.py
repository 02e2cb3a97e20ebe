"""What is typed at the drawer."""

from typing import Annotated, Literal

from pydantic import Field

from market.pages.said_why import Reason
from market.web.forms import Day, Form, Line, Mark, Rupiah

Money = Annotated[Rupiah, Field(ge=0, le=1_000_000_000)]
How = Literal["cash", "qris", "transfer"]


class FloatForm(Form):
    """What lies in the drawer in the morning."""

    float_amount: Money


class MovedForm(Form):
    """Money into the drawer, or out of it."""

    way: Literal["in", "out"]
    amount: Annotated[Rupiah, Field(ge=1, le=1_000_000_000)]
    why: Annotated[Reason, Field(max_length=300)]


class CloseForm(Form):
    """The page is signed as it was shown; `sure`: she knows that something may still be missing."""

    day: Day
    mark: Mark = ""
    counted: Money
    reason: Line = ""
    sure: Literal["1"] | None = None


class DayForm(Form):
    day: Day


class BonForm(Form):
    """So much of a debt came; `amount-{sale}` is another field for each."""

    how: How


class ReturnForm(Form):
    """How many pieces come back is `line-{id}`."""

    reason: Reason
    goods: Literal["stock", "thrown"]
