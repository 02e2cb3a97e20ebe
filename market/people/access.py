"""Who may do what: one table, and the actor it is asked for."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NeedsWho, NotFound, Refused


class Role(StrEnum):
    CHAIR = "chair"
    TREASURER = "treasurer"
    MEMBER = "member"
    DEVICE = "device"
    FACILITATOR = "facilitator"
    OFFICER = "officer"
    ADMIN = "admin"


class Do(StrEnum):
    SEE = "see"
    SELL = "sell"
    PRICE = "price"
    STOCK = "stock"
    WRITE_OFF = "write_off"
    ORDERS = "orders"
    CONFIRM = "confirm"
    CASH = "cash"
    CONFIRM_OWN = "confirm_own"
    REFUND = "refund"
    ACCOUNT = "account"
    APPROVE_ACCOUNT = "approve_account"
    PROFILE = "profile"
    MEMBERS = "members"
    DEVICES = "devices"
    RESET = "reset"
    CHECK = "check"


C, T, M, P, F, O, A = (
    Role.CHAIR,
    Role.TREASURER,
    Role.MEMBER,
    Role.DEVICE,
    Role.FACILITATOR,
    Role.OFFICER,
    Role.ADMIN,
)
# Which roles may do what in a group. A group's phone (P) has said no name yet: it may look, pack
# and count. The chair confirms money only where there is no treasurer (see `Actor.confirms`).
MAY: dict[Do, frozenset[Role]] = {
    Do.SEE: frozenset({C, T, M, P, F, O}),
    Do.SELL: frozenset({C, T, M, F}),
    Do.PRICE: frozenset({C, T, M, F}),
    Do.STOCK: frozenset({C, T, M, P, F}),
    Do.WRITE_OFF: frozenset({C, T, M, F}),
    Do.ORDERS: frozenset({C, T, M, P, F}),
    Do.CONFIRM: frozenset({C, T}),
    Do.CASH: frozenset({C, T, M}),
    Do.CONFIRM_OWN: frozenset({C, T, M, O}),
    Do.REFUND: frozenset({C, T}),
    Do.ACCOUNT: frozenset({C, T, F}),
    Do.APPROVE_ACCOUNT: frozenset({C, T, M, F, O}),
    Do.PROFILE: frozenset({C, F}),
    Do.MEMBERS: frozenset({C, F}),
    Do.DEVICES: frozenset({C, F}),
    Do.RESET: frozenset({C, F, O, A}),
    Do.CHECK: frozenset({O}),
}


@dataclass(frozen=True)
class Actor:
    """Who is acting, and as what. `roles` hold for the group at hand."""

    person_id: int | None = None
    name: str = ""
    admin: bool = False
    login_id: int | None = None
    device_id: int | None = None
    device_group_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None or self.device_id is not None

    @property
    def capacity(self) -> str:
        """The strongest role inside the group, else the one they help in."""
        for role in (C, T, M, F, O, A, P):
            if role in self.roles:
                return role.value
        return "admin" if self.admin else "person"

    @property
    def helps(self) -> bool:
        """Acts on behalf: both names are shown."""
        return self.capacity in (F, O)

    def may(self, do: Do) -> bool:
        return bool(self.roles & MAY[do])


CLOCK = Actor(name="Dermaga")


def roles_in(db: Session, actor: Actor, group_id: int, village: str) -> frozenset[Role]:
    """The roles of `actor` in one group, read now: one who was removed has none."""
    from market.people.device import Device
    from market.people.helpers import Facilitation, Officer
    from market.people.membership import Membership

    roles: set[Role] = set()
    if actor.device_group_id == group_id and actor.device_id is not None:
        live = sa.select(table(Device).c.id).where(
            table(Device).c.id == actor.device_id, table(Device).c.ended_at.is_(None)
        )
        if db.execute(live).first():
            roles.add(P)
    if actor.person_id is None:
        return frozenset(roles)
    m, f, o = table(Membership), table(Facilitation), table(Officer)
    who = actor.person_id
    found = db.execute(
        sa.union_all(
            sa.select(
                sa.literal("m").label("kind"),
                sa.cast(m.c.chair, sa.Integer).label("chair"),
                sa.cast(m.c.treasurer, sa.Integer).label("treasurer"),
            ).where(m.c.group_id == group_id, m.c.person_id == who, m.c.ended_at.is_(None)),
            sa.select(sa.literal("f"), sa.literal(0), sa.literal(0)).where(
                f.c.group_id == group_id, f.c.person_id == who, f.c.ended_at.is_(None)
            ),
            sa.select(sa.literal("o"), sa.literal(0), sa.literal(0)).where(
                o.c.person_id == who, o.c.ended_at.is_(None), sa.literal(village).startswith(o.c.place)
            ),
        )
    )
    for kind, chair, treasurer in found:
        if kind == "m":
            roles.add(M)
            roles.update({C} if chair else set())
            roles.update({T} if treasurer else set())
        else:
            roles.add(F if kind == "f" else O)
    return frozenset(roles)


def in_group(db: Session, actor: Actor, group_id: int, village: str, do: Do) -> Actor:
    """The actor with their roles in this group. NotFound for strangers; refused for those who may not."""
    here = replace(actor, roles=roles_in(db, actor, group_id, village))
    if not here.may(Do.SEE):
        raise NotFound(f"group {group_id}")
    if here.may(do):
        return here
    if here.roles == {P}:
        raise NeedsWho
    raise Refused("not_yours_to_do", who=", ".join(sorted(role.value for role in MAY[do])))


def has_treasurer(db: Session, group_id: int) -> bool:
    from market.people.membership import Membership

    rows = table(Membership)
    wanted = sa.select(rows.c.id).where(rows.c.group_id == group_id, rows.c.treasurer, rows.c.ended_at.is_(None))
    return db.execute(wanted).first() is not None
