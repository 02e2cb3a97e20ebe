""" "Bukan saya": somebody says that a code, or a change of her number, was not hers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.access import CLOCK
from market.people.act import note
from market.people.denial import LASTS, Denial, N, find_denial
from market.people.everywhere import stands_of
from market.people.group import Group
from market.people.helpers import facilitators, officers_of
from market.people.letting_in import Stands
from market.people.person import Person, admins
from market.people.reset import USED, C, ResetCode, about_codes, lock_person
from market.people.rest import rest_after_code
from market.people.second_factor import end_factor, second_factor
from market.people.security import security_event
from market.people.taking_over import end_made_since
from market.people.ways_in import end_ways_in


def deny_by_link(db: Session, token: str, *, network: str = "") -> None:
    """What the link in a letter does: once, whoever holds it. Refused when something came after what it denies."""
    denial = find_denial(db, token)
    lock_person(db, denial.person_id)
    if overtaken(db, denial):
        raise Refused("denial_overtaken")
    if not denial.update_if(N.c.used_at.is_(None), used_at=now()):
        raise Refused("link_used")
    _deny(db, denial.person_id, denial.code_id, denial.made_at, network)


@dataclass(frozen=True)
class Later:
    """Since when a link denies nothing more: its code was denied or ended, or a `newer` one let somebody in."""

    at: datetime
    newer: bool


def overtaken(db: Session, denial: Denial) -> Later | None:
    """What came after a code; None while its letters deny it still."""
    code = db.get(ResetCode, denial.code_id) if denial.code_id else None
    if code is not None and code.ended_at is not None and code.used_at is not None:
        return Later(code.ended_at, newer=False)
    since = (code.used_at or code.issued_at) if code else denial.made_at
    later = sa.select(C.c.used_at).where(C.c.person_id == denial.person_id, C.c.used_at > since)
    if code is not None:
        later = later.where(C.c.id != code.key)
    came = db.execute(later.order_by(C.c.used_at.desc()).limit(1)).scalar_one_or_none()
    if came is not None:
        return Later(came, newer=True)
    return Later(code.ended_at, newer=False) if code is not None and code.ended_at is not None else None


def deny_own_code(db: Session, person_id: int, code_id: int, *, network: str = "") -> None:
    """The same from the account itself, for a code that was issued for it.

    Refused to a login that came in by that very code: whoever used it would put its owner out.
    """
    code = own_code(db, person_id, code_id)
    if code.used_at is not None and Person.get(db, person_id).restricted:
        raise Refused("denied_by_letter")
    _deny(db, person_id, code_id, code.issued_at, network)


def own_code(db: Session, person_id: int, code_id: int) -> ResetCode:
    """A code of this account that may be denied still: for as long as the link in its letter, and once."""
    code = db.get(ResetCode, code_id)
    if code is None or code.person_id != person_id or code.issued_at <= now() - LASTS or code.ended_at is not None:
        raise NotFound(f"reset code {code_id}")
    return code


def _deny(db: Session, person_id: int, code_id: int | None, since: datetime, network: str) -> None:
    """Ends codes and logins and restores nothing; what was set by a code that was used opens nothing any more.

    Nor does an app that was begun `since` then keep the owner out, or anything go on that the account made since the
    code was issued.

    Who may let her in is told: she needs another way in, or knows her own password still.
    """
    person = lock_person(db, person_id)
    end_ways_in(db, person_id)
    unsay(db, about_codes(person_id), (USED,))
    code = db.get(ResetCode, code_id) if code_id else None
    if code is not None:
        code.ended_at = code.ended_at or now()
    since = min(since, code.issued_at) if code else since
    if code is None or code.used_at is not None:
        person.password_hash = None
        end_made_since(db, person, since)
        factor = second_factor(db, person_id)
        if factor and factor.begun_at > since:
            end_factor(db, person, by=CLOCK)
        rest_after_code(db, person)
    security_event(db, "code_denied", person_id=person_id, network=network, reset_code=code_id or 0)
    moment = int(now().timestamp())
    issuers = {code.issued_by_id, code.asked_by_id} if code else set()
    stands = stands_of(db, {person_id})[person_id]
    for group_id in stands.member_of:
        note(db, CLOCK, "code_denied", group_id, name=person.name)
    for helper, path in _who_helps(db, stands):
        if helper.key not in issuers | {person_id}:
            name = f"denied/{person_id}/{moment}/{helper.key}"
            params = {"person": person.name, "step": "shut" if person.password_hash is None else "open", "path": path}
            tell(db, helper.recipient, "code_denied", params, name=name)


def _who_helps(db: Session, stands: Stands) -> list[tuple[Person, str]]:
    """Facilitators of her groups, officers of her places, admins: each once, with the page where they can act."""
    found: dict[int, tuple[Person, str]] = {}
    for group_id, village in stands.member_of.items():
        slug = Group.get(db, group_id).slug
        for helper in facilitators(db, group_id):
            found.setdefault(helper.key, (helper, f"/lapak/{slug}/anggota/masuk"))
        for officer in officers_of(db, village):
            found.setdefault(officer.key, (officer, f"/dinas/kelompok/{slug}/masuk"))
    for village in stands.helps.values():
        for officer in officers_of(db, village):
            found.setdefault(officer.key, (officer, "/dinas/kelompok"))
    for admin in admins(db):
        found.setdefault(admin.key, (admin, "/admin"))
    return list(found.values())
