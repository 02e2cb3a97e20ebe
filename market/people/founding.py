"""Founding a group: by its chair, or by an officer who then hands it over with a claim link."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.names import reads_as, typed_name
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group, GroupKind, require_own_name, slug_of
from market.people.helpers import officers_of
from market.people.membership import Acceptance, join
from market.people.person import Person

CLAIM_LASTS = timedelta(days=30)


def found_group(
    db: Session, founder: Person, *, name: str, kind: GroupKind, village: str, phone: str | None, story: str = ""
) -> Group:
    """A new group with `founder` as its chair; in a one-person business they hold all roles."""
    name = typed_name(name)
    require_own_name(db, name, village)
    group = Group(
        slug=slug_of(db, name, table(Group).c.slug),
        name=name,
        reads_as=reads_as(name),
        kind=kind,
        village=village,
        phone=phone or founder.phone,
        story=story,
    ).add(db)
    join(db, group.key, founder, Acceptance.FOUNDED, chair=True, treasurer=kind is GroupKind.SOLE)
    for officer in officers_of(db, village):
        to = officer.recipient
        params = {"group": name, "path": f"/dinas/kelompok/{group.slug}"}
        tell(db, to, "group_founded", params, name=f"group/{group.key}/founded/{officer.key}")
    return group


class ClaimLink(Record, table=True):
    """A link by which the chair of an imported group takes it over: once, within 30 days."""

    __tablename__ = "claim_link"

    group_id: int = Field(foreign_key="groups.id", index=True)
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.used_at is None and self.expires_at > now()


def import_group(
    db: Session, *, name: str, kind: GroupKind, chair: str, phone: str, village: str, by: Actor
) -> tuple[Group, str]:
    """A group from an officer's list, and the token of its claim link."""
    name = typed_name(name)
    group = Group(
        slug=slug_of(db, name, table(Group).c.slug),
        name=name,
        reads_as=reads_as(name),
        kind=kind,
        village=village,
        phone=phone,
    ).add(db)
    note(db, by, "group_imported", group.key)
    return group, new_claim_link(db, group, chair, phone)


def new_claim_link(db: Session, group: Group, chair: str, phone: str) -> str:
    """A fresh claim link; earlier ones of this group end."""
    rows = table(ClaimLink)
    db.execute(sa.update(rows).where(rows.c.group_id == group.key, rows.c.used_at.is_(None)).values(used_at=now()))
    token = new_token()
    ClaimLink(
        group_id=group.key,
        name=chair,
        phone=phone,
        token_hash=digest(token),
        expires_at=now() + CLAIM_LASTS,
    ).add(db)
    return token


def find_claim_link(db: Session, token: str) -> ClaimLink:
    found = db.scalars(sa.select(ClaimLink).where(table(ClaimLink).c.token_hash == digest(token))).first()
    if found is None or not found.live:
        raise Refused("link_used")
    return found


def claim_group(db: Session, token: str, person: Person) -> Group:
    """The holder of the link becomes the chair."""
    link = find_claim_link(db, token)
    if not link.update_if(table(ClaimLink).c.used_at.is_(None), used_at=now()):
        raise Refused("link_used")
    group = Group.get(db, link.group_id)
    membership = join(db, group.key, person, Acceptance.CLAIMED, chair=True, treasurer=group.sole)
    note(
        db,
        Actor(person_id=person.key, name=person.name),
        "group_claimed",
        group.key,
        since=str(membership.since.date()),
    )
    return group


def is_unclaimed(group_id: int) -> sa.Exists:
    """Whether a group still waits for its chair to take it over, for a condition."""
    rows = table(ClaimLink)
    live = (rows.c.group_id == group_id, rows.c.used_at.is_(None), rows.c.expires_at > now())
    return sa.select(rows.c.id).where(*live).exists()


def unclaimed_among(db: Session, group_ids: list[int]) -> set[int]:
    """Which of these groups still wait for their chair to take them over."""
    rows = table(ClaimLink)
    wanted = sa.select(rows.c.group_id).where(
        rows.c.group_id.in_(group_ids), rows.c.used_at.is_(None), rows.c.expires_at > now()
    )
    return set(db.scalars(wanted))
