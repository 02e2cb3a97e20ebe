"""What admins send."""

from typing import Annotated

from pydantic import AfterValidator, Field

from market.people.person import typed_email
from market.web.forms import Day, Form, Name, PersonName, Phone, Rupiah, Token


class NewOfficer(Form):
    name: PersonName
    phone: Phone | None = None
    email: Annotated[str, AfterValidator(typed_email)] | None = None
    place: Annotated[str, Field(min_length=2, max_length=80)]
    agency: Annotated[str, Field(min_length=3, max_length=120)]


class NewCategory(Form):
    name: Name
    name_en: Name


class Identified(Form):
    identifier: Annotated[str, Field(min_length=5, max_length=200)]


class Proved(Form):
    """The bank's own reference."""

    proof: Annotated[str, Field(min_length=3, max_length=120)]


class ArrivalForm(Form):
    amount: Annotated[Rupiah, Field(ge=1, le=10_000_000_000)]
    day: Day
    proof: Annotated[str, Field(min_length=3, max_length=120)]
    token: Token
