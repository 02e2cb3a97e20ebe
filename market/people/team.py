"""Team: who belongs to a group at one moment, read once for the rules that ask about several of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.people.membership import Membership, members


@dataclass(frozen=True)
class Team:
    """The memberships of a group, by the id of their person."""

    of: dict[int, Membership]

    @property
    def chairs(self) -> set[int]:
        return {key for key, each in self.of.items() if each.chair}

    @property
    def treasurers(self) -> set[int]:
        return {key for key, each in self.of.items() if each.treasurer}

    @property
    def holders(self) -> set[int]:
        """Who holds a role in money."""
        return self.chairs | self.treasurers

    def belongs(self, person_id: int | None) -> bool:
        return person_id in self.of


def team_of(db: Session, group_id: int) -> Team:
    return Team({person.key: membership for membership, person in members(db, group_id)})
