"""What a page answers when money was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Booked:
    """What was written down as come, in rupiah, and whether more is still to come."""

    came: int
    open: bool

    @property
    def words(self) -> str:
        return "confirmed_part" if self.open else "confirmed_sum"
