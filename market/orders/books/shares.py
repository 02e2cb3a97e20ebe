"""Shares: a month's money as it is parted among the members, and a slip for each of them."""

from dataclasses import dataclass, field
from typing import Any

from market.kernel.mark import mark_of
from market.orders.books.takings import Takings, takings_kept


@dataclass(frozen=True)
class Slip:
    """One member's part in whole rupiah; `goods` is what the goods they brought were sold for, or their parts."""

    person_id: int
    name: str
    goods: int
    amount: int


@dataclass(frozen=True)
class Shares:
    """`money` came in less what went back and the platform's fee; then what buyers are still to get back of it, what of
    it waits (waiting.py), what months written down shared too much (`carried`), costs, and kas; the rest is shared.
    `owed` is below 0 where something went back that was kept before, `waits` where something came in that waited.
    `sold`: what came, by how it is known, as takings.py keeps it; what is only said of it is shared by nobody.
    """

    money: int
    costs: int
    kas: int
    slips: list[Slip]
    owed: int = 0
    waits: int = 0
    carried: int = 0
    sold: list[dict[str, Any]] = field(default_factory=list)

    @property
    def takings(self) -> Takings:
        return takings_kept(self.sold, 1)[0]

    @property
    def short(self) -> int:
        """What other months carry: this one takes more off than came. Costs above what came are paid from the kas."""
        return max(0, self.owed + self.waits + self.carried - self.money)

    @property
    def shared(self) -> int:
        return sum(slip.amount for slip in self.slips)

    @property
    def empty(self) -> bool:
        """Nothing came, went or was spent: there is nothing to write down for good."""
        return not (self.money or self.owed or self.waits or self.carried or self.costs)

    @property
    def mark(self) -> str:
        """Of all figures, for the form by which they are written down for good."""
        return mark_of(self)
