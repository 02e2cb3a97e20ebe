"""Account: where a group's money goes. Shown to buyers only after a second person approved it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.messages.outbox import Recipient, tell
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.membership import people_to_tell


class Account(Record, table=True):
    """A bank account; who typed it never approves it."""

    __table_args__ = (sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> typed_by_id", name="two_people"),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    bank: str = Field(max_length=40)
    number: str = Field(max_length=40)
    holder: str = Field(max_length=80)
    typed_by_id: int = Field(foreign_key="person.id")
    typed_by: str = Field(max_length=80)
    typed_at: datetime = Field(default_factory=now)
    approved_by_id: int | None = Field(default=None, foreign_key="person.id")
    approved_by: str = Field(default="", max_length=80)
    approved_at: datetime | None = None
    retired_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.approved_at is not None and self.retired_at is None

    @property
    def label(self) -> str:
        return f"{self.bank} {self.number}"

    def approve(self, by: Actor) -> None:
        """The second person says yes: the account before it retires, everybody concerned is told."""
        if by.person_id is None or by.person_id == self.typed_by_id:
            raise Refused("not_own_account")
        if self.approved_at or self.retired_at:
            raise Overtaken("state_moved")
        former = live_account(self.db, self.group_id)
        if former:
            former.retired_at = now()
        self.approved_by_id, self.approved_by, self.approved_at = by.person_id, by.name, now()
        self._tell("account_approved", by)

    def drop(self, by: Actor) -> None:
        if self.approved_at:
            raise Overtaken("state_moved")
        self.retired_at = now()
        note(self.db, by, "account_dropped", self.group_id, account=self.label)

    def _tell(self, code: str, by: Actor) -> None:
        note(self.db, by, code, self.group_id, account=self.label)
        group = Group.get(self.db, self.group_id)
        people = {
            person.key: person
            for person in (
                *people_to_tell(self.db, group.key),
                *people_to_tell(self.db, group.key, treasurer=True),
                *facilitators(self.db, group.key),
            )
        }
        for person in people.values():
            to = Recipient(person.name, person.phone, person.email, person.language)
            params = {"group": group.name, "account": self.label, "by": by.name}
            tell(self.db, to, code, params, name=f"account/{self.key}/{code}/{person.key}")


def type_account(db: Session, group: Group, *, bank: str, number: str, holder: str, by: Actor) -> Account:
    """A new account that waits for a second person."""
    if by.person_id is None:
        raise Refused("not_own_account")
    waiting = waiting_account(db, group.key)
    if waiting:
        waiting.retired_at = now()
    account = Account(
        group_id=group.key, bank=bank, number=number, holder=holder, typed_by_id=by.person_id, typed_by=by.name
    ).add(db)
    account._tell("account_typed", by)
    return account


def live_account(db: Session, group_id: int) -> Account | None:
    return accounts_of(db, group_id)[0]


def waiting_account(db: Session, group_id: int) -> Account | None:
    return accounts_of(db, group_id)[1]


def accounts_of(db: Session, group_id: int) -> tuple[Account | None, Account | None]:
    """(the approved account, the typed one that waits for a second person)."""
    rows = table(Account)
    wanted = sa.select(Account).where(rows.c.group_id == group_id, rows.c.retired_at.is_(None)).order_by(rows.c.id)
    live = waiting = None
    for account in db.scalars(wanted):
        if account.live:
            live = account
        else:
            waiting = account
    return live, waiting


def the_account(db: Session, group_id: int, key: int) -> Account:
    found = db.get(Account, key)
    if found is None or found.group_id != group_id:
        raise NotFound(f"account {key}")
    return found
