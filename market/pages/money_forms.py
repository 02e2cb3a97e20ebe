"""Forms about money that a group's treasurer and the platform's admins both fill in."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from market.kernel.refused import Refused
from market.payments.refund_state import How
from market.web.forms import Form, Key, Name, Rupiah


def _account_number(text: str) -> str:
    """An account number as it is printed: spaces, hyphens and points are left out."""
    number = text.replace(".", "")
    if not re.fullmatch(r"([0-9][ -]*){5,30}", number) or len(number) > 30:
        raise Refused("account_number_unclear")
    return number


AccountNumber = Annotated[str, AfterValidator(_account_number)]

MOST_STATEMENT = 40_000  # letters of a statement that are looked through at once


class Came(Form):
    """The sum that came in, when it differs from what was asked (`other`); and what the page said is asked."""

    came: Annotated[Rupiah, Field(ge=1, le=10_000_000_000)] | None = None
    asked: int | None = None
    other: bool = False

    @model_validator(mode="after")
    def _another_is_named(self) -> Self:
        """Who says that it was another sum and leaves it blank does not mean the whole."""
        if self.other and self.came is None:
            raise Refused("count_missing", field="came")
        return self


class PaidBack(Form):
    """The bank's own reference, where there is one; the account it was sent to, where its buyer named several; where
    she named none, how it went back, and which account she told.
    """

    proof: Annotated[str, Field(max_length=120)] = ""
    account: Key | None = None
    how: How | None = None
    told: Annotated[str, Field(max_length=40)] = ""


class BankStatement(Form):
    lines: Annotated[str, Field(max_length=MOST_STATEMENT)] = ""
    bills: Annotated[list[Key], Field(max_length=300)] = []
    seen: Annotated[list[Key], Field(max_length=300)] = []


class AccountForm(Form):
    bank: Annotated[str, Field(min_length=2, max_length=40)]
    number: AccountNumber
    holder: Name
