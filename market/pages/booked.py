"""What a page answers when money was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from market.payments.payment import Payment
from market.web.page import redirect


@dataclass(frozen=True, slots=True)
class Booked:
    """What was written down as come, in rupiah, and whether more is still to come."""

    came: int
    open: bool

    @property
    def words(self) -> str:
        return "confirmed_part" if self.open else "confirmed_sum"


def booked_many(path: str, payments: Sequence[Payment]) -> Response:
    """Of several lines of a bank's statement: how many, and what they are together."""
    if not payments:
        return redirect(path, words="confirmed_none")
    return redirect(path, words="confirmed_many", n=len(payments), sum=sum(each.came for each in payments))
