"""The desk: what the sales of a group that are booked together need to know, each read once in their transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from market.inventory.hold import lock_lots
from market.kernel.typed import MOST_KEY
from market.payments.account import Account, Accounts, accounts_of
from market.people.access import Actor
from market.people.group import Group
from market.people.membership import member_called
from market.till.basket import TillGood
from market.till.day import TillDay, day_here
from market.till.open_piece import lock_pieces
from market.till.rules import TillRules, rules_of
from market.till.sale import Paid


@dataclass
class SalesDesk:
    """`goods` are all that the sales name, by sku. What was read holds until the commit: what somebody else changes
    meanwhile came before all of them, or after."""

    db: Session
    group: Group
    goods: Mapping[str, TillGood]
    _days: dict[date, TillDay] = field(default_factory=dict)
    _names: dict[int, str | None] = field(default_factory=dict)

    @cached_property
    def rules(self) -> TillRules:
        """What may be done at the till."""
        return rules_of(self.db, self.group.key)

    @cached_property
    def _accounts(self) -> Accounts:
        return accounts_of(self.db, self.group.key)

    def account(self, paid: Paid) -> Account | None:
        """The group's own that money of this way comes to; none for cash, and where it has none."""
        return self._accounts[paid.account][0] if paid.account else None

    def called(self, person_id: int) -> str | None:
        """`member_called` of the group; None too for a number that no database holds."""
        if person_id > MOST_KEY:
            return None
        if person_id not in self._names:
            self._names[person_id] = member_called(self.db, self.group.key, person_id)
        return self._names[person_id]

    def day(self, day: date, by: Actor) -> TillDay:
        """`day_here` of the group."""
        if day not in self._days:
            self._days[day] = day_here(self.db, self.group.key, day, by)
        return self._days[day]

    def open(self, days: Mapping[date, Actor]) -> None:
        """Locks the selling days, the oldest first, then what is open and the lots of all goods: in one order whatever
        the sales are, so that no two writers wait for each other."""
        for each in sorted(days):
            self.day(each, days[each])
        variants = {each.variant_id for each in self.goods.values()}
        lock_pieces(self.db, variants)
        lock_lots(self.db, variants)
