"""Forms: plain Pydantic models, bound at the door; what was sent is kept, so it can be shown again."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.routing import APIRoute
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from starlette.datastructures import FormData, UploadFile

from market.kernel.mark import LENGTH
from market.kernel.names import person_name, visible
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.typed import MOST_KEY, letters
from market.kernel.typed_day import typed_day, typed_past_day
from market.kernel.typed_number import (
    MOST_GRAMS,
    typed_days,
    typed_grams,
    typed_percent,
    typed_price,
    typed_rupiah,
    typed_step,
    typed_watts,
)
from market.web.binding import M, bind
from market.web.largest import MOST_FORM, MOST_SHEET, parsed
from market.web.press_field import ASKS, FIELD
from market.web.pressing import remember_press

INT = re.compile(r"\bint\b")


class Form(BaseModel):
    """Base of every form: values are stripped, an empty field counts as missing."""

    # Built by its first use, once for all threads (pydantic 2.14): a hundred and sixty of them are a tenth of a start.
    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _whole_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        """A number without a unit of its own is a count: `1.000` is a thousand, `30 bungkus` thirty. It counts goods
        where the form names their `unit` before it."""
        counts = isinstance(value, str) and info.field_name in numbers_of(cls)
        return typed_step(value, str(info.data.get("unit") or "")) if counts else value


@lru_cache
def numbers_of(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a form that are counts: whole numbers that are read in no way of their own."""
    told = {name: f"{each.annotation} {each.metadata}" for name, each in model.model_fields.items()}
    return frozenset(name for name, text in told.items() if INT.search(text) and "BeforeValidator" not in text)


def read_by(reader: Callable[[str], Any]) -> BeforeValidator:
    """Has a field read what was typed by one of the readers of `kernel/typed_*`."""
    return BeforeValidator(lambda value: reader(value) if isinstance(value, str) else value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


Rupiah = Annotated[int, read_by(typed_rupiah)]
UnitPrice = Annotated[int, read_by(typed_price)]  # of one piece of a good
Grams = Annotated[int, read_by(typed_grams), Field(ge=1, le=MOST_GRAMS)]
Days = Annotated[int, read_by(typed_days)]
Watts = Annotated[int, read_by(typed_watts)]
Percent = Annotated[int, read_by(typed_percent), Field(ge=0, le=100)]
Phone = Annotated[str, AfterValidator(typed_phone)]
Name = Annotated[str, AfterValidator(_one_line), AfterValidator(visible), Field(min_length=2, max_length=80)]
PersonName = Annotated[Name, AfterValidator(person_name)]  # of a person, who may not be called like the program itself
Line = Annotated[str, AfterValidator(_one_line), Field(max_length=160)]
Text = Annotated[str, Field(max_length=4000)]
Token = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Key = Annotated[int, Field(ge=0, le=MOST_KEY)]
Mark = Annotated[str, Field(max_length=LENGTH)]  # see kernel/mark.py; a script sends none
# A password is taken as it is typed, with its spaces, in one Unicode form; every form takes the same ones.
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False),
    AfterValidator(lambda v: unicodedata.normalize("NFC", v)),
    Field(max_length=256),
]
Pieces = Annotated[int, Field(ge=1, le=9999)]
Day = Annotated[date, read_by(typed_day)]
PastDay = Annotated[date, read_by(typed_past_day)]  # of what has happened: Saturday is the last one


# Fields that are never shown again.
SECRETS = frozenset({"again", "app_code", "code", "current", "password", "pin"})


class Unasked(Exception):
    """A form came whose question, in the reader's language, nobody was asked: it is asked now, and nothing done."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class Sent:
    """What was sent in a form, and what was refused; empty on a first visit."""

    def __init__(self, values: dict[str, list[str]] | None = None) -> None:
        self.values = values or {}
        self.refusals: dict[str | None, Refused] = {}
        self.as_left = False  # shown again with what was typed, though nothing was refused

    @property
    def again(self) -> bool:
        """Whether this page shows a form that was sent and refused."""
        return bool(self.refusals)

    def value(self, name: str, default: str = "") -> str:
        """What was typed in a field, for a page that looks something up by it."""
        return self.values.get(name, [default])[0]

    def refuse(self, refusals: list[Refused]) -> "Sent":
        for refusal in refusals:
            self.refusals.setdefault(refusal.field, refusal)
        return self


def sent(request: Request) -> Sent:
    """The form state of this request."""
    state = request.scope.get("market.sent")
    return state if isinstance(state, Sent) else Sent()


def values_of(data: FormData) -> dict[str, list[str]]:
    """The text fields of a form, without what no database takes."""
    values: dict[str, list[str]] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            values.setdefault(letters(name), []).append(letters(value))
    return values


async def read_form(request: Request, most: int) -> FormData:
    """Reads a form of at most so many bytes, whatever length it names; 413 for more. Its text fields are remembered, so
    that a refusal can show them again. PressedBefore when it was sent before, Unasked when a question comes first. A
    second call does not read again."""
    if "market.form" in request.scope:
        return cast(FormData, request.scope["market.form"])
    plain = not request.headers.get("content-type", "").startswith("multipart/")
    data = request.scope["market.form"] = await parsed(request, min(most, MOST_SHEET) if plain else most)
    values = values_of(data)
    values.pop(FIELD, None)  # nobody else is to see it, keep it or show it again
    question = values.pop(ASKS, [""])[0]
    request.scope["market.sent"] = Sent(values)
    if question:
        raise Unasked(question)
    await remember_press(request, data)
    return data


def files_of(request: Request, field: str) -> list[UploadFile]:
    """The files that were chosen in a field of the form that was read."""
    data = request.scope.get("market.form", FormData())
    return [found for found in data.getlist(field) if isinstance(found, UploadFile) and found.filename]


async def plain_form(request: Request) -> None:
    """Reads a form without files for a route that asks for nothing in it: its button, too, counts once."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        await read_form(request, MOST_FORM)


F = TypeVar("F", bound=Callable[..., Any])


def reads_itself(route: F) -> F:
    """Marks a route that reads its form by `uploads.received`."""
    route.__market_reads_itself__ = True  # type: ignore[attr-defined]
    return route


def read_always(route: APIRoute) -> None:
    """Makes a route read each form that is sent to it, whether it asks for it or not. One that takes files, or the
    rows of a sheet, reads it itself, once it knows that the visitor may."""
    itself = hasattr(route.endpoint, "__market_reads_itself__")
    if (
        "POST" in (route.methods or ())
        and not itself
        and not any(each.call is plain_form for each in route.dependant.dependencies)
    ):
        first = get_parameterless_sub_dependant(depends=Depends(plain_form), path=route.path_format)
        route.dependant.dependencies.insert(0, first)


async def sent_form(request: Request) -> dict[str, list[str]]:
    """The text fields of a form without files."""
    await read_form(request, MOST_FORM)
    return sent(request).values


def posted(model: type[M]) -> Callable[..., Awaitable[M]]:
    """A dependency that binds the body to `model`."""

    async def form(values: Annotated[dict[str, list[str]], Depends(sent_form)]) -> M:
        return bind(model, _in_unit_of_chosen(values))

    return form


def _in_unit_of_chosen(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """Where a form offers several goods, the `unit` of the one that was chosen in it, named beside each."""
    chosen = values.get("variant", [""])[0]
    told = values.get(f"unit-{chosen}")
    return {**values, "unit": told} if chosen and told else values


Values = Annotated[dict[str, list[str]], Depends(sent_form)]
