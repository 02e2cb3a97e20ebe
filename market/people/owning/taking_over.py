"""Taking an account over from whoever made it with her number: nothing that they prepared opens it, or acts by it.

Also how most of what an account prepares is taken back, for `undoing`; the rest stands in the files of its things.
"""

from datetime import UTC, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of, now
from market.kernel.record import table
from market.people.access import CLOCK
from market.people.approving.code_request import CodeRequest
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn
from market.people.certificate import Certificate
from market.people.device import Device
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import CLAIM_LASTS
from market.people.group import Group
from market.people.helpers import Facilitation, Officer, end_posts
from market.people.invitation import B, I, Invitation, InvitationState
from market.people.joining.admins import undo_admins
from market.people.login import end_all
from market.people.membership import Membership
from market.people.person import Person
from market.people.reset_code import end_codes
from market.people.roles.facilitating import end_helping
from market.people.signing_in.contact import PROOF, end_proofs
from market.people.signing_in.denial import end_links
from market.people.signing_in.second_factor import drop_factor, end_factor, second_factor
from market.people.undoing import EVER, Made, Why, undo_made, undoes

D, F, G, K, L, M, O, R, S, T = (
    table(each)
    for each in (
        Device, Facilitation, Group, PinCode, ClaimLink, Membership, Officer, CodeRequest, StandIn, Certificate
    )
)  # fmt: skip


def end_every_way(db: Session, person: Person) -> None:
    """Ends all that opens an account, and all that was issued in its name: logins, known browsers, an app and
    its recovery codes, codes, links, PINs, phones of groups, invitations.
    """
    key = person.key
    if second_factor(db, key):
        end_factor(db, person, by=CLOCK)
    drop_factor(db, key)
    end_all(db, key)
    end_codes(db, key)
    end_links(db, key)
    hers = sa.select(M.c.id).where(M.c.person_id == key)
    db.execute(sa.update(K).where(K.c.membership_id.in_(hers), K.c.used_at.is_(None)).values(used_at=now()))
    db.execute(sa.update(M).where(M.c.person_id == key).values(pin_hash=None, pin_chosen_at=None))
    undo_made(db, Made(key, EVER, now(), Why.ANEW))


@undoes("membership.person_id")
def undo_pin(db: Session, made: Made) -> None:
    """Ends a PIN chosen for the group's phone."""
    chosen = sa.update(M).where(made.holds(M.c.person_id, M.c.pin_chosen_at))
    db.execute(chosen.values(pin_hash=None, pin_chosen_at=None))


@undoes("pin_code.issued_by_id")
def undo_pin_codes(db: Session, made: Made) -> None:
    """Ends the codes she issued, and the PINs that were chosen with them: their members need another code."""
    issued = made.holds(K.c.issued_by_id, K.c.issued_at)
    ended = sa.update(K).where(issued, K.c.used_at.is_(None)).values(used_at=now()).returning(K.c.id)
    unused = set(db.scalars(ended))  # first: it waits for whoever uses one at this moment
    used = sa.select(K.c.id, K.c.membership_id, M.c.id.label("joined_id")).select_from(K)
    used = used.outerjoin(I, I.c.id == K.c.invitation_id)
    used = used.outerjoin(M, sa.and_(M.c.group_id == I.c.group_id, M.c.person_id == I.c.answered_by_id))
    found = db.execute(used.where(issued, K.c.used_at.is_not(None))).all()
    whose = {key for row in found if row.id not in unused for key in (row.membership_id, row.joined_id) if key}
    chosen = (M.c.id.in_(whose), M.c.pin_chosen_at >= made.since)
    if whose and made.denied:
        db.execute(sa.update(M).where(*chosen).values(pin_hash=None, pin_chosen_at=None))


@undoes("contact_proof.person_id", "contact_proof.read_by_id")
def undo_proofs(db: Session, made: Made) -> None:
    """Ends open proofs of numbers and addresses, and proofs by codes she read out. Her own proved ones: `give_back`."""
    end_proofs(db, sa.or_(PROOF.c.person_id == made.person_id, made.holds(PROOF.c.read_by_id, PROOF.c.asked_at)))
    if made.denied:
        _unprove_read_out(db, made)


def _unprove_read_out(db: Session, made: Made) -> None:
    """A number proved by a code that she read out in a call counts as only typed again."""
    read = sa.select(PROOF.c.person_id, PROOF.c.value).where(made.holds(PROOF.c.read_by_id, PROOF.c.proved_at))
    people = table(Person)
    for person_id, value in db.execute(read).all():
        hers = (people.c.id == person_id, people.c.phone == value)
        db.execute(sa.update(people).where(*hers).values(phone_proved_at=None))


@undoes("invitation.by_id", "invitation.agreed_by_id")
def undo_invitations(db: Session, made: Made) -> None:
    """Withdraws invitations that nobody answered, and the yes to others' that nobody answered; ends admins she made."""
    still = I.c.state == InvitationState.OPEN
    agreed = sa.update(I).where(made.holds(I.c.agreed_by_id, I.c.agreed_at), still)
    db.execute(agreed.values(agreed_at=None, agreed_by_id=None))
    asked = sa.select(Invitation).where(made.holds(I.c.by_id, I.c.invited_at), still)
    for invitation in db.scalars(asked.order_by(I.c.id)):
        invitation.withdraw(CLOCK)
    undo_admins(db, made)


@undoes("invitation_block.person_id")
def undo_blocks(db: Session, made: Made) -> None:
    db.execute(sa.delete(B).where(made.holds(B.c.person_id, B.c.at)))


@undoes("stand_in.asked_by_id", "stand_in.agreed_by_id", "stand_in.begun_by_id")
def undo_stand_ins(db: Session, made: Made) -> None:
    """Ends stand-ins that she named, agreed to or began; they may be named anew."""
    hers = (
        made.holds(S.c.asked_by_id, S.c.named_at), made.holds(S.c.agreed_by_id, S.c.agreed_at),
        made.holds(S.c.begun_by_id, S.c.begun_at),
    )  # fmt: skip
    wanted = sa.select(StandIn).where(sa.or_(*hers), S.c.ended_at.is_(None))
    for standing in db.scalars(wanted.order_by(S.c.id)):
        if standing.update_if(S.c.ended_at.is_(None), ended_at=now()):
            standing.wrote("stand_in_ended", CLOCK)


@undoes("device.added_by_id", "device.kept_by_id")
def undo_devices(db: Session, made: Made) -> None:
    """Signs out phones that she set up; those that she made the group's own are again kept by who had set them up."""
    live = D.c.ended_at.is_(None)
    for device in db.scalars(sa.select(Device).where(made.holds(D.c.added_by_id, D.c.added_at), live)):
        device.end(CLOCK)
    kept = sa.update(D).where(made.holds(D.c.kept_by_id, D.c.kept_at), live)
    db.execute(kept.values(kept_by_id=D.c.added_by_id, kept_at=None))


@undoes("claim_link.by_id")
def undo_claim_links(db: Session, made: Made) -> None:
    """Ends claim links she made; when one was made follows from its end, for all last equally long."""
    hers = (L.c.by_id == made.person_id, L.c.expires_at >= made.since + CLAIM_LASTS, L.c.used_at.is_(None))
    late = L.c.expires_at <= made.until + CLAIM_LASTS
    db.execute(sa.update(L).where(*hers, late).values(used_at=now()))


@undoes("code_request.asked_by_id")
def undo_requests(db: Session, made: Made) -> None:
    asked = (made.holds(R.c.asked_by_id, R.c.asked_at), R.c.granted_at.is_(None), R.c.expires_at > now())
    db.execute(sa.update(R).where(*asked).values(expires_at=now()))


@undoes("officer.given_by_id", "facilitation.given_by_id")
def undo_posts(db: Session, made: Made) -> None:
    """Ends offices, and helping a group, that she gave: one word was enough for them, and it was not hers.

    Not after a change of number or password: else whoever finds an officer's old phone could take the office from her
    successor.
    """
    if made.why is not Why.CODE:
        return
    end_posts(db, _given(made), CLOCK)
    helping = sa.select(F.c.group_id, F.c.person_id).where(
        made.holds(F.c.given_by_id, F.c.since), F.c.ended_at.is_(None)
    )
    for group_id, person_id in db.execute(helping.order_by(F.c.id)).all():
        end_helping(db, group_id, person_id, by=CLOCK)


def _given(made: Made) -> sa.Select[Officer]:
    """Offices in force that go back to her word: also those that her successor handed on, or let a superior read."""
    given = (
        sa.select(O.c.id, O.c.person_id, O.c.office_id)
        .where(made.holds(O.c.given_by_id, O.c.since))
        .cte(recursive=True)
    )
    next_ = O.alias()
    onward = sa.select(next_.c.id, next_.c.person_id, next_.c.office_id).join(
        given, sa.and_(next_.c.given_by_id == given.c.person_id, next_.c.office_id == given.c.office_id)
    )
    grown = given.union(onward.where(next_.c.since >= made.since))
    return sa.select(Officer).where(O.c.id.in_(sa.select(grown.c.id)), O.c.ended_at.is_(None))


@undoes("certificate.seen_by_id", "groups.checked_by_id")
def undo_vouching(db: Session, made: Made) -> None:
    """Has what she vouched for as an officer looked at again; by whole days, since only the day is written down."""
    if not made.denied:
        return
    days = day_of(made.since, UTC), day_of(made.until, UTC) + timedelta(days=1)  # in whatever zone
    seen = (T.c.seen_by_id == made.person_id, T.c.seen_on.between(*days), T.c.ended_at.is_(None))
    db.execute(sa.update(T).where(*seen).values(seen_on=None, seen_by_id=None))
    checked = (G.c.checked_by_id == made.person_id, G.c.checked_on.between(*days))
    for group in db.scalars(sa.select(Group).where(*checked).order_by(G.c.id)).all():
        group.look_again("denied", CLOCK)
