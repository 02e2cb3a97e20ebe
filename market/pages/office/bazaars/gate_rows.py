"""The groups of a slot as the gate sees them, and what may be pressed of each at this moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from market.bazaars.after.gate import Gate
from market.bazaars.after.presence import Presence
from market.bazaars.after.put_out import PutOut
from market.bazaars.after.waiting import Queued
from market.bazaars.booking.booking import BookingState
from market.bazaars.booking.found import CAME, Found
from market.bazaars.booking.stands import SlotStand
from market.kernel.language import gettext as _

KINDS = ("belum", "hadir", "tidak", "tanpa")
COMES: dict[str, Callable[[], str]] = {
    "here": lambda: _("Hadir"),
    "back": lambda: _("Kembali"),
    "after_all": lambda: _("Ternyata hadir"),
    "no_booth": lambda: _("Datang, tanpa stan"),
}
CORRECTS: dict[str, Callable[[], str]] = {
    "in_time": lambda: _("Ternyata tepat waktu"),
    "late": lambda: _("Ternyata terlambat"),
    "here": lambda: _("Ternyata hadir"),
    "absent": lambda: _("Ternyata tidak hadir"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What would be written down instead, and what the press is called, of `CORRECTS`."""

    found: Found
    word: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A group of a slot as the gate sees it; `out` when its booths cannot be used any more and it has no others."""

    stand: SlotStand
    seen: Presence
    gate: Gate
    out: PutOut | None = None

    @property
    def kind(self) -> str:
        """To which of the four lists it belongs."""
        if self.seen.absent:
            return "tidak"
        if self.seen.found is Found.NO_BOOTH:
            return "tanpa"
        return "hadir" if self.seen.found in CAME else "belum"

    @property
    def confirmed(self) -> bool:
        return self.stand.booking.state is BookingState.CONFIRMED

    @property
    def homeless(self) -> bool:
        """It is here, and somebody else stands in its booth, or nobody can."""
        return self.out is not None or (self.seen.here and not self.stand.booths)

    @property
    def in_vain(self) -> bool:
        """It came and has no booth: it waits, and no press says so once more."""
        return self.out is not None and self.seen.found is Found.NO_BOOTH

    @property
    def presses(self) -> bool:
        """Whether anything may be written down of it now, as it happens."""
        return self.confirmed and self.gate.arrivals and not self.gate.over

    @property
    def may_come(self) -> bool:
        return not self.seen.here and not self.in_vain

    @property
    def may_be_late(self) -> bool:
        """Not who comes back, who came when she came first; nor who finds no booth, however early."""
        return self.may_come and self.gate.late and self.seen.found is not Found.LEFT and not self.out

    @property
    def may_be_absent(self) -> bool:
        """Its grace is over, nothing is written of it yet, and it has a booth to come to."""
        return self.gate.absences and not self.seen.found and self.out is None

    @property
    def comes(self) -> str:
        """What the press of its coming is called, of `COMES`."""
        if self.seen.absent:
            return "after_all"
        if self.out:
            return "no_booth"
        return "back" if self.seen.found is Found.LEFT else "here"

    @property
    def comes_as(self) -> Found:
        """What one press in the list writes: of who is absent that she came late."""
        return Found.LATE if self.seen.absent else Found.ARRIVED

    @property
    def corrections(self) -> list[Correction]:
        """What of the note may be corrected, with a reason: nothing of a group that had no booth."""
        if not self.confirmed or self.in_vain or not (self.gate.over or self._noted):
            return []
        return [*self._other_coming(), *self._other_absence()]

    @property
    def _noted(self) -> bool:
        """Something counts of it that no plain press says otherwise."""
        seen = self.seen
        return bool(seen.found) and not seen.absent and (self.gate.absences or (seen.here and self.gate.late))

    def _other_coming(self) -> list[Correction]:
        if self.seen.found is Found.LATE:
            return [Correction(Found.ARRIVED, "in_time")]
        if self.seen.found is Found.ARRIVED:
            return [Correction(Found.LATE, "late")] if self.gate.late else []
        return [Correction(Found.ARRIVED, "here")]

    def _other_absence(self) -> list[Correction]:
        may = self.gate.absences and not self.seen.absent and not self.out
        return [Correction(Found.ABSENT, "absent")] if may else []

    @property
    def had(self) -> list[str]:
        """The booths that it has no more."""
        return self.out.was if self.out else self.seen.gave.split()

    def about(self, words: str) -> bool:
        """Whether what was typed is a part of its name or goods, its booth, or its number."""
        told = (self.stand.group.name, self.stand.application.goods, self.stand.application.number)
        booths = {_plain(number) for number in self.stand.booths + self.had}
        return _plain(words) in booths or any(words.casefold() in each.casefold() for each in told)


def _plain(number: str) -> str:
    """`a-3` and `A03` are one booth."""
    whole = "".join(letter for letter in number.upper() if letter.isalnum())
    block = whole.rstrip("0123456789")
    return block + whole.removeprefix(block).lstrip("0")


@dataclass(frozen=True, slots=True)
class GateRows:
    """Everybody of a slot, and those that are shown."""

    everybody: Sequence[GateRow]
    shown: Sequence[GateRow]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: sum(row.kind == kind for row in self.everybody) for kind in KINDS}

    @property
    def lists(self) -> list[str]:
        """Those that the page offers: nobody is without a booth on most days."""
        return [kind for kind in KINDS if kind != "tanpa" or self.counts[kind]]

    @property
    def homeless(self) -> list[GateRow]:
        return [row for row in self.everybody if row.homeless]


@dataclass(frozen=True, slots=True)
class FreeNow:
    """While a slot runs: the booths that are free, and who waits for one."""

    free: Sequence[str] = ()
    waiting: Sequence[Queued] = field(default_factory=list)

    @property
    def fitting(self) -> list[Queued]:
        return [each for each in self.waiting if each.spots and not each.busy]
