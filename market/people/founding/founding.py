"""Founding a group: by its chair, or by an officer who then hands it over with a claim link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_at_office
from market.kernel.clock import day_of, now
from market.kernel.free import first_free, slug_of, slugs
from market.kernel.names import reads_as, typed_name
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.act import note, note_each
from market.people.founding.claim_link import ClaimLink
from market.people.group import Group, GroupKind, GroupState, lock_group, require_own_name
from market.people.helpers import officers_of
from market.people.membership import Acceptance, join, members
from market.people.other_reading import keep_readings
from market.people.own_side import require_other_side
from market.people.person import Person, admins
from market.people.security import security_event

CLAIM_LASTS = timedelta(days=30)


def found_group(
    db: Session, founder: Person, *, name: str, kind: GroupKind, village: str, phone: str | None, story: str = ""
) -> Group:
    """A new group with `founder` as its chair; in a one-person business they hold all roles."""
    founder.refuse_while_resting()
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
    keep_readings(db, {group.key: name})
    join(db, group.key, founder, Acceptance.FOUNDED, chair=True, treasurer=kind is GroupKind.SOLE)
    for officer in officers_of(db, village):
        to = officer.recipient
        params = {"group": name, "path": group_at_office(group.slug)}
        tell(db, to, "group_founded", params, name=f"group/{group.key}/founded/{officer.key}")
    return group


@dataclass(frozen=True)
class NewGroup:
    """A group of an officer's list, whose chair has not come yet. Without a phone it has no claim link until an
    officer writes one down."""

    name: str
    kind: GroupKind
    chair: str
    phone: str | None
    village: str


def import_groups(db: Session, wanted: Sequence[NewGroup], by: Actor) -> list[tuple[Group, str]]:
    """Groups from an officer's list, each with the token of its claim link (`""` without a phone): a handful of
    statements for all of them, since all other writers wait meanwhile."""
    if not wanted:
        return []
    names = [typed_name(each.name) for each in wanted]
    addresses = _addresses(db, names)
    rows = [
        {"slug": slug, "name": name, "reads_as": reads_as(name), "kind": each.kind, "village": each.village,
         "phone": each.phone, "state": GroupState.UNCHECKED}
        for each, name, slug in zip(wanted, names, addresses, strict=True)
    ]  # fmt: skip
    db.execute(sa.insert(table(Group)), rows)
    made = {group.slug: group for group in db.scalars(sa.select(Group).where(table(Group).c.slug.in_(addresses)))}
    keep_readings(db, {group.key: group.name for group in made.values()})
    groups, tokens = [made[slug] for slug in addresses], [new_token() if each.phone else "" for each in wanted]
    links = [
        _link_values(group.key, each.chair, each.phone, token, by)
        for group, each, token in zip(groups, wanted, tokens, strict=True)
        if each.phone
    ]
    if links:
        db.execute(sa.insert(table(ClaimLink)), links)
    note_each(db, by, "group_imported", [group.key for group in groups])
    return list(zip(groups, tokens, strict=True))


def _addresses(db: Session, names: Sequence[str]) -> list[str]:
    """A free address for each name: all asked for in one statement, again one by one where it is taken."""
    column = table(Group).c.slug
    first = [next(slugs(name)) for name in names]
    used = set(db.scalars(sa.select(column).where(column.in_(first))))
    found = []
    for name, slug in zip(names, first, strict=True):
        if slug in used:
            slug = first_free(db, column, (each for each in slugs(name) if each not in used))
        used.add(slug)
        found.append(slug)
    return found


def _link_values(group_id: int, chair: str, phone: str, token: str, by: Actor) -> dict[str, Any]:
    ends, who = now() + CLAIM_LASTS, {"name": chair, "phone": phone, "by_id": by.person_id}
    return {"group_id": group_id, "token_hash": digest(token), "expires_at": ends} | who


def new_claim_link(db: Session, group: Group, chair: str, phone: str, by: Actor) -> str:
    """A fresh claim link; earlier ones of this group end."""
    require_other_side(db, by.person_id, group.key)
    lock_group(db, group.key)  # of two made at once one opens
    rows = table(ClaimLink)
    db.execute(sa.update(rows).where(rows.c.group_id == group.key, rows.c.used_at.is_(None)).values(used_at=now()))
    token = new_token()
    ClaimLink(**_link_values(group.key, chair, phone, token, by)).add(db)
    _wrote(db, "claim_link_made", group, by.person_id)
    return token


def _wrote(db: Session, code: str, group: Group, by_id: int | None) -> None:
    """Writes down who made or used a link, since it makes somebody a chair."""
    security_event(db, code, person_id=by_id, by_id=by_id, group_id=group.key)


def find_claim_link(db: Session, token: str) -> ClaimLink:
    found = db.scalars(sa.select(ClaimLink).where(table(ClaimLink).c.token_hash == digest(token))).first()
    if found is None or not found.live:
        raise Refused("link_used")
    return found


def claim_group(db: Session, token: str, person: Person) -> Group:
    """The holder of the link becomes the chair, while whoever issued it answers for the group and it has no member.

    Locks her and the group, so that a yes to helping it waits its turn.
    """
    link = find_claim_link(db, token)
    person.refuse_while_resting()
    db.execute(sa.select(table(Person).c.id).where(table(Person).c.id == person.key).with_for_update())
    group = lock_group(db, link.group_id)
    group.require_open()
    if link.by_id == person.key or members(db, group.key) or not _answered_for(db, link, group):
        raise Refused("link_used")
    if not link.update_if(table(ClaimLink).c.used_at.is_(None), used_at=now()):
        raise Refused("link_used")
    _wrote(db, "claim_link_used", group, person.key)
    membership = join(db, group.key, person, Acceptance.CLAIMED, chair=True, treasurer=group.sole)
    note(
        db,
        Actor(person_id=person.key, name=person.name),
        "group_claimed",
        group.key,
        since=str(day_of(membership.since, group.zone)),
    )
    return group


def _answered_for(db: Session, link: ClaimLink, group: Group) -> bool:
    """Whether the issuer of a link is now an officer of the group's place, or an admin. The oldest links name none."""
    if link.by_id is None:
        return True
    admin = any(each.key == link.by_id for each in admins(db))
    return admin or any(officer.key == link.by_id for officer in officers_of(db, group.answered_in))


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
