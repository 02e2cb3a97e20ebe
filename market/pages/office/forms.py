"""What an officer sends about groups and the office."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from market.kernel.refused import Refused
from market.people.person import typed_identifier
from market.web.forms import Day, Form, Key, Mark, PersonName


class Looked(Form):
    """A word on what the page showed."""

    mark: Mark = ""


class Vouches(Looked):
    """`another`: it is not the closed group whose name reads like its own."""

    another: bool = False


class Note(Form):
    note: Annotated[str, Field(min_length=3, max_length=500)]


class Help(Form):
    """Who is asked to help a group, as the officer calls her; instead of which helper, where one hands it over."""

    name: PersonName
    identifier: Annotated[str, AfterValidator(typed_identifier)]
    organisation: Annotated[str, Field(max_length=120)] = ""
    instead_of: Key | None = None


def _with_number(text: str) -> str:
    """How letters are numbered. Refused where no number has a place in it: each would come out without."""
    if text and "{number}" not in text:
        raise Refused("number_format_without")
    return text


class LetterheadForm(Form):
    office: Key | None = None
    heading: Annotated[str, Field(max_length=300)] = ""
    address: Annotated[str, Field(max_length=300)] = ""
    contact: Annotated[str, Field(max_length=160)] = ""
    city: Annotated[str, Field(max_length=60)] = ""
    signatory: Annotated[str, Field(max_length=120)] = ""
    signatory_title: Annotated[str, Field(max_length=160)] = ""
    signatory_number: Annotated[str, Field(max_length=60)] = ""
    number_format: Annotated[str, Field(max_length=80), AfterValidator(_with_number)] = ""


class DeputyForm(Form):
    """Who stands in, and from which day until which."""

    office: Key | None = None
    identifier: Annotated[str, AfterValidator(typed_identifier)]
    begins: Day
    until: Day


class ColleagueForm(Form):
    """A successor, or a superior who only reads."""

    office: Key | None = None
    identifier: Annotated[str, AfterValidator(typed_identifier)]
    role: Literal["successor", "superior"]
