"""A form from what was sent: its fields are read, and each that is wrong is named."""

from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from market.kernel.refused import Refusals, Refused
from market.kernel.typed_number import LONGEST as LONGEST_NUMBER

LONGEST = 4_000  # letters of one field, unless it sets its own limit
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
    long = _too_long(model, values)
    data: dict[str, Any] = {}
    for name, many in fields_of(model):
        if name in long:
            continue
        given: list[Any] = (files or {}).get(name) or [v for v in values.get(name, []) if v.strip()]
        if many:
            data[name] = given
        elif given:
            data[name] = given[0]
    faults = list(long.values())
    try:
        form = model.model_validate(data)
    except ValidationError as error:
        found = [_refusal(detail) for detail in error.errors()]
        faults += [each for each in found if not long or (each.field and each.field not in long)]
    if faults:
        raise Refusals(faults)
    return form


def _too_long(model: type[BaseModel], values: dict[str, list[str]]) -> dict[str, Refused]:
    """The long fields by name. Nothing reads them: forms are bound on the loop, and some readers are quadratic."""
    most = longest_of(model)
    long = [name for name in most if any(len(text) > most[name] for text in values.get(name, []))]
    return {name: Refused("text_too_long", field=name, n=most[name]) for name in long}


@lru_cache
def longest_of(model: type[BaseModel]) -> dict[str, int]:
    """How many letters each field takes at most, before it is read: its own limit where that is higher."""
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
    if isinstance(detail["input"], str):  # for a text that a reader took first, pydantic reports its length as a list's
        code = {"too_long": "text_too_long", "too_short": "text_too_short"}.get(detail["type"], code)
    typed = str(detail["input"]).strip()[:LONGEST_NUMBER]  # sentences for what is no number repeat it
    return Refused(code, field=field, n=next(iter(limits.values()), 0), typed=typed)
