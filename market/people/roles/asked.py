"""What somebody asked for, besides changes of roles, ends with the role by which she could ask."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import CLOCK
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import drop_asked
from market.people.invitation import I, Invitation, InvitationState
from market.people.reset_code import end_codes_by

K, S = table(PinCode), table(StandIn)


def end_asked_besides(db: Session, group_id: int, person_id: int) -> None:
    """For somebody who is no chair or facilitator of a group any more: ends her invitations, stand-ins not agreed to,
    codes for a PIN there, changes of facts that wait, and codes for signing in that she issued.
    """
    invited = (I.c.group_id == group_id, I.c.by_id == person_id, I.c.state == InvitationState.OPEN)
    for invitation in db.scalars(sa.select(Invitation).where(*invited).order_by(I.c.id)):
        invitation.withdraw(CLOCK)
    issued = (K.c.group_id == group_id, K.c.issued_by_id == person_id, K.c.used_at.is_(None))
    db.execute(sa.update(K).where(*issued).values(used_at=now()))
    waiting = (S.c.group_id == group_id, S.c.asked_by_id == person_id, S.c.agreed_at.is_(None), S.c.ended_at.is_(None))
    db.execute(sa.update(S).where(*waiting).values(ended_at=now()))
    drop_asked(db, CLOCK, person_id, group_id=group_id)
    end_codes_by(db, person_id)
