"""Another source of the number, in place of one that brought none: as it is asked for, told, written and named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.named_draw import Draw, named_draw, require_told, settled_too_late, stamp
from market.kernel.clock import now
from market.kernel.refused import Overtaken, Refused


@dataclass(frozen=True, slots=True)
class OtherSource:
    """What takes the place of a source that brought no number: as `Draw` names them."""

    source: str
    address: str
    reading: str
    digits: int
    at: datetime

    @property
    def named(self) -> str:
        """The source and its moment, in one line that `named_source` reads."""
        return source_named(self.source, self.at)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source, and the moment of its number."""

    source: str
    at: datetime


def source_named(source: str, at: datetime) -> str:
    return f"{source}, {stamp(at)}"


def named_source(line: str) -> NamedSource:
    source, _comma, at = line.rpartition(", ")
    return NamedSource(source, datetime.fromisoformat(at))


def other_told(draw: Draw, other: OtherSource) -> dict[str, object]:
    """As the draw would be told with this source; `other_from` reads it."""
    told = {"source": other.source, "address": other.address, "reading": other.reading, "digits": other.digits}
    return draw.told() | told | {"at": stamp(other.at)}


def other_from(told: Mapping[str, Any]) -> OtherSource:
    names = ("source", "address", "reading", "digits")
    return OtherSource(**{name: told[name] for name in names}, at=datetime.fromisoformat(told["at"]))


def check_renamed(bazaar: Bazaar, other: OtherSource) -> Draw:
    """The draw whose source may be changed to another: none of its moments is to come, and the new one is a day away.

    Overtaken before the freeze and once a number is entered, refused while a moment is to come. The list stays as it is
    frozen.
    """
    draw = named_draw(bazaar)
    frozen = bazaar.state is BazaarState.CLOSED and bazaar.frozen_at is not None
    if not frozen or bazaar.number_drawn or not draw.from_outside:
        raise Overtaken("state_moved")
    if now() < draw.moments()[-1] + timedelta(days=1):
        raise Refused("draw_still_to_come", field="source")
    if other.at < now() + timedelta(days=1):
        raise Refused("draw_too_soon", field="draw_on")
    require_told(other.source, other.reading)
    left = bazaar.days.held
    if left and settled_too_late(bazaar, other.at, left[-1]):
        raise Refused("draw_after_days", field="draw_on")
    return draw


def rename_draw(bazaar: Bazaar, other: OtherSource) -> None:
    """The number comes from another source. Refused as `check_renamed` refuses."""
    draw = check_renamed(bazaar, other)
    draw.source, draw.address, draw.reading, draw.digits = other.source, other.address, other.reading, other.digits
    draw.at = other.at
