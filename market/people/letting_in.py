"""Who may let somebody in by a code: one pure rule over what both are, everywhere they stand.

Never among equals, and never for somebody who also belongs where the issuer has no say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from market.kernel.clock import zone_of
from market.kernel.settings import settings
from market.people.access import Role
from market.people.place import lies_in


@dataclass(frozen=True)
class Stands:
    """What somebody is: groups by id with their villages; `acts_in`, `reads_in` are places of offices.

    `own_side`: groups that she belongs to or helps, now or within thirty days. `unasked`: somebody made her a member
    without asking, as was once possible, and she has not said yes since.
    """

    member_of: Mapping[int, str] = field(default_factory=dict)
    chair_of: frozenset[int] = frozenset()
    helps: Mapping[int, str] = field(default_factory=dict)
    acts_in: frozenset[str] = frozenset()
    reads_in: frozenset[str] = frozenset()
    admin: bool = False
    own_side: frozenset[int] = frozenset()
    unasked: bool = False

    @property
    def officer(self) -> bool:
        return bool(self.acts_in or self.reads_in)

    @property
    def plain(self) -> bool:
        """No facilitator, officer or admin anywhere."""
        return not (self.helps or self.officer or self.admin)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of her first group, else of her office; the shop's own where she has neither."""
        places = [*self.member_of.values(), *self.helps.values(), *sorted(self.acts_in | self.reads_in)]
        return zone_of(places[0]) if places else settings().zone


def standing_over(issuer: Stands, person: Stands) -> Role | None:
    """As what `issuer` may let `person` in, the nearest first; None when she may not.

    Nobody alone may let an admin in: two other admins do, or the command line.
    """
    groups = person.member_of.keys()
    asked = person.plain and bool(groups) and not person.unasked  # who put her there unasked has no say over her
    if asked and not person.chair_of and groups <= issuer.chair_of:
        return Role.CHAIR
    if asked and groups <= issuer.helps.keys():
        return Role.FACILITATOR
    villages = {*person.member_of.values(), *person.helps.values()}
    inside = all(any(lies_in(village, place) for place in issuer.acts_in) for village in villages)
    own = groups & issuer.own_side  # an officer or admin lets in nobody of a group on her own side
    if villages and inside and not own and not (person.officer or person.admin):
        return Role.OFFICER
    return Role.ADMIN if issuer.admin and not person.admin and not own else None
