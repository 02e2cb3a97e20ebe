"""What buyers and visitors send."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from market.catalog.variant import MOST_UNIT
from market.kernel.email import typed_email
from market.kernel.names import typed_name
from market.kernel.refused import Refused
from market.orders.finding import folded
from market.pages.codes import typed_code
from market.pages.money_forms import AccountNumber
from market.pages.sudo import Sure
from market.people.person import good_pin, typed_identifier
from market.people.signing_in.contact import ContactKind, ProofWay
from market.people.signing_in.password import long_enough
from market.web.forms import Form, Key, Line, Name, Password, PersonName, Phone, Pieces, Text, Token

Email = Annotated[str, AfterValidator(typed_email)]
NewPassword = Annotated[Password, AfterValidator(long_enough)]  # `new_hash` refuses what is easy to guess
Sku = Annotated[str, Field(max_length=40)]


class AddToCart(Form):
    """`cut`: the page made more than there is into all there is."""

    variant: Sku
    unit: Annotated[str, Field(max_length=MOST_UNIT)] = ""
    quantity: Pieces = 1
    cut: bool = False


class Checkout(Form):
    """Its village is looked up beside it, in a thread: forms are bound on the loop."""

    name: PersonName
    phone: Phone
    email: Email | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    village: Line = ""
    address: Line = ""
    landmark: Line = ""
    token: Token
    payment: str = ""


class SignIn(Form):
    identifier: Annotated[str, Field(max_length=200)]
    password: Password
    kembali: str = ""


class SignUp(Form):
    name: PersonName
    identifier: Annotated[str, Field(max_length=200), AfterValidator(typed_identifier)]
    password: NewPassword
    terms: Annotated[str, Field(max_length=3)]
    kembali: str = ""
    mine: str = ""


class UseCode(Form):
    identifier: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40), AfterValidator(typed_code)]
    password: NewPassword


class AppCode(Form):
    """A code of the app, or a recovery code in its place."""

    app_code: Annotated[str, Field(max_length=40)]


class AskProof(Sure):
    identifier: Annotated[str, Field(max_length=200)]
    way: ProofWay | None = None


class ShowCode(Form):
    which: ContactKind
    code: Annotated[str, Field(max_length=40), AfterValidator(typed_code)]


class DropProof(Form):
    which: ContactKind


class Start(Form):
    password: NewPassword
    terms: Annotated[str, Field(max_length=3)]


class ChangePassword(Sure):
    password: NewPassword


class EndAccount(Sure):
    sure: Annotated[str, Field(max_length=3)] = ""


class OneParcel(Form):
    """Which parcel of the order, by its number."""

    parcel: str


class ClaimForm(Form):
    claim: str
    note: Annotated[str, Field(max_length=300)] = ""


class AcceptQuote(Form):
    """Who says yes for an office, with their position."""

    name: PersonName


class RefundAccountForm(Form):
    refund: Key
    bank: Annotated[str, Field(min_length=2, max_length=40)]
    number: AccountNumber
    holder: Name


def last_four(text: str) -> str:
    """The last four digits of what somebody typed: those alone, or her whole number."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 4:
        raise Refused("digits_missing", n=4 - len(digits))
    return digits[-4:]


class Track(Form):
    """The number as people write it, or a link with it; four digits or the whole phone number, as people write them."""

    number: Annotated[str, Field(max_length=300)]
    digits: Annotated[str, BeforeValidator(folded), Field(max_length=40), AfterValidator(last_four)]


class AcceptFee(Form):
    fee: Key


class FoundGroup(Form):
    name: Annotated[Name, AfterValidator(typed_name)]
    kind: Annotated[str, Field(pattern="^(group|sole)$")] = "group"
    village: Line
    phone: Phone | None = None
    story: Text = ""


class ClaimGroup(Form):
    name: PersonName
    password: NewPassword
    terms: Annotated[str, Field(max_length=3)]


class InvitationAnswer(Form):
    """To an invitation; with a yes a PIN for the group's phone, if she wants one, and where her number is not proved
    the code that the group gave her."""

    answer: Literal["yes", "no", "never"]
    pin: Annotated[str, AfterValidator(good_pin)] | None = None
    code: Annotated[str, Field(max_length=40), AfterValidator(typed_code)] = ""
