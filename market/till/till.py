"""Till: one browser or phone on which a group sells. Its envelopes are signed with a key that never leaves it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.device import Device
from market.people.group import Group
from market.people.login import Login
from market.people.membership import Membership, find_membership
from market.people.recognised import phone_opens
from market.till.envelope import E
from market.till.p256 import read_key
from market.till.wire import UID

MOST_LIVE = 40  # tills of one group that sell at the same time
UNSOLD = timedelta(days=1)  # so long a browser stands among the tills that only opened the page
NOTED_EVERY = timedelta(minutes=5)


class Till(Record, table=True):
    """`uid` is a random id that the phone made; `public_key` the key of its signatures (P-256: 65 bytes in base64url,
    uncompressed), empty for the page without JavaScript, whose sales the server itself puts into envelopes.

    `opened_by` in her own account, or by her PIN on a phone of the group, which is then `device_id`. It sells while the
    login stands that opened it last (`login_id`): who ends that one, by "bukan saya" or signing out, ends this.
    """

    __table_args__ = (
        sa.UniqueConstraint("uid"),
        sa.CheckConstraint("opened_by_id IS NOT NULL OR device_id IS NOT NULL", name="whose"),
    )

    uid: str = Field(max_length=36)
    group_id: int = Field(foreign_key="groups.id", index=True)
    label: str = Field(default="", max_length=60)
    public_key: str = Field(default="", max_length=120)
    device_id: int | None = Field(default=None, foreign_key="device.id", index=True)
    opened_by: str = Field(max_length=80)
    opened_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    login_id: int | None = None
    opened_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    ended_by: str = Field(default="", max_length=80)
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def plain(self) -> bool:
        """Whether it is the page without JavaScript."""
        return not self.public_key

    def end(self, by: Actor) -> None:
        """It is lost, or sells no more: what it sends from now on is kept apart. Overtaken when it ended before."""
        rows = table(Till)
        if not self.update_if(rows.c.ended_at.is_(None), ended_at=now(), **who_did(by, "ended_by")):
            raise Overtaken("already_so")
        note(self.db, by, "till_ended", self.group_id, till=self.label)

    def sells(self, group: Group) -> bool:
        """Whether what it sends counts: it was not ended, its phone stands, who opened it has not left the group, and
        no officer has closed that."""
        if not group.open:
            return False
        login = self.db.get(Login, self.login_id) if self.login_id else None
        if self.ended_at is not None or (login is not None and not login.live):
            return False
        if self.device_id is not None:
            return phone_opens(self.db, self.device_id)
        return find_membership(self.db, self.group_id, self.opened_by_id or 0) is not None

    def was_seen(self) -> None:
        """Something came from it just now; noted at most every five minutes."""
        if self.seen_at < now() - NOTED_EVERY:
            self.seen_at = now()


T, L, D, M = table(Till), table(Login), table(Device), table(Membership)
OPENER = (M.c.group_id == T.c.group_id, M.c.person_id == T.c.opened_by_id, M.c.ended_at.is_(None))
# That somebody ended it, its login, its phone, or the membership of who opened it: what it sends is hardly a sale.
ENDED = sa.or_(
    T.c.ended_at.is_not(None),
    sa.select(L.c.id).where(L.c.id == T.c.login_id, L.c.ended_at.is_not(None)).exists(),
    sa.select(D.c.id).where(D.c.id == T.c.device_id, D.c.ended_at.is_not(None)).exists(),
    sa.and_(T.c.device_id.is_(None), ~sa.select(M.c.id).where(*OPENER).exists()),
)


def among_tills() -> sa.ColumnElement[bool]:
    """Of a browser: that it sold, or opened the page lately and can still sell. No other is shown, so none counts."""
    sold = sa.select(E.c.id).where(E.c.till_id == T.c.id).exists()
    return sa.or_(sold, sa.and_(T.c.seen_at > now() - UNSOLD, ~ENDED))


def open_till(db: Session, group_id: int, uid: str, public_key: str, label: str, by: Actor) -> Till:
    """A till of this browser; the same one again where it is there already. Refused for what is no id or no key, when
    there are too many, and while an officer has closed the group."""
    if not UID.fullmatch(uid) or read_key(public_key) is None:
        raise Refused("unclear")
    Group.get(db, group_id).require_open()
    found = db.scalars(sa.select(Till).where(T.c.uid == uid)).first()
    if found is not None:
        same = (found.group_id, found.public_key, found.device_id) == (group_id, public_key, by.device_id)
        hers = by.device_id is not None or found.opened_by_id == by.person_id  # a phone's, whoever is named on it
        if not (same and hers):
            raise Refused("till_other")
        found.login_id = by.login_id
        found.was_seen()
        return found
    mine = (T.c.group_id == group_id, T.c.public_key != "")
    live = sa.select(sa.func.count()).select_from(T).where(*mine, ~ENDED, among_tills())
    if db.execute(live).scalar_one() >= MOST_LIVE:
        raise Refused("tills_too_many", n=MOST_LIVE)
    till = Till(uid=uid, group_id=group_id, label=label[:60], public_key=public_key, **who_did(by, "opened_by"))
    till.device_id, till.login_id = by.device_id, by.login_id
    till.add(db)
    note(db, by, "till_opened", group_id, till=till.label)
    return till


def the_till(db: Session, group_id: int, key: int) -> Till:
    """A till of this group, by id."""
    return one_of(db, Till, key, group_id=group_id)
