"""The one way to say no."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar, cast


class Refused(ValueError):
    """A rule said no: the transaction is rolled back and the form is shown again.

    `code` names a sentence in `web/sentences`; `params` fill it; `field` is the form field it
    stands beside, or None for the whole form.
    """

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def beside(self, field: str) -> Self:
        """The same refusal, beside this field."""
        return type(self)(self.code, field=field, **self.params)

    def in_names(self, names: Mapping[str, str]) -> Self:
        """The same refusal, with names in place of numbers and codes."""
        told = {
            each: names.get(value, value) if isinstance(value, str) else value for each, value in self.params.items()
        }
        return type(self)(self.code, field=self.field, **told)

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, field={self.field!r}, {self.params!r})"


def needed_reason(typed: str, field: str = "reason") -> str:
    """The reason without spaces around it. Refused when nobody can read one: it is empty, or signs alone."""
    reason = typed.strip()
    if not any(map(str.isalnum, reason)):
        raise Refused("reason_needed", field=field)
    return reason


def require_room(there: int, most: int, field: str, *, more: int = 1) -> None:
    """Refused where so many more than are there would be over the most there may be."""
    if there + more > most:
        raise Refused("too_many", field=field, n=most)


class Overtaken(Refused):
    """Somebody was faster: answered with 409 and the newer state."""


class Lacking(Refused):
    """There is less of something than was asked for."""


class NotFound(Exception):
    """Not there, or not theirs: a stranger must not learn which."""


class NeedsSignIn(Exception):
    """This page is for people who have signed in."""


class NeedsSecondStep(Exception):
    """This page is for people who signed in with the code of an app as well."""


class NeedsWho(Exception):
    """A group's phone must say who is holding it, by PIN, before this act."""


class TooOften(Exception):
    """Too many attempts; `seconds` until the next one is heard."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Busy(Exception):
    """Too much is being done at once to begin this too; `seconds` until it is worth asking again."""

    def __init__(self, seconds: int = 10) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TooSlow(Busy):
    """A question to the database took longer than a page may wait for it."""


class Refusals(Exception):
    """Several fields said no at once."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__([refusal.code for refusal in refusals])
        self.refusals = refusals


A = TypeVar("A")
B = TypeVar("B")


class Faults:
    """What is wrong in the parts of one form: who filled it in hears of everything at once, not round after round."""

    def __init__(self) -> None:
        self.refusals: list[Refused] = []

    def heard(self, part: Callable[[], A]) -> A | None:
        """What a part comes to; None where it was refused. That somebody was faster ends it at once."""
        try:
            return part()
        except Overtaken:
            raise
        except (Refused, Refusals) as refusal:
            self.add(refusal)
        return None

    def add(self, refusal: "Refused | Refusals") -> None:
        self.refusals += refusal.refusals if isinstance(refusal, Refusals) else [refusal]

    def stop(self) -> None:
        """Refused, or Refusals for several, if anything was heard."""
        if len(self.refusals) == 1:
            raise self.refusals[0]
        if self.refusals:
            raise Refusals(self.refusals)


def together(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Both, or what either refuses."""
    faults = Faults()
    found = faults.heard(first), faults.heard(second)
    faults.stop()
    return cast(tuple[A, B], found)
