"""How often complaints may come from where: no network takes what others need, nor shuts up who shares it.

The counters stand apart from the complaints, under digests, and are gone within two days.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.limits import attempt_within
from market.kernel.refused import TooOften

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MOST_AN_HOUR, MOST_A_DAY = 10, 20  # of a network, at any bazaars
FEW_A_DAY = 5  # of a network at one bazaar, where more than half of what it takes is used up
HER_OWN = 3  # a day, of an account where its network has no more


@dataclass(frozen=True, slots=True)
class Sender:
    """Digests of the network that a complaint comes from and of the account, if one with a proved number sends it."""

    network: str
    account: str | None = None


def most_of_a_network(waiting: int, most: int) -> int:
    """How many a day a network may send to one bazaar, of whose `most` so many wait: a few once half of them do, so
    that the other half is for others."""
    return FEW_A_DAY if 2 * waiting >= most else MOST_A_DAY


def count_complaint(db: Session, bazaar_id: int, sender: Sender, at_one: int) -> None:
    """Counts one, as part of a write; TooOften beyond what its network, or else its account, may send: `at_one` a day
    to this bazaar."""
    try:
        attempt_within(db, f"aduan/{sender.network}", most=MOST_AN_HOUR, per=AN_HOUR)
        attempt_within(db, f"aduan-sehari/{sender.network}", most=MOST_A_DAY, per=A_DAY)
        attempt_within(db, f"aduan-bazar/{bazaar_id}/{sender.network}", most=at_one, per=A_DAY)
    except TooOften:
        if sender.account is None:
            raise
        attempt_within(db, f"aduan-akun/{sender.account}", most=HER_OWN, per=A_DAY)
