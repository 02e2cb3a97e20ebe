"""Taking an account over from whoever made it with her number: nothing that they prepared opens it, or acts by it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import CLOCK, Actor
from market.people.contact import PROOF, end_proofs
from market.people.denial import N
from market.people.device import Device
from market.people.invitation import B, I, InvitationState
from market.people.login import end_all
from market.people.membership import Membership
from market.people.person import Person
from market.people.pin import PinCode
from market.people.reset import ResetCode, end_codes
from market.people.role_change import withdraw_asked
from market.people.second_factor import drop_factor, end_factor, second_factor

C, D, K, M = (table(each) for each in (ResetCode, Device, PinCode, Membership))


def end_every_way(db: Session, person: Person) -> None:
    """Ends all that opens an account, and all that was issued in its name: logins, browsers that are known, an app and
    its recovery codes, codes, links, PINs, phones of groups, invitations.
    """
    key, moment = person.key, now()
    if second_factor(db, key):
        end_factor(db, person, by=CLOCK)
    drop_factor(db, key)
    end_all(db, key)
    end_codes(db, key)
    withdraw_asked(db, Actor(person_id=key, name=person.name))
    end_proofs(db, PROOF.c.person_id == key)
    db.execute(sa.update(N).where(N.c.person_id == key, N.c.used_at.is_(None)).values(used_at=moment))
    db.execute(sa.update(M).where(M.c.person_id == key).values(pin_hash=None, pin_chosen_at=None))
    hers = sa.select(M.c.id).where(M.c.person_id == key)
    codes = sa.or_(K.c.issued_by_id == key, K.c.membership_id.in_(hers))
    db.execute(sa.update(K).where(codes, K.c.used_at.is_(None)).values(used_at=moment))
    issued = (C.c.issued_by_id == key, C.c.used_at.is_(None), C.c.ended_at.is_(None))
    db.execute(sa.update(C).where(*issued).values(ended_at=moment))
    asked = (I.c.by_id == key, I.c.state == InvitationState.OPEN)
    db.execute(sa.update(I).where(*asked).values(state=InvitationState.WITHDRAWN, answered_at=moment))
    db.execute(sa.delete(B).where(B.c.person_id == key))
    for device in db.scalars(sa.select(Device).where(sa.or_(D.c.added_by_id == key, D.c.kept_by_id == key))):
        if device.ended_at is None:
            device.end()
