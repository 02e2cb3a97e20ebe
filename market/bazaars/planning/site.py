"""Site: where a part of a bazaar is held. A bazaar of several has whole blocks of booths at each of them."""

from collections.abc import Callable, Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth, booths_of, zone_names
from market.kernel.record import Record, table
from market.kernel.refused import Refused, require_room

MOST_SITES = 12


class Site(Record, table=True):
    """One of several sites of a bazaar, with the names of the blocks that stand there."""

    __table_args__ = (sa.UniqueConstraint("bazaar_id", "name"),)

    bazaar_id: int = Field(foreign_key="bazaar.id")
    name: str = Field(max_length=80)
    venue: str = Field(default="", max_length=160)
    map_link: str = Field(default="", max_length=300)
    zones: list[str] = Field(default_factory=list, sa_type=sa.JSON)

    @property
    def words(self) -> str:
        """Its name with its venue, where that says more."""
        return f"{self.name}, {self.venue}" if self.venue and self.venue != self.name else self.name


def sites_of(db: Session, bazaar_id: int) -> list[Site]:
    """The sites of a bazaar in the order in which they were named; none where it is held in one place."""
    rows = table(Site)
    return list(db.scalars(sa.select(Site).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id)))


def sites_by_bazaar(db: Session, bazaar_ids: Collection[int]) -> dict[int, list[Site]]:
    """The sites of many bazaars, in one statement."""
    rows = table(Site)
    found: dict[int, list[Site]] = {}
    for site in db.scalars(sa.select(Site).where(rows.c.bazaar_id.in_(bazaar_ids)).order_by(rows.c.id)):
        found.setdefault(site.bazaar_id, []).append(site)
    return found


def add_site(bazaar: Bazaar, name: str, *, venue: str, map_link: str, zones: Collection[str]) -> Site:
    """One more site of a draft. Refused when a block is not there, or stands at another site."""
    bazaar.require_draft()
    there = sites_of(bazaar.db, bazaar.key)
    require_room(len(there), MOST_SITES, "site")
    if any(each.name.casefold() == name.casefold() for each in there):
        raise Refused("site_twice", field="site")
    if not zones or not set(zones) <= set(zone_names(bazaar.db, bazaar.key)):
        raise Refused("site_zones_needed", field="zones")
    taken = site_by_zone(there)
    for zone in zones:
        if zone in taken:
            raise Refused("zone_at_other_site", field="zones", zone=zone, site=taken[zone].name)
    return Site(bazaar_id=bazaar.key, name=name, venue=venue, map_link=map_link, zones=list(dict.fromkeys(zones))).add(
        bazaar.db
    )


def drop_site(bazaar: Bazaar, key: int) -> None:
    bazaar.require_draft()
    bazaar.drop(Site, key)


def copy_sites(bazaar: Bazaar, earlier: Bazaar) -> None:
    """The sites of an earlier bazaar, for a new draft that has its floor plan."""
    for each in sites_of(bazaar.db, earlier.key):
        told = {name: getattr(each, name) for name in ("name", "venue", "map_link", "zones")}
        Site(bazaar_id=bazaar.key, **told).add(bazaar.db)


def require_sites(bazaar: Bazaar) -> None:
    """Refused while a bazaar of several sites has a block that stands at none of them."""
    taken = site_by_zone(sites_of(bazaar.db, bazaar.key))
    left = [zone for zone in zone_names(bazaar.db, bazaar.key) if zone not in taken] if taken else []
    if left:
        raise Refused("zones_without_site", names=", ".join(left))


def site_by_zone(sites: Sequence[Site]) -> dict[str, Site]:
    """By the name of a block the site where it stands."""
    return {zone: site for site in sites for zone in site.zones}


def site_by_booth(sites: Sequence[Site], booths: Sequence[Booth]) -> dict[str, Site]:
    """By the number of a booth the site where it stands; nothing where a bazaar is held in one place."""
    taken = site_by_zone(sites)
    return {booth.number: taken[booth.zone] for booth in booths if booth.zone in taken}


def spots_in_words(db: Session, bazaar_id: int) -> Callable[[str], str]:
    """How people are told of booths, `A01 + A02`: with the site at which they stand, where a bazaar has several."""
    sites = sites_of(db, bazaar_id)
    where = site_by_booth(sites, booths_of(db, bazaar_id)) if sites else {}

    def words(spot: str) -> str:
        names = {where[number].name if number in where else "" for number in spot.split(" + ")}
        return f"{spot}, {names.pop()}" if len(names) == 1 and "" not in names else spot

    return words


def venues(bazaar: Bazaar, sites: Sequence[Site]) -> list[str]:
    """Where a bazaar is held, each place in words; its one venue where it has no sites."""
    return [site.words for site in sites] or [bazaar.venue]
