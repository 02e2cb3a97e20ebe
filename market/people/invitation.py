"""Invitation: somebody is asked to hold a role. Until she says yes in her own account nothing follows from it.

It is addressed to a number or e-mail, never to an account: the inviter learns neither whether there is an account nor
whose, and whoever has the number later finds it. Some are by name alone: for a member without
an account, who says yes on the group's phone with a code from the chair (people/approving/pin_code.py).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, became, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.kernel.states import before, moves
from market.messages.overtaken import unsay
from market.people.access import Actor
from market.people.group import Group, is_open
from market.people.person import Person

LASTS = timedelta(days=14)
MOST_OPEN = 3  # shown to one person at once; the next come up when she has answered


class InvitationKind(StrEnum):
    """What is asked. A successor takes over the inviter's office; a superior looks and does nothing; an admin runs the
    platform; a deputy stands in for the inviter."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    OFFICER = "officer"
    SUPERIOR = "superior"
    SUCCESSOR = "successor"
    ADMIN = "admin"
    DEPUTY = "deputy"


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


BY_OFFICERS = (InvitationKind.SUPERIOR, InvitationKind.SUCCESSOR, InvitationKind.DEPUTY)
BY_ADMINS = (InvitationKind.OFFICER, InvitationKind.SUPERIOR)  # for an office
ENDS = frozenset({InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.WITHDRAWN})
NEXT = moves(InvitationState, {InvitationState.OPEN: ENDS, **dict.fromkeys(ENDS, frozenset())})
STILL_OPEN = "state = 'open' AND identifier <> ''"
OF_NO_GROUP = f"{STILL_OPEN} AND group_id IS NULL"
HANDED_OVER = "state = 'open' AND instead_of_id IS NOT NULL"


class Invitation(Record, table=True):
    """`name` is what the inviter typed. `identifier` is E.164 or an e-mail, empty for a member by name alone.

    For a member it names a group and the roles offered; for a facilitator a group, `agency` is her organisation; for
    an officer a `place`, `agency` is whom they speak for. `agreed_at`: the group's yes to a facilitator, another
    admin's to an admin. From `begins_at` `until` a deputy is to stand in. `instead_of_id`: a facilitator who hands the
    group over to the one who is asked.
    """

    __table_args__ = (
        one_where("uq_invitation_group", "kind", "group_id", "identifier", where=STILL_OPEN),
        one_where("uq_invitation_place", "kind", "place", "agency", "identifier", where=OF_NO_GROUP),
        one_where("uq_invitation_instead_of", "group_id", "instead_of_id", where=HANDED_OVER),
    )  # fmt: skip

    kind: InvitationKind = Field(sa_column=state_column(InvitationKind, "kind"))
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    place: str = Field(default="", max_length=13)
    agency: str = Field(default="", max_length=120)
    identifier: str = Field(default="", max_length=200, index=True)
    name: str = Field(default="", max_length=80)
    chair: bool = False
    treasurer: bool = False
    by_id: int = Field(foreign_key="person.id", index=True)
    state: InvitationState = Field(default=InvitationState.OPEN, sa_column=state_column(InvitationState, "state"))
    invited_at: datetime = Field(default_factory=now)
    expires_at: datetime = Field(default_factory=lambda: now() + LASTS)
    told_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = None
    agreed_by_id: int | None = Field(default=None, foreign_key="person.id")
    begins_at: datetime | None = None
    until: datetime | None = None
    instead_of_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def asked_by_leaving(self) -> bool:
        """Whether a facilitator hands her group over herself: the group says yes to it in any case."""
        return self.instead_of_id is not None and self.instead_of_id == self.by_id

    @property
    def live(self) -> bool:
        return self.state is InvitationState.OPEN and self.expires_at > now()

    @property
    def past(self) -> bool:
        """Whether nobody answered in time."""
        return self.state is InvitationState.OPEN and not self.live

    def answer(self, state: InvitationState, person_id: int) -> None:
        """Answers it, once and in time; Overtaken for a second or a late answer."""
        moment = now()
        if self.expires_at <= moment:
            raise Refused("invitation_over")
        self.become(state, Actor(person_id=person_id), state.value, answered_at=moment, answered_by_id=person_id)
        unsay(self.db, self.about, ("invited",))

    def agree(self, by: Actor) -> None:
        """The yes that comes before hers (`agreed_at`), once and in time; Overtaken for a second or a late one."""
        fresh = (I.c.agreed_at.is_(None), I.c.state == InvitationState.OPEN, I.c.expires_at > now())
        if not self.update_if(*fresh, agreed_at=now(), agreed_by_id=by.person_id):
            raise Overtaken("state_moved")

    def withdraw(self, by: Actor) -> None:
        self.become(InvitationState.WITHDRAWN, by, "withdrawn", answered_at=now())
        unsay(self.db, self.about, ("invited",))

    @property
    def about(self) -> str:
        """The key by which its letter is found while that waits to be sent."""
        return f"invitation/{self.key}"


class InvitationBlock(Record, table=True):
    """ "Jangan lagi": nothing from this inviter or this group reaches this person any more."""

    __tablename__ = "invitation_block"

    person_id: int = Field(foreign_key="person.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    at: datetime = Field(default_factory=now)


I, B, G = table(Invitation), table(InvitationBlock), table(Group)


def identifiers_of(person: Person) -> list[str]:
    """What a person is found by: only numbers and addresses that are hers now."""
    return [each for each in (person.phone, person.email) if each]


def proved(person: Person, identifier: str) -> bool:
    """Whether she has shown that this number or address is hers."""
    return (identifier == person.phone and person.phone_proved_at is not None) or (
        identifier == person.email and person.email_proved_at is not None
    )


def _open_to(person_id: sa.ColumnElement[int], *identifiers: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
    """A condition: invitations that reach somebody, in time, at a number or address of hers, not blocked by her."""
    heard = sa.select(B.c.id).where(
        B.c.person_id == person_id, sa.or_(B.c.by_id == I.c.by_id, B.c.group_id == I.c.group_id)
    )
    return [
        I.c.state == InvitationState.OPEN, I.c.expires_at > now(), ~heard.exists(),
        I.c.identifier != "", I.c.identifier.in_(identifiers),
        sa.or_(G.c.id.is_(None), is_open(G)),
    ]  # fmt: skip


def invitations_for(db: Session, person: Person) -> list[tuple[Invitation, Group | None]]:
    """What this person is asked now, the oldest first: few at a time, and none from people she blocked."""
    hers = [sa.literal(each) for each in identifiers_of(person)]
    wanted = sa.select(Invitation, Group).outerjoin(Group, G.c.id == I.c.group_id)
    found = db.execute(wanted.where(*_open_to(sa.literal(person.key), *hers)).order_by(I.c.id).limit(MOST_OPEN))
    return [(invitation, group) for invitation, group in found]


def waiting_for(people: sa.FromClause) -> sa.ScalarSelect[int]:
    """A subquery: how many invitations wait for each person of a statement about people."""
    count = sa.select(sa.func.count()).select_from(I).outerjoin(G, G.c.id == I.c.group_id)
    reaching = _open_to(people.c.id, people.c.phone, people.c.email)
    return count.where(*reaching).correlate(people).scalar_subquery()


def waiting_invitations(db: Session, person_id: int) -> int:
    """How many wait for this person's answer."""
    people = table(Person)
    return int(db.execute(sa.select(waiting_for(people)).where(people.c.id == person_id)).scalar() or 0)


def invitation_for(db: Session, person: Person, key: int) -> tuple[Invitation, Group | None]:
    """One of those; anybody else's is not found."""
    for invitation, group in invitations_for(db, person):
        if invitation.key == key:
            return invitation, group
    raise NotFound(f"invitation {key}")


def asked_by_group(db: Session, group_id: int, *kinds: InvitationKind) -> list[Invitation]:
    """Whom a group has asked: those who have not answered, and those who lately said no. For the inviter's own page."""
    lately = now() - LASTS
    open_ones = sa.and_(I.c.state == InvitationState.OPEN, I.c.expires_at > lately)
    said_no = sa.and_(I.c.state == InvitationState.DECLINED, I.c.answered_at > lately)
    wanted = sa.select(Invitation).where(I.c.group_id == group_id, I.c.kind.in_(kinds), sa.or_(open_ones, said_no))
    return list(db.scalars(wanted.order_by(I.c.id.desc()).limit(60)))


def asked_for_office(db: Session, place: str | None, *kinds: InvitationKind) -> list[Invitation]:
    """Who is asked to hold an office, for one place or for any, and has not answered."""
    wanted = sa.select(Invitation).where(I.c.kind.in_(kinds), I.c.state == InvitationState.OPEN, I.c.expires_at > now())
    if place is not None:
        wanted = wanted.where(I.c.place == place)
    return list(db.scalars(wanted.order_by(I.c.id.desc()).limit(60)))


def the_invitation(
    db: Session, key: int, *, group_id: int | None = None, kinds: Collection[InvitationKind] = (InvitationKind.MEMBER,)
) -> Invitation:
    """One of a group's invitations, to be withdrawn or given a code."""
    found = one_of(db, Invitation, key, group_id=group_id)
    if found.kind not in kinds:
        raise NotFound(f"invitation {key}")
    return found


def block(db: Session, person_id: int, invitation: Invitation) -> None:
    """Nothing from this inviter or this group reaches her any more."""
    InvitationBlock(person_id=person_id, by_id=invitation.by_id, group_id=invitation.group_id).add(db)


def withdraw_all(db: Session, by: Actor, *which: sa.ColumnElement[bool], answered_at: datetime | None = None) -> None:
    """Withdraws the open ones among these."""
    withdrawn = InvitationState.WITHDRAWN
    open_ones = sa.update(I).where(I.c.state.in_(before(withdrawn)), *which)
    done = db.scalars(open_ones.values(state=withdrawn, answered_at=answered_at).returning(I.c.id)).all()
    became(db, Invitation, done, withdrawn, by, "withdrawn")


def forget_invitations(db: Session, person: Person, asked_of_her: Collection[int], gone: str) -> None:
    """For somebody who deletes her account: invitations certainly for her lose number and name, her own ones end.

    What waits at a number that she only typed goes on waiting for its owner.
    """
    hers = I.c.id.in_(asked_of_her)
    withdraw_all(db, Actor(person_id=person.key), sa.or_(I.c.by_id == person.key, hers), answered_at=now())
    db.execute(sa.update(I).where(hers).values(identifier="", name=gone))
    db.execute(sa.delete(B).where(B.c.person_id == person.key))
