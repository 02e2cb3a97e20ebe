""" "Bukan saya": an owner says that a code for her account, or a change of its number, was not hers."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import ADMIN, OFFICE_GROUPS, group_at_office, group_page
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.access import CLOCK, Role
from market.people.act import note
from market.people.everywhere import stands_of
from market.people.group import ANSWERED_IN, Group
from market.people.helpers import IN_FORCE, Facilitation, Officer
from market.people.letting_in import Stands
from market.people.membership import Membership
from market.people.owning.proving import CHANGED, give_back
from market.people.owning.ways_in import end_ways_in
from market.people.person import Person, admins, lock_person
from market.people.place import within
from market.people.reset_code import C, ResetCode, about_codes, undo_codes, used_lately
from market.people.security import security_event
from market.people.signing_in.denial import Denial, N, find_denial
from market.people.signing_in.reset import USED
from market.people.signing_in.rest import rest_after_code
from market.people.signing_in.whose_word import burnt, met_after
from market.people.undoing import DENIED_FOR, Made, Why, undo_made, undoes

F, G, M, O, P = (table(each) for each in (Facilitation, Group, Membership, Officer, Person))


def deny_by_link(db: Session, token: str, *, network: str = "") -> None:
    """What the link in a letter does: once, whoever holds it. Refused when it was denied already, or let nobody in.

    Where a newer code has let somebody in since, that person keeps the account; what was done before is taken back.
    """
    denial = find_denial(db, token)
    person = lock_person(db, denial.person_id)
    later = overtaken(db, denial)
    if later and not later.newer:
        raise Refused("denial_overtaken")
    if not denial.update_if(N.c.used_at.is_(None), used_at=now()):
        raise Refused("link_used")
    if later:
        give_back(db, person, denial.since, later.at)
        _take_back_past(db, person, denial, later, Why.CODE if denial.code_id else Why.CHANGE, network)
    else:
        _deny(db, person, denial, network)


@dataclass(frozen=True)
class Later:
    """What came after a code: the moment it was `denied` or ran out, or that a `newer` code let somebody in."""

    at: datetime
    newer: bool = False
    denied: bool = False


def overtaken(db: Session, denial: Denial) -> Later | None:
    """What came after a code, or a change; None while the links in its letters still work."""
    code = _code_of(db, denial)
    at = (code.used_at or code.issued_at) if code else denial.made_at
    said = sa.select(N.c.until_at).where(N.c.person_id == denial.person_id, N.c.since <= at, N.c.until_at > at)
    before = db.execute(said.order_by(N.c.until_at.desc()).limit(1)).scalar_one_or_none()
    if before is not None:
        return Later(before, denied=True)
    if code is not None and code.ended_at is not None:
        return Later(code.ended_at, denied=code.used_at is not None)
    later = sa.select(C.c.used_at).where(C.c.person_id == denial.person_id, C.c.used_at > at)
    later = later.where(C.c.id != (denial.code_id or 0))
    came = db.execute(later.order_by(C.c.used_at).limit(1)).scalar_one_or_none()
    return Later(came, newer=True) if came is not None else None


def deny_own_code(db: Session, person_id: int, code_id: int, *, network: str = "") -> bool:
    """The same from inside the account, for a code that was issued for it. Returns whether she stays signed in.

    Refused to a login that came in by that very code: whoever used it could shut the owner out. Where a newer code let
    her in, what was done before is taken back, as by the link.
    """
    code, person = own_code(db, person_id, code_id), lock_person(db, person_id)
    if burnt(db, code):
        raise Refused("denied_enough")
    if code.used_at is not None and person.restricted:
        raise Refused("denied_by_letter")
    if met_after(db, code):
        raise Refused("denial_overtaken")
    denial = Denial.said(db, person_id, code_id, code.issued_at)
    later = overtaken(db, denial)
    if later and not (later.newer and _by_a_helper(db, person.key)):
        raise Refused("denial_overtaken")
    if later:
        # Her number stays, and what is in force: whoever came last must not undo what others gave or agreed to.
        _take_back_past(db, person, denial, later, Why.LET_IN, network)
    else:
        _deny(db, person, denial, network)
    return later is not None


@undoes("reset_code.issued_by_id", "reset_code.asked_by_id")
def undo_given(db: Session, made: Made) -> None:
    """The codes that a denied account gave: open ones end first, so that whoever is using one counts as let in."""
    undo_codes(db, made)
    _undo_let_in(db, made)


def _undo_let_in(db: Session, made: Made) -> None:
    """Shuts out those whom a denied account let in by a code, and drops what they left waiting.

    Not where another helper has met them since. One step and no further: what is in force, and whom these let in,
    stays. Not after a change of number either, when nobody can know yet who the owner is.
    """
    gave = sa.or_(*(made.holds(column, C.c.issued_at) for column in (C.c.issued_by_id, C.c.asked_by_id)))
    there = sa.select(P.c.id).where(P.c.ended_at.is_(None))  # a deleted account cannot be shut
    used = sa.select(ResetCode).where(gave, C.c.used_at.is_not(None), C.c.ended_at.is_(None), C.c.person_id.in_(there))
    for code in db.scalars(used.order_by(C.c.person_id, C.c.id)).all() if made.why is Why.CODE else []:
        last = used_lately(db, code.person_id)
        if last is not None and last.key == code.key and not met_after(db, code):
            person = lock_person(db, code.person_id)
            denial = Denial.said(db, person.key, code.key, code.issued_at)
            _shut(db, person, denial, Why.LET_IN)
            _tell_denied(db, person, denial, "", step="shut")


def _by_a_helper(db: Session, person_id: int) -> bool:
    """Whether the last code that opened this account came from more than a chair, or a helper met the one it let in."""
    last = used_lately(db, person_id)
    return last is not None and (last.capacity != Role.CHAIR.value or met_after(db, last) is not None)


def own_code(db: Session, person_id: int, code_id: int) -> ResetCode:
    """A code of this account that can still be denied: once, and for as long as the link in its letter."""
    code = db.get(ResetCode, code_id)
    if code is None or code.person_id != person_id or code.issued_at <= now() - DENIED_FOR or code.ended_at is not None:
        raise NotFound(f"reset code {code_id}")
    return code


def _deny(db: Session, person: Person, denial: Denial, network: str) -> None:
    """Ends a code that nobody used, and her own password still opens the account; else shuts the account.

    Those who may let her in are told.
    """
    code = _code_of(db, denial)
    unsay(db, about_codes(person.key), (USED, CHANGED))
    if code is None:
        _shut(db, person, denial, Why.CHANGE)
    elif code.used_at is not None:
        _shut(db, person, denial, Why.CODE)
    else:
        end_ways_in(db, person.key)
        code.ended_at = code.ended_at or now()
    _tell_denied(db, person, denial, network, step="shut" if person.password_hash is None else "open")


def _shut(db: Session, person: Person, denial: Denial, why: Why) -> None:
    """Ends all ways in and all that waits, also an app that would keep the owner out; gives her own numbers back. She
    needs a new way in, and rests once she has one."""
    end_ways_in(db, person.key)
    person.lose_password()
    give_back(db, person, denial.since, now())
    _take_back(db, person, denial, now(), why)
    rest_after_code(db, person)


def _take_back_past(db: Session, person: Person, denial: Denial, later: Later, why: Why, network: str) -> None:
    """Takes back what the account did before a newer code let somebody in; that person stays in."""
    _take_back(db, person, denial, later.at, why)
    _tell_denied(db, person, denial, network, step="past")


def _take_back(db: Session, person: Person, denial: Denial, until: datetime, why: Why) -> None:
    """Writes down until when it was not the owner, and ends what the account left waiting or open until then."""
    denial.until_at, code = until, _code_of(db, denial)
    if code is not None:
        code.ended_at = code.ended_at or now()
    undo_made(db, Made(person.key, denial.since, until, why))


def _code_of(db: Session, denial: Denial) -> ResetCode | None:
    return db.get(ResetCode, denial.code_id) if denial.code_id else None


def _tell_denied(db: Session, person: Person, denial: Denial, network: str, *, step: str) -> None:
    """`step`: her account is "shut", "open" to her own password, or what was done in the "past" is taken back.

    Bearers of roles in her groups hear as well: changed numbers and prices stay, and they should look at them.
    """
    code, event = _code_of(db, denial), "past_denied" if step == "past" else "code_denied"
    done = security_event(db, event, person_id=person.key, network=network, reset_code=denial.code_id or 0)
    name = f"denied/{person.key}/{done.key}"
    quiet = {person.key} | ({code.issued_by_id, code.asked_by_id} if code else set())
    stands = stands_of(db, {person.key})[person.key]
    groups, helps = (_also_at(db, rows, person.key, denial.since) for rows in (M, F))
    stands = replace(stands, member_of={**groups, **stands.member_of}, helps={**helps, **stands.helps})
    warns = bool(stands.member_of or not stands.plain)  # else strangers' accounts could make letters to admins all day
    for group_id in stands.member_of:
        note(db, CLOCK, event, group_id, name=person.name, of=person.key)
    told = _who_helps(db, stands)
    for helper, path in told.values():
        if helper.key not in quiet:
            params = {"person": person.name, "step": step, "path": path}
            tell(db, helper.recipient, "code_denied", params, name=f"{name}/{helper.key}", warns=warns)
    for bearer, slug in db.execute(BEARERS.where(M.c.group_id.in_(stands.member_of)).order_by(G.c.id, P.c.id)):
        if bearer.key not in told.keys() | quiet:
            params = {"person": person.name, "step": "look", "path": group_page(slug, "anggota")}
            tell(db, bearer.recipient, "code_denied", params, name=f"{name}/{slug}/{bearer.key}", warns=warns)


def _also_at(db: Session, rows: sa.Table, person_id: int, moment: datetime) -> dict[int, str]:
    """The groups, with their villages, to which somebody belonged or which she helped at that moment, by id."""
    lasted = sa.and_(rows.c.since <= moment, sa.or_(rows.c.ended_at.is_(None), rows.c.ended_at > moment))
    wanted = sa.select(rows.c.group_id, ANSWERED_IN).join(G, G.c.id == rows.c.group_id)
    return dict(db.execute(wanted.where(rows.c.person_id == person_id, lasted)).tuples().all())


HELPERS = sa.select(Person, G.c.slug).join(F, F.c.person_id == P.c.id).join(G, G.c.id == F.c.group_id)
HELPERS = HELPERS.where(F.c.ended_at.is_(None))
OFFICERS = sa.select(Person, G.c.slug).join(O, O.c.person_id == P.c.id).join(G, within(ANSWERED_IN, O.c.place))
OFFICERS = OFFICERS.where(IN_FORCE, O.c.reads_only.is_(False))
BEARERS = sa.select(Person, G.c.slug).join(M, M.c.person_id == P.c.id).join(G, G.c.id == M.c.group_id)
BEARERS = BEARERS.where(M.c.ended_at.is_(None), sa.or_(M.c.chair, M.c.treasurer))


def _who_helps(db: Session, stands: Stands) -> dict[int, tuple[Person, str]]:
    """Facilitators of her groups, officers of her places, admins: each once, with the page where they can act."""
    found: dict[int, tuple[Person, str]] = {}
    member, helps = G.c.id.in_(stands.member_of), G.c.id.in_(stands.helps)
    for helper, slug in db.execute(HELPERS.where(member).order_by(G.c.id, P.c.id)):
        found.setdefault(helper.key, (helper, group_page(slug, "anggota/masuk")))
    for officer, slug in db.execute(OFFICERS.where(member).order_by(G.c.id, P.c.id)):
        found.setdefault(officer.key, (officer, group_at_office(slug, "masuk")))
    for officer, _ in db.execute(OFFICERS.where(helps).order_by(G.c.id, P.c.id)):
        found.setdefault(officer.key, (officer, OFFICE_GROUPS))
    for admin in admins(db):
        found.setdefault(admin.key, (admin, ADMIN))
    return found
