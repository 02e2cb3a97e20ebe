"""Forms: plain Pydantic models, bound at the door; what was sent is kept, so it can be shown again."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message

from market.kernel.names import person_name, visible
from market.kernel.phone import typed_phone
from market.kernel.refused import Refusals, Refused
from market.kernel.typed import MOST_KEY, letters
from market.kernel.typed_day import typed_day
from market.kernel.typed_number import (
    typed_days,
    typed_grams,
    typed_percent,
    typed_rupiah,
    typed_step,
    typed_watts,
)
from market.web.bounds import MOST_FIELDS, MOST_FILES, MOST_FORM, MOST_SHEET, length_of
from market.web.pressing import FIELD, remember_press

LONGEST = 4_000  # letters of one field that says nothing of its own
INT = re.compile(r"\bint\b")


class Form(BaseModel):
    """Base of every form: values are stripped, an empty field counts as missing."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def _whole_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        """A number without a unit of its own is a count: `1.000` is a thousand, `30 bungkus` thirty."""
        return typed_step(value) if isinstance(value, str) and info.field_name in numbers_of(cls) else value


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
Grams = Annotated[int, read_by(typed_grams), Field(ge=1, le=200_000)]
Days = Annotated[int, read_by(typed_days)]
Watts = Annotated[int, read_by(typed_watts)]
Percent = Annotated[int, read_by(typed_percent), Field(ge=0, le=100)]
Phone = Annotated[str, AfterValidator(typed_phone)]
Name = Annotated[str, AfterValidator(_one_line), AfterValidator(visible), Field(min_length=2, max_length=80)]
PersonName = Annotated[Name, AfterValidator(person_name)]  # of somebody: nobody is called as the program itself
Line = Annotated[str, AfterValidator(_one_line), Field(max_length=160)]
Text = Annotated[str, Field(max_length=4000)]
Token = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Key = Annotated[int, Field(ge=0, le=MOST_KEY)]
# A password is taken as it is typed, spaces and all, in one form of its letters; every form takes the same ones.
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False),
    AfterValidator(lambda v: unicodedata.normalize("NFC", v)),
    Field(max_length=256),
]
Pieces = Annotated[int, Field(ge=1, le=9999)]
Day = Annotated[date, read_by(typed_day)]


# Fields that a page fills by itself, what a button says, and secrets, which no page shows again.
SECRETS = frozenset({"again", "app_code", "code", "current", "password", "pin"})
NOT_TYPED = SECRETS | frozenset({
    "account", "act", "agreed", "answer", "claim", "give", "group", "hari", "here", "identifier", "kembali", "member",
    "mine", "month", "open", "product", "purpose", "refund", "remove", "sku", "slot", "staged", "then", "token",
    "treasurer", "variant", "verdict", "versi", "version", "way", "which", "who", "write",
})  # fmt: skip


class Sent:
    """What a form was sent with, and what was refused; empty on a first visit."""

    def __init__(self, values: dict[str, list[str]] | None = None) -> None:
        self.values = values or {}
        self.refusals: dict[str | None, Refused] = {}
        self.as_left = False  # shown again with what was typed, though nothing was refused

    @property
    def kept(self) -> bool:
        """Whether somebody typed or chose something besides what was refused, which the form shows again."""
        named = self.values.keys() - self.refusals.keys() - NOT_TYPED
        return any(value.strip() for name in named for value in self.values[name])

    @property
    def again(self) -> bool:
        """Whether this page shows a form that was sent and refused."""
        return bool(self.refusals)

    def value(self, name: str, default: Any = "") -> Any:
        """What to show in a field: what was typed, else `default`."""
        if self.again or self.as_left:
            return self.values.get(name, [""])[0]
        return "" if default is None else default

    def chosen(self, name: str, value: Any, default: bool = False) -> bool:
        """Whether a choice is ticked."""
        if self.again or self.as_left:
            return str(value) in self.values.get(name, [])
        return default

    def refuse(self, refusals: list[Refused]) -> "Sent":
        for refusal in refusals:
            self.refusals.setdefault(refusal.field, refusal)
        return self


def sent(request: Request) -> Sent:
    """The form state of this request."""
    state = request.scope.get("market.sent")
    return state if isinstance(state, Sent) else Sent()


M = TypeVar("M", bound=BaseModel)
CODES = {
    "missing": "required",
    "int_parsing": "number_unclear",
    "int_from_float": "number_unclear",
    "float_parsing": "number_unclear",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "string_too_short": "text_too_short",
    "string_too_long": "text_too_long",
    "string_pattern_mismatch": "text_unclear",
    "enum": "choice_unknown",
    "literal_error": "choice_unknown",
    "too_long": "too_many",
    "too_short": "required",
}


@lru_cache
def fields_of(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """Each field of a form and whether it takes several values."""
    return tuple((name, "list[" in str(field.annotation)) for name, field in model.model_fields.items())


def bind(model: type[M], values: dict[str, list[str]], files: dict[str, list[Any]] | None = None) -> M:
    """A form from what was sent; Refusals names every field that is wrong."""
    _require_short(model, values)
    data: dict[str, Any] = {}
    for name, many in fields_of(model):
        given: list[Any] = (files or {}).get(name) or [v for v in values.get(name, []) if v.strip()]
        if many:
            data[name] = given
        elif given:
            data[name] = given[0]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Refusals([_refusal(detail) for detail in error.errors()]) from None


def _require_short(model: type[BaseModel], values: dict[str, list[str]]) -> None:
    """Before anything reads a field: forms are bound on the loop, and some readers take the square of a length."""
    most = longest_of(model)
    long = [name for name in most if any(len(text) > most[name] for text in values.get(name, []))]
    if long:
        raise Refusals([Refused("text_too_long", field=name, n=most[name]) for name in long])


@lru_cache
def longest_of(model: type[BaseModel]) -> dict[str, int]:
    """How many letters each field takes at most, before it is read: what it says itself where that is more."""
    return {
        name: max([LONGEST, *(getattr(each, "max_length", 0) or 0 for each in field.metadata)])
        for name, field in model.model_fields.items()
    }


def _refusal(detail: Any) -> Refused:
    field = str(detail["loc"][0]) if detail["loc"] else None
    context = detail.get("ctx") or {}
    own = context.get("error")
    if isinstance(own, Refused):
        return Refused(own.code, field=field or own.field, **own.params)
    limits = {k: v for k, v in context.items() if k in ("ge", "le", "min_length", "max_length")}
    code = CODES.get(detail["type"], "unclear")
    if isinstance(detail["input"], str):  # of a text that was read first, pydantic tells the length as of a list
        code = {"too_long": "text_too_long", "too_short": "text_too_short"}.get(detail["type"], code)
    return Refused(code, field=field, n=next(iter(limits.values()), 0))


def values_of(data: FormData) -> dict[str, list[str]]:
    """The text fields of a form, without what no database takes."""
    values: dict[str, list[str]] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            values.setdefault(letters(name), []).append(letters(value))
    return values


async def read_form(request: Request, most: int) -> FormData:
    """Reads a form of so many bytes, whatever it says of its length; 413 for more. Its text fields are remembered, so
    that a refusal can show them again. PressedBefore when it was sent before."""
    plain = not request.headers.get("content-type", "").startswith("multipart/")
    left = most = min(most, MOST_SHEET) if plain else most
    if length_of(request.scope) > most:
        raise HTTPException(413)

    async def counted() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    data = await Request(request.scope, counted).form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    request.scope["market.form"] = data
    values = values_of(data)
    values.pop(FIELD, None)  # nobody else is to see it, keep it or show it again
    request.scope["market.sent"] = Sent(values)
    await remember_press(request, data)
    return data


def files_of(request: Request, field: str) -> list[UploadFile]:
    """The files that were chosen in a field of the form that was read."""
    data = request.scope.get("market.form", FormData())
    return [found for found in data.getlist(field) if isinstance(found, UploadFile) and found.filename]


async def sent_form(request: Request) -> dict[str, list[str]]:
    """The text fields of a form without files."""
    await read_form(request, MOST_FORM)
    return sent(request).values


def posted(model: type[M]) -> Callable[..., Awaitable[M]]:
    """A dependency that binds the body to `model`."""

    async def form(values: Annotated[dict[str, list[str]], Depends(sent_form)]) -> M:
        return bind(model, values)

    return form


Values = Annotated[dict[str, list[str]], Depends(sent_form)]
