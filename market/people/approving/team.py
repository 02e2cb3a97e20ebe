"""Team: who belongs to a group at one moment, read once for the rules that ask about several of them."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from market.people.approving.closeness import are_close, who_let_in
from market.people.membership import Membership, members


@dataclass(frozen=True)
class Team:
    """The memberships of a group, by the id of their person."""

    of: dict[int, Membership]
    known: dict[tuple[int, int], bool] = field(default_factory=dict, compare=False)  # who is close to whom

    @property
    def chairs(self) -> set[int]:
        return {key for key, each in self.of.items() if each.chair}

    @property
    def treasurers(self) -> set[int]:
        return {key for key, each in self.of.items() if each.treasurer}

    @property
    def bearers(self) -> set[int]:
        """Who bears a role in money."""
        return self.chairs | self.treasurers

    def are_close(self, db: Session, one: int, other: int) -> bool:
        """`closeness.are_close`, asked once for the same two: a page asks it of every change."""
        if (one, other) not in self.known:
            self.known[one, other] = are_close(db, one, other)
        return self.known[one, other]

    def speaks_for_herself(self, db: Session, person_id: int, asked_by_id: int) -> bool:
        """Whether her yes is no word of who asked: not of one whom the asker let in by a code."""
        return not self.are_close(db, person_id, asked_by_id) or asked_by_id not in who_let_in(db, person_id)

    def belongs(self, person_id: int | None) -> bool:
        return person_id in self.of


def team_of(db: Session, group_id: int) -> Team:
    return Team({person.key: membership for membership, person in members(db, group_id)})
