"""One venue promised twice on a day: asked about, since two bazaars may share a field."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.site import Site, sites_by_bazaar
from market.bazaars.slot import Days, Slot, is_held
from market.kernel.record import table
from market.people.place import in_same_city


@dataclass(frozen=True, slots=True)
class SameVenue:
    """Another bazaar at a venue of this one, on a day and in hours of this one."""

    name: str
    slug: str
    day: date
    venue: str


def same_venue(db: Session, bazaar: Bazaar, days: Days, sites: list[Site]) -> list[SameVenue]:
    """Those of the same office, and those of the same city that everybody may see. Of a bazaar with sites each of them
    counts; none of one without a venue, that is cancelled or was held."""
    if bazaar.past(days):
        return []
    mine = _venues(bazaar, sites)
    if not mine:
        return []
    beside = [(row.Bazaar, row.day) for row in db.execute(_at_those_hours(bazaar))]
    theirs = sites_by_bazaar(db, {other.key for other, _ in beside}) if beside else {}
    found = []
    for other, day in beside:
        shared = mine.keys() & _venues(other, theirs.get(other.key, [])).keys()
        found += [SameVenue(name=other.name, slug=other.slug, day=day, venue=mine[each]) for each in sorted(shared)]
    return found


def _venues(bazaar: Bazaar, sites: list[Site]) -> dict[str, str]:
    """Where it is held, as typed, by how it is compared: without regard to capitals and spaces."""
    typed = [each.venue or each.name for each in sites] or [bazaar.venue]
    return {name: text for text in typed if (name := " ".join(text.casefold().split()))}


def _at_those_hours(bazaar: Bazaar) -> sa.Select[tuple[Bazaar, date]]:
    rows, mine, theirs = table(Bazaar), table(Slot).alias("mine"), table(Slot).alias("theirs")
    at_once = sa.and_(mine.c.day == theirs.c.day, mine.c.starts < theirs.c.ends, theirs.c.starts < mine.c.ends)
    return (
        sa.select(Bazaar, theirs.c.day)
        .join(theirs, theirs.c.bazaar_id == rows.c.id)
        .join(mine, at_once)
        .where(mine.c.bazaar_id == bazaar.key, rows.c.id != bazaar.key)
        .where(is_held(mine), is_held(theirs))
        .where(rows.c.state != BazaarState.CANCELLED, in_same_city(rows.c.village, bazaar.village))
        .where(sa.or_(rows.c.office_id == bazaar.office_id, rows.c.state != BazaarState.DRAFT, rows.c.shown))
        .order_by(theirs.c.day, rows.c.name, rows.c.id)
    )
