"""Taking an account over from whoever made it with her number, or came in by a code: nothing that they prepared opens
it, or acts by it.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import CLOCK, Actor
from market.people.contact import PROOF, end_proofs
from market.people.denial import N
from market.people.device import Device
from market.people.group_change import drop_asked
from market.people.invitation import B, I, Invitation, InvitationState
from market.people.login import end_all
from market.people.membership import Membership
from market.people.person import Person
from market.people.pin import PinCode
from market.people.reset import ResetCode, end_codes, end_codes_by
from market.people.role_change import withdraw_asked
from market.people.second_factor import drop_factor, end_factor, second_factor
from market.people.stand_in import StandIn

C, D, K, M, S = (table(each) for each in (ResetCode, Device, PinCode, Membership, StandIn))


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
    drop_asked(db, CLOCK, key)
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


def end_made_since(db: Session, person: Person, since: datetime) -> None:
    """Ends what an account made since then and that still waits or opens something: PINs, phones, codes, invitations,
    a yes to a helper, changes of roles, stand-ins, a number to be proved.

    An account of the group that waits for its second person is refused to both of them: see `still_here`.
    """
    key, moment = person.key, now()
    chosen = (M.c.person_id == key, M.c.pin_chosen_at >= since)
    db.execute(sa.update(M).where(*chosen).values(pin_hash=None, pin_chosen_at=None))
    issued = (K.c.issued_by_id == key, K.c.issued_at >= since, K.c.used_at.is_(None))
    db.execute(sa.update(K).where(*issued).values(used_at=moment))
    end_codes_by(db, key, since=since)
    withdraw_asked(db, CLOCK, of=key, since=since)
    drop_asked(db, CLOCK, key, since=since)
    end_proofs(db, PROOF.c.person_id == key)
    agreed = (I.c.agreed_by_id == key, I.c.agreed_at >= since, I.c.state == InvitationState.OPEN)
    db.execute(sa.update(I).where(*agreed).values(agreed_at=None, agreed_by_id=None))
    asked = (I.c.by_id == key, I.c.invited_at >= since, I.c.state == InvitationState.OPEN)
    for invitation in db.scalars(sa.select(Invitation).where(*asked).order_by(I.c.id)):
        invitation.withdraw()
    named = (S.c.asked_by_id == key, S.c.named_at >= since, S.c.ended_at.is_(None))
    for standing in db.scalars(sa.select(StandIn).where(*named).order_by(S.c.id)):
        if standing.update_if(S.c.ended_at.is_(None), ended_at=moment):
            standing.wrote("stand_in_ended", CLOCK)
    added = (D.c.added_by_id == key, D.c.added_at >= since, D.c.ended_at.is_(None))
    for device in db.scalars(sa.select(Device).where(*added)):
        device.end()
