"""What admins send."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from market.catalog.category import Category
from market.kernel.email import typed_email
from market.kernel.fitting import most_letters
from market.kernel.record import table
from market.pages.sudo import Sure
from market.people.person import typed_identifier
from market.web.forms import Form, Name, PastDay, PersonName, Phone, Rupiah, Token

SHELVES = table(Category).c


class NewOfficer(Form):
    """Who is asked to act for an office, or to look over it from outside."""

    name: PersonName
    phone: Phone | None = None
    email: Annotated[str, AfterValidator(typed_email)] | None = None
    place: Annotated[str, Field(min_length=2, max_length=80)]
    agency: Annotated[str, Field(min_length=3, max_length=120)]
    role: Literal["officer", "superior"] = "officer"


class NewCategory(Form):
    name: Annotated[Name, Field(max_length=most_letters(SHELVES.name))]
    name_en: Annotated[Name, Field(max_length=most_letters(SHELVES.name_en))]


class EditedCategory(NewCategory):
    position: Annotated[int, Field(ge=0, le=1000)] = 0


class NewMeaning(Form):
    """What people type, and what the catalogue calls it."""

    typed: Annotated[str, Field(min_length=1, max_length=60)]
    meant: Annotated[str, Field(min_length=1, max_length=60)]


class Identified(Form):
    identifier: Annotated[str, Field(min_length=5, max_length=200)]


class NewAdmin(Sure):
    """Who is asked to run the platform, as the admin calls her."""

    name: PersonName
    identifier: Annotated[str, AfterValidator(typed_identifier)]


class Proved(Form):
    """The bank's own reference."""

    proof: Annotated[str, Field(min_length=3, max_length=120)]


class ArrivalForm(Form):
    amount: Annotated[Rupiah, Field(ge=1, le=10_000_000_000)]
    day: PastDay
    proof: Annotated[str, Field(min_length=3, max_length=120)]
    token: Token
