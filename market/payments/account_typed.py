"""What is typed of an account: whose it is and of which kind, who typed it and who said yes; and who is told."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from market.kernel.addresses import COLLECTING, group_page
from market.kernel.clock import now
from market.kernel.record import Record, state_column
from market.kernel.refused import Overtaken
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.messages.warnings import WARNINGS
from market.payments.providers.qris import read_qris
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.helpers import facilitators, officers_of
from market.people.membership import people_to_tell
from market.people.person import Person, admins
from market.people.security import security_event


class AccountKind(StrEnum):
    """`platform`: the group's decision that its transfers go to the platform's bank account, and come by payout.

    While that is in force, another row of this kind takes it back.
    """

    BANK = "bank"
    QRIS = "qris"
    PLATFORM = "platform"


class AccountTyped(Record):
    """The columns of an Account, and whom its news reach."""

    kind: AccountKind = Field(default=AccountKind.BANK, sa_column=state_column(AccountKind, "kind"))
    payload: str = Field(default="", max_length=512)
    amount_inside: bool = False

    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    bank: str = Field(max_length=40)
    number: str = Field(max_length=40)
    holder: str = Field(max_length=80)
    typed_by_id: int = Field(foreign_key="person.id")
    typed_by: str = Field(max_length=80)
    typed_at: datetime = Field(default_factory=now)
    approved_by_id: int | None = Field(default=None, foreign_key="person.id")
    approved_by: str = Field(default="", max_length=80)
    approved_at: datetime | None = None
    begins_at: datetime | None = None
    retired_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.approved_at is not None and self.retired_at is None

    @property
    def of_platform(self) -> bool:
        """Whether it is the platform's own, to which money of many groups comes."""
        return self.group_id is None

    @property
    def waits_to_begin(self) -> bool:
        """Two people said yes, and it is not in force yet."""
        return self.begins_at is not None and self.approved_at is None and self.retired_at is None

    def require_undecided(self) -> None:
        """Overtaken when a second person said yes already, or it was dropped."""
        if self.begins_at or self.approved_at or self.retired_at:
            raise Overtaken("state_moved")

    @property
    def label(self) -> str:
        return f"{self.bank} {self.number}"

    def asks_for(self, amount: int) -> str:
        """The payload to draw for a bill: with the amount inside where the group switched that on."""
        return read_qris(self.payload).with_amount(amount) if self.amount_inside else self.payload

    def tell_all(self, code: str, by: Actor, **more: str) -> None:
        note(self.db, by, code, self.group_id, account=self.label)
        security_event(self.db, code, by_id=by.person_id, group_id=self.group_id, account=self.key)
        group = Group.get(self.db, self.group_id) if self.group_id else None
        self.unsay()
        whose, path = (group.name, group_page(group.slug, "uang#rekening")) if group else ("Dermaga", COLLECTING)
        owners = {person.key for person in self._owners()}
        for person in {person.key: person for person in self._concerned()}.values():
            to = person.recipient
            params = {"group": whose, "account": self.label, "by": by.name, "path": path} | more
            name, about = f"account/{self.key}/{code}/{person.key}", f"account/{self.key}"
            tell(self.db, to, code, params, name=name, about=about, warns=person.key in owners and code in WARNINGS)

    def unsay(self) -> None:
        """After a further decision: takes away letters that ask to look at it, or say that it begins."""
        unsay(self.db, f"account/{self.key}", ("account_typed", "account_begins"))

    def _concerned(self) -> list[Person]:
        """Chair, treasurer, facilitators, officers while they can stop it; of the platform its admins."""
        if self.group_id is None:
            return self._owners()
        stoppers = officers_of(self.db, Group.get(self.db, self.group_id).answered_in) if self.begins_at else []
        return [*self._owners(), *facilitators(self.db, self.group_id), *stoppers]

    def _owners(self) -> list[Person]:
        if self.group_id is None:
            return admins(self.db)
        return [person for t in (False, True) for person in people_to_tell(self.db, self.group_id, treasurer=t)]
