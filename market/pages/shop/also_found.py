"""Groups and bazaars that the words of a search name: one field finds them too."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.catalog.searching.names import NamesMeant, names_of
from market.catalog.searching.understanding import understand_text
from market.catalog.searching.vocabulary import vocabulary
from market.kernel.kept import kept
from market.kernel.record import from_row, table
from market.people.group import Group, is_open
from market.people.place import city_code, city_of

MOST_GROUPS, MOST_BAZAARS, FEW = 5_000, 300, 200
G, B = table(Group), table(Bazaar)
GROUPS = sa.select(G.c.slug, G.c.name, G.c.village.label("place")).where(is_open(G))
GROUPS = GROUPS.order_by(G.c.id.desc()).limit(MOST_GROUPS)
HIDDEN = (BazaarState.DRAFT, BazaarState.CANCELLED)
BAZAARS = sa.select(B.c.slug, B.c.name, B.c.village.label("place")).where(B.c.state.not_in(HIDDEN))
BAZAARS = BAZAARS.order_by(B.c.id.desc()).limit(MOST_BAZAARS)


@dataclass(frozen=True, slots=True)
class FoundName:
    """A group or bazaar that is called so, and where it is."""

    slug: str
    name: str
    place: str

    @property
    def city(self) -> str:
        return city_of(city_code(self.place))


@dataclass(frozen=True)
class AlsoFound:
    groups: Sequence[FoundName] = ()
    bazaars: Sequence[FoundName] = ()


def also_found(db: Session, typed: str) -> AlsoFound:
    """At most three of each. Of very many groups the newest 5,000, as they were within a minute."""
    asked = understand_text(vocabulary(db), typed)
    return AlsoFound(_names(db, "groups", GROUPS).meant(asked), _names(db, "bazaars", BAZAARS).meant(asked))


def _names(db: Session, what: str, wanted: sa.Select[tuple[str, str, str]]) -> NamesMeant[FoundName]:
    def read_all() -> NamesMeant[FoundName]:
        return names_of([(row.name, from_row(FoundName, row)) for row in db.connection().execute(wanted)])

    return kept(("names", what), read_all, when=lambda names: len(names.things) > FEW)
