"""Where to find whom at a bazaar, and who of them sells now: for the map and the list beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from market.bazaars.after.now_there import Now, now_there, shows_now
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import Confirmed, confirmed_in
from market.bazaars.slot import Slot
from market.pages.floor_plan_svg import NOW

MOST_SOUGHT = 80  # letters


@dataclass(frozen=True, slots=True)
class WhoIsWhere:
    """By booth who has said yes to a slot; those that were sought among them; while it runs what each does now."""

    there: Mapping[int, Confirmed] = field(default_factory=dict)
    sought: str = ""
    now: Mapping[int, Now] = field(default_factory=dict)

    @property
    def found(self) -> Mapping[int, Confirmed]:
        return {booth: who for booth, who in self.there.items() if self._is_sought(who)}

    def _is_sought(self, who: Confirmed) -> bool:
        told = f"{who.group.name} {who.goods}".casefold()
        return all(word in told for word in self.sought.casefold().split())

    @property
    def searchable(self) -> bool:
        return len(self.there) > 5

    @property
    def names(self) -> dict[int, str]:
        return {booth: who.group.name for booth, who in self.there.items()}

    @property
    def kinds(self) -> list[tuple[Now, Callable[[], str]]]:
        """What the legend tells."""
        return [(kind, NOW[kind]) for kind in Now if kind in self.now.values()]

    def word(self, booth: int) -> str:
        return NOW[self.now[booth]]() if booth in self.now else ""


def who_is_where(db: Session, bazaar: Bazaar, slot: Slot | None, sought: str) -> WhoIsWhere:
    """Nobody before the results are out."""
    if slot is None or not bazaar.published_at:
        return WhoIsWhere()
    now = now_there(db, bazaar, slot) if shows_now(bazaar, slot) else {}
    return WhoIsWhere(there=confirmed_in(db, slot.key), sought=sought.strip()[:MOST_SOUGHT], now=now)
