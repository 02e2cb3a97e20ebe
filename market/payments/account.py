"""Account: where a group's money goes. Shown to buyers only after a second person approved it.

Who may type one: `Do.ACCOUNT` in people/access.py; who may approve: people/approving.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.payments.account_typed import AccountKind, AccountTyped
from market.people.access import CLOCK, Actor, Role
from market.people.act import note
from market.people.approving.bearers import reachable_bearers
from market.people.approving.other_admin import require_other_admin
from market.people.approving.second_person import Asked, require_second
from market.people.approving.still_here import still_here
from market.people.group import Group, lock_group
from market.people.helpers import helps
from market.people.signing_in.denial import was_denied
from market.people.undoing import Made, Why, undoes

BEGINS_HOURS = 24


class Account(AccountTyped, table=True):
    """A bank account, or a QRIS code (`payload`); who typed it never approves it. The platform's own has no group.

    Of a QRIS `bank` is "QRIS", `number` the national merchant id, `holder` the merchant's name. `amount_inside`: the
    group says its provider agrees that the amount is put into the code. `begins_at`: the yes came from somebody whom
    the typist appointed of late, so it counts only from then on, unless a facilitator or officer stops it.
    """

    __table_args__ = (
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> typed_by_id", name="two_people"),
        sa.CheckConstraint("(kind = 'qris') = (payload <> '')", name="payload"),
        sa.CheckConstraint("group_id IS NOT NULL OR kind = 'bank'", name="whose"),
        one_where("uq_account_live", "group_id", "kind", where="approved_at IS NOT NULL AND retired_at IS NULL"),
    )

    def put_amount_inside(self, inside: bool, by: Actor) -> None:
        """The group says that its provider agrees to the amount inside the code, or takes that back.

        Needs no second person: the code stays the one that two people approved, and its money goes to the same place.
        """
        self.amount_inside = inside
        note(self.db, by, "qris_amount", self.group_id, account=self.label)

    def approve(self, by: Actor) -> None:
        """The second person says yes: the former account retires, everybody concerned is told.

        For a group one of the two must be its chair or treasurer, where one can be reached.
        """
        self.require_undecided()
        waits = self._require_second(by)
        self.approved_by_id, self.approved_by = by.person_id, by.name
        if waits:
            group = Group.get(self.db, self.group_id or 0)
            self.begins_at = after_waking(now(), BEGINS_HOURS, group.zone)
            self.tell_all("account_begins", by, effect_at=self.begins_at.isoformat(), zone=group.zone.key)
        else:
            self.begin(by)

    def refusal_for(self, by: Actor) -> Refused | None:
        """Why somebody may not approve it; None when they may."""
        try:
            self._require_second(by)
        except Refused as refusal:
            return refusal
        return None

    def _require_second(self, by: Actor) -> bool:
        """Whether this second person's yes waits (see `begins_at`). Refused when `by` is no second person, or rests."""
        by.refuse_while_resting()
        if self.group_id is None:
            require_other_admin(self.db, by, self.typed_by_id)
            if was_denied(self.db, self.typed_by_id, self.typed_at):
                raise Refused("account_asker_gone")
            return False
        group = Group.get(self.db, self.group_id)
        require_begun_here(self.db, self)
        first = not has_had_account(self.db, self.group_id)
        asked = Asked(group, self.typed_by_id, self.typed_at)
        waits = require_second(self.db, by, asked, newcomers=first)
        bearers = reachable_bearers(self.db, self.group_id)
        if bearers and not {self.typed_by_id, by.person_id} & bearers:
            raise Refused("account_needs_group")
        if not bearers and (Role.OFFICER not in by.roles or not helps(self.db, group.key, self.typed_by_id)):
            raise Refused("account_needs_both_helpers")
        return waits

    def begin(self, by: Actor) -> None:
        """From now on bills ask to pay to it. A vouched group is to be looked at again, unless an officer said yes."""
        former = live_account(self.db, self.group_id, self.kind)
        if former and self.kind is AccountKind.PLATFORM:
            self.approved_at = self.retired_at = now()
            self.unsay()
            former.retire(by)
            return
        if former:
            former.retired_at = now()
            self.db.flush()
        self.approved_at = now()
        if self.group_id is not None and Role.OFFICER not in by.roles:
            lock_group(self.db, self.group_id).look_again("new_account", by)  # an officer may be vouching just now
        self.tell_all("account_approved", by)

    def stop(self, by: Actor, reason: str) -> None:
        """A facilitator or officer stops what two people said yes to, before it counts."""
        reason = needed_reason(reason)
        if not by.roles & {Role.FACILITATOR, Role.OFFICER} or not self.waits_to_begin:
            raise Overtaken("state_moved")
        self._stopped(by, reason)

    def _stopped(self, by: Actor, reason: str = "") -> None:
        self.retired_at = now()
        self.tell_all("account_stopped", by, reason=reason)

    def let_begin(self) -> None:
        """Its hours are over: begins, or stops when the group was closed meanwhile or one of the two has left it."""
        group_id = self.group_id or 0
        both = (self.typed_by_id, self.approved_by_id)
        here = all(still_here(self.db, group_id, each, self.typed_at) for each in both)
        if here and Group.get(self.db, group_id).open:
            self.begin(CLOCK)
        else:
            self._stopped(CLOCK)

    def drop(self, by: Actor) -> None:
        if self.approved_at:
            raise Overtaken("state_moved")
        self.retired_at = now()
        self.unsay()
        note(self.db, by, "account_dropped", self.group_id, account=self.label)

    def retire(self, by: Actor) -> None:
        """No new bill asks for payment to it; older bills still do."""
        if not self.live:
            raise Overtaken("state_moved")
        self.retired_at = now()
        self.tell_all("account_retired", by)


A = table(Account)
LIVE = sa.and_(A.c.approved_at.is_not(None), A.c.retired_at.is_(None))
UNDECIDED = sa.and_(A.c.approved_at.is_(None), A.c.retired_at.is_(None))


def require_begun_here(db: Session, account: Account) -> None:
    """Refused when its group is closed, or when the one who typed it has left."""
    group_id = account.group_id or 0
    require_open(Group.get(db, group_id))
    if not still_here(db, group_id, account.typed_by_id, account.typed_at):
        raise Refused("account_asker_gone")


def require_open(group: Group) -> None:
    """Refused when the group is closed."""
    if not group.open:
        raise Refused("group_closed_no_account")


def live_account(db: Session, group_id: int | None, kind: AccountKind = AccountKind.BANK) -> Account | None:
    return accounts_of(db, group_id)[kind][0]


def waiting_account(db: Session, group_id: int | None, kind: AccountKind = AccountKind.BANK) -> Account | None:
    return accounts_of(db, group_id)[kind][1]


Accounts = dict[AccountKind, tuple[Account | None, Account | None]]  # by kind (the approved one, the one that waits)


def accounts_of(db: Session, group_id: int | None) -> Accounts:
    """By kind (the approved account, the typed one that waits for a second person); the platform's without a group."""
    whose = A.c.group_id.is_(None) if group_id is None else A.c.group_id == group_id
    return by_kind(db.scalars(sa.select(Account).where(whose, A.c.retired_at.is_(None)).order_by(A.c.id)))


def by_kind(accounts: Iterable[Account]) -> Accounts:
    found: Accounts = dict.fromkeys(AccountKind, (None, None))
    for account in accounts:
        live, waiting = found[account.kind]
        found[account.kind] = (account, waiting) if account.live else (live, account)
    return found


def live_accounts(group_id: int) -> sa.ScalarSelect[str]:
    """Which accounts of a group are approved, in a word that is another as soon as another one is."""
    ids, count = sa.func.coalesce(sa.func.sum(A.c.id), 0), sa.func.count()
    told = sa.cast(ids, sa.String) + "/" + sa.cast(count, sa.String)
    return sa.select(told).where(A.c.group_id == group_id, LIVE).scalar_subquery()


def has_had_account(db: Session, group_id: int) -> bool:
    """Whether this group ever had an approved account of its own."""
    return (
        db.execute(sa.select(A.c.id).where(A.c.group_id == group_id, A.c.approved_at.is_not(None))).first() is not None
    )


def accounts_to_begin(db: Session, moment: datetime, after: int = 0, most: int = 100) -> list[int]:
    """The accounts, with an id above `after`, that nobody stopped in time."""
    due = sa.and_(A.c.begins_at <= moment, A.c.approved_at.is_(None), A.c.retired_at.is_(None), A.c.id > after)
    return list(db.scalars(sa.select(A.c.id).where(due).order_by(A.c.id).limit(most)))


def let_begin(db: Session, key: int) -> None:
    """Begins an account that nobody stopped; tested again inside."""
    account = db.scalars(locked(sa.select(Account).where(A.c.id == key))).one()
    if not account.waits_to_begin or account.begins_at is None or account.begins_at > now():
        raise Overtaken("state_moved")
    account.let_begin()


def the_account(db: Session, group_id: int | None, key: int) -> Account:
    """An account of this group, locked until the commit."""
    return one_of(db, Account, key, lock=True, group_id=group_id)


@undoes("account.typed_by_id", "account.approved_by_id")
def undo_accounts(db: Session, made: Made) -> None:
    """Drops accounts that wait for a second person, or to begin. Retires those in force by a word that was not hers;
    for an account that is only begun anew, those that she typed long ago stay.
    """
    said = sa.func.coalesce(A.c.begins_at, A.c.approved_at)
    soon = sa.or_(A.c.begins_at.is_not(None), said <= made.until)  # for one that begins later, the yes came before
    approved = sa.and_(A.c.approved_by_id == made.person_id, said >= made.since, A.c.typed_at <= made.until, soon)
    hers = sa.or_(made.holds(A.c.typed_by_id, A.c.typed_at), approved)
    for account in db.scalars(locked(sa.select(Account).where(hers, A.c.retired_at.is_(None)).order_by(A.c.id))).all():
        if account.waits_to_begin:
            account._stopped(CLOCK)
        elif not account.live:
            account.drop(CLOCK)
        elif made.why in (Why.CODE, Why.CHANGE):
            account.retire(CLOCK)
