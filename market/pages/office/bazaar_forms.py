"""What an officer sends about a bazaar."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from market.kernel.refused import Refused
from market.web.forms import Day, Form, Key, Line, Name, Text


def _time(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return time.fromisoformat(text.replace(".", ":"))
    except ValueError:
        raise Refused("time_unclear") from None


def _https(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise Refused("link_unclear")
    return text


Clock = Annotated[time, BeforeValidator(_time)]
Link = Annotated[str, Field(max_length=300), AfterValidator(_https)]
Limit = Annotated[int, Field(ge=1, le=9999)]
Numbers = Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=1000)]


class BazaarForm(Form):
    name: Name
    village: Annotated[str, Field(max_length=13)] = ""
    story: Text = ""
    venue: Line = ""
    map_link: Link = ""
    rules: Text = ""
    draw_at: Line = ""
    closes_on: Day | None = None
    closes_at: Clock = time(21)
    reserved_groups: Annotated[int, Field(ge=0, le=1000)] = 0
    reserved_for: Annotated[str, Field(max_length=80)] = ""
    kelurahan_limit: Limit | None = None
    category_limit: Limit | None = None


class SlotForm(Form):
    day: Day
    starts: Clock = time(9)
    ends: Clock = time(21)


class BlockForm(Form):
    zone: Annotated[str, Field(min_length=1, max_length=4, pattern=r"^[A-Za-z0-9]+$")]
    rows: Annotated[int, Field(ge=1, le=50)]
    per_row: Annotated[int, Field(ge=1, le=100)]


class BoothsForm(Form):
    booths: Numbers = []
    act: Literal["features", "delete"]
    electricity: bool = False
    water: bool = False
    cold: bool = False
    wheelchair: bool = False
    circuit: Annotated[str, Field(max_length=20)] = ""


class CircuitForm(Form):
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]*$")]
    watt: Annotated[int, Field(ge=0, le=1_000_000)]


class Verdict(Form):
    verdict: Literal["eligible", "returned", "not_eligible"]
    note: Annotated[str, Field(max_length=500)] = ""
    reserved: bool = False


class DrawForm(Form):
    number: Annotated[str, Field(min_length=1, max_length=40)]


class ReasonForm(Form):
    reason: Annotated[str, Field(max_length=300)] = ""


class PinForm(Form):
    group: Annotated[str, Field(max_length=12)]
    slot: Key
    booths: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=300)] = ""


class PublishForm(Form):
    version: Annotated[int, Field(ge=1, le=100_000)]
    reason: Annotated[str, Field(max_length=300)] = ""
